"""Each change to Snakemake is still needed, and still takes effect."""

import inspect

import pytest
from snakemake.persistence import FileBackupMixin

from reprise.snakemake_compat import keep_completed_runs_of_failed_jobs


@pytest.fixture
def patched(monkeypatch):
    """Snakemake with the patch, which is taken back after the test."""
    for name in ("backup_output", "restore_output"):
        monkeypatch.setattr(FileBackupMixin, name, getattr(FileBackupMixin, name))
    return FileBackupMixin


class Backups(FileBackupMixin):
    """Snakemake's backups in a folder of the test."""

    def __init__(self, path):
        self.path = path


def test_snakemake_still_replaces_the_outputs_of_a_failed_job(tmp_path, monkeypatch):
    """When this fails, Snakemake has changed: see whether the patch can be removed."""
    monkeypatch.chdir(tmp_path)
    backups, run = Backups(tmp_path / ".snakemake"), (tmp_path / "001.json").relative_to(tmp_path)
    run.write_text("old")
    backups.backup_output(run)
    run.write_text("new")
    assert backups.restore_output(run) is True
    assert run.read_text() == "old"
    assert list(inspect.signature(FileBackupMixin.restore_output).parameters) == ["self", "path"]


def test_the_patch_keeps_the_outputs_of_a_failed_job(tmp_path, monkeypatch, patched):
    monkeypatch.chdir(tmp_path)
    keep_completed_runs_of_failed_jobs()
    backups, run = Backups(tmp_path / ".snakemake"), (tmp_path / "001.json").relative_to(tmp_path)
    run.write_text("old")
    backups.backup_output(run)
    run.write_text("new")
    assert backups.restore_output(run) is False
    assert run.read_text() == "new"
    assert not (tmp_path / ".snakemake").exists()
