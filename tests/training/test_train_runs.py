"""Training the runs of a job: an interrupted run ends with the bits of an uninterrupted one."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from conftest import ROOT
from framed_values import frame_by_settings

from reprise.config.study_file import load_study
from reprise.data.framing_files import save_framings
from reprise.errors import ModelError
from reprise.plan.files import StudyFiles
from reprise.plan.settings_files import settings_documents
from reprise.storage import json_text, write_text_file
from reprise.study_errors import StudyErrors
from reprise.training import engine
from reprise.training import train_runs as module
from reprise.training.checkpoints import CheckpointFile
from reprise.training.planned_run import PlannedRun
from reprise.training.run_files import MISSING, STALE
from reprise.training.train_runs import describe_training, train_runs

STATEFUL = """\
vary: {training.epochs: [20]}
model: {dropout: 0.2}
evaluation: {every_epoch: true}
"""
SHUFFLED = """\
framing: {lags: 3, lags_as: time_steps, validation_rows: 6, train_rows: 10}
model: {family: mlp, units: 5, batch_norm: after}
training: {epochs: 20, shuffle: true, keep: best, batch_size: 5}
vary: {training.batch_size: [5]}
"""
STOPPED = """\
framing: {lags: 3, lags_as: time_steps, validation_rows: 6, train_rows: 10}
model: {family: mlp, units: 20, dropout: 0.1}
training:
  epochs: 60
  batch_size: 5
  shuffle: true
  keep: best
  stop: {patience: 6}
  optimizer: {name: adam, learning_rate: 0.05}
vary: {training.batch_size: [5]}
evaluation: {every_epoch: true}
"""
WAYS = "vary: {training.epochs: [9, 1, 5], evaluation.state: [carried, reset]}\n"
MANY_EPOCHS = "vary: {training.epochs: [9, 1, 5]}\n"
# The text of a study, and how many epochs its runs of one repeat train together.
SHARED = {
    "ways to forecast": (WAYS + "model: {dropout: 0.2}\n", 1 + 1 + 5 + 1 + 5 + 1),
    "updates": (
        "vary: {training.epochs: [5, 9], evaluation.update_epochs: [2, 3]}\n"
        "evaluation: {update_rows: 4}\n",
        5 + 1 + 5 + 1,
    ),
    "records": (
        MANY_EPOCHS
        + "framing: {lags: 3, lags_as: time_steps}\n"
        + "model: {family: mlp, units: 5, batch_norm: after, dropout: 0.2}\n"
        + "training: {shuffle: true, batch_size: 6}\n"
        + "evaluation: {every_epoch: true, layer_statistics: true}\n",
        1 + 5 + 5,
    ),
    "best weights": (MANY_EPOCHS + SHUFFLED[: SHUFFLED.index("vary")], 1 + 5 + 5),
}


class Interruption(BaseException):
    """Ends a job in the middle of a run."""


class Progress:
    """Interrupts the job after some calls of `advance`."""

    def __init__(self, total, calls_before_interruption=np.inf):
        self.total, self.done, self.calls_left = total, 0.0, calls_before_interruption

    def advance(self, work, doing):
        self.done += work
        self.calls_left -= 1
        if self.calls_left < 0:
            raise Interruption


def train(runs, make_progress=Progress, checkpoint_seconds=60):
    """Train some runs, of which none may fail; return those that were trained, and why."""
    errors = StudyErrors()
    trained = train_runs(runs, make_progress, errors, checkpoint_seconds)
    assert errors.messages == []
    return trained


@pytest.fixture
def plan_runs(tmp_path, shampoo):
    """Plan the runs of a study like lstm_epochs, prepared in a folder of its own."""

    def plan(text, name="mine", repeats=1):
        folder = tmp_path / name
        folder.mkdir()
        shipped = ROOT / "config/studies/lstm_epochs.yaml"
        (folder / "lstm_epochs.yaml").write_text(shipped.read_text())
        head = f"extends: lstm_epochs\ntitle: t\nrepeats: {repeats}\n"
        (folder / "mine.yaml").write_text(head + text)
        study = load_study("mine", folder, ROOT)
        files = StudyFiles(study, str(folder), None)
        for path, document in settings_documents(files).items():
            write_text_file(path, json_text(document))
        framings = [frame_by_settings(shampoo.values, f) for f in study.framings]
        paths = (files.path("framing.npz"), files.path("framing.json"))
        save_framings(framings, *paths, study.framings)
        return files.runs

    return plan


def results_of(runs):
    """The content of the files of some runs, without when and where they were trained."""
    contents = []
    for run in runs:
        document = json.loads(Path(run.run_path).read_text())
        del document["provenance"]
        contents.append(document)
        contents += [Path(path).read_bytes() for path in run.record_paths.values()]
    return contents


@pytest.mark.parametrize("text", [STATEFUL, SHUFFLED], ids=["stateful", "shuffled"])
def test_an_interrupted_run_has_the_bits_of_an_uninterrupted_one(plan_runs, monkeypatch, text):
    uninterrupted = plan_runs(text, "uninterrupted")
    train(uninterrupted)
    monkeypatch.setattr(engine, "MAX_SECONDS_PER_CALL", 0)  # one epoch per call
    monkeypatch.setattr(engine, "MIN_UPDATES_TO_MEASURE", 0)
    interrupted = plan_runs(text, "interrupted")
    with pytest.raises(Interruption):
        train(interrupted, lambda total: Progress(total, 9), checkpoint_seconds=0)
    (checkpoint,) = Path(interrupted[0].run_path).parent.glob(".*.npz")
    with np.load(checkpoint) as stored:
        assert 0 < int(stored["epoch"]) < 20
    assert len(train(interrupted)) == 1
    assert results_of(interrupted) == results_of(uninterrupted)
    assert not checkpoint.exists()


def test_an_interrupted_run_stops_early_with_the_same_patience(plan_runs, monkeypatch):
    uninterrupted, meters = plan_runs(STOPPED, "uninterrupted"), []
    train(uninterrupted, lambda total: meters.append(Progress(total)) or meters[0])
    document, history = results_of(uninterrupted)
    trained, kept = document["trained_epochs"], document["kept_epoch"]
    assert 1 < kept == trained - 6 and trained < 60, "the stop is not trivial"
    assert len(history.splitlines()) == 1 + trained
    assert meters[0].done == pytest.approx(meters[0].total), "the progress reaches the end"
    monkeypatch.setattr(engine, "MAX_SECONDS_PER_CALL", 0)  # one epoch per call
    monkeypatch.setattr(engine, "MIN_UPDATES_TO_MEASURE", 0)
    interrupted = plan_runs(STOPPED, "interrupted")
    with pytest.raises(Interruption):  # the first call of `advance` is for the compilation
        train(interrupted, lambda total: Progress(total, trained - 2), checkpoint_seconds=0)
    (checkpoint,) = Path(interrupted[0].run_path).parent.glob(".*.npz")
    with np.load(checkpoint) as stored:
        assert kept < int(stored["epoch"]) < trained, "some epochs have not improved"
    assert len(train(interrupted, lambda total: meters.append(Progress(total)) or meters[1])) == 1
    assert results_of(interrupted) == results_of(uninterrupted)
    assert meters[1].done == pytest.approx(meters[1].total)
    assert not checkpoint.exists()


def count_epochs(monkeypatch):
    """Collect in a list how many epochs each call of a program trains."""
    epochs, train_epochs = [], engine.CompiledTraining.train

    def train_and_count(self, *arguments):
        for part in train_epochs(self, *arguments):
            epochs.append(part.epochs)
            yield part

    monkeypatch.setattr(engine.CompiledTraining, "train", train_and_count)
    return epochs


@pytest.mark.parametrize("name", SHARED)
def test_runs_of_one_training_have_the_bits_of_runs_that_are_trained_alone(
    plan_runs, monkeypatch, name
):
    text, epochs_of_a_repeat = SHARED[name]
    together, alone = (
        [
            replace(run, network_path=f"{run.run_path}.network")
            for run in plan_runs(text, folder, repeats=2)
        ]
        for folder in ("together", "alone")
    )
    epochs, meters = count_epochs(monkeypatch), []
    train(together, lambda total: meters.append(Progress(total)) or meters[0])
    assert sum(epochs) == 2 * epochs_of_a_repeat
    assert meters[0].done == pytest.approx(meters[0].total)
    epochs.clear()
    monkeypatch.setattr(module, "group_by_training", lambda runs, settings: [[r] for r in runs])
    train(alone)
    assert sum(epochs) > 2 * epochs_of_a_repeat
    assert results_of(together) == results_of(alone)


def test_an_interrupted_training_of_several_runs_continues(plan_runs, monkeypatch):
    text = "vary: {training.epochs: [20, 5, 40]}\nmodel: {dropout: 0.2}\n"
    uninterrupted = plan_runs(text, "uninterrupted")
    train(uninterrupted)
    monkeypatch.setattr(engine, "MAX_SECONDS_PER_CALL", 0)  # one epoch per call
    monkeypatch.setattr(engine, "MIN_UPDATES_TO_MEASURE", 0)
    runs = plan_runs(text, "interrupted")
    epochs = count_epochs(monkeypatch)
    # `advance` is called for the compilation, for each epoch, and for the shared epochs of a run.
    calls = 1 + 5 + (1 + 16) + (1 + 3)
    with pytest.raises(Interruption):
        train(runs, lambda total: Progress(total, calls), checkpoint_seconds=0)
    assert [Path(run.run_path).exists() for run in runs] == [True, True, False]
    epochs.clear()
    assert list(train(runs)) == [runs[2]]
    assert sum(epochs) == 40 - (19 + 3)
    for run in runs:
        assert not CheckpointFile(run, "", 60).path.exists()
    assert results_of(runs) == results_of(uninterrupted)
    Path(runs[0].run_path).unlink()
    assert list(train(runs)) == [runs[0]], "a longer run that is there is not trained again"
    assert results_of(runs) == results_of(uninterrupted)


def test_only_missing_and_stale_runs_are_trained(plan_runs):
    runs = plan_runs("vary: {training.epochs: [2, 3]}\n", repeats=2)
    meters = []

    def make_progress(total):
        meters.append(Progress(total))
        return meters[-1]

    assert set(train(runs[:3], make_progress).values()) == {MISSING}
    assert meters[0].done == pytest.approx(meters[0].total)
    before = results_of(runs[:3])
    kept, damaged = Path(runs[0].run_path), Path(runs[1].run_path)
    stored = kept.read_bytes()
    damaged.write_text(damaged.read_text()[:50])
    trained = train(runs, make_progress)
    fault = f"{damaged} is not a complete run file"
    assert list(trained) == [runs[1], runs[3]] and trained[runs[1]].startswith(fault)
    assert results_of(runs[:3]) == before
    assert kept.read_bytes() == stored, "when and where the run was trained stays"
    repeats = [json.loads(Path(run.run_path).read_text())["repeat"] for run in runs]
    assert repeats == [1, 2, 1, 2]


def test_a_job_without_stale_runs_compiles_nothing(plan_runs, monkeypatch):
    runs = plan_runs("vary: {training.epochs: [2]}\n")
    monkeypatch.setattr(module, "find_fault", lambda run, fingerprint: None)
    monkeypatch.setattr(module, "build_program", None)
    assert train(runs) == {}


def test_the_message_names_the_files_that_could_not_be_used_and_counts_the_others():
    runs = [PlannedRun("s", "c", repeat, "", "", "") for repeat in range(1, 9)]
    assert describe_training(runs, {}) == ["trained 0 runs, kept 8 current runs"]
    faults = [MISSING, STALE, *(f"{number}.json contains ..." for number in range(5))]
    assert describe_training(runs, dict(zip(runs, faults, strict=False))) == [
        *(f"trained again, because {number}.json contains ..." for number in range(3)),
        "trained 2 more such runs again",
        "trained 7 runs, kept 1 current runs",
    ]
    assert describe_training(runs, {}, has_errors=True) == ["trained 0 runs"]


def test_a_model_that_cannot_be_built_is_named_and_the_other_studies_are_trained(
    plan_runs, monkeypatch
):
    bad = plan_runs("vary: {training.epochs: [2]}\nmodel: {units: 2}\n", "bad", repeats=2)
    bad = [replace(run, study="bad") for run in bad]
    good = plan_runs("vary: {training.epochs: [2]}\n", "good")
    build = module.build_program

    def fail(runs, *arguments):
        if runs[0].study == "bad":
            raise ModelError("bad / epochs=2: no model")
        return build(runs, *arguments)

    monkeypatch.setattr(module, "build_program", fail)
    errors = StudyErrors()
    assert list(train_runs([*bad, *good], Progress, errors)) == good
    assert errors.messages == ["bad / epochs=2: no model"]
    assert len(results_of(good)) == 1
    assert not CheckpointFile(bad[0], "", 60).path.exists()
    with pytest.raises(SystemExit):
        errors.end_job()


def test_a_damaged_file_of_one_study_does_not_stop_the_others(plan_runs):
    bad = plan_runs("vary: {training.epochs: [2]}\n", "bad")
    bad = [replace(run, study="bad") for run in bad]
    Path(bad[0].framing_path).write_bytes(b"")
    errors = StudyErrors()
    assert len(train_runs([*bad, *plan_runs(SHUFFLED, "good")], Progress, errors)) == 1
    (message,) = errors.messages
    assert message.startswith("bad: ") and "framing.npz: is not complete" in message


def test_an_error_of_the_system_stops_the_job(plan_runs, monkeypatch):
    def fail(*arguments):
        raise OSError(28, "No space left on device", "a.json")

    monkeypatch.setattr(module, "store_run", fail)
    with pytest.raises(OSError, match="No space left"):
        train(plan_runs("vary: {training.epochs: [2]}\n"))


def test_the_code_of_a_user_runs_after_all_other_runs():
    own = [SimpleNamespace(settings_path="a", family_path="mine.py")]
    other = [SimpleNamespace(settings_path="b", family_path=None)]
    prepared = {"a": SimpleNamespace(program="a"), "b": SimpleNamespace(program="b")}
    assert module._group_by_program([*own, *other], prepared) == [other, own]
