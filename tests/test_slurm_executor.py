"""The executor for Slurm keeps its jobs while Slurm does not answer, and says how jobs failed."""

import asyncio
import inspect
import logging
from types import SimpleNamespace

import pytest
import snakemake_executor_plugin_slurm as plugin
from snakemake_interface_executor_plugins.executors.base import SubmittedJobInfo

from reprise import slurm_executor
from reprise.slurm_executor import ANSWERS_WITHOUT_A_JOB, PatientExecutor, keep_jobs_without_answer


class Scheduler:
    """Counts the jobs that are reported as failed."""

    def __init__(self):
        self.failed, self.running = [], []

    def error_callback(self, job):
        self.failed.append(job)


class Job:
    name, restart_times, attempt = "train_tiny", 1, 1

    def log_error(self, *args, **options):
        """Snakemake's own description of a failed job."""


@pytest.fixture
def executor():
    """An executor without threads and without Slurm."""
    executor = object.__new__(PatientExecutor)
    settings = SimpleNamespace(status_command="squeue", init_seconds_before_status_checks=1)
    executor.workflow = SimpleNamespace(scheduler=Scheduler(), executor_settings=settings)
    executor.logger = logging.getLogger("test")
    executor.run_uuid, executor._main_event_loop = "run", None
    executor._prepare()
    return executor


def ask(states):
    """Ask for the state of jobs; `states` has the answer for each program, None if it fails."""
    asked = []

    async def query(command, logger):
        program = command.split()[0]
        asked.append(program)
        return (states[program], 0.1) if states[program] is not None else (None, None)

    slurm_executor.answers.clear()
    found, _ = asyncio.run(keep_jobs_without_answer(query)("sacct --name run", None))
    return found, asked


def test_a_query_that_fails_asks_squeue_and_then_knows_no_job():
    assert ask({"sacct": {"1": "RUNNING"}}) == ({"1": "RUNNING"}, ["sacct"])
    known = ask({"sacct": None, "squeue": {"1": "RUNNING"}})
    assert known == ({"1": "RUNNING"}, ["sacct", "squeue"])
    assert slurm_executor.answers == {"run": {"1"}}
    assert ask({"sacct": None, "squeue": None}) == ({}, ["sacct", "squeue"])
    assert slurm_executor.answers == {}


def test_snakemakes_executor_still_drops_its_jobs_if_a_query_fails():
    """When this fails, the executor has changed: see whether the patch can be removed."""
    source = inspect.getsource(plugin.Executor.check_active_jobs)
    assert "if status_of_jobs is not None:" in source
    assert source.rstrip().endswith("self.next_seconds_between_status_checks = initial_interval")


def test_a_job_fails_when_several_answers_in_a_row_do_not_list_it(executor, monkeypatch, caplog):
    async def check(self, active_jobs):
        for job in active_jobs:
            yield job

    async def still_active(listed):
        # The query of the real check fills in the answers.
        monkeypatch.setattr(slurm_executor, "answers", Answers({"run": listed} if listed else {}))
        return [job async for job in executor.check_active_jobs([SubmittedJobInfo(Job(), "12")])]

    class Answers(dict):
        def clear(self):
            """Keep the answer of the test."""

    monkeypatch.setattr(plugin.Executor, "check_active_jobs", check)
    for listed in ({"1"}, {"1"}, {"12"}, {"1"}, None, None, None, {"1"}):
        assert len(asyncio.run(still_active(listed))) == 1
    assert ANSWERS_WITHOUT_A_JOB == 3
    assert asyncio.run(still_active({"1"})) == []
    assert len(executor.workflow.scheduler.failed) == 1
    assert "Slurm does not know job 12 any more" in caplog.text


def test_a_refused_job_is_told_once_and_not_tried_again(executor, caplog):
    jobs = [Job(), Job()]
    for job in jobs:
        refused = "SLURM sbatch failed. The error message was 'Invalid qos specification'.\n"
        executor._report_job_error_threadsafe(SubmittedJobInfo(job), refused)
    assert caplog.text.count("train_tiny: Slurm refused the job: Invalid qos") == 1
    assert executor.workflow.scheduler.failed == jobs
    assert [job.attempt for job in jobs] == [2, 2]


def test_a_job_is_submitted_again_until_the_controller_is_back(executor, monkeypatch, caplog):
    attempts = []

    def submit(self, job):
        attempts.append(job)
        if len(attempts) < 3:
            lost = "The error message was 'Unable to contact slurm controller'.\n"
            self._report_job_error_threadsafe(SubmittedJobInfo(job), lost)

    monkeypatch.setattr(slurm_executor, "SECONDS_BETWEEN_ATTEMPTS", 0.01)
    monkeypatch.setattr(plugin.Executor, "run_job", submit)
    job = Job()
    executor.run_job(job)
    assert attempts == [job] * 3 and job.attempt == 1
    assert executor.workflow.scheduler.failed == []
    assert caplog.text.count("Reprise tries again until Slurm takes the job.") == 1


def test_a_job_of_several_rules_that_is_refused_fails_instead_of_waiting_for_ever(
    executor, monkeypatch, caplog
):
    def refuse(self, job):
        try:
            raise RuntimeError("The given account x appears to be invalid.")
        except RuntimeError:
            return job.rule  # what Snakemake's executor does, though a group has no rule

    monkeypatch.setattr(plugin.Executor, "run_job", refuse)
    executor.run_job(Job())
    assert "The given account x appears to be invalid. Correct slurm_account" in caplog.text
    assert len(executor.workflow.scheduler.failed) == 1


@pytest.mark.parametrize(("is_local", "number"), [(True, 0), (False, 1)])
def test_what_the_jobs_do_is_told_as_long_as_a_job_is_not_local(
    executor, monkeypatch, caplog, is_local, number
):
    executor.workflow.scheduler.running = [SimpleNamespace(is_local=is_local)]
    rounds = iter([None, None])

    def sleep(seconds):
        if next(rounds, "stop"):
            executor._is_stopping = True

    monkeypatch.setattr(slurm_executor.time, "sleep", sleep)
    monkeypatch.setattr(slurm_executor, "describe_queue", lambda run_id: "")
    caplog.set_level(logging.INFO)
    executor._report_waiting()
    assert caplog.text.count("No job of this command is in the queue of Slurm") == 2 * number
