import time
from dataclasses import replace

import numpy as np
import pytest

from reprise.training.checkpoints import Checkpoint, CheckpointFile
from reprise.training.planned_run import PlannedRun


@pytest.fixture
def run(tmp_path):
    return PlannedRun("s", "c", 1, "", "", str(tmp_path / "001.json"))


@pytest.fixture
def checkpoint():
    return Checkpoint(
        epoch=5,
        state=[np.arange(3), np.array(2.5, np.float32)],
        history={"test_rmse": np.linspace(1, 2, 5)},
        fit=np.ones((5, 2)),
        layers=np.zeros((10, 1, 9)),
        seconds=1.5,
    )


def test_a_checkpoint_is_read_as_it_was_saved(run, checkpoint):
    CheckpointFile(run, "fingerprint", 60).save(checkpoint)
    loaded = CheckpointFile(run, "fingerprint", 60).load()
    assert (loaded.epoch, loaded.seconds) == (5, 1.5)
    for ours, saved in zip(loaded.state, checkpoint.state, strict=True):
        np.testing.assert_array_equal(ours, saved)
        assert ours.dtype == saved.dtype
    assert list(loaded.history) == ["test_rmse"]
    np.testing.assert_array_equal(loaded.history["test_rmse"], checkpoint.history["test_rmse"])
    np.testing.assert_array_equal(loaded.fit, checkpoint.fit)
    np.testing.assert_array_equal(loaded.layers, checkpoint.layers)


def test_without_a_checkpoint_a_run_starts_at_epoch_0(run):
    loaded = CheckpointFile(run, "fingerprint", 60).load()
    assert (loaded.epoch, loaded.state) == (0, [])


def test_a_run_takes_the_later_checkpoint_and_keeps_what_took_long(run, checkpoint):
    file = CheckpointFile(run, "fingerprint", seconds_between=1.5)
    quick, long = replace(checkpoint, seconds=1.4), replace(checkpoint, epoch=7)
    assert file.load_or_take(quick) is quick
    assert not file.path.exists()
    assert file.load_or_take(long) is long
    assert file.load().epoch == 7, "an interruption now does not lose the other run's training"
    assert file.load_or_take(quick).epoch == 7
    assert file.load_or_take(Checkpoint()).epoch == 7


def test_a_checkpoint_with_another_fingerprint_is_not_used(run, checkpoint):
    CheckpointFile(run, "fingerprint", 60).save(checkpoint)
    assert CheckpointFile(run, "another", 60).load().epoch == 0


@pytest.mark.parametrize(
    "other", [{"study": "t"}, {"configuration": "d"}, {"repeat": 2}], ids=lambda other: str(*other)
)
def test_the_checkpoint_of_another_run_is_not_used(run, checkpoint, other):
    CheckpointFile(run, "fingerprint", 60).save(checkpoint)
    assert CheckpointFile(replace(run, **other), "fingerprint", 60).load().epoch == 0


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: content[:100] + b"x" + content[101:],
    ],
)
def test_a_damaged_checkpoint_is_not_used(run, checkpoint, damage, caplog):
    file = CheckpointFile(run, "fingerprint", 60)
    file.save(checkpoint)
    file.path.write_bytes(damage(file.path.read_bytes()))
    assert file.load().epoch == 0
    assert "s / c, repeat 1: its checkpoint is damaged" in caplog.text


def test_a_checkpoint_is_saved_only_if_the_last_one_is_old_enough(run, checkpoint, monkeypatch):
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    file = CheckpointFile(run, "fingerprint", 60)
    now = 159.9
    file.save_if_due(lambda: checkpoint)
    assert not file.path.exists()
    now = 160.0
    file.save_if_due(lambda: checkpoint)
    assert file.path.exists()
    file.remove()
    now = 219.9
    file.save_if_due(lambda: checkpoint)
    assert not file.path.exists()


def test_a_checkpoint_is_a_hidden_file_beside_the_run_file_and_can_be_removed(
    run, checkpoint, tmp_path
):
    file = CheckpointFile(run, "fingerprint", 60)
    file.remove()  # nothing to remove
    file.save(checkpoint)
    assert list(tmp_path.iterdir()) == [tmp_path / ".001.checkpoint.npz"]
    file.remove()
    assert list(tmp_path.iterdir()) == []
