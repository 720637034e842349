"""Law 5: a command that was stopped or killed continues and ends with the same files."""

import os
import signal

import pytest
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

pytestmark = pytest.mark.workflow


def test_a_killed_training_job_leaves_complete_runs(slow, undisturbed):
    command = Command(slow, TABLES)
    command.wait_for_runs(4)
    os.kill(command.jobs()[0], signal.SIGKILL)
    printed = command.end()
    assert "SIGKILL" in printed and "Traceback" not in printed
    assert "backup" not in printed, "Snakemake must not restore old runs"
    check_continuation(slow, undisturbed, TABLES)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_command_continues_without_unlocking(slow, undisturbed, sent):
    """Ctrl-C, the end of a service or a container, a closed terminal: all get the signal."""
    command = Command(slow, TABLES)
    command.wait_for_runs(4)
    printed = command.stop(sent)
    assert command.process.returncode
    assert "Traceback" not in printed
    assert (CONTINUES in printed) == (sent == signal.SIGINT)
    check_continuation(slow, undisturbed, TABLES)


def test_ctrl_c_while_snakemake_plans_is_shown_in_one_line(slow):
    marker = slow.folder / "planning"
    common = slow.folder / "workflow" / "rules" / "common.smk"
    waits = f"Path({str(marker)!r}).touch()\nimport time\ntime.sleep(60)\n"
    common.write_text(common.read_text() + waits)
    command = Command(slow)
    wait_for(marker.exists)
    printed = command.stop(signal.SIGINT)
    assert printed.splitlines()[-1] == f"[reprise] {CONTINUES}"
    assert "Traceback" not in printed


def test_snakemake_waits_for_its_job_if_it_alone_gets_sigterm(slow, undisturbed):
    command = Command(slow, TABLES)
    command.wait_for_runs(2)
    printed = command.stop(signal.SIGTERM, everyone=False)
    assert f"trained {RUNS} runs" in printed and not (slow.folder / TABLES).exists()
    check_continuation(slow, undisturbed, TABLES)


def test_a_killed_snakemake_ends_its_job_and_names_unlock(slow, undisturbed):
    command = Command(slow, TABLES)
    command.wait_for_runs(4)
    command.stop(signal.SIGKILL, everyone=False)
    wait_for(lambda: not command.jobs(), seconds=5)
    stored = stored_runs(slow)
    assert 4 <= len(stored) < RUNS
    log = slow.path("../logs/train/train_share_1.log").read_text()
    assert "the command that started this job was killed" in log
    printed = slow.snakemake(TABLES, check=False)
    assert "cannot be locked" in printed and "--unlock" in printed
    slow.snakemake("--unlock")
    check_continuation(slow, undisturbed, TABLES)


def test_two_jobs_that_train_the_same_runs_write_the_same_files(slow, undisturbed):
    """A job that outlives its command, on another machine say, writes beside the next one's."""
    slow.snakemake("results/tiny/framing.npz")
    run = "results/tiny/runs/epochs=600/001.json"
    first, second = (Command(slow, run, "--nolock") for _ in range(2))
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
    left = [slow.path(".history.csv.gz.4242"), slow.path("runs/epochs=600/.003.json.4242")]
    for part in left:
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_text('{"half":')
    check_continuation(slow, undisturbed, TABLES)
    assert not any(part.exists() for part in left)


def test_a_second_command_on_the_same_results_is_refused(slow, undisturbed):
    command = Command(slow, TABLES)
    command.wait_for_runs(2)
    jobs = command.jobs()
    for job in jobs:  # held, so that it is at work however slow the machine is
        os.kill(job, signal.SIGSTOP)
    printed = slow.snakemake(TABLES, check=False)
    assert "make sure that no other Snakemake process" in printed
    assert "Traceback" not in printed
    slow.write_study("tiny", STUDY.replace("600", "6"))
    printed = slow.snakemake(TABLES, check=False)
    assert "make sure that no other Snakemake process" in printed, "the settings must stay"
    assert "write_settings" in slow.planned(), "a dry run writes nothing, so it is allowed"
    slow.write_study("tiny", STUDY)
    assert command.is_running, "the command must still run"
    for job in jobs:
        os.kill(job, signal.SIGCONT)
    command.end()
    assert command.process.returncode == 0
    assert stored_files(slow) == without_figures_and_pages(undisturbed.stored_files)
    assert "Nothing to be done" in slow.snakemake(TABLES)
