import numpy as np
import pytest

from reprise.settings import StopSettings
from reprise.training.backend import keras, tf
from reprise.training.early_stopping import EarlyStopping


@pytest.fixture
def model():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(loss="mean_squared_error")
    return model


def keep_best_of(model, outputs):
    """Give the model another weight in each epoch, with an output for the target 0."""
    best = EarlyStopping(model, keeps_best=True)
    for epoch, output in enumerate(outputs):
        model.set_weights([np.array([[10.0 + epoch]])])
        best.update(tf.constant(epoch), tf.constant([[output]]), tf.constant([[0.0]]))
    best.restore()
    return best.kept_epoch, float(model.get_weights()[0][0, 0])


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
    assert keep_best_of(model, [np.nan, np.inf]) == (None, 11.0)


def follow_losses(model, losses, stop, keeps_best):
    """Our epochs (trained, kept), and the weight that the model ends with."""
    model.compile(loss="mean_absolute_error")  # of an output for the target 0: the output
    stopping = EarlyStopping(model, keeps_best, stop)
    update = tf.function(stopping.update, jit_compile=True)
    epoch = 0
    while stopping.goes_on(epoch, len(losses)):
        model.set_weights([np.array([[10.0 + epoch]])])
        update(tf.constant(epoch), tf.constant([[losses[epoch]]]), tf.constant([[0.0]]))
        epoch += 1
    stopping.restore()
    assert stopping.has_stopped or epoch == len(losses)
    return epoch, stopping.kept_epoch, float(model.get_weights()[0][0, 0])


def follow_losses_with_keras(model, losses, stop, keeps_best):
    callback = keras.callbacks.EarlyStopping(
        patience=stop.patience, min_delta=stop.min_delta, restore_best_weights=keeps_best
    )
    callback.set_model(model)
    callback.on_train_begin()
    model.stop_training, epoch = False, 0
    while epoch < len(losses) and not model.stop_training:
        model.set_weights([np.array([[10.0 + epoch]])])
        callback.on_epoch_end(epoch, {"val_loss": float(losses[epoch])})
        epoch += 1
    callback.on_train_end()
    kept_epoch = callback.best_epoch + 1 if keeps_best else None
    return epoch, kept_epoch, float(model.get_weights()[0][0, 0])


NAN, INF = np.nan, np.inf
RANDOM = np.random.default_rng(1).integers(1, 12, (12, 30)) / np.float32(10)


@pytest.mark.parametrize("keeps_best", [True, False])
@pytest.mark.parametrize(("patience", "min_delta"), [(1, 0.0), (3, 0.0), (4, 0.1), (2, 0.25)])
def test_the_epochs_and_the_weights_are_those_of_the_callback_of_keras(
    model, patience, min_delta, keeps_best
):
    """Many differences of these losses are equal to `min_delta`, as far as float32 tells."""
    stop = StopSettings(patience, min_delta)
    special = [[NAN] * 9, [INF, INF, 2, 1, 1, 1], [3, NAN, NAN, 2, NAN, 1], [NAN, 1, 0.5, 0.2]]
    for losses in [*RANDOM, *(np.float32(values) for values in special)]:
        ours = follow_losses(model, losses, stop, keeps_best)
        assert ours == follow_losses_with_keras(model, losses, stop, keeps_best), losses


def test_a_run_whose_loss_is_never_a_number_ends_after_the_patience(model):
    assert follow_losses(model, np.full(50, NAN, np.float32), StopSettings(5), True) == (6, 1, 10)
