"""Runs with one seed that differ only in epochs or evaluation are one network, in every bit."""

from dataclasses import replace

import numpy as np
import pytest
from framed_values import frame_by_settings
from training.study_settings import settings_of, with_model, with_training

from reprise.evaluation.metrics import run_metrics
from reprise.training.single_run import compile_program

LSTM = ("lstm_epochs", "era=keras3,epochs=500")
MLP = ("births_forecasters", "mlp")
SHUFFLED = {"shuffle": True, "batch_size": 30}  # the last of 4 batches is smaller
NETWORKS = {
    "stateful LSTM": (LSTM, {}, {}),
    "LSTM with dropout": (LSTM, {"dropout": 0.3, "units": 2}, {"optimizer": {"name": "nadam"}}),
    "MLP with dropout": (MLP, {"dropout": 0.3}, SHUFFLED),
    "batch normalization": (
        MLP,
        {"batch_norm": "after", "dropout": 0.2},
        SHUFFLED | {"optimizer": {"name": "sgd", "learning_rate": 0.01, "momentum": 0.9}},
    ),
    "best weights": (
        MLP,
        {"dropout": 0.3},
        SHUFFLED | {"optimizer": {"name": "rmsprop"}, "keep": "best"},
    ),
}


def with_evaluation(settings, **changes):
    return replace(settings, evaluation=replace(settings.evaluation, **changes))


def set_up(name, series):
    """The settings and the framing of one of NETWORKS."""
    (study, configuration), model, training = NETWORKS[name]
    settings = with_training(with_model(settings_of(study, configuration), **model), **training)
    if study == "births_forecasters":
        validation_rows = 20 if settings.training.keep == "best" else 0
        rows = {"train_rows": 100, "test_rows": 30, "validation_rows": validation_rows}
        settings = replace(settings, framing=replace(settings.framing, **rows))
    values = series[study].values[:190]
    return settings, frame_by_settings(values, settings.framing)


@pytest.fixture(scope="module")
def series(shampoo, births):
    return {"lstm_epochs": shampoo, "births_forecasters": births}


def train(program, epochs, **options):
    """Train from one seed; return the outputs that were recorded, one entry per epoch."""
    program.start(7)
    return np.concatenate([part.outputs for part in program.train(epochs, **options)])


def weights_of(program):
    """The weights of the network that is trained, without the states of its layers."""
    weights = program.model.weights
    return [weight.numpy() for weight in weights if "rnn_state" not in weight.path]


def assert_equal(arrays, others):
    for array, other in zip(arrays, others, strict=True):
        np.testing.assert_array_equal(array, other)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_run_with_fewer_epochs_is_the_longer_run_after_these_epochs(name, series):
    settings, framing = set_up(name, series)
    program = compile_program(settings, framing)
    recorded = train(program, 9, every_epoch=True)
    forecasts, weights = framing.forecasts(program.outputs), weights_of(program)
    train(program, 9)
    assert_equal(weights_of(program), weights)  # a forecast after every epoch changes nothing
    np.testing.assert_array_equal(framing.forecasts(program.outputs), forecasts)
    train(program, 5)
    if settings.training.keep == "best":  # nothing forecasts the test rows before the end
        np.testing.assert_array_equal(train(program, 5, every_epoch=True), recorded[:5])
        return
    np.testing.assert_array_equal(program.outputs, recorded[4])
    metrics = [run_metrics(framing, framing.forecasts(recorded[epoch])) for epoch in (4, 8)]
    assert run_metrics(framing, framing.forecasts(program.outputs)) == metrics[0] != metrics[1]


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        (
            "LSTM with dropout",
            [{"batch_size": 2}, {"batch_size": 1}, {"update_epochs": 2, "update_rows": 4}],
        ),
        ("batch normalization", [{"layer_statistics": True}]),
    ],
)
def test_networks_that_are_evaluated_in_several_ways_have_the_same_weights(name, ways, series):
    settings, framing = set_up(name, series)
    program = compile_program(settings, framing)
    train(program, 9, carry_state=True)
    weights, carried = weights_of(program), program.outputs
    train(program, 9, carry_state=False)
    assert_equal(weights_of(program), weights)
    test_rows = framing.split("test")
    if name.startswith("LSTM"):
        assert (program.outputs[test_rows] != carried[test_rows]).any()
    for changes in ways:
        other = compile_program(with_evaluation(settings, **changes), framing)
        train(other, 9)
        assert_equal(weights_of(other), weights)
