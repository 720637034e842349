"""Changes to Snakemake's behaviour, each with its reason; nothing else patches Snakemake."""

from typing import Any

from snakemake.dag import DAG
from snakemake.persistence import FileBackupMixin


def keep_completed_runs_of_failed_jobs() -> None:
    """Let a failed training job keep the run files that it has completed.

    The outputs of a training job are marked with `update()`. Snakemake copies every such file
    before the job starts, and copies all of them back if the job fails: old runs would replace
    new ones, and incomplete copies would replace runs where the disk is full. Reprise writes each
    run file completely or not at all, so no backup is needed.

    Source: https://github.com/snakemake/snakemake/pull/3833
    """
    mixin: Any = FileBackupMixin
    mixin.backup_output = mixin.cleanup_backup
    mixin.restore_output = _restore_nothing


def _restore_nothing(self: FileBackupMixin, path: object) -> bool:
    """Tell Snakemake that there is no backup to restore."""
    return False


def ignore_modification_times() -> None:
    """Let a job succeed although an input has a later time than its outputs.

    Snakemake would fail such a job, because it would run again with the next command. In Reprise
    content decides whether a job runs, and a CSV from an archive may have a time in the future.

    Source: `DAG.check_output_mtime` of Snakemake 9.27.
    """
    DAG.check_output_mtime = _check_nothing


async def _check_nothing(self: DAG, job: object, outputs: object) -> None:
    """Accept the modification times of the outputs of a job."""
