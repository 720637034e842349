import numpy as np
import pytest
from conftest import compiled

from reprise.evaluation.metrics import run_metrics
from reprise.training import engine
from reprise.training.backend import keras
from reprise.training.models import build_model
from reprise.training.reference import train_by_fit


def forecasts_of(training, framing, seed, epochs, **options):
    training.start(seed)
    parts = [framing.forecasts(p.outputs) for p in training.train(epochs, **options)]
    return np.concatenate(parts)


@pytest.mark.parametrize("era", ["keras3", "keras1", "keras1_tf1"])
@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize("batch_size", [4, 1])
def test_the_compiled_run_agrees_with_the_tutorials_loop(settings, framing, era, units, batch_size):
    settings["model"] |= {"era": era, "units": units}
    settings["training"]["batch_size"] = batch_size
    training = compiled(settings, framing)
    training.start(7)
    reference = build_model(settings, (1, 1), 1, 0, batch_size)
    for given, taken in zip(training.model.weights, reference.weights, strict=True):
        taken.assign(given)
    list(training.train(100))
    ours = run_metrics(framing, framing.forecasts(training.outputs))
    theirs = run_metrics(framing, train_by_fit(reference, framing, 100, batch_size)[0])
    for mine, other in zip(training.model.weights, reference.weights, strict=True):
        np.testing.assert_allclose(mine, other, rtol=0, atol=1e-4)
    for metric in ("train_rmse", "test_rmse"):
        np.testing.assert_allclose(ours[metric], theirs[metric], rtol=0, atol=0.01)


@pytest.mark.parametrize("carry_state", [True, False])
def test_both_evaluations_are_the_tutorials(settings, framing, carry_state):
    settings["training"]["epochs"] = 8
    training = compiled(settings, framing)
    training.start(3)
    reference = build_model(settings, (1, 1), 1, 0, 4)
    for given, taken in zip(training.model.weights, reference.weights, strict=True):
        taken.assign(given)
    (part,) = training.train(8, every_epoch=True, carry_state=carry_state)
    theirs = train_by_fit(reference, framing, 8, 4, every_epoch=True, carry_state=carry_state)
    assert part.outputs.shape == (8, 32, 1)
    np.testing.assert_allclose(framing.forecasts(part.outputs), theirs, rtol=0, atol=0.01)
    np.testing.assert_array_equal(part.outputs[-1], training.outputs)


def test_the_state_that_is_carried_reaches_the_test_rows_alone(settings, framing):
    training = compiled(settings, framing)
    carried, reset = (
        forecasts_of(training, framing, 1, 50, carry_state=carry)[0] for carry in (True, False)
    )
    np.testing.assert_array_equal(carried[:20], reset[:20])
    assert not np.array_equal(carried[20:], reset[20:])


@pytest.mark.parametrize("optimizer", ["adam", "adagrad", "rmsprop", "nadam"])
def test_a_repeat_leaves_nothing_behind_for_the_next(settings, framing, optimizer):
    settings["training"]["optimizer"] = optimizer
    settings["model"] |= {"dropout": 0.3, "recurrent_dropout": 0.3}
    training = compiled(settings, framing)
    first = forecasts_of(training, framing, 1, 20)
    forecasts_of(training, framing, 2, 35)
    again = forecasts_of(training, framing, 1, 20)
    alone = forecasts_of(compiled(settings, framing), framing, 1, 20)
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(first, alone)


def test_dropout_and_initial_weights_follow_the_seed(settings, framing):
    settings["model"]["dropout"] = 0.5
    training = compiled(settings, framing)
    weights = []
    for seed in (1, 2):
        training.start(seed)
        weights.append(np.concatenate([w.numpy().ravel() for w in training.model.weights]))
    assert not np.allclose(*weights)


def test_calls_of_any_length_make_the_same_run(settings, framing, monkeypatch):
    whole = forecasts_of(compiled(settings, framing), framing, 5, 30, every_epoch=True)
    monkeypatch.setattr(engine, "EPOCHS_A_CALL", 7)
    monkeypatch.setattr(engine, "EPOCHS_A_CALL_WITHOUT_HISTORY", 11)
    training = compiled(settings, framing)
    parts = forecasts_of(training, framing, 5, 30, every_epoch=True)
    np.testing.assert_array_equal(whole, parts)
    np.testing.assert_array_equal(whole[-1:], forecasts_of(training, framing, 5, 30))


def test_the_forecasts_may_have_a_batch_size_of_their_own(settings, framing):
    settings["training"]["batch_size"] = 10
    training = compiled(settings, framing, forecast_batch_size=1)
    made = forecasts_of(training, framing, 4, 25)[0]
    single = build_model(settings, (1, 1), 1, 0, 1)
    single.set_weights(_of_shape(training.model, single))
    expected = single.predict(framing.x.astype("float32"), batch_size=1, verbose=0)
    np.testing.assert_allclose(made, framing.forecasts(expected), rtol=0, atol=1e-2)


def _of_shape(model, target):
    """The trained weights, and the state of `target` as it is."""
    return [
        given if given.shape == taken.shape and "rnn_state" not in taken.path else taken.numpy()
        for given, taken in zip(model.get_weights(), target.weights, strict=True)
    ]


def test_penalties_on_the_weights_are_part_of_the_loss(settings, framing):
    settings["model"]["kernel_regularizer"] = {"l1": 0.01, "l2": 0.02}
    training = compiled(settings, framing)
    training.start(2)
    reference = build_model(settings, (1, 1), 1, 0, 4)
    for given, taken in zip(training.model.weights, reference.weights, strict=True):
        taken.assign(given)
    list(training.train(40))
    (theirs,) = train_by_fit(reference, framing, 40, 4)
    np.testing.assert_allclose(framing.forecasts(training.outputs), theirs, rtol=0, atol=0.01)


def test_the_optimizer_has_its_eras_epsilon(settings):
    for era, epsilon in (("keras3", 1e-7), ("keras1", 1e-8)):
        settings["model"]["era"] = era
        model = build_model(settings, (1, 1), 1, 0, 4)
        assert isinstance(model.optimizer, keras.optimizers.Adam)
        assert model.optimizer.epsilon == epsilon
