"""Steps of the optimizers of Keras 2.0.0."""

import numpy as np
import pytest

from reprise.config.model_checks import OPTIMIZERS_OF_OLD_ERAS
from reprise.training.backend import keras
from reprise.training.old_optimizers import OLD_OPTIMIZERS, old_optimizer

# The weights after 20 steps, as the source of Keras 2.0.0 computed them with the TensorFlow 1 mode
# of TensorFlow 2.21. Keras 1.2.2 computed the same weights to six digits.
WEIGHTS_OF_KERAS_2_0_0 = {
    "sgd": [5.952400e-04, -8.731047e-05, -7.975725e-05],
    "rmsprop": [9.985198e-04, -1.374300e-06, 1.265523e-06],
    "adagrad": [9.962183e-04, 6.564870e-06, -1.232100e-06],
    "adadelta": [9.982665e-04, -4.384663e-07, 2.758968e-06],
    "adam": [1.012369e-03, 3.131194e-04, 7.145315e-05],
    "adamax": [6.055472e-04, -5.701437e-04, 1.859269e-04],
}


def train(optimizer):
    """The weights of a Dense layer after 20 steps; small errors show the place of epsilon."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(8, 2)).astype("float32")
    y = (x[:, :1] * 1e-3).astype("float32")
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(loss="mean_squared_error", optimizer=optimizer)
    model.set_weights([np.array([[3e-4], [-2e-4]]), np.zeros(1)])
    for _ in range(20):
        model.train_on_batch(x, y)
    return np.concatenate([weights.ravel() for weights in model.get_weights()])


@pytest.mark.parametrize("name", list(WEIGHTS_OF_KERAS_2_0_0))
def test_an_old_optimizer_makes_the_steps_of_keras_2(name):
    expected = WEIGHTS_OF_KERAS_2_0_0[name]
    np.testing.assert_allclose(train(old_optimizer(name, {})), expected, atol=2e-8)
    if name != "sgd":  # today's optimizers differ from the old ones, except gradient descent
        assert np.abs(train(name) - expected).max() > 1e-6


def test_options_replace_the_old_defaults():
    optimizer = old_optimizer("adagrad", {"learning_rate": 0.5})
    assert (float(optimizer.learning_rate), optimizer.epsilon) == (0.5, 1e-8)


def test_the_config_allows_exactly_the_old_optimizers():
    assert set(OPTIMIZERS_OF_OLD_ERAS) == set(OLD_OPTIMIZERS)
