"""What a Keras model holds besides its weights: layer states, random seeds, initial values."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from reprise.training.backend import keras, tf


class RecordedVariables:
    """The TensorFlow variables that are created within a scope, with their initial values."""

    def __init__(self) -> None:
        self._created: list[tuple[tf.Variable, Any]] = []
        # One call for all variables is faster than one call for each.
        self._assign = tf.function(self._assign_each, autograph=False)

    def scope(self) -> Any:
        """A context manager; every variable that is created within it is recorded."""
        return tf.variable_creator_scope(self._create)

    def initialize(self) -> None:
        """Assign the initial value to every variable; initializers draw new numbers."""
        for variable, initial in self._created:
            variable.assign(tf.cast(initial() if callable(initial) else initial, variable.dtype))

    def values(self) -> list[np.ndarray]:
        """The values of all variables, in the order of their creation."""
        return [variable.numpy() for variable, _ in self._created]

    def assign(self, values: Iterable[np.ndarray]) -> None:
        """Give all variables the values that `values` returned."""
        self._assign(list(values))

    def _assign_each(self, values: list[Any]) -> None:
        for (variable, _), value in zip(self._created, values, strict=True):
            variable.assign(value)

    def _create(self, create: Any, **options: Any) -> tf.Variable:
        variable = create(**options)
        self._created.append((variable, options["initial_value"]))
        return variable


def stateful_layers(model: keras.Model) -> list[keras.Layer]:
    """The layers that carry a state from batch to batch."""
    return [layer for layer in model._flatten_layers() if getattr(layer, "stateful", False)]


def reset_state(model: keras.Model) -> None:
    """Set the state of every stateful layer to zero."""
    for layer in stateful_layers(model):
        layer.reset_state()


def copy_weights(source: keras.Model, target: keras.Model) -> None:
    """Copy the weights of one model to another, but not the states of its layers."""
    for source_weight, target_weight in zip(source.weights, target.weights, strict=True):
        is_state = "rnn_state" in source_weight.path
        if source_weight.shape == target_weight.shape and not is_state:
            target_weight.assign(source_weight)


def share_initializer_seed(
    models: Iterable[keras.Model], weight_seed: keras.random.SeedGenerator
) -> None:
    """Let all initializers of some models draw from one seed generator."""
    for part in _parts_of_layers(models):
        if isinstance(part, keras.initializers.Initializer) and hasattr(part, "seed"):
            part.seed = weight_seed


def find_seed_generators(models: Iterable[keras.Model]) -> list[keras.random.SeedGenerator]:
    """The seed generators of the layers (of Dropout, for example), each once."""
    generators = {
        id(part): part
        for part in _parts_of_layers(models)
        if isinstance(part, keras.random.SeedGenerator)
    }
    return list(generators.values())


def seeds_drawn_by_forecasts(model: keras.Model) -> list[tf.Variable]:
    """The states of the seed generators that draw numbers for a forecast, too.

    Recurrent layers of Keras with dropout draw its mask also for a forecast, and do not use it.
    """
    layers = [
        layer
        for layer in model._flatten_layers()
        if getattr(layer, "recurrent_dropout", 0)
        or (hasattr(layer, "recurrent_dropout") and getattr(layer, "dropout", 0))
    ]
    parts = {id(part): part for layer in layers for part in vars(layer).values()}
    return [p.state for p in parts.values() if isinstance(p, keras.random.SeedGenerator)]


def _parts_of_layers(models: Iterable[keras.Model]) -> list[Any]:
    """The attributes of all layers of some models."""
    layers = [layer for model in models for layer in model._flatten_layers()]
    return [part for layer in layers for part in vars(layer).values()]
