"""Full, read-only and unwritable disks are named before anything is lost."""

import os
import re
import shutil
import signal
import subprocess
from contextlib import suppress

import pytest
from conftest import Project
from disks import mounted
from interrupted_study import RUNS, STUDY, TABLES, Command, check_continuation, stored_runs

pytestmark = pytest.mark.workflow


def fill(disk, kind):
    """Fill a disk with bytes, or with files; return the folder of what fills it."""
    ballast = disk / "logs" / "ballast"
    ballast.mkdir(parents=True)
    with suppress(OSError):
        if kind == "bytes":
            with open(ballast / "large", "wb", buffering=0) as handle:
                while True:
                    handle.write(bytes(4096))
        for number in range(10**6):
            (ballast / f"{number}").touch()
    return ballast


@pytest.mark.parametrize(
    ("disk", "kind"), [("results", "bytes"), (".", "bytes"), ("results", "inodes")]
)
def test_a_full_disk_is_named_and_the_command_continues_when_there_is_space(
    tmp_path, undisturbed, disk, kind
):
    """The results are on a full disk of their own, or together with Snakemake's records."""
    where = tmp_path / "disk" if disk == "." else tmp_path / "project" / "results"
    if disk == "results":
        project = Project(tmp_path / "project")
    with mounted(where, "-o", "size=40m,nr_inodes=3000"):
        if disk == ".":
            project = Project(where / "project")
        project.write_study("tiny", STUDY)
        command = Command(project, TABLES)
        command.wait_for_runs(4)
        ballast = fill(where, kind)
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
        expected = {
            "bytes": "No space left on device: ",
            "inodes": "has no inodes left for new files",
        }
        assert expected[kind] in printed and "run the same command again" in printed
        assert "Traceback" not in printed
        shutil.rmtree(ballast)
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
