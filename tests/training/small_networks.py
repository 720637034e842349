"""Small networks with random weights: of every family, and with layers of a user's own."""

import re
from dataclasses import replace

import numpy as np
from training.study_settings import settings_of, with_model, with_training

from reprise.training.backend import keras
from reprise.training.eras import OLD_ERAS
from reprise.training.families import FAMILIES
from reprise.training.models import build_model

TANH = {"activation": "tanh"}  # relu grows without a limit from row to row
SMALL = {
    "mlp": {"units": 4, "dropout": 0.2},
    "cnn": {"filters": 3, "dense_units": 2},
    "lstm": {**TANH, "units": [3, 2], "stateful": True, "dropout": 0.2, "recurrent_dropout": 0.1},
    "gru": {**TANH, "units": 3, "dropout": 0.2},
    "simple_rnn": {
        **TANH,
        "units": 3,
        "stateful": True,
        "kernel_regularizer": {"l1": 0.0, "l2": 0.1},
    },
    "cnn_lstm": {"units": 3, "filters": 2},
    "encoder_decoder": {"units": 3},
}
DIRECT, SEVERAL_VALUES = "several networks", "several values per step"
NETWORKS = [
    *((family, {"batch_norm": "after"}) for family in FAMILIES),
    *(("lstm", {"era": era, "units": 2}) for era in OLD_ERAS),
    ("lstm", {DIRECT: True}),
    ("encoder_decoder", {SEVERAL_VALUES: True}),
]


def network(family, changes, batch_size=1, weights_from=1, outputs=2):
    """A small network of a family with random weights and statistics."""
    changes = dict(changes)
    direct, several = changes.pop(DIRECT, False), changes.pop(SEVERAL_VALUES, False)
    configuration = "lstm" if family in ("gru", "simple_rnn") else family  # the same keys
    settings = settings_of("births_forecasters", configuration)
    settings = with_model(settings, family=family, **SMALL[family] | changes)
    framing = replace(settings.framing, horizon=2, strategy="direct" if direct else "joint")
    settings = replace(with_training(settings, batch_size=1), framing=framing)
    outputs = 4 if several else outputs
    model = build_model(settings, (8, 1), outputs, 0, batch_size)
    draw = np.random.default_rng(weights_from)
    # Keras's own numbers of seeds and states are not weights.
    for weight in model.weights:
        if not re.search("seed_generator|rnn_state", weight.path):
            weight.assign(0.5 + 0.3 * draw.random(weight.shape))
    return model


@keras.saving.register_keras_serializable("test")
class Scale(keras.layers.Layer):
    """A registered layer with a weight and a setting."""

    def __init__(self, factor, **options):
        super().__init__(**options)
        self.factor = factor

    def build(self, input_shape):
        self.weight = self.add_weight(shape=(), initializer="ones")

    def call(self, x):
        return x * self.weight * self.factor

    def get_config(self):
        return super().get_config() | {"factor": self.factor}


class Unregistered(Scale):
    """A layer that Keras does not know."""


@keras.saving.register_keras_serializable("test")
class Forgetful(Scale):
    """A layer whose settings are not complete."""

    def get_config(self):
        return keras.layers.Layer.get_config(self)


@keras.saving.register_keras_serializable("test")
class Noisy(keras.layers.Layer):
    """A layer with other outputs in every call."""

    def call(self, x):
        return x + keras.random.normal(keras.ops.shape(x))


@keras.saving.register_keras_serializable("test")
class Unsaved(Scale):
    """A layer that does not store its weight, which begins with the value of a new layer."""

    def __init__(self, factor=2.0, **options):
        super().__init__(factor, **options)

    def save_own_variables(self, store):
        """Store nothing."""

    def load_own_variables(self, store):
        """Load nothing."""


def twice(x):
    return 2 * x


def joined():
    """A network of the kinds of names: made by Keras, derived from others, and given."""
    inputs = keras.Input((3, 1))
    shared = keras.layers.Dense(2)
    both = keras.layers.Bidirectional(keras.layers.LSTM(2))(inputs)
    given = shared(keras.layers.Dense(2, name="dense_of_ours")(both))
    again = Scale(2.0)(keras.ops.tanh(shared(given)))
    model = keras.Model(inputs, keras.layers.Concatenate()([given, again]))
    for weight in model.weights:
        weight.assign(np.random.default_rng(3).random(weight.shape))
    return model


def own_network(*layers):
    """A network with layers that no family has."""
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(2), *layers])
