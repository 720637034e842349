"""Full, read-only and unwritable disks are named before anything is lost."""

import os
import re
import shutil
import signal
import subprocess
from contextlib import contextmanager, suppress

import pytest
from conftest import Project
from interrupted_study import RUNS, STUDY, TABLES, Command, check_continuation, stored_runs

pytestmark = pytest.mark.workflow


@contextmanager
def mounted(folder, *options):
    """A disk in memory at `folder`."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", *options, "tmpfs", folder]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a disk is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


def fill(disk):
    """Write to a disk until it is full; return the file that fills it."""
    ballast = disk / "ballast"
    with open(ballast, "wb", buffering=0) as handle, suppress(OSError):
        while True:
            handle.write(bytes(4096))
    return ballast


@pytest.mark.parametrize("disk", ["results", "."])
def test_a_full_disk_is_named_and_the_command_continues_when_there_is_space(
    tmp_path, undisturbed, disk
):
    """The results are on a full disk of their own, or together with Snakemake's records."""
    where = tmp_path / "disk" if disk == "." else tmp_path / "project" / "results"
    if disk == "results":
        project = Project(tmp_path / "project")
    with mounted(where, "-o", "size=40m"):
        if disk == ".":
            project = Project(where / "project")
        project.write_study("tiny", STUDY)
        command = Command(project, TABLES)
        command.wait_for_runs(4)
        ballast = fill(where)
        printed = command.end()
        assert re.search(
            r"\[train_share_1\] No space left on device: results/tiny/\S+/\d{3}\.(json|csv)\."
            r" Make room and run the same command again; it continues from there\.",
            printed,
        )
        assert "Traceback" not in printed
        stored = stored_runs(project)
        assert 4 <= len(stored) < RUNS and not list(project.path("").rglob(".*"))
        printed = project.snakemake(TABLES, check=False)
        assert "No space left on device: " in printed and "Make room" in printed
        assert "Traceback" not in printed
        ballast.unlink()
        check_continuation(project, undisturbed, TABLES, before=stored)


def test_a_read_only_disk_is_refused_before_training(tmp_path, undisturbed):
    project = Project(tmp_path / "project")
    project.write_study("tiny", STUDY)
    results = project.folder / "results"
    with mounted(results, "-o", "size=40m"):
        for stored in (0, 4):
            subprocess.run(["mount", "-o", "remount,ro", results], check=True)
            printed = project.snakemake(TABLES, check=False)
            expected = "Write-protected output" if stored else "Reprise: Read-only file system: res"
            assert expected in printed
            assert "Traceback" not in printed and "Training" not in printed
            subprocess.run(["mount", "-o", "remount,rw", results], check=True)
            if not stored:
                command = Command(project, TABLES)
                command.wait_for_runs(4)
                command.stop(signal.SIGINT)
        check_continuation(project, undisturbed, TABLES)


def test_an_unwritable_folder_is_refused_before_training(slow):
    results = slow.folder / "results"
    results.mkdir()
    # The administrator may write whatever is not immutable.
    lock, unlock = (["chattr", "+i"], ["chattr", "-i"])
    if os.geteuid():
        lock, unlock = (["chmod", "u-w"], ["chmod", "u+w"])
    if not shutil.which(lock[0]) or subprocess.run([*lock, results]).returncode:
        pytest.skip("this file system has no immutable folders")
    try:
        printed = slow.snakemake(check=False)
    finally:
        subprocess.run([*unlock, results], check=True)
    assert re.search(r"Reprise: (Operation not permitted|Permission denied): results\.", printed)
    assert "Make it writable" in printed and "--config results=" in printed
    assert "Traceback" not in printed
