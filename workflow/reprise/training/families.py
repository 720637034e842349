"""Model families: functions that build a Keras model from the `model` section of a study.

A new family is one function in this module and one entry in workflow/schemas/study.schema.yaml.
A study can also name a function of the user's own as `module:function`. Every family takes

    model : dict, the `model` section of the study
    input_shape : tuple of int, the shape of one row
    outputs : int, the number of values that the network returns for one row; only
        `encoder_decoder` also takes (steps, classes), if each step has a class
    output_activation : str, `linear` for forecasts, `sigmoid` or `softmax` for classes
    batch_size : int, for layers that keep a state for each row of a batch

and returns a keras.Model that is not compiled, with outputs of shape (batch, outputs) or
(batch, steps, classes).
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from reprise.settings import as_list
from reprise.training.backend import keras
from reprise.training.eras import lstm_layer

# A recurrent layer over at most so many time steps is unrolled. The results are the same, and
# the loop would take half of the time to compile.
MAX_UNROLLED_TIME_STEPS = 4

ModelOptions = dict[str, Any]


def mlp(
    model: ModelOptions,
    input_shape: tuple[int, ...],
    outputs: int,
    output_activation: str,
    batch_size: int,
) -> keras.Model:
    """Dense layers (crash course, lesson 3; batch-normalization tutorial, "MLP Model")."""
    layers = [keras.layers.Flatten()] if len(input_shape) > 1 else []
    for units in as_list(model["units"]):
        dense = keras.layers.Dense(units, kernel_initializer=model["kernel_initializer"])
        layers += _with_dropout(model, _normalized(model, dense))
    return _sequential(model, input_shape, *layers, _output(outputs, output_activation))


def cnn(
    model: ModelOptions,
    input_shape: tuple[int, ...],
    outputs: int,
    output_activation: str,
    batch_size: int,
) -> keras.Model:
    """Convolutions, max pooling and Dense layers (crash course, lesson 4).

    The convolutions run over time steps or, if the rows are images, over height and width. Batch
    normalization follows the last convolution, before pooling (batch-normalization tutorial,
    "CNN Batch Normalization"), or it follows the pooling.
    """
    dimensions = len(input_shape) - 1
    convolution = {1: keras.layers.Conv1D, 2: keras.layers.Conv2D}[dimensions]
    pooling = {1: keras.layers.MaxPooling1D, 2: keras.layers.MaxPooling2D}[dimensions]
    *first, last = as_list(model["filters"])
    layers = [convolution(n, model["kernel_size"], activation=model["activation"]) for n in first]
    block = _normalized(model, convolution(last, model["kernel_size"]))
    block.append(pooling(model["pool_size"]))
    if model["batch_norm"] == "after_pooling":
        block.append(_batch_normalization(model))
    layers += [*_with_dropout(model, block), keras.layers.Flatten()]
    if model["dense_units"]:
        layers.append(keras.layers.Dense(model["dense_units"], activation=model["activation"]))
    return _sequential(model, input_shape, *layers, _output(outputs, output_activation))


def lstm(
    model: ModelOptions,
    input_shape: tuple[int, ...],
    outputs: int,
    output_activation: str,
    batch_size: int,
) -> keras.Model:
    """LSTM layers and a Dense output (LSTM tutorial, `fit_lstm`; crash course, lesson 5).

    Batch normalization follows the last LSTM layer, as in the batch-normalization tutorial ("RNN
    Batch Normalization"). With `batch_norm: before`, it normalizes the inputs of that layer.
    """
    layer = partial(lstm_layer, _era(model))
    return recurrent_network(layer, model, input_shape, outputs, output_activation, batch_size)


def recurrent_network(
    layer: Callable[..., keras.layers.Layer],
    model: ModelOptions,
    input_shape: tuple[int, ...],
    outputs: int,
    output_activation: str,
    batch_size: int,
) -> keras.Model:
    """Recurrent layers of one kind and a Dense output; batch normalization stands as in `lstm`.

    The families `gru` (Cho et al. 2014, arXiv:1406.1078) and `simple_rnn` have the layers of
    Keras 3.
    """
    units = as_list(model["units"])
    options = {"stateful": model["stateful"], "unroll": _is_unrolled(input_shape[0])}
    if model["activation"] != "tanh":
        options["activation"] = model["activation"]
    for key in ("dropout", "recurrent_dropout"):
        if model[key]:
            options[key] = model[key]
    for key in ("kernel_regularizer", "recurrent_regularizer", "bias_regularizer"):
        if key in model:
            options[key] = keras.regularizers.L1L2(**model[key])
    layers = [layer(n, return_sequences=True, **options) for n in units[:-1]]
    last = layer(units[-1], return_sequences=False, **options)
    layers += _normalized_recurrent(model, last)
    layers.append(_output(outputs, output_activation))
    fixed_batch_size = batch_size if model["stateful"] else None
    return _sequential(model, input_shape, *layers, batch_size=fixed_batch_size)


def cnn_lstm(
    model: ModelOptions,
    input_shape: tuple[int, ...],
    outputs: int,
    output_activation: str,
    batch_size: int,
) -> keras.Model:
    """A convolution over parts of a row, then an LSTM over the parts (crash course, lesson 6).

    Batch normalization stands between the convolution and the pooling.
    """
    steps, features = input_shape
    parts = model["subsequences"]
    convolution = keras.layers.Conv1D(model["filters"], model["kernel_size"])
    layers = [
        keras.layers.Reshape((parts, steps // parts, features)),
        *_normalized(model, keras.layers.TimeDistributed(convolution)),
        keras.layers.TimeDistributed(keras.layers.MaxPooling1D(model["pool_size"])),
        keras.layers.TimeDistributed(keras.layers.Flatten()),
        lstm_layer(
            _era(model),
            model["units"],
            activation=model["activation"],
            unroll=_is_unrolled(parts),
        ),
    ]
    return _sequential(model, input_shape, *layers, _output(outputs, output_activation))


def encoder_decoder(
    model: ModelOptions,
    input_shape: tuple[int, ...],
    outputs: int | tuple[int, int],
    output_activation: str,
    batch_size: int,
) -> keras.Model:
    """An LSTM encodes the row, another decodes it step by step (crash course, lesson 7).

    A forecast has one value per step, and classes have one probability per class and step. With
    `output: linear`, the last layer returns any numbers in the place of probabilities.

    Batch normalization follows the encoder. With `batch_norm: before`, it normalizes the inputs
    of the encoder.
    """

    def recurrent(steps: int, return_sequences: bool = False) -> keras.layers.Layer:
        return lstm_layer(
            _era(model),
            model["units"],
            activation=model["activation"],
            unroll=_is_unrolled(steps),
            return_sequences=return_sequences,
        )

    if isinstance(outputs, tuple):
        steps, values = outputs
    elif output_activation == "softmax":
        steps, values = 1, outputs
    else:
        steps, values = outputs, 1
    activation = "linear" if model.get("output") == "linear" else output_activation
    layers = [
        *_normalized_recurrent(model, recurrent(input_shape[0])),
        keras.layers.RepeatVector(steps),
        recurrent(steps, return_sequences=True),
        keras.layers.TimeDistributed(_output(values, activation)),
    ]
    if not isinstance(outputs, tuple):
        layers.append(keras.layers.Reshape((outputs,)))
    return _sequential(model, input_shape, *layers)


FAMILIES: dict[str, Callable[..., keras.Model]] = {
    "mlp": mlp,
    "cnn": cnn,
    "lstm": lstm,
    "gru": partial(recurrent_network, keras.layers.GRU),
    "simple_rnn": partial(recurrent_network, keras.layers.SimpleRNN),
    "cnn_lstm": cnn_lstm,
    "encoder_decoder": encoder_decoder,
}


def _sequential(
    model: ModelOptions,
    input_shape: tuple[int, ...],
    *layers: keras.layers.Layer,
    batch_size: int | None = None,
) -> keras.Sequential:
    first = [_batch_normalization(model)] if model["batch_norm_input"] else []
    return keras.Sequential([keras.Input(batch_shape=(batch_size, *input_shape)), *first, *layers])


def _normalized(model: ModelOptions, layer: keras.layers.Layer) -> list[keras.layers.Layer]:
    """A layer without activation, its activation, and batch normalization if it is wanted."""
    activation = keras.layers.Activation(model["activation"])
    if model["batch_norm"] == "after":
        return [layer, activation, _batch_normalization(model)]
    if model["batch_norm"] == "before":
        return [layer, _batch_normalization(model), activation]
    return [layer, activation]


def _with_dropout(model: ModelOptions, block: list[keras.layers.Layer]) -> list[keras.layers.Layer]:
    """A block with a dropout layer at its end, or directly beside its batch normalization."""
    if not model.get("dropout"):
        return block
    dropout = keras.layers.Dropout(model["dropout"])
    place = model.get("dropout_place")
    if place is None:
        return [*block, dropout]
    normalization = next(
        k for k, layer in enumerate(block) if isinstance(layer, keras.layers.BatchNormalization)
    )
    position = normalization + (place == "after_batch_norm")
    return [*block[:position], dropout, *block[position:]]


def _normalized_recurrent(
    model: ModelOptions, layer: keras.layers.Layer
) -> list[keras.layers.Layer]:
    """A recurrent layer, which contains its activation: `before` normalizes its inputs."""
    if model["batch_norm"] == "after":
        return [layer, _batch_normalization(model)]
    if model["batch_norm"] == "before":
        return [_batch_normalization(model), layer]
    return [layer]


def _batch_normalization(model: ModelOptions) -> keras.layers.BatchNormalization:
    has_beta_and_gamma = model["batch_norm_beta_gamma"]
    return keras.layers.BatchNormalization(
        momentum=model["batch_norm_momentum"], center=has_beta_and_gamma, scale=has_beta_and_gamma
    )


def _output(outputs: int, activation: str) -> keras.layers.Dense:
    return keras.layers.Dense(outputs, activation=None if activation == "linear" else activation)


def _era(model: ModelOptions) -> str:
    return model.get("era", "keras3")


def _is_unrolled(time_steps: int) -> bool:
    return time_steps <= MAX_UNROLLED_TIME_STEPS
