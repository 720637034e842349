"""Model families: from a study's settings to compiled Keras models.

A new family is one function here and one entry in workflow/schemas/study.schema.yaml, or a
function of your own that a study names as `module:function`. Every family takes

    model : dict, the study's `model` section
    input_shape : tuple of int, the shape of one row
    outputs : int, how many numbers the network gives for a row
    output_activation : str, `linear` for forecasts, `sigmoid` or `softmax` for classes
    batch_size : int, for layers that keep a state for each row of a batch

and returns a keras.Model that is not compiled, with outputs of shape (batch, outputs).
"""

import importlib
import traceback

from reprise.training.backend import keras
from reprise.training.eras import ADAM_EPSILON, lstm_layer

UNROLLED_TIME_STEPS = 4


def mlp(model, input_shape, outputs, output_activation, batch_size):
    """Dense layers (crash course, lesson 3; batch-normalization tutorial, "MLP Model")."""
    layers = [keras.layers.Flatten()] if len(input_shape) > 1 else []
    for units in _listed(model["units"]):
        dense = keras.layers.Dense(units, kernel_initializer=model["kernel_initializer"])
        layers += _normalized(model, dense)
        if model["dropout"]:
            layers.append(keras.layers.Dropout(model["dropout"]))
    return _sequential(model, input_shape, *layers, _output(outputs, output_activation))


def cnn(model, input_shape, outputs, output_activation, batch_size):
    """Convolutions, max pooling and Dense layers (crash course, lesson 4).

    Over time steps or, for rows that are images, over height and width. Batch normalization
    stands after the last convolution, before pooling (batch-normalization tutorial, "CNN Batch
    Normalization").
    """
    dimensions = len(input_shape) - 1
    convolution = {1: keras.layers.Conv1D, 2: keras.layers.Conv2D}[dimensions]
    pooling = {1: keras.layers.MaxPooling1D, 2: keras.layers.MaxPooling2D}[dimensions]
    *first, last = _listed(model["filters"])
    layers = [convolution(n, model["kernel_size"], activation=model["activation"]) for n in first]
    layers += _normalized(model, convolution(last, model["kernel_size"]))
    layers += [pooling(model["pool_size"]), keras.layers.Flatten()]
    if model["dense_units"]:
        layers.append(keras.layers.Dense(model["dense_units"], activation=model["activation"]))
    return _sequential(model, input_shape, *layers, _output(outputs, output_activation))


def lstm(model, input_shape, outputs, output_activation, batch_size):
    """LSTM layers and a Dense output (LSTM tutorial, `fit_lstm`; crash course, lesson 5).

    Batch normalization stands after the last LSTM layer, as in the batch-normalization tutorial
    ("RNN Batch Normalization"), or, `before`, on what that layer reads.
    """
    units = _listed(model["units"])
    # A loop over one or a few time steps costs half of the compile time and changes nothing.
    shared = {"stateful": model["stateful"], "unroll": input_shape[0] <= UNROLLED_TIME_STEPS}
    if model["activation"] != "tanh":
        shared["activation"] = model["activation"]
    for key in ("dropout", "recurrent_dropout"):
        if model[key]:
            shared[key] = model[key]
    for key in ("kernel_regularizer", "recurrent_regularizer", "bias_regularizer"):
        if key in model:
            shared[key] = keras.regularizers.L1L2(**model[key])
    layers = [lstm_layer(model["era"], n, return_sequences=True, **shared) for n in units[:-1]]
    last = lstm_layer(model["era"], units[-1], return_sequences=False, **shared)
    layers += _beside_recurrent(model, last)
    fixed_size = batch_size if model["stateful"] else None
    head = _output(outputs, output_activation)
    return _sequential(model, input_shape, *layers, head, batch_size=fixed_size)


def cnn_lstm(model, input_shape, outputs, output_activation, batch_size):
    """A convolution over parts of a row, then an LSTM over the parts (crash course, lesson 6).

    Batch normalization stands between the convolution and pooling.
    """
    steps, features = input_shape
    parts = model["subsequences"]
    convolution = keras.layers.Conv1D(model["filters"], model["kernel_size"])
    layers = [
        keras.layers.Reshape((parts, steps // parts, features)),
        *_normalized(model, keras.layers.TimeDistributed(convolution)),
        keras.layers.TimeDistributed(keras.layers.MaxPooling1D(model["pool_size"])),
        keras.layers.TimeDistributed(keras.layers.Flatten()),
        keras.layers.LSTM(
            model["units"], activation=model["activation"], unroll=parts <= UNROLLED_TIME_STEPS
        ),
    ]
    return _sequential(model, input_shape, *layers, _output(outputs, output_activation))


def encoder_decoder(model, input_shape, outputs, output_activation, batch_size):
    """An LSTM that reads the row and one that writes a step for each output (lesson 7).

    Batch normalization stands on what the encoder hands over or, `before`, on what it reads.
    """

    def recurrent(steps, **options):
        unroll = steps <= UNROLLED_TIME_STEPS
        activation = model["activation"]
        return keras.layers.LSTM(model["units"], activation=activation, unroll=unroll, **options)

    layers = [
        *_beside_recurrent(model, recurrent(input_shape[0])),
        keras.layers.RepeatVector(outputs),
        recurrent(outputs, return_sequences=True),
        keras.layers.TimeDistributed(_output(1, output_activation)),
        keras.layers.Reshape((outputs,)),
    ]
    return _sequential(model, input_shape, *layers)


FAMILIES = {
    "mlp": mlp,
    "cnn": cnn,
    "lstm": lstm,
    "cnn_lstm": cnn_lstm,
    "encoder_decoder": encoder_decoder,
}


def build_model(settings, input_shape, outputs, classes, batch_size):
    """Build and compile the model of one configuration.

    Parameters
    ----------
    settings : dict
        A configuration's settings.
    input_shape : tuple of int
        The shape of one row.
    outputs : int
        Steps of the horizon, or probabilities of classes.
    classes : int
        0 for forecasts.
    batch_size : int

    Returns
    -------
    keras.Model, compiled with the study's optimizer and loss.
    """
    said = settings["model"]
    family = FAMILIES.get(said["family"])
    output_activation = "linear" if not classes else "sigmoid" if outputs == 1 else "softmax"
    arguments = (said, tuple(input_shape), outputs, output_activation, batch_size)
    model = family(*arguments) if said["family"] in FAMILIES else _build_own(said, arguments)
    if model.output_shape[1:] != (outputs,):
        raise RuntimeError(
            f"model.family {said['family']} gives outputs of shape {model.output_shape[1:]} a row;"
            f" this study needs {(outputs,)}."
        )
    model.compile(
        loss=settings["training"]["loss"],
        optimizer=_optimizer(settings["training"]["optimizer"], said.get("era")),
    )
    return model


def _build_own(said, arguments):
    """Call a model family of the user's own; say plainly what goes wrong in it."""
    module, _, function = said["family"].partition(":")
    try:
        model = getattr(importlib.import_module(module), function)(*arguments)
    except Exception as error:
        inner = traceback.extract_tb(error.__traceback__)[-1]
        raise RuntimeError(
            f"model.family {said['family']} failed: {type(error).__name__}: {error}"
            f" ({inner.filename}, line {inner.lineno}). It was called with model {said},"
            f" input_shape {arguments[1]}, outputs {arguments[2]}, output_activation"
            f" '{arguments[3]}' and batch_size {arguments[4]}."
        ) from error
    if not isinstance(model, keras.Model):
        raise RuntimeError(f"model.family {said['family']} returned {model!r}, and no keras.Model.")
    return model


def _sequential(model, input_shape, *layers, batch_size=None):
    first = [_batch_normalization(model)] if model["batch_norm_input"] else []
    return keras.Sequential([keras.Input(batch_shape=(batch_size, *input_shape)), *first, *layers])


def _normalized(model, layer):
    """A layer without activation, then its activation, and batch normalization where asked."""
    activation = keras.layers.Activation(model["activation"])
    return {
        "none": lambda: [layer, activation],
        "after": lambda: [layer, activation, _batch_normalization(model)],
        "before": lambda: [layer, _batch_normalization(model), activation],
    }[model["batch_norm"]]()


def _beside_recurrent(model, layer):
    """A recurrent layer keeps its activation: `before` is on its inputs."""
    return {
        "none": lambda: [layer],
        "after": lambda: [layer, _batch_normalization(model)],
        "before": lambda: [_batch_normalization(model), layer],
    }[model["batch_norm"]]()


def _batch_normalization(model):
    with_both = model["batch_norm_beta_gamma"]
    return keras.layers.BatchNormalization(
        momentum=model["batch_norm_momentum"], center=with_both, scale=with_both
    )


def _output(outputs, activation):
    return keras.layers.Dense(outputs, activation=None if activation == "linear" else activation)


def _listed(number):
    return number if isinstance(number, list) else [number]


def _optimizer(said, era):
    options = {"name": said} if isinstance(said, str) else dict(said)
    name = options.pop("name")
    if name == "adam" and era:
        options.setdefault("epsilon", ADAM_EPSILON[era])
    return keras.optimizers.get({"class_name": name, "config": options})
