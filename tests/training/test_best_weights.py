import numpy as np
import pytest

from reprise.training.backend import keras, tf
from reprise.training.best_weights import BestWeights


@pytest.fixture
def model():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(loss="mean_squared_error")
    return model


def keep_best_of(model, outputs):
    """Give the model another weight in each epoch, with an output for the target 0."""
    best = BestWeights(model)
    for epoch, output in enumerate(outputs):
        model.set_weights([np.array([[10.0 + epoch]])])
        best.update(tf.constant(epoch), tf.constant([[output]]), tf.constant([[0.0]]))
    best.restore()
    return int(best.epoch), float(model.get_weights()[0][0, 0])


@pytest.mark.parametrize(
    ("outputs", "epoch"),
    [
        ([3.0, 1.0, 2.0], 2),
        ([1.0, 1.0], 1),  # of equal losses, the first epoch
        ([np.nan, 2.0, np.nan], 2),
    ],
)
def test_the_first_epoch_with_the_lowest_loss_is_kept(model, outputs, epoch):
    assert keep_best_of(model, outputs) == (epoch, 10.0 + epoch - 1)


def test_without_a_finite_loss_the_last_weights_stay(model):
    assert keep_best_of(model, [np.nan, np.inf]) == (0, 11.0)
