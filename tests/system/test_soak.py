"""A study that is interrupted again and again at random ends with the same files."""

import os
import random
import shutil
import signal
import time
from collections import Counter

import pytest
from conftest import Project
from interrupted_study import STUDY, Command, stored_files, stored_runs, wait_for

pytestmark = pytest.mark.workflow


INTERRUPTIONS = 20
KINDS = {
    "SIGKILL to a job": None,
    "SIGTERM to all": signal.SIGTERM,
    "SIGINT to all": signal.SIGINT,
    "SIGKILL to Snakemake": signal.SIGKILL,
}


def interrupt(command, kind, seconds):
    """Do to a command, after some seconds, what `kind` says; return whether it stopped it."""
    deadline = time.monotonic() + seconds
    wait_for(lambda: time.monotonic() > deadline or not command.is_running)
    if kind == "SIGKILL to a job":
        wait_for(lambda: command.jobs() or not command.is_running)
        for job in command.jobs()[:1]:
            os.kill(job, signal.SIGKILL)
    elif command.is_running:
        command.stop(KINDS[kind], everyone=kind.endswith("all"))
    command.end()
    return command.process.returncode != 0


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
    began = time.monotonic()

    def look():
        """What is stored now; whatever was stored before is there, byte by byte."""
        nonlocal trained_runs
        now = stored_runs(slow)
        assert all(now.get(path) == content for path, content in stored.items())
        trained_runs += len(now) - len(stored)
        return now

    while counts.total() < INTERRUPTIONS:
        kind, seconds = chance.choice(list(KINDS)), chance.uniform(0.5, 8)
        was_stopped = interrupt(Command(slow, cores=2), kind, seconds)
        counts[kind] += was_stopped
        stored = look()
        if any(slow.folder.glob(".snakemake/locks/*")):
            slow.snakemake("--unlock")
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
        f"\n{seconds:.0f} s; a command that nobody disturbs {calm_seconds:.0f} s"
    )
    assert trained_runs == rounds * planned
    assert stored_files(slow) == expected
    assert not [p for p in (slow.folder / "results").rglob(".*") if p.is_file()]
