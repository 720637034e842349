"""The compiled training, compared with the loop of the tutorial and with Keras's own `fit`."""

import numpy as np
import pytest
from conftest import compiled
from framed_values import frame_values
from training.study_settings import settings_of, with_model, with_training

from reprise.data.samples import build_samples
from reprise.data.samples_framing import frame_samples
from reprise.evaluation.metrics import history_metrics, run_metrics
from reprise.settings import StopSettings
from reprise.training import engine, program_arguments
from reprise.training.backend import keras, tf
from reprise.training.models import build_model
from reprise.training.reference import train_by_fit


def start_with_copy(training, settings, seed, batch_size):
    """Start a run, and return a second model with the same initial weights."""
    training.start(seed)
    copy = build_model(settings, (1, 1), 1, 0, batch_size)
    copy.set_weights(training.model.get_weights())
    return copy


def train_and_forecast(training, framing, seed, epochs, **options):
    """The recorded forecasts of one run, shape (recorded epochs, rows, outputs)."""
    training.start(seed)
    parts = [framing.forecasts(p.outputs) for p in training.train(epochs, **options)]
    return np.concatenate(parts)


@pytest.mark.parametrize(
    ("batch_size", "changes"),
    [
        (4, {"units": 1, "kernel_regularizer": {"l1": 0.01, "l2": 0.02}}),
        (1, {"units": 3, "era": "keras1_tf1"}),
        (4, {"units": 2, "family": "gru"}),
        (4, {"units": 2, "family": "simple_rnn"}),
    ],
)
def test_a_compiled_run_agrees_with_the_loop_of_the_tutorial(
    settings, framing, batch_size, changes
):
    settings = with_model(settings, **changes)
    settings = with_training(settings, batch_size=batch_size)
    training = compiled(settings, framing)
    reference = start_with_copy(training, settings, 7, batch_size)
    initial_weights = training.model.get_weights()
    list(training.train(25))
    expected = train_by_fit(reference, framing, 25, batch_size)[0]
    for ours, theirs, initial in zip(
        training.model.weights, reference.weights, initial_weights, strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-4)
        is_state = "rnn_state" in ours.path
        assert is_state or np.abs(ours.numpy() - initial).max() > 1e-3, "training changed it"
    forecasts = framing.forecasts(training.outputs)
    np.testing.assert_allclose(forecasts, expected, rtol=0, atol=0.02)
    rmse, expected_rmse = (
        run_metrics(framing, outputs)["test_rmse"] for outputs in (forecasts, expected)
    )
    assert rmse == pytest.approx(expected_rmse, abs=0.01)


def test_every_epoch_is_evaluated_as_in_the_tutorial_with_carried_and_with_reset_state(
    settings, framing
):
    # The reference trains twice, so that its optimizer must keep nothing from the first time.
    settings = with_training(settings, optimizer={"name": "sgd", "learning_rate": 0.1})
    training = compiled(settings, framing)
    reference = start_with_copy(training, settings, 3, 4)
    initial_weights = reference.get_weights()
    forecasts = {}
    for carry_state in (True, False):
        options = {"every_epoch": True, "carry_state": carry_state}
        forecasts[carry_state] = train_and_forecast(training, framing, 3, 6, **options)
        reference.set_weights(initial_weights)
        expected = train_by_fit(reference, framing, 6, 4, **options)
        assert forecasts[carry_state].shape == (6, 32, 1)
        np.testing.assert_allclose(forecasts[carry_state], expected, rtol=0, atol=0.01)
        last = framing.forecasts(training.outputs)
        np.testing.assert_array_equal(forecasts[carry_state][-1], last)
    np.testing.assert_array_equal(forecasts[True][:, :20], forecasts[False][:, :20])
    assert (forecasts[True][:, 20:] != forecasts[False][:, 20:]).any()


def test_a_run_does_not_depend_on_the_runs_before_it(settings, framing):
    # The variables of nadam, unlike those of most optimizers, do not all start at zero.
    settings = with_training(settings, optimizer={"name": "nadam"})
    settings = with_model(settings, dropout=0.3)
    training = compiled(settings, framing)
    first = train_and_forecast(training, framing, 1, 10)
    other_seed = train_and_forecast(training, framing, 2, 15)
    again = train_and_forecast(training, framing, 1, 10)
    alone = train_and_forecast(compiled(settings, framing), framing, 1, 10)
    np.testing.assert_array_equal(again, first)
    np.testing.assert_array_equal(alone, first)
    assert (other_seed != first).any()


def test_the_number_of_epochs_per_call_changes_no_bit(settings, framing, monkeypatch):
    in_one_call = train_and_forecast(compiled(settings, framing), framing, 5, 30, every_epoch=True)
    monkeypatch.setattr(program_arguments, "MAX_EPOCHS_PER_CALL", 7)
    monkeypatch.setattr(engine, "MAX_EPOCHS_PER_CALL_WITHOUT_HISTORY", 11)
    training = compiled(settings, framing)
    training.start(5)
    parts = list(training.train(30, every_epoch=True))
    assert [part.epochs for part in parts] == [7, 7, 7, 7, 2]
    forecasts = framing.forecasts(np.concatenate([part.outputs for part in parts]))
    np.testing.assert_array_equal(forecasts, in_one_call)
    training.start(5)
    parts = list(training.train(30))
    assert [part.epochs for part in parts] == [11, 11, 8]
    assert [len(part.outputs) for part in parts] == [0, 0, 1]
    np.testing.assert_array_equal(framing.forecasts(parts[-1].outputs), in_one_call[-1:])
    # If an epoch takes too long, every call trains one epoch; the first call measures an epoch.
    monkeypatch.setattr(engine, "MAX_SECONDS_PER_CALL", 0)
    monkeypatch.setattr(engine, "MIN_UPDATES_TO_MEASURE", 5)  # an epoch has five updates
    training.start(5)
    assert [part.epochs for part in training.train(3)] == [1, 1, 1]
    monkeypatch.setattr(engine, "MIN_UPDATES_TO_MEASURE", 6)
    training.start(5)
    assert [part.epochs for part in training.train(13)] == [11, 1, 1]


def test_forecasts_can_have_another_batch_size_than_training(settings, framing):
    settings = with_training(settings, batch_size=10)
    training = compiled(settings, framing, forecast_batch_size=1)
    forecasts = train_and_forecast(training, framing, 4, 25)[0]
    single = build_model(settings, (1, 1), 1, 0, 1)
    for source, target in zip(training.model.weights, single.weights, strict=True):
        if "rnn_state" not in target.path:
            target.assign(source)
    expected = single.predict(framing.x.astype("float32"), batch_size=1, verbose=0)
    np.testing.assert_allclose(forecasts, framing.forecasts(expected), rtol=0, atol=1e-2)


EPOCHS = 3


def copy_for_keras(training, settings, framing):
    """A model with the same initial weights, compiled so that `fit` measures accuracy."""
    model = build_model(settings, framing.x.shape[1:], framing.outputs, framing.classes, None)
    model.set_weights(training.model.get_weights())
    metrics = ["accuracy"] if framing.classes else []
    model.compile(loss=settings.training.loss, optimizer=model.optimizer, metrics=metrics)
    return model


def fit_in_the_same_order(model, training, framing, batch_size):
    """Call Keras's `fit` for each epoch with the rows in our order; return the last history."""

    @tf.function(jit_compile=True)  # XLA draws other numbers than the kernels of TensorFlow
    def draw_order(epoch):
        seed = [training._shuffle_seed, epoch]
        return tf.argsort(tf.random.stateless_uniform([framing.train_rows], seed=seed))

    x, y = framing.x.astype("float32"), framing.y.astype("float32")
    for epoch in range(EPOCHS):
        order = draw_order(tf.constant(epoch)).numpy()
        fitted = model.fit(x[order], y[order], batch_size=batch_size, shuffle=False, verbose=0)
    return {name: values[-1] for name, values in fitted.history.items()}


@pytest.mark.parametrize(
    ("family", "lags", "horizon", "train_rows"),
    [
        ("mlp", 7, 1, 70),  # the last batch is smaller; two steps take twice as long to compile
        ("cnn_lstm", 8, 1, 64),  # the layers of `cnn` and `lstm` together
        ("encoder_decoder", 3, 2, 64),
    ],
)
def test_a_compiled_forecaster_agrees_with_fit_and_predict_of_keras(
    births, family, lags, horizon, train_rows
):
    framing = frame_values(
        births.values[:110],
        30,
        difference=0,
        lags=lags,
        lags_as="time_steps",
        horizon=horizon,
        train_rows=train_rows,
    )
    settings = with_model(settings_of("births_forecasters", family), batch_norm="after")
    training = compiled(settings, framing)
    training.start(5)
    model = copy_for_keras(training, settings, framing)
    list(training.train(EPOCHS))
    fit_in_the_same_order(model, training, framing, 32)
    for ours, theirs in zip(training.model.weights, model.weights, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=2e-4, err_msg=ours.path)
    expected = model.predict(framing.x.astype("float32"), verbose=0)
    np.testing.assert_allclose(training.outputs, expected, rtol=0, atol=2e-4)


@pytest.mark.parametrize(
    ("study", "configuration"),
    [("batchnorm", "after_activation"), ("batchnorm_cnn", "before_activation")],
)
def test_a_compiled_classifier_agrees_with_fit_and_evaluate_of_keras(study, configuration):
    """One study has two classes (sigmoid), the other ten (softmax)."""
    # Batch normalization cancels a bias before it, so that the gradient of the bias consists of
    # rounding errors. SGD makes small steps of them; Adam would make steps of full size.
    optimizer = {"name": "sgd", "learning_rate": 0.01, "momentum": 0.9}
    settings = with_training(settings_of(study, configuration), optimizer=optimizer)
    if study == "batchnorm":
        framing = frame_samples(build_samples("circles", 300, 0.1, 1), 100, train_rows=150)
    else:
        framing = frame_samples(build_samples("digits"), 100, train_rows=128)
    training = compiled(settings, framing)
    training.start(5)
    model = copy_for_keras(training, settings, framing)
    (part,) = training.train(EPOCHS, every_epoch=True)
    reported = fit_in_the_same_order(model, training, framing, 32)
    for ours, theirs in zip(training.model.weights, model.weights, strict=True):
        # The moving statistics of batch normalization are among the weights.
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=3e-4, err_msg=ours.path)
    assert part.fit.shape == (EPOCHS, 2)
    np.testing.assert_allclose(part.fit[-1, 0], reported["loss"], atol=1e-4)
    np.testing.assert_allclose(part.fit[-1, 1], reported["accuracy"], atol=0.011)
    history = history_metrics(framing, framing.forecasts(part.outputs))
    rows = framing.split("test")
    x, y = framing.x[rows].astype("float32"), framing.y[rows].astype("float32")
    expected = model.evaluate(x, y, verbose=0, return_dict=True)
    np.testing.assert_allclose(history["test_loss"][-1], expected["loss"], atol=2e-4)
    np.testing.assert_allclose(history["test_accuracy"][-1], expected["accuracy"], atol=0.011)


def test_compiled_classes_of_steps_agree_with_fit_and_evaluate_of_keras(births):
    framing = frame_values(
        births.values, 90, 0, 7, "time_steps", horizon=2, target="third", train_rows=64
    )
    settings = settings_of("births_forecasters", "encoder_decoder")
    settings = with_training(settings, loss="sparse_categorical_crossentropy")
    settings = with_model(settings, units=8)
    training = compiled(settings, framing)
    training.start(5)
    model = copy_for_keras(training, settings, framing)
    (part,) = training.train(EPOCHS, every_epoch=True)
    reported = fit_in_the_same_order(model, training, framing, 32)
    for ours, theirs in zip(training.model.weights, model.weights, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=3e-4, err_msg=ours.path)
    np.testing.assert_allclose(part.fit[-1, 0], reported["loss"], atol=1e-4)
    np.testing.assert_allclose(part.fit[-1, 1], reported["accuracy"], atol=0.016)
    history = history_metrics(framing, framing.forecasts(part.outputs))
    rows = framing.split("test")
    x, y = framing.x[rows].astype("float32"), framing.y[rows].astype("float32")
    expected = model.evaluate(x, y, verbose=0, return_dict=True)
    np.testing.assert_allclose(history["test_loss"][-1], expected["loss"], atol=2e-4)
    np.testing.assert_allclose(history["test_accuracy"][-1], expected["accuracy"], atol=0.012)


@pytest.fixture(scope="module")
def best_of_30(births):
    """A framing with validation rows, and its training, which keeps the best of 30 epochs."""
    framing = frame_values(
        births.values, 90, 0, 7, "time_steps", validation_rows=60, train_rows=192
    )
    settings = settings_of("births_forecasters", "mlp")
    optimizer = {"name": "adam", "learning_rate": 0.03}
    settings = with_training(settings, shuffle=False, optimizer=optimizer)
    training = compiled(settings, framing, validation_rows=60, keep_best=True)
    training.start(3)
    model = copy_for_keras(training, settings, framing)
    (part,) = training.train(30, every_epoch=True)
    return settings, framing, training, model, part


def test_the_best_epoch_is_kept_as_by_early_stopping_of_keras(best_of_30):
    _, framing, training, model, part = best_of_30
    x, y = framing.x.astype("float32"), framing.y.astype("float32")
    train, validation = framing.split("train"), framing.split("validation")
    fitted = model.fit(
        *(x[train], y[train]),
        validation_data=(x[validation], y[validation]),
        epochs=30,
        batch_size=32,
        shuffle=False,
        callbacks=[keras.callbacks.EarlyStopping(patience=30, restore_best_weights=True)],
        verbose=0,
    )
    assert training.kept_epoch == 1 + int(np.argmin(fitted.history["val_loss"]))
    assert 1 < training.kept_epoch < 30, "the choice is not trivial"
    np.testing.assert_allclose(training.outputs, model.predict(x, verbose=0), atol=2e-3)
    assert part.outputs.shape == (30, 192 + 60, 1), "no outputs of the test rows before the end"


def test_the_test_rows_do_not_influence_choice_and_history(best_of_30, births):
    settings, _, training, _, part = best_of_30
    values = births.values.copy()
    values[-90:] = 10 * values[-90:] + np.arange(90)
    other_framing = frame_values(values, 90, 0, 7, "time_steps", validation_rows=60, train_rows=192)
    other = compiled(settings, other_framing, validation_rows=60, keep_best=True)
    other.start(3)
    (other_part,) = other.train(30, every_epoch=True)
    assert other.kept_epoch == training.kept_epoch
    np.testing.assert_array_equal(other_part.outputs, part.outputs)
    np.testing.assert_array_equal(other.outputs[:252], training.outputs[:252])
    assert (other.outputs[252:] != training.outputs[252:]).any()


def test_a_run_that_stops_within_a_call_has_the_bits_of_any_other_division_into_calls(
    best_of_30, monkeypatch
):
    settings, framing, _, _, part = best_of_30
    options = {"validation_rows": 60, "stop": StopSettings(6)}

    def train(training, epochs=30, **recorded):
        training.start(3)
        parts = list(training.train(epochs, **recorded))
        assert [p.is_last for p in parts] == [False] * (len(parts) - 1) + [True]
        return parts

    training = compiled(settings, framing, keep_best=True, **options)
    (in_one_call,) = train(training, every_epoch=True)
    stopped = in_one_call.epochs
    assert len(in_one_call.outputs) == stopped == training.epoch == training.kept_epoch + 6 < 30
    np.testing.assert_array_equal(in_one_call.outputs, part.outputs[:stopped])
    kept_outputs = training.outputs
    np.testing.assert_array_equal(kept_outputs[:252], part.outputs[training.kept_epoch - 1])
    # The limit and the recording are arguments, so that nothing is compiled anew.
    (end,) = train(training, epochs=1000)
    np.testing.assert_array_equal(end.outputs, in_one_call.outputs[-1:])
    np.testing.assert_array_equal(training.outputs, kept_outputs)
    (before,) = train(training, epochs=stopped - 2)
    assert before.epochs == training.epoch == stopped - 2, "the limit comes first"
    assert training._train_epochs.experimental_get_tracing_count() == 1
    monkeypatch.setattr(program_arguments, "MAX_EPOCHS_PER_CALL", 4)
    in_calls = compiled(settings, framing, keep_best=False, **options)
    parts = train(in_calls, every_epoch=True)
    assert [p.epochs for p in parts] == [4] * (stopped // 4) + [stopped % 4] * bool(stopped % 4)
    outputs = np.concatenate([p.outputs for p in parts])
    np.testing.assert_array_equal(outputs, in_one_call.outputs)
    assert in_calls.kept_epoch == stopped
    np.testing.assert_array_equal(in_calls.outputs[:252], outputs[-1])


def test_more_rows_than_one_forecast_holds_change_no_forecast(monkeypatch):
    settings = with_model(settings_of("batchnorm", "baseline"), units=4)
    framing = frame_samples(build_samples("moons", 100, 0.1, 1), test_rows=36)
    outputs = []
    for rows in (8192, 16):
        monkeypatch.setattr(engine, "MAX_ROWS_PER_FORECAST", rows)
        training = compiled(settings, framing)
        training.start(1)
        list(training.train(2))
        outputs.append(training.outputs)
    assert outputs[1].shape == outputs[0].shape == (100, 1)
    np.testing.assert_allclose(outputs[1], outputs[0], rtol=1e-5)
