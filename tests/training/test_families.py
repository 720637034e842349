"""Every model family, compiled, against Keras's own training and evaluation of the same model.

The same initial weights and the same batches in the same order: `fit` is given the rows as our
shuffling orders them, and the end goes to `evaluate` and `predict`.
"""

import sys

import numpy as np
import pytest
from conftest import ROOT, compiled

from reprise.config.study import load_study
from reprise.data.framing import frame_samples, frame_series
from reprise.data.samples import build_samples
from reprise.evaluation.metrics import history_metrics, run_metrics
from reprise.training.backend import keras, tf
from reprise.training.layer_statistics import STATISTICS
from reprise.training.models import build_model

EPOCHS = 4


def of_study(name, configuration, **changes):
    """A configuration's settings, with some keys of its model changed."""
    study = load_study(name, ROOT / "config" / "studies", ROOT)
    found = next(c for c in study.configurations if c.name == configuration)
    settings = found.training_settings()
    settings["model"] = settings["model"] | changes
    return settings


def twin_of(training, settings, framing):
    """A model of Keras's own with the same initial weights, compiled to measure accuracy."""
    model = build_model(settings, framing.x.shape[1:], framing.outputs, framing.classes, None)
    model.set_weights(training.model.get_weights())
    metrics = ["accuracy"] if framing.classes else []
    model.compile(loss=settings["training"]["loss"], optimizer=model.optimizer, metrics=metrics)
    return model


def orders_of(training, rows, epochs):
    """The order of the rows in each epoch; XLA draws other numbers than TensorFlow's kernels."""

    @tf.function(jit_compile=True)
    def order(epoch):
        return tf.argsort(tf.random.stateless_uniform([rows], seed=[training._shuffle_seed, epoch]))

    return [order(tf.constant(epoch)).numpy() for epoch in range(epochs)]


def fit_in_the_same_order(model, training, framing, batch_size, epochs):
    """Keras's `fit`, an epoch at a time on rows in the order of ours; its last history."""
    x, y = framing.x.astype("float32"), framing.y.astype("float32")
    for order in orders_of(training, framing.train_rows, epochs):
        fitted = model.fit(x[order], y[order], batch_size=batch_size, shuffle=False, verbose=0)
    return {name: values[-1] for name, values in fitted.history.items()}


@pytest.fixture(scope="module")
def births_rows(births):
    return {
        lags: frame_series(
            births.values[:150], 30, difference=0, lags=lags, lags_as="time_steps", horizon=horizon
        )
        for lags, horizon in ((7, 1), (8, 1), (5, 3))
    }


FORECASTERS = {
    "mlp": 7,
    "cnn": 7,
    "lstm": 7,
    "cnn_lstm": 8,
    "encoder_decoder": 5,
}


@pytest.mark.parametrize("batch_norm", ["none", "after", "before"])
@pytest.mark.parametrize("family", FORECASTERS)
def test_a_compiled_forecaster_agrees_with_keras(births_rows, family, batch_norm):
    framing = births_rows[FORECASTERS[family]]
    settings = of_study("births_forecasters", family, batch_norm=batch_norm)
    if batch_norm == "before":
        # A bias that is normalized away has a gradient of rounding errors alone, and Adam makes
        # steps of full size of these.
        settings["training"]["optimizer"] = {"name": "sgd", "learning_rate": 0.05, "momentum": 0.9}
    training = compiled(settings, framing)
    training.start(5)
    model = twin_of(training, settings, framing)
    list(training.train(EPOCHS))
    fit_in_the_same_order(model, training, framing, 32, EPOCHS)
    for mine, theirs in zip(training.model.weights, model.weights, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=2e-4, err_msg=mine.path)
    theirs = model.predict(framing.x.astype("float32"), verbose=0)
    np.testing.assert_allclose(training.outputs, theirs, rtol=0, atol=2e-4)


@pytest.mark.parametrize(
    ("study", "configuration"),
    [
        ("batchnorm", "baseline"),
        ("batchnorm", "after_activation"),
        ("batchnorm", "before_activation"),
        ("batchnorm_extensions", "no_beta_gamma_after"),
        ("batchnorm_extensions", "no_momentum_before"),
        ("batchnorm_extensions", "input_layer_after"),
        ("batchnorm_cnn", "none"),
        ("batchnorm_cnn", "after_activation"),
        ("batchnorm_cnn", "before_activation"),
        ("batchnorm_rnn", "after"),
        ("batchnorm_rnn", "before"),
    ],
)
def test_a_compiled_classifier_agrees_with_keras(circles, births, study, configuration):
    settings = of_study(study, configuration)
    if "before" in configuration:
        settings["training"]["optimizer"] = {"name": "sgd", "learning_rate": 0.01, "momentum": 0.9}
    framing = {
        "batchnorm": lambda: frame_samples(circles, 500),
        "batchnorm_extensions": lambda: frame_samples(circles, 500, train_rows=200),
        "batchnorm_cnn": lambda: frame_samples(build_samples("digits"), 200, train_rows=150),
        "batchnorm_rnn": lambda: frame_series(
            births.values, 90, 0, 7, "time_steps", target="above_mean", train_rows=100
        ),
    }[study]()
    training = compiled(settings, framing)
    training.start(5)
    model = twin_of(training, settings, framing)
    (part,) = training.train(EPOCHS, every_epoch=True)
    reported = fit_in_the_same_order(model, training, framing, 32, EPOCHS)
    for mine, theirs in zip(training.model.weights, model.weights, strict=True):
        # The moving statistics of batch normalization are among them.
        np.testing.assert_allclose(mine, theirs, rtol=0, atol=3e-4, err_msg=mine.path)
    # What fit reports: loss and accuracy in training mode, averaged on the way.
    np.testing.assert_allclose(part.fit[-1, 0], reported["loss"], atol=1e-4)
    np.testing.assert_allclose(part.fit[-1, 1], reported["accuracy"], atol=0.011)
    history = history_metrics(framing, framing.forecasts(part.outputs))
    for split in ("train", "test"):
        rows = framing.split(split)
        x, y = framing.x[rows].astype("float32"), framing.y[rows].astype("float32")
        theirs = model.evaluate(x, y, verbose=0, return_dict=True)
        np.testing.assert_allclose(history[f"{split}_loss"][-1], theirs["loss"], atol=2e-4)
        np.testing.assert_allclose(history[f"{split}_accuracy"][-1], theirs["accuracy"], atol=0.011)


def test_the_best_epoch_is_kept_as_early_stopping_would(births):
    """Against Keras's EarlyStopping with restore_best_weights, batches in the same order."""
    framing = frame_series(
        births.values, 90, 0, 7, "time_steps", validation_rows=60, train_rows=192, period=7
    )
    settings = of_study("births_forecasters", "mlp")
    settings["training"]["shuffle"] = False
    settings["training"]["optimizer"] = {"name": "adam", "learning_rate": 0.03}
    training = compiled(settings, framing, validation_rows=framing.validation_rows, keep_best=True)
    training.start(3)
    model = twin_of(training, settings, framing)
    parts = list(training.train(30, every_epoch=True))
    x, y = framing.x.astype("float32"), framing.y.astype("float32")
    train, held = framing.split("train"), framing.split("validation")
    stopping = keras.callbacks.EarlyStopping(patience=30, restore_best_weights=True)
    fitted = model.fit(
        *(x[train], y[train]),
        validation_data=(x[held], y[held]),
        epochs=30,
        batch_size=32,
        shuffle=False,
        callbacks=[stopping],
        verbose=0,
    )
    assert training.kept_epoch == 1 + int(np.argmin(fitted.history["val_loss"]))
    assert 1 < training.kept_epoch < 30, "there was to be a choice"
    np.testing.assert_allclose(training.outputs, model.predict(x, verbose=0), atol=2e-3)
    assert parts[0].outputs.shape == (30, 192 + 60, 1), "nothing of the test rows on the way"


def test_the_test_rows_choose_nothing(births):
    """Law: the test is read once. Other test values leave choice and history as they are."""
    louder = births.values.copy()
    louder[-90:] = 10 * louder[-90:] + np.arange(90)
    settings = of_study("births_forecasters", "mlp")
    found = []
    for values in (births.values, louder):
        framing = frame_series(values, 90, 0, 7, "time_steps", validation_rows=60)
        training = compiled(
            settings, framing, validation_rows=framing.validation_rows, keep_best=True
        )
        training.start(1)
        (part,) = training.train(20, every_epoch=True)
        history = history_metrics(framing, framing.forecasts(part.outputs))
        metrics = run_metrics(framing, framing.forecasts(training.outputs))
        found.append((training.kept_epoch, history, metrics))
    (epoch, history, metrics), (other_epoch, other_history, other_metrics) = found
    assert epoch == other_epoch
    assert set(history) == {"train_rmse", "validation_rmse"}
    for name in history:
        np.testing.assert_array_equal(history[name], other_history[name])
    for name, value in metrics.items():
        assert (value == other_metrics[name]) == (not name.startswith("test"))


def test_layer_statistics_are_those_of_the_layer(circles):
    """The first two updates, against the layer itself called by hand."""
    framing = frame_samples(circles, 500, train_rows=64)
    settings = of_study("batchnorm", "after_activation", batch_norm_momentum=0.9)
    settings["training"]["shuffle"] = False
    training = compiled(settings, framing, watch_layers=True)
    training.start(2)
    dense, activation, normal, _ = twin_of(training, settings, framing).layers
    first = framing.x[:32].astype("float32")
    inputs = activation(dense(first)).numpy()
    start = dict(zip(STATISTICS, training.statistics_at_start()[0], strict=True))
    # The reader's question: called outside training, a new layer returns its input.
    untrained = normal(inputs, training=False).numpy()
    np.testing.assert_allclose(untrained, inputs, rtol=6e-4)
    assert start["inference_change"] == pytest.approx(1 - 1 / np.sqrt(1.001), rel=1e-2)
    assert (start["running_mean"], start["running_variance"]) == (0, 1)
    (part,) = training.train(1)
    assert part.layers.shape == (2, 1, len(STATISTICS))
    update = dict(zip(STATISTICS, part.layers[0, 0], strict=True))
    assert update["input_mean"] == pytest.approx(inputs.mean(), rel=1e-4)
    assert update["input_variance"] == pytest.approx(inputs.var(axis=0).mean(), rel=1e-4)
    assert update["running_mean"] == pytest.approx(0.1 * inputs.mean(), rel=1e-4)
    variance = 0.9 + 0.1 * inputs.var(axis=0).mean()
    assert update["running_variance"] == pytest.approx(variance, rel=1e-4)
    given = normal(inputs, training=True).numpy()
    assert update["output_mean"] == pytest.approx(given.mean(), abs=1e-5)
    assert update["output_variance"] == pytest.approx(given.var(axis=0).mean(), rel=1e-3)


def test_watching_a_layer_changes_no_weight(circles):
    framing = frame_samples(circles, 500, train_rows=100)
    settings = of_study("batchnorm", "before_activation")
    outputs = []
    for watch in (False, True):
        training = compiled(settings, framing, watch_layers=watch)
        training.start(4)
        list(training.train(5))
        outputs.append(training.outputs)
    np.testing.assert_allclose(*outputs, rtol=0, atol=1e-6)


def test_a_family_with_outputs_of_another_shape_is_refused(settings, framing, monkeypatch):
    def three(model, input_shape, outputs, output_activation, batch_size):
        return keras.Sequential([keras.Input(input_shape), keras.layers.Dense(3)])

    monkeypatch.setattr("reprise.training.models.FAMILIES", {"lstm": three})
    with pytest.raises(RuntimeError, match=r"gives outputs of shape .* this study needs"):
        build_model(settings, framing.x.shape[1:], 1, 0, 4)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return model['width']", r"failed: KeyError: 'width' \(.*mine.py, line 2\)"),
        ("pass", "returned None, and no keras.Model"),
    ],
)
def test_what_a_family_of_ones_own_does_wrong_is_told(
    settings, tmp_path, monkeypatch, body, expected
):
    (tmp_path / "mine.py").write_text(f"def wide(model, *arguments):\n    {body}\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "mine", raising=False)
    settings["model"] = {"family": "mine:wide"}
    with pytest.raises(RuntimeError, match=f"model.family mine:wide {expected}"):
        build_model(settings, (3, 1), 1, 0, 4)
