"""Two commands never write the same results, and a kill leaves nothing to be removed."""

import errno
import fcntl
import json
import os
import platform
import signal
import subprocess
import sys
import time

import psutil
import pytest

from reprise.errors import RepriseError
from reprise.plan import results_lock
from reprise.plan.results_lock import LOCK_FILE, SECONDS_WITHOUT_SIGN, ResultsLock

HOLDER = """
import subprocess, sys, time
from reprise.plan.results_lock import ResultsLock
descriptor = ResultsLock(sys.argv[1]).take()
job = subprocess.Popen(["sleep", sys.argv[2]], pass_fds=[descriptor])
print(job.pid, flush=True)
time.sleep(20)
"""


def start_holder(folder, job_seconds):
    """Start a command with the lock of a folder, and a job; return both process numbers."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder), str(job_seconds)],
        stdout=subprocess.PIPE,
        text=True,
    )
    return holder, int(holder.stdout.readline())


def kill(holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "results"


def write_holder(folder, age, **changes):
    """Leave the file of a command, which nobody has locked."""
    folder.mkdir(exist_ok=True)
    path = folder / LOCK_FILE
    path.write_text(json.dumps(results_lock._this_command() | changes))
    os.utime(path, (time.time() - age, time.time() - age))


@pytest.mark.parametrize("other_path", ["results", "link", "sub/../results"])
def test_a_folder_has_one_command_by_whatever_path(folder, monkeypatch, other_path):
    lock = ResultsLock(folder)
    lock.take()
    (folder.parent / "link").symlink_to(folder)
    (folder.parent / "sub").mkdir()
    monkeypatch.chdir(folder.parent)
    expected = rf"{other_path} is in use by another command: process {os.getpid()} on"
    with pytest.raises(RepriseError, match=f"{expected} {platform.node()}, started 20.*Wait until"):
        ResultsLock(other_path).take()
    lock.release()
    assert os.listdir(folder) == []
    ResultsLock(other_path).take()


def test_the_end_of_a_command_does_not_unlock_other_folders(folder):
    first, second = ResultsLock(folder), ResultsLock(folder.with_name("results-quick"))
    first.take()
    second.take()
    second.release()
    with pytest.raises(RepriseError, match="in use"):
        ResultsLock(folder).take()


def test_a_command_that_was_refused_does_not_unlock_the_folder(folder):
    ResultsLock(folder).take()
    refused = ResultsLock(folder)
    for _ in range(2):
        with pytest.raises(RepriseError, match="in use"):
            refused.take()
        refused.release()
        assert (folder / LOCK_FILE).exists()


def test_the_lock_of_a_killed_command_lasts_as_long_as_its_jobs(folder, monkeypatch):
    holder, job = start_holder(folder, job_seconds=20)
    with pytest.raises(RepriseError, match=f"by another command: process {holder.pid} "):
        ResultsLock(folder).take()
    kill(holder)
    monkeypatch.setattr(results_lock, "SECONDS_FOR_LAST_JOBS", 0.3)
    with pytest.raises(RepriseError, match=f"job of a command that was killed: .* {holder.pid} on"):
        ResultsLock(folder).take()
    os.kill(job, signal.SIGKILL)
    monkeypatch.setattr(results_lock, "SECONDS_FOR_LAST_JOBS", 60)
    ResultsLock(folder).take()


def test_a_command_waits_for_the_last_job_of_a_killed_command(folder):
    holder, job = start_holder(folder, job_seconds=2)
    kill(holder)
    ResultsLock(folder).take()
    assert not psutil.pid_exists(job) or psutil.Process(job).status() == psutil.STATUS_ZOMBIE


def test_a_file_that_is_removed_while_it_is_opened_is_not_the_lock(folder, monkeypatch):
    flock, opened = fcntl.flock, []

    def remove_first(descriptor, operation):
        if not opened:
            (folder / LOCK_FILE).unlink()
        opened.append(descriptor)
        flock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", remove_first)
    ResultsLock(folder).take()
    assert len(opened) == 2
    with pytest.raises(RepriseError, match="in use"):
        ResultsLock(folder).take()


def test_a_command_on_another_machine_shows_that_it_runs(folder):
    """The locks of some shared file systems are valid on one machine only."""
    write_holder(folder, age=SECONDS_WITHOUT_SIGN - 30, machine="another", host="node7")
    with pytest.raises(RepriseError, match=r"process \d+ on node7, .* killed less than a minute"):
        ResultsLock(folder).take()
    write_holder(folder, age=SECONDS_WITHOUT_SIGN + 1, machine="another", host="node7")
    ResultsLock(folder).take()


def test_a_running_command_changes_the_time_of_its_file(folder, monkeypatch):
    monkeypatch.setattr(results_lock, "SECONDS_BETWEEN_SIGNS", 0.05)
    ResultsLock(folder).take()
    os.utime(folder / LOCK_FILE, (0, 0))
    deadline = time.monotonic() + 30
    while (folder / LOCK_FILE).stat().st_mtime == 0:
        assert time.monotonic() < deadline


def test_without_locks_in_the_file_system_the_process_decides(folder, monkeypatch):
    def refuse(descriptor, operation):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    first = ResultsLock(folder)
    first.take()
    with pytest.raises(RepriseError, match="in use by another command"):
        ResultsLock(folder).take()
    first.release()
    ended = subprocess.Popen(["true"])
    ended.wait()
    write_holder(folder, age=0, process=ended.pid)
    ResultsLock(folder).take()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"process": 1}'])
def test_a_file_that_was_not_written_completely_is_no_obstacle(folder, content):
    folder.mkdir()
    (folder / LOCK_FILE).write_text(content)
    ResultsLock(folder).take()
