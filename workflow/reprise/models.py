"""Model families: from a study's settings to compiled Keras models.

A new family is one function here and one entry in workflow/schemas/study.schema.yaml.
"""

from reprise.backend import keras
from reprise.eras import ADAM_EPSILON, lstm_layer

UNROLLED_TIME_STEPS = 4


def lstm(model, input_shape, outputs, batch_size):
    """LSTM layers and a Dense output (LSTM tutorial, `fit_lstm`).

    Parameters
    ----------
    model : dict
        The study's `model` section.
    input_shape : (time steps, features)
    outputs : int
    batch_size : int
        Fixed for a stateful layer, which keeps a state for each row of a batch.

    Returns
    -------
    keras.Sequential, not compiled.
    """
    units = model["units"] if isinstance(model["units"], list) else [model["units"]]
    # A loop over one or a few time steps costs half of the compile time and changes nothing.
    shared = {"stateful": model["stateful"], "unroll": input_shape[0] <= UNROLLED_TIME_STEPS}
    for key in ("dropout", "recurrent_dropout"):
        if model[key]:
            shared[key] = model[key]
    for key in ("kernel_regularizer", "recurrent_regularizer", "bias_regularizer"):
        if key in model:
            shared[key] = keras.regularizers.L1L2(**model[key])
    fixed_size = batch_size if model["stateful"] else None
    layers = [keras.Input(batch_shape=(fixed_size, *input_shape))]
    for depth, count in enumerate(units, start=1):
        last = depth == len(units)
        layers.append(lstm_layer(model["era"], count, return_sequences=not last, **shared))
    layers.append(keras.layers.Dense(outputs))
    return keras.Sequential(layers)


FAMILIES = {"lstm": lstm}


def build_model(settings, input_shape, outputs, batch_size):
    """Build and compile the model of one configuration.

    Parameters
    ----------
    settings : dict
        A configuration's settings.
    input_shape : (time steps, features)
    outputs, batch_size : int

    Returns
    -------
    keras.Model, compiled with the study's optimizer and loss.
    """
    family = FAMILIES[settings["model"]["family"]]
    model = family(settings["model"], input_shape, outputs, batch_size)
    model.compile(
        loss=settings["training"]["loss"],
        optimizer=_optimizer(settings["training"]["optimizer"], settings["model"].get("era")),
    )
    return model


def _optimizer(said, era):
    options = {"name": said} if isinstance(said, str) else dict(said)
    name = options.pop("name")
    if name == "adam" and era:
        options.setdefault("epsilon", ADAM_EPSILON[era])
    return keras.optimizers.get({"class_name": name, "config": options})
