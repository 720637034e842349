"""Build the Keras model of a configuration, compiled with its optimizer and its loss."""

import importlib
import traceback
from collections.abc import Callable
from typing import Any

from reprise.errors import ModelError
from reprise.settings import RunSettings
from reprise.training.backend import keras, reset_keras_settings
from reprise.training.eras import OLD_ERAS
from reprise.training.families import FAMILIES
from reprise.training.old_optimizers import old_optimizer


def build_model(
    settings: RunSettings,
    input_shape: tuple[int, ...],
    outputs: int | tuple[int, int],
    classes: int,
    batch_size: int | None,
) -> keras.Model:
    """Build and compile the model of one configuration.

    Parameters
    ----------
    settings : RunSettings
    input_shape : tuple of int
        The shape of one row.
    outputs : int or (int, int)
        The number of values that the network returns for one row, as in `Framing.outputs`.
    classes : int
        The number of classes; 0 for forecasts.
    batch_size : int or None
        None builds a model for any batch size; such a model cannot be stateful.

    Returns
    -------
    keras.Model
        Compiled with the study's optimizer and loss. With the direct strategy, the model contains
        one network per step, and each of them has one output.

    Raises
    ------
    ModelError
        If a model family of the user's own cannot be imported or fails, or if a family does not
        return a keras.Model with outputs of shape (batch, outputs) or (batch, *outputs).
    """
    output_activation = "linear" if not classes else "sigmoid" if outputs == 1 else "softmax"
    arguments = {  # in the order in which every family takes them
        "model": settings.model,
        "input_shape": tuple(input_shape),
        "outputs": outputs,
        "output_activation": output_activation,
        "batch_size": batch_size,
    }
    options, horizon = {}, settings.framing.horizon
    if settings.framing.strategy == "direct" and isinstance(outputs, int):
        of_step = arguments | {"outputs": outputs // horizon}
        model = _join_networks([_build_network(of_step) for _ in range(horizon)])
        # The loss is the mean over the steps. Multiplied by their number, it gives every network
        # the gradients that it would have alone.
        options["loss_weights"] = [float(horizon)]
    elif (
        settings.model["family"] == "encoder_decoder"
        and not classes
        and isinstance(outputs, int)
        and outputs > horizon  # several values at each step that it decodes
    ):
        network = _build_network(arguments | {"outputs": (horizon, outputs // horizon)})
        model = keras.Sequential([network, keras.layers.Reshape((outputs,))])
    else:
        model = _build_network(arguments)
    model.compile(
        loss=settings.training.loss,
        optimizer=_build_optimizer(settings.training.optimizer, settings.model.get("era")),
        **options,
    )
    return model


def _build_network(arguments: dict[str, Any]) -> keras.Model:
    """Build the network that the family of a model describes."""
    name = arguments["model"]["family"]
    if name in FAMILIES:
        family = FAMILIES[name]
        model = family(*arguments.values())
    else:
        family = _import_family(name)
        model = _call_family(name, family, arguments)
        if changed := reset_keras_settings():
            raise ModelError(
                f"{_describe_family(name, family)} changed settings of Keras that all networks of a"
                f" job share: {', '.join(changed)}. Give the layers what they need instead, as in"
                " Dense(1, dtype='float64')."
            )
    if not isinstance(model, keras.Model):
        raise ModelError(
            f"{_describe_family(name, family)} returned {model!r}, which is no keras.Model."
        )
    outputs = arguments["outputs"]
    output_shape = outputs if isinstance(outputs, tuple) else (outputs,)
    if model.output_shape[1:] != output_shape:
        raise ModelError(
            f"{_describe_family(name, family)} returned a model with outputs of shape"
            f" {model.output_shape[1:]} for one row; this study needs {output_shape}."
        )
    return model


def _join_networks(networks: list[keras.Model]) -> keras.Model:
    """One model whose outputs are those of several networks, which all read the same row."""
    inputs = keras.Input(batch_shape=networks[0].input_shape)
    return keras.Model(inputs, keras.layers.Concatenate()([n(inputs) for n in networks]))


def _import_family(name: str) -> Callable[..., Any]:
    """Import a model family of the user's own, which is named `module:function`."""
    module, _, function = name.partition(":")
    try:
        return getattr(importlib.import_module(module), function)
    except Exception as error:
        raise ModelError(
            f"model.family {name} cannot be imported: {_describe_error(error)}."
        ) from error


def _call_family(name: str, family: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    """Call a model family of the user's own."""
    try:
        return family(*arguments.values())
    except Exception as error:
        values = ", ".join(f"{key} = {value!r}" for key, value in arguments.items())
        raise ModelError(
            f"{_describe_family(name, family)} failed: {_describe_error(error)}. It was called"
            f" with {values}."
        ) from error


def _describe_error(error: Exception) -> str:
    """The type, the message and the place of an error."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"{type(error).__name__}: {error} ({place.filename}, line {place.lineno}, in {place.name})"
    )


def _describe_family(name: str, family: Callable[..., Any]) -> str:
    """A model family for a message: its name, its file and its function."""
    code = getattr(family, "__code__", None)
    file = f" ({code.co_filename}, function {code.co_name})" if code else ""
    return f"model.family {name}{file}"


def _build_optimizer(options: dict[str, Any], era: str | None) -> keras.optimizers.Optimizer:
    """Build an optimizer from its `name` and its options, as the Keras of an era does."""
    config = {key: value for key, value in options.items() if key != "name"}
    if era in OLD_ERAS:
        return old_optimizer(options["name"], config)
    return keras.optimizers.get({"class_name": options["name"], "config": config})
