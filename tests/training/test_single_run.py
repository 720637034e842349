"""How the parts of a run are put together; mostly, a program without TensorFlow stands in."""

from dataclasses import replace

import numpy as np
import pytest
from framed_values import frame_by_settings

from reprise.evaluation.metrics import history_metrics
from reprise.settings import EvaluationSettings
from reprise.training.checkpoints import CheckpointFile
from reprise.training.engine import TrainedEpochs
from reprise.training.layer_statistics import STATISTICS
from reprise.training.planned_run import PlannedRun
from reprise.training.single_run import compile_program, train_run
from reprise.training.walk_forward import Updates

EPOCHS = 6


class InterruptionError(Exception):
    """Ends a run."""


class Program:
    """In epoch k, the output of every row is k, the fit (k, 10 k) and the statistics k."""

    def __init__(self, epochs_per_call=2, stops_after=None):
        self.epochs_per_call, self.starts = epochs_per_call, []
        self.stops_after = stops_after
        self.epoch = 0

    def start(self, seed):
        self.starts.append(("start", seed))
        self.epoch = 0

    def resume(self, seed, epoch, state):
        self.starts.append(("resume", seed, epoch, [float(s) for s in state]))
        self.epoch = epoch

    def state(self):
        return [np.array(10.0 * self.epoch)]

    def statistics_at_start(self):
        return np.zeros((1, len(STATISTICS)))

    def train(self, epochs, every_epoch, carry_state, updates, pause):
        self.options = (every_epoch, carry_state, updates)
        epochs = self.stops_after or epochs
        while self.epoch < epochs:
            numbers = np.arange(self.epoch + 1, min(self.epoch + self.epochs_per_call, epochs) + 1)
            self.epoch = int(numbers[-1])
            self.outputs = np.full((32, 1), float(self.epoch))
            self.kept_epoch = self.epoch
            outputs = np.broadcast_to(numbers[:, None, None], (len(numbers), 32, 1))
            fit = np.stack([numbers, 10 * numbers], axis=1)
            layers = np.broadcast_to(numbers[:, None, None], (len(numbers), 1, len(STATISTICS)))
            yield TrainedEpochs(outputs, fit, layers, len(numbers), self.epoch == epochs)


@pytest.fixture
def run(tmp_path):
    return PlannedRun("s", "c", 1, "", "", str(tmp_path / "001.json"))


@pytest.fixture
def recorded(settings):
    """Settings of a run that records every epoch and its layers."""
    evaluation = replace(settings.evaluation, every_epoch=True, layer_statistics=True)
    training = replace(settings.training, epochs=EPOCHS)
    return replace(settings, evaluation=evaluation, training=training)


def train(run, settings, framing, program=None, seconds_between=60, advance=lambda share: None):
    file = CheckpointFile(run, "fingerprint", seconds_between)
    return train_run(program or Program(), run, settings, framing, file, advance)


def test_a_history_has_the_metrics_and_the_fit_of_every_epoch(run, recorded, framing):
    shares = []
    trained = train(run, recorded, framing, advance=shares.append)
    outputs = np.broadcast_to(np.arange(1, 7)[:, None, None], (EPOCHS, 32, 1))
    expected = history_metrics(framing, framing.forecasts(outputs))
    assert list(trained.history) == [*expected, "fit_loss", "fit_accuracy"]
    for name, values in expected.items():
        np.testing.assert_array_equal(trained.history[name], values)
    assert trained.history["fit_accuracy"].tolist() == [10, 20, 30, 40, 50, 60]
    assert trained.fit == {"fit_loss": 6.0, "fit_accuracy": 60.0}
    assert (trained.seed, trained.trained_epochs, trained.kept_epoch) == (run.seed, EPOCHS, EPOCHS)
    np.testing.assert_array_equal(trained.outputs, framing.forecasts(np.full((32, 1), 6.0)))
    assert shares == [pytest.approx(1 / 3)] * 3


def test_layer_statistics_begin_with_the_first_batch_before_training(run, recorded, framing):
    lines = train(run, recorded, framing).layers.splitlines()
    assert lines[0] == ",".join(["update", "layer", *STATISTICS])
    assert lines[1] == "0,1," + ",".join(["0"] * len(STATISTICS))
    assert lines[6] == "5,1," + ",".join(["5"] * len(STATISTICS))
    assert len(lines) == 1 + 1 + EPOCHS


def test_a_run_that_records_only_its_end_has_no_history(run, settings, framing):
    trained = train(run, settings, framing)
    assert (trained.history, trained.layers) == ({}, "")
    assert trained.fit["fit_loss"] == 100.0


def test_the_fit_of_the_last_epoch_is_not_reported_for_the_weights_of_another(
    run, settings, framing
):
    best = replace(settings, training=replace(settings.training, keep="best"))
    assert train(run, best, framing).fit == {}


def test_a_run_that_was_interrupted_continues_from_its_checkpoint(run, recorded, framing):
    uninterrupted = train(run, recorded, framing)
    calls = []

    def interrupt(share):
        calls.append(share)
        if len(calls) == 3:
            raise InterruptionError

    with pytest.raises(InterruptionError):
        train(run, recorded, framing, seconds_between=0, advance=interrupt)
    program, shares = Program(epochs_per_call=1), []
    trained = train(run, recorded, framing, program, advance=shares.append)
    assert program.starts == [("resume", run.seed, 4, [40.0])]
    assert shares == pytest.approx([4 / 6, 1 / 6, 1 / 6])
    assert trained.layers == uninterrupted.layers
    assert trained.history.keys() == uninterrupted.history.keys()
    for name, values in uninterrupted.history.items():
        np.testing.assert_array_equal(trained.history[name], values)


def test_a_run_that_stops_early_has_records_until_then_and_all_of_its_progress(
    run, recorded, framing, tmp_path
):
    program, shares = Program(epochs_per_call=3, stops_after=3), []
    trained = train(run, recorded, framing, program, seconds_between=0, advance=shares.append)
    assert (trained.trained_epochs, trained.kept_epoch) == (3, 3)
    assert trained.history["fit_loss"].tolist() == [1, 2, 3]
    assert trained.fit["fit_loss"] == 3.0
    assert len(trained.layers.splitlines()) == 1 + 1 + 3
    assert shares == [3 / EPOCHS, 3 / EPOCHS]
    assert list(tmp_path.iterdir()) == [], "no checkpoint after the end"


def test_no_checkpoint_is_saved_after_the_last_epoch(run, recorded, framing, tmp_path):
    train(run, recorded, framing, Program(epochs_per_call=EPOCHS), seconds_between=0)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("evaluation", "options"),
    [
        ({}, (False, True, None)),
        ({"state": "reset"}, (False, False, None)),
        ({"update_epochs": 3, "update_rows": "all"}, (False, True, Updates(3, "all"))),
    ],
)
def test_the_settings_of_the_evaluation_reach_the_program(
    run, settings, framing, evaluation, options
):
    program = Program()
    train(run, replace(settings, evaluation=EvaluationSettings(**evaluation)), framing, program)
    assert program.options == options


@pytest.mark.parametrize("update_rows", [None, 4])
def test_a_program_that_was_compiled_needs_no_further_compilation(settings, framing, update_rows):
    update_epochs = 2 if update_rows else None
    evaluation = EvaluationSettings(update_epochs=update_epochs, update_rows=update_rows)
    program = compile_program(replace(settings, evaluation=evaluation), framing)
    functions = [program._walk._forecast_row, program._walk._train_on_rows]
    traces = [function.experimental_get_tracing_count() for function in functions]
    assert traces == ([1, 1] if update_rows else [0, 0])
    program.start(1)
    updates = Updates(2, 4) if update_rows else None
    list(program.train(3, updates=updates))
    assert [function.experimental_get_tracing_count() for function in functions] == traces
    assert program.outputs.shape == (32, 1)


def test_a_recursive_network_is_compiled_with_one_output_for_several_steps(settings, shampoo):
    framing_settings = replace(settings.framing, horizon=3, strategy="recursive")
    framing = frame_by_settings(shampoo.values, framing_settings)
    settings = replace(
        settings,
        framing=framing_settings,
        training=replace(settings.training, batch_size=2),
    )
    program = compile_program(settings, framing)
    program.start(1)
    list(program.train(2))  # 20 training rows and 10 test rows
    assert program.model.output_shape == (2, 1)
    assert program.outputs.shape == (30, 3)
