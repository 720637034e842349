"""A run that is left and taken up again ends as one that was never left."""

import json
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT

from reprise.config.study import load_study
from reprise.data.framing import frame_samples, frame_series, save_framings
from reprise.data.samples import build_samples
from reprise.plan.files import StudyFiles, write_settings
from reprise.training import engine
from reprise.training.checkpoints import (
    Checkpoint,
    checkpoint_path,
    load_checkpoint,
    save_checkpoint,
)
from reprise.training.train_runs import train_runs

STATEFUL = "vary: {training.epochs: [40]}\nmodel: {dropout: 0.2, recurrent_dropout: 0.1}"
STATEFUL += "\nevaluation: {every_epoch: true}"
SHUFFLED = """\
framing: {lags: 3, lags_as: time_steps, validation_rows: 6, train_rows: 12}
model: {family: mlp, units: 5, batch_norm: after}
training: {epochs: 40, shuffle: true, keep: best, batch_size: 5}
vary: {training.batch_size: [5]}
"""


class StoppedError(Exception):
    """What ends a job in the middle of a run."""


class Progress:
    """Stops after it has been told so often that something was done."""

    def __init__(self, total, stop_after=np.inf):
        self.calls, self.stop_after = 0, stop_after

    def advance(self, work, doing):
        self.calls += 1
        if self.calls > self.stop_after:
            raise StoppedError


@pytest.fixture
def planned(tmp_path, shampoo, monkeypatch):
    """The runs of a study like lstm_epochs, prepared in a folder of its own."""
    monkeypatch.setattr(engine, "SECONDS_A_CALL", 0)  # a call of the program is one epoch
    monkeypatch.setattr(engine, "UPDATES_THAT_ARE_QUICK", 0)

    def prepare(text, name="mine"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "lstm_epochs.yaml").write_text(
            (ROOT / "config/studies/lstm_epochs.yaml").read_text()
        )
        (folder / "mine.yaml").write_text(f"extends: lstm_epochs\ntitle: t\nrepeats: 1\n{text}\n")
        study = load_study("mine", folder, ROOT)
        files = StudyFiles(study, str(folder), None)
        write_settings(files)
        period = study.dataset["period"]
        framings = [frame_series(shampoo.values, **f, period=period) for f in study.framings]
        paths = (files.path("framing.npz"), files.path("framing.json"))
        save_framings(framings, *paths, study.framings)
        return files.runs

    return prepare


def stored(runs):
    """What the runs' files say, without when and where."""
    found = []
    for run in runs:
        document = json.loads(Path(run.run_path).read_text())
        document.pop("provenance")
        document.pop("fingerprint")
        document.pop("checksum")
        found.append(document)
        found += [Path(path).read_text() for path in run.beside.values()]
    return found


@pytest.mark.parametrize("text", [STATEFUL, SHUFFLED])
def test_a_run_that_is_taken_up_again_has_the_bits_of_one_that_was_never_left(planned, text):
    unbroken = planned(text, "unbroken")
    train_runs(unbroken, Progress)
    broken = planned(text, "broken")
    (run,) = broken
    epochs = []
    for _ in range(2):
        with pytest.raises(StoppedError):
            train_runs(broken, lambda total: Progress(total, stop_after=12), 0)
        with np.load(checkpoint_path(run)) as checkpoint:
            epochs.append(int(checkpoint["epoch"]))
    assert 0 < epochs[0] < epochs[1] < 40  # the second went on where the first had been left
    train_runs(broken, Progress, 0)
    assert stored(broken) == stored(unbroken)
    assert not checkpoint_path(run).exists()


def test_how_many_epochs_a_call_trains_decides_no_bit(planned, monkeypatch):
    slowly = planned(SHUFFLED, "slowly")
    train_runs(slowly, Progress)
    monkeypatch.undo()
    at_once = planned(SHUFFLED, "at_once")
    train_runs(at_once, Progress)
    assert stored(slowly) == stored(at_once)


def test_a_checkpoint_of_something_else_or_half_a_checkpoint_is_not_believed(planned, caplog):
    (run,) = planned(STATEFUL)
    parts = {"fit": np.zeros((5, 0)), "layers": np.zeros((0, 0))}
    save_checkpoint(run, "this", Checkpoint(5, [np.arange(3)], {"test_rmse": np.ones(5)}, **parts))
    found = load_checkpoint(run, "this")
    assert (found.epoch, found.state[0].tolist()) == (5, [0, 1, 2])
    assert found.history["test_rmse"].tolist() == [1] * 5
    assert load_checkpoint(run, "that") is None
    whole = checkpoint_path(run).read_bytes()
    for damaged in (whole[: len(whole) // 2], b"", whole[:100] + b"x" + whole[101:]):
        checkpoint_path(run).write_bytes(damaged)
        assert load_checkpoint(run, "this") is None
    assert "its checkpoint is not whole" in caplog.text


def test_rows_beyond_one_forecast_are_forecast_as_if_they_were_fewer(monkeypatch, settings):
    from conftest import compiled

    settings["model"] |= {"family": "mlp", "units": 4, "activation": "relu"}
    settings["model"]["kernel_initializer"] = "he_uniform"
    settings["training"] |= {"epochs": 3, "shuffle": True}
    framing = frame_samples(build_samples("moons", 100, 0.1, 1), test_rows=37)
    outputs = []
    for rows in (8192, 16):
        monkeypatch.setattr(engine, "ROWS_A_FORECAST", rows)
        program = compiled(settings, framing)
        program.start(1)
        for _ in program.train(3):
            pass
        outputs.append(program.outputs)
    assert outputs[1].shape == outputs[0].shape == (100, 1)
    np.testing.assert_allclose(outputs[1], outputs[0], rtol=1e-5)
