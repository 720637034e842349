"""Networks that could not be loaded are refused before their training, with advice."""

import re

import numpy as np
import pytest
from training.small_networks import (
    NETWORKS,
    Forgetful,
    Noisy,
    Scale,
    Unregistered,
    Unsaved,
    network,
    own_network,
    twice,
)

from reprise.errors import ModelError
from reprise.training.backend import keras
from reprise.training.storage_check import check_can_be_stored


@pytest.mark.parametrize(("family", "changes"), NETWORKS[::2], ids=str)
def test_the_networks_of_every_second_family_and_era_can_be_stored(family, changes):
    check_can_be_stored(network(family, changes))


def test_a_network_with_a_registered_layer_can_be_stored():
    check_can_be_stored(own_network(Scale(3.0)))


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (
            lambda: keras.layers.Lambda(lambda x: 2 * x),
            "the network contains a lambda function, and Keras's safe mode loads no code. Replace"
            " it by layers of Keras, or by a class or function of your own that is registered with"
            " keras.saving.register_keras_serializable.",
        ),
        (
            lambda: keras.layers.Dense(2, activation=lambda x: 2 * x),
            "the network contains a lambda function, and Keras's safe mode loads no code. .*",
        ),
        (
            lambda: Unregistered(2.0),
            "the network contains the class 'Unregistered', which is not known here. Register it"
            " with keras.saving.register_keras_serializable in the file of your model family.",
        ),
        (
            lambda: keras.layers.Dense(2, activation=twice),
            "the network contains the function 'twice', which is not known here. Register it .*",
        ),
        (
            lambda: Forgetful(2.0),
            r"the network contains the class '.*\.Forgetful', which cannot be built from its stored"
            " settings. Let its get_config return every argument of __init__.",
        ),
    ],
)
def test_a_network_that_could_not_be_loaded_is_refused_before_its_training(layer, expected):
    with pytest.raises(ModelError) as refused:
        check_can_be_stored(own_network(layer()))
    assert re.fullmatch(f"the network cannot be stored: {expected}", str(refused.value))


def test_a_layer_that_cannot_describe_itself_is_refused():
    class Opaque(keras.layers.Layer):
        def __init__(self, table):
            super().__init__()
            self.table = table

        def call(self, x):
            return x

    expected = (
        "^the network cannot be stored, because Keras cannot describe the layer of class 'Opaque'."
        " Give each class of your own a method get_config that returns every argument of __init__"
    )
    with pytest.raises(ModelError, match=expected):
        check_can_be_stored(own_network(Opaque(object())))


@pytest.mark.parametrize("layer", [Noisy, Unsaved])
def test_a_network_with_other_outputs_after_loading_is_refused(layer):
    model = own_network(layer())
    weights = model.get_weights()
    expected = "^the network cannot be stored, because its outputs for the same rows differ after"
    with pytest.raises(ModelError, match=expected):
        check_can_be_stored(model)
    for before, after in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(after, before)
