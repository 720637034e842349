"""Law 5: a command that was stopped or killed continues and ends with the same files."""

import os
import signal

import pytest
from conftest import TINY
from interrupted_study import (
    CONTINUES,
    RUNS,
    STUDY,
    TABLES,
    Command,
    check_continuation,
    stored_files,
    stored_runs,
    trained,
    wait_for,
    without_figures_and_pages,
)

from reprise.config.folders import mark_results_folder

pytestmark = pytest.mark.workflow


def test_a_killed_training_job_leaves_complete_runs(slow, undisturbed):
    command = Command(slow, TABLES)
    command.wait_for_runs(4)
    os.kill(command.jobs()[0], signal.SIGKILL)
    printed = command.end()
    assert "SIGKILL" in printed and "Traceback" not in printed
    assert "backup" not in printed, "Snakemake must not restore old runs"
    check_continuation(slow, undisturbed, TABLES)


@pytest.mark.parametrize(
    ("sent", "everyone", "times"),
    [
        (signal.SIGINT, True, 1),
        (signal.SIGINT, True, 3),
        (signal.SIGHUP, True, 1),
        (signal.SIGTERM, True, 1),
        (signal.SIGTERM, False, 1),
    ],
)
def test_a_stopped_command_says_one_sentence_and_continues(
    slow, undisturbed, sent, everyone, times
):
    """Ctrl-C, a closed terminal, the end of a service or a container."""
    command = Command(slow, TABLES)
    command.wait_for_runs(4)
    printed = command.stop(sent, everyone, times)
    assert command.process.returncode == 128 + sent
    assert printed.splitlines()[-1] == CONTINUES and printed.count(CONTINUES) == 1
    assert "Traceback" not in printed
    assert not (slow.folder / "results" / ".lock").exists()
    check_continuation(slow, undisturbed, TABLES)


def test_ctrl_c_while_snakemake_plans_is_shown_in_one_line(slow):
    marker = slow.folder / "planning"
    common = slow.folder / "workflow" / "rules" / "common.smk"
    waits = f"Path({str(marker)!r}).touch()\nimport time\ntime.sleep(60)\n"
    common.write_text(common.read_text() + waits)
    command = Command(slow)
    wait_for(marker.exists)
    printed = command.stop(signal.SIGINT)
    assert printed.splitlines()[-1] == CONTINUES
    assert "Traceback" not in printed


def test_the_command_after_a_kill_starts_when_the_killed_jobs_have_ended(slow, undisturbed):
    killed = Command(slow, TABLES)
    killed.wait_for_runs(4)
    os.kill(killed.process.pid, signal.SIGKILL)
    killed.end()
    command = Command(slow, TABLES)
    wait_for(lambda: f'"process": {command.process.pid},' in lock_text(slow))
    assert not killed.jobs()
    assert 4 <= len(stored_runs(slow)) < RUNS
    command.stop(signal.SIGTERM)
    check_continuation(slow, undisturbed, TABLES)


def lock_text(project, results="results"):
    try:
        return (project.folder / results / ".lock").read_text()
    except FileNotFoundError:
        return ""


def test_two_jobs_that_train_the_same_runs_write_the_same_files(slow, undisturbed):
    """A job that outlives its command, on another machine say, writes beside the next one's."""
    slow.snakemake("results/tiny/framing.npz")
    run = "results/tiny/runs/epochs=600/001.json"
    first = Command(slow, run)
    wait_for(lambda: lock_text(slow))
    (slow.folder / "results" / ".lock").unlink()  # as if the folder had no locks
    second = Command(slow, run)
    assert trained(first.end()) + trained(second.end()) > RUNS, "both commands must train"
    assert first.process.returncode == second.process.returncode == 0
    check_continuation(slow, undisturbed, TABLES)


def test_new_runs_survive_the_failure_of_their_job(completed):
    """Snakemake would bring back the runs of before, and train all of them another time."""
    stale = completed.stored()
    engine = completed.folder / "workflow" / "reprise" / "training" / "engine.py"
    engine.write_text(engine.read_text() + "\nANOTHER_CONSTANT = 1\n")

    def renewed():
        return {p: c for p, c in completed.stored().items() if stale[p] != c}

    command = Command(completed, TABLES)
    wait_for(lambda: len(renewed()) >= 4)
    os.kill(command.jobs()[0], signal.SIGKILL)
    command.end()
    kept = renewed()
    assert 4 <= len(kept) < RUNS
    printed = completed.snakemake(TABLES, cores=1)
    assert f"trained {RUNS - len(kept)} runs, kept {len(kept)}" in printed
    assert all(path.read_bytes() == content for path, content in kept.items())


def test_incomplete_files_of_a_killed_job_are_removed(slow, undisturbed):
    left = [
        slow.path(".history.csv.gz.999999999"),
        slow.path("runs/epochs=600/.003.json.999999999"),
    ]
    for part in left:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_text('{"half":')
    mark_results_folder(slow.folder / "results")
    check_continuation(slow, undisturbed, TABLES)
    assert not any(part.exists() for part in left)


def test_a_second_command_on_the_same_results_is_refused_and_on_others_allowed(slow, undisturbed):
    command = Command(slow, TABLES)
    command.wait_for_runs(2)
    jobs = command.jobs()
    for job in jobs:  # held, so that it is at work however slow the machine is
        os.kill(job, signal.SIGSTOP)
    refusal = f"Reprise: results is in use by another command: process {command.process.pid} on"
    printed = slow.snakemake(TABLES, check=False)
    assert refusal in printed and "Traceback" not in printed
    slow.write_study("quick", TINY)
    slow.snakemake("trained", studies="quick", results="results-quick")
    slow.write_study("tiny", STUDY.replace("600", "6"))
    assert refusal in slow.snakemake(TABLES, check=False), "the settings must stay"
    assert "write_settings" in slow.planned(), "a dry run writes nothing, so it is allowed"
    slow.write_study("tiny", STUDY)
    assert command.is_running, "the command must still run"
    for job in jobs:
        os.kill(job, signal.SIGCONT)
    command.end()
    assert command.process.returncode == 0
    assert stored_files(slow) == without_figures_and_pages(undisturbed.stored_files)
    assert "Nothing to be done" in slow.snakemake(TABLES)
