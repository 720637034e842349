"""Early stopping, compared with the callback of Keras, from the same initial weights."""

from dataclasses import replace

import numpy as np
import pytest
from conftest import compiled
from framed_values import frame_values
from training.study_settings import settings_of, with_model, with_training

from reprise.data.samples import build_samples
from reprise.data.samples_framing import frame_samples
from reprise.settings import StopSettings
from reprise.training.backend import keras
from reprise.training.models import build_model
from reprise.training.recursion import Recursion

EPOCHS = 60
ROUNDING = 1e-5  # no decision of the tests is as close as this
ADAM = {"name": "adam", "learning_rate": 0.02}


def frame(series, lags=7, horizon=1, strategy=None):
    return frame_values(
        series,
        30,
        difference=0,
        lags=lags,
        lags_as="time_steps",
        horizon=horizon,
        strategy=strategy,
        validation_rows=30,
        train_rows=64,
    )


def network(study_configuration, **changes):
    """Settings of a network that learns in the order of its rows, and overfits soon."""
    settings = with_model(settings_of("births_forecasters", study_configuration), **changes)
    return with_training(settings, shuffle=False, optimizer=ADAM)


def start(settings, framing, stop, keep_best, **options):
    """Start a run; its training, and a Keras model with the same initial weights."""
    training = compiled(
        settings,
        framing,
        validation_rows=framing.validation_rows,
        keep_best=keep_best,
        stop=stop,
        **options,
    )
    training.start(3)
    model = build_model(
        settings, framing.x.shape[1:], framing.outputs, framing.classes, batch_size=None
    )
    model.set_weights(training.model.get_weights())
    return training, model


def rows_of(framing):
    """The inputs and the targets of the training rows, and those of the validation rows."""
    x, y = framing.x.astype("float32"), framing.y.astype("float32")
    return [(x[rows], y[rows]) for rows in map(framing.split, ("train", "validation"))]


def fit_with_keras(model, framing, stop, keep_best, batch_size=32):
    """Fit with the callback of Keras; return the callback and the validation losses."""
    train, validation = rows_of(framing)
    callback = callback_of(stop, keep_best)
    fitted = model.fit(
        *train,
        validation_data=validation,
        validation_batch_size=len(framing.x),
        epochs=EPOCHS,
        batch_size=batch_size,
        shuffle=False,
        callbacks=[callback],
        verbose=0,
    )
    return callback, fitted.history["val_loss"]


def callback_of(stop, keep_best):
    return keras.callbacks.EarlyStopping(
        monitor="val_loss",
        patience=stop.patience,
        min_delta=stop.min_delta,
        restore_best_weights=keep_best,
    )


def check_that_decisions_are_clear(losses, min_delta):
    """No loss may be so near to its limit that rounding decides."""
    best = losses[0]
    for loss in losses[1:]:
        assert abs(loss + min_delta - best) > ROUNDING
        best = loss if loss + min_delta < best else best


def check_against_keras(training, model, framing, callback, losses, atol=3e-3):
    """Train, and compare epochs, weights and forecasts with what the callback left."""
    check_that_decisions_are_clear(losses, -callback.min_delta)
    list(training.train(EPOCHS))
    assert training.epoch == len(losses) == callback.stopped_epoch + 1 < EPOCHS
    best_epoch = callback.best_epoch + 1
    keeps_best = callback.restore_best_weights
    assert training.kept_epoch == (best_epoch if keeps_best else training.epoch)
    assert 1 < best_epoch == training.epoch - callback.patience, "the choice is not trivial"
    for ours, theirs in zip(training.model.weights, model.weights, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=atol, err_msg=ours.path)
    if not framing.is_recursive:
        expected = model.predict(framing.x.astype("float32"), verbose=0)
        np.testing.assert_allclose(training.outputs, expected, rtol=0, atol=atol)


@pytest.fixture(scope="module")
def series():
    """A wave of seven days with noise, which a network learns and then overfits."""
    days = np.arange(150)
    return np.sin(2 * np.pi * days / 7) + np.random.default_rng(1).normal(0, 0.3, days.size)


@pytest.mark.parametrize(
    ("family", "changes", "lags", "horizon", "keep_best", "min_delta"),
    [
        ("mlp", {"units": 20, "kernel_regularizer": {"l2": 0.01}}, 7, 1, True, 0.0),
        ("mlp", {"units": 20}, 7, 1, False, 0.004),
        ("cnn", {}, 7, 1, True, 0.004),
        ("lstm", {"units": 8}, 7, 1, False, 0.0),
        ("lstm", {"units": 8, "family": "gru"}, 7, 1, True, 0.0),
        ("lstm", {"units": 8, "family": "simple_rnn"}, 7, 1, True, 0.004),
        ("cnn_lstm", {"units": 6}, 8, 1, True, 0.0),
        ("encoder_decoder", {"units": 6}, 3, 2, True, 0.0),
    ],
)
def test_every_family_without_state_stops_as_with_the_callback_of_keras(
    series, family, changes, lags, horizon, keep_best, min_delta
):
    stop, framing = StopSettings(4, min_delta), frame(series, lags, horizon)
    training, model = start(network(family, **changes), framing, stop, keep_best)
    callback, losses = fit_with_keras(model, framing, stop, keep_best)
    check_against_keras(training, model, framing, callback, losses)


def test_one_network_per_step_stops_as_one_model_with_the_callback_of_keras(series):
    stop, framing = StopSettings(4), frame(series, horizon=3, strategy="direct")
    settings = network("mlp", units=10)
    settings = replace(settings, framing=replace(settings.framing, horizon=3, strategy="direct"))
    training, model = start(settings, framing, stop, keep_best=True)
    callback, losses = fit_with_keras(model, framing, stop, keep_best=True)
    check_against_keras(training, model, framing, callback, losses)


def test_a_recursive_network_stops_by_its_recursive_forecasts(series):
    """The callback gets the loss of forecasts that a loop over Keras's `predict` makes."""
    stop, framing = StopSettings(4), frame(series, horizon=3, strategy="recursive")
    recursion = Recursion(3, framing.feedback_factor, framing.feedback_offset)
    training, model = start(network("mlp", units=20), framing, stop, True, recursion=recursion)
    (x, y), (x_validation, y_validation) = rows_of(framing)
    callback, losses = callback_of(stop, keep_best=True), []
    callback.set_model(model)
    callback.on_train_begin()
    for epoch in range(EPOCHS):
        model.fit(x, y[:, :1], batch_size=32, shuffle=False, verbose=0)
        lags, steps = x_validation[..., 0], []
        for _ in range(3):
            steps.append(model.predict(lags[..., None], verbose=0))
            lags = np.concatenate([lags[:, 1:], steps[-1]], axis=1)
            lags = lags * recursion.factor + recursion.offset
        losses.append(float(np.mean((np.concatenate(steps, axis=1) - y_validation) ** 2)))
        callback.on_epoch_end(epoch, {"val_loss": losses[-1]})
        if model.stop_training:
            break
    callback.on_train_end()
    check_against_keras(training, model, framing, callback, losses)


@pytest.mark.parametrize("classes", [2, 3])
def test_a_classifier_stops_as_with_the_callback_of_keras(classes):
    settings = settings_of("batchnorm", "baseline")
    slow_adam = ADAM | {"learning_rate": 0.005}
    settings = with_training(settings, shuffle=False, optimizer=slow_adam)
    if classes == 2:
        framing = frame_samples(build_samples("moons", 200, 0.3, 1), 60, validation_rows=40)
    else:
        settings = with_training(settings, loss="sparse_categorical_crossentropy")
        wine = build_samples("wine")
        framing = frame_samples(
            wine, 60, validation_rows=40, scale="standard", random_state=1, train_rows=40
        )
    stop = StopSettings(5, 0.0012)
    training, model = start(settings, framing, stop, keep_best=True)
    callback, losses = fit_with_keras(model, framing, stop, keep_best=True)
    check_against_keras(training, model, framing, callback, losses)
    assert framing.classes == classes
