"""Refuse to start if results cannot be written, before any job or record is made."""

import errno
import os
import shlex
import tempfile
from collections.abc import Iterable
from pathlib import Path

from reprise.errors import RepriseError, explain_os_error

# Snakemake writes locks, logs and records for each command, and does not survive a full disk.
BYTES_FOR_RECORDS = 2**20
FILES_FOR_RECORDS = 50


def refuse_braces(*folders: str | os.PathLike[str]) -> None:
    """Refuse the path of a project or a working directory that Snakemake takes for a pattern.

    Raises
    ------
    RepriseError
    """
    for folder in map(os.path.abspath, folders):
        if "{" in folder or "}" in folder:
            raise RepriseError(
                f"the path {folder} has a brace, and a path with {{ or }} cannot be used; move"
                " the project to another folder, or rename the folder."
            )


def refuse_full_disk(folder: str | os.PathLike[str]) -> None:
    """Refuse a folder whose disk has no space, or no inodes, for Snakemake's own records.

    Raises
    ------
    RepriseError
    """
    disk = os.statvfs(folder)
    if disk.f_files and disk.f_favail < FILES_FOR_RECORDS:  # some file systems count no files
        raise RepriseError(
            f"the disk of {os.path.abspath(folder)} has no inodes left for new files. Delete files"
            " that are not needed and run the same command again; it continues from there."
        )
    if disk.f_blocks and disk.f_bavail * disk.f_frsize < BYTES_FOR_RECORDS:
        error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.path.abspath(folder))
        raise RepriseError(explain_os_error(error))


def refuse_unwritable(folders: Iterable[str | os.PathLike[str]]) -> None:
    """Refuse folders that cannot be written; one that is missing must be possible to create.

    Raises
    ------
    RepriseError
        If a folder, or the nearest existing folder above it, cannot be written.
    """
    for folder in folders:
        existing = nearest_folder(folder)
        if error := _error_of_writing(existing):
            reason = OSError(error.errno, error.strerror, str(existing))
            raise RepriseError(explain_os_error(reason))


def refuse_unwritable_records(root: str | os.PathLike[str]) -> None:
    """Refuse a working directory in which Snakemake cannot keep its records.

    Parameters
    ----------
    root : path-like
        The folder of the project, for the advice.

    Raises
    ------
    RepriseError
    """
    if error := _error_of_writing(nearest_folder(".snakemake")):
        raise RepriseError(
            f"{error.strerror}: {os.getcwd()}. Snakemake keeps its records in the folder in which"
            " it starts. Start it in a folder that can be written: snakemake --snakefile"
            f" {shlex.quote(os.path.join(os.path.abspath(root), 'Snakefile'))} --directory ..."
        )


def _error_of_writing(folder: Path) -> OSError | None:
    """The error of writing a file without a name into a folder, or None."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return error


def nearest_folder(folder: str | os.PathLike[str]) -> Path:
    """A folder, or the nearest existing folder above it."""
    return next(path for path in [Path(folder), *Path(folder).parents] if path.exists())


def refuse_shares_on_a_cluster(job_size: str, is_cluster: bool) -> None:
    """Refuse the job size `share` if jobs are submitted to other machines.

    A node reads the Snakefile again. How the runs are shared depends on which are done by then,
    so the node would not find its own job.

    Raises
    ------
    RepriseError
    """
    if is_cluster and job_size == "share":
        raise RepriseError(
            "job_size is 'share', which divides the runs among the cores of one machine. On a"
            " cluster use --config job_size=configuration (or run, study, all), as profiles/slurm/"
            " does."
        )
