"""A study that is interrupted again and again at random ends with the same files."""

import os
import random
import shutil
import signal
import time
from collections import Counter
from contextlib import suppress

import pytest
from conftest import Project
from interrupted_study import CONTINUES, STUDY, Command, stored_files, stored_runs, wait_for

from reprise.config.folders import MARKER

pytestmark = pytest.mark.workflow


INTERRUPTIONS = 60  # six or seven of each kind
KINDS = {
    "SIGKILL to a job": None,
    "SIGKILL to Snakemake": signal.SIGKILL,
    "SIGKILL to all": signal.SIGKILL,
    "SIGTERM to Snakemake": signal.SIGTERM,
    "SIGTERM to all": signal.SIGTERM,
    "SIGINT to Snakemake": signal.SIGINT,
    "SIGINT to all": signal.SIGINT,
    "SIGINT to all, twice": signal.SIGINT,
    "SIGHUP to all": signal.SIGHUP,
}
LONGEST_WAIT = 0.18  # of the seconds of a command that nobody disturbs


def interrupt(command, kind, seconds):
    """Do to a command, after some seconds, what `kind` says.

    Returns
    -------
    tuple
        Whether it stopped the command, and the seconds until the command and its jobs had ended.
    """
    deadline = time.monotonic() + seconds
    wait_for(lambda: time.monotonic() > deadline or not command.is_running)
    if kind == "SIGKILL to a job":
        wait_for(lambda: command.jobs() or not command.is_running)
        for job in command.jobs()[:1]:
            with suppress(ProcessLookupError):
                os.kill(job, signal.SIGKILL)
        command.end()
        return command.process.returncode != 0, 0.0
    if not command.is_running:
        return command.process.returncode != 0, 0.0
    began = time.monotonic()
    printed = command.stop(KINDS[kind], "all" in kind, 2 if "twice" in kind else 1)
    has_planned, has_finished = "Job stats" in printed, "Elapsed time" in printed
    if "SIGKILL" not in kind and has_planned:
        told = range(2) if has_finished else [1]  # when all is made, the interpreter may be ending
        assert printed.count(CONTINUES) in told and "Traceback" not in printed, (kind, printed)
    assert "is in use by" not in printed
    return command.process.returncode != 0, time.monotonic() - began


@pytest.mark.soak
def test_a_study_that_is_interrupted_at_random_ends_with_the_same_bits(slow, tmp_path):
    longer = STUDY.replace("[600, 601]", "[2000, 2001]").replace("repeats: 8", "repeats: 10")
    calm = Project(tmp_path / "calm")
    calm.write_study("tiny", longer)
    began = time.monotonic()
    calm.snakemake()
    calm_seconds = time.monotonic() - began
    expected, planned = stored_files(calm), len(stored_runs(calm))

    slow.write_study("tiny", longer)
    chance, counts, stored, trained_runs, rounds = random.Random(1), Counter(), {}, 0, 1
    slowest = 0.0
    began = time.monotonic()

    def look():
        """What is stored now; whatever was stored before is there, byte by byte."""
        nonlocal trained_runs
        now = stored_runs(slow)
        assert all(now.get(path) == content for path, content in stored.items())
        trained_runs += len(now) - len(stored)
        return now

    while counts.total() < INTERRUPTIONS:
        kind, seconds = (
            chance.choice(list(KINDS)),
            chance.uniform(0.05, LONGEST_WAIT * calm_seconds),
        )
        was_stopped, seconds_to_stop = interrupt(Command(slow, cores=2), kind, seconds)
        counts[kind] += was_stopped
        slowest = max(slowest, seconds_to_stop)
        stored = look()
        if not was_stopped:  # it was whole before its time: once more, from nothing
            assert stored_files(slow) == expected
            shutil.rmtree(slow.folder / "results")
            stored, rounds = {}, rounds + 1
    slow.snakemake()
    stored = look()
    seconds = time.monotonic() - began
    print(
        f"\n{counts.total()} interruptions: {', '.join(f'{n} {k}' for k, n in counts.items())}"
        f"\n{trained_runs} runs stored, {rounds * planned} planned ({rounds} x {planned})"
        f"\nthe slowest end took {slowest:.2f} s"
        f"\n{seconds:.0f} s; a command that nobody disturbs {calm_seconds:.0f} s"
    )
    assert trained_runs == rounds * planned
    assert stored_files(slow) == expected
    hidden = [p.name for p in (slow.folder / "results").rglob(".*") if p.is_file()]
    assert hidden == [MARKER], "neither a lock nor a partial file is left"
