"""Snakemake's executor for Slurm, made to wait for the controller and to say why jobs wait.

Snakemake's executor loses its jobs, and then waits for ever, if Slurm does not answer once
(https://github.com/snakemake/snakemake-executor-plugin-slurm/issues/207), if the cluster does not
record finished jobs, or if a job of several rules is refused.
"""

import asyncio
import os
import shlex
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import snakemake_executor_plugin_slurm as plugin
from snakemake_interface_common.exceptions import WorkflowError
from snakemake_interface_executor_plugins.executors.base import SubmittedJobInfo

from reprise.slurm import (
    FORGOTTEN,
    NO_JOB_IN_QUEUE,
    POSTPONED,
    can_pass,
    describe_queue,
    explain_failure,
    sacct_answers,
)

SECONDS_BETWEEN_REPORTS = 45.0  # together with the time to ask, less than a minute
SECONDS_BETWEEN_CHECKS = 30.0  # at most; well below the time for which squeue lists ended jobs
ANSWERS_WITHOUT_A_JOB = 3  # in a row, until the job is believed to be forgotten
SECONDS_BETWEEN_ATTEMPTS = 15.0  # to submit a job while Slurm does not answer


class PatientExecutor(plugin.Executor):
    """Submits jobs to Slurm and waits for them, also while the controller restarts."""

    def __post_init__(self, test_mode: bool = False) -> None:
        self._prepare()
        settings = self.workflow.executor_settings
        if settings.status_command == "sacct" and not sacct_answers():
            self.logger.info(
                "`sacct` does not answer, because this cluster does not record finished jobs."
                " Reprise asks `squeue` for the state of the jobs."
            )
            settings.status_command = "squeue"
        super().__post_init__(test_mode)
        threading.Thread(target=self._report_waiting, daemon=True).start()

    def _prepare(self) -> None:
        self._is_stopping = False
        self._refusals: set[str] = set()
        self._delays: set[str] = set()
        self._postponed: set[Any] = set()
        self._missed: Counter[str] = Counter()

    def _report_waiting(self) -> None:
        """Write every minute what the jobs do, so that nothing waits in silence."""
        while not self._is_stopping:
            time.sleep(SECONDS_BETWEEN_REPORTS)
            jobs = list(self.workflow.scheduler.running)
            if any(not job.is_local for job in jobs) and not self._is_stopping:
                self.logger.info(describe_queue(self.run_uuid) or NO_JOB_IN_QUEUE)

    async def sleep(self) -> None:
        """Wait between two checks, but not after the command has stopped."""
        seconds = min(self.next_seconds_between_status_checks or 0.0, SECONDS_BETWEEN_CHECKS)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.wait:
            await asyncio.sleep(0.2)

    async def check_active_jobs(
        self, active_jobs: list[SubmittedJobInfo]
    ) -> AsyncIterator[SubmittedJobInfo]:
        """Yield the jobs that have not ended; a job that Slurm has forgotten fails."""
        answers.clear()
        async for job in super().check_active_jobs(active_jobs):
            if self._is_forgotten(job.external_jobid):
                self.report_job_error(job, msg=FORGOTTEN.format(number=job.external_jobid))
            else:
                yield job

    def _is_forgotten(self, number: str | None) -> bool:
        """Whether several answers in a row do not list a job; `sacct` lists it some time later."""
        listed = answers.get(self.run_uuid)
        if listed is None or number is None or self.get_status_command() != "squeue":
            return False
        self._missed[number] = 0 if number in listed else self._missed[number] + 1
        return self._missed[number] >= ANSWERS_WITHOUT_A_JOB

    def run_job(self, job: Any) -> None:
        """Submit a job, again and again while Slurm does not answer."""
        while not self._is_stopping:
            self._postponed.discard(job)
            try:
                super().run_job(job)
            except Exception as error:
                # The executor names the rule of a job that fails, and a group has no rule.
                cause = error.__context__ or error
                self._report_job_error_threadsafe(SubmittedJobInfo(job), str(cause))
            if job not in self._postponed:
                return
            time.sleep(SECONDS_BETWEEN_ATTEMPTS)

    def _report_job_error_threadsafe(self, job_info: SubmittedJobInfo, msg: str) -> None:
        """Report a job that was not submitted, or postpone it if that can pass."""
        explanation = explain_failure(msg)
        if can_pass(msg):
            if explanation not in self._delays:
                self.logger.warning(f"{explanation} {POSTPONED}")
            self._delays.add(explanation)
            self._postponed.add(job_info.job)
        else:
            job_info.job.attempt = job_info.job.restart_times + 1  # the next one is refused as well
            super()._report_job_error_threadsafe(job_info, explanation)

    def report_job_error(
        self, job_info: SubmittedJobInfo, msg: str | None = None, **kwargs: Any
    ) -> None:
        """Report a failed job, with the reason in one line.

        The reason has a line of its own, because Snakemake shows no reason for a job of several
        rules. A refusal that many jobs share is shown once.
        """
        if msg and job_info.external_jobid is None:
            if msg in self._refusals:
                return self.workflow.scheduler.error_callback(job_info.job)
            self._refusals.add(msg)
        if msg:
            if "SLURM status is" in msg:
                msg = explain_failure(msg, _end_of(job_info.aux.get("slurm_logfile")))
            self.logger.error(f"{job_info.job.name}: {msg}")
        return super().report_job_error(job_info, **kwargs)

    def get_account_arg(self, job: Any) -> Iterator[str]:
        """The account of a job; without one, Slurm takes the default account of the user.

        Snakemake's executor guesses an account with a command that always fails, and says so.
        """
        return super().get_account_arg(job) if job.resources.get("slurm_account") else iter([""])

    def cancel(self) -> None:
        """Cancel all jobs; if Slurm does not answer, say how to do that later."""
        self._is_stopping = True
        try:
            super().cancel()
        except WorkflowError:
            self.logger.warning(
                "Slurm does not answer, so the jobs are not cancelled. Cancel them later with"
                f" `scancel --name {self.run_uuid}`, before you start the same command again."
            )
            self.shutdown()

    def shutdown(self) -> None:
        """Stop all threads."""
        self._is_stopping = True
        super().shutdown()


def _end_of(log: Path | None) -> str:
    """The last lines of a log; empty if there is none."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-50:]) if log else ""
    except OSError:
        return ""


# The numbers of the jobs in the last answer of Slurm, by the name that the jobs of a command share.
answers: dict[str, set[str]] = {}


def keep_jobs_without_answer(query: Callable[..., Any]) -> Callable[..., Any]:
    """Let a query that fails ask `squeue`, and then answer that no job is known.

    Snakemake's executor drops all jobs if a query fails. A job that is not in the answer is kept.
    """

    async def patient_query(command: str, logger: Any) -> tuple[dict[str, str], float]:
        states, seconds = await query(command, logger)
        run_id = shlex.split(command)[-1]
        if states is None and command.startswith("sacct"):
            states, seconds = await query(plugin.query_job_status_squeue(run_id), logger)
        if states is None:
            return {}, 0.0
        answers[run_id] = set(states)
        return states, seconds

    return patient_query


def _is_available(is_installed: Callable[[str], bool]) -> Callable[[str], bool]:
    """A program is available if it is installed and, for `sacct`, if it answers."""
    return lambda name: is_installed(name) and (name != "sacct" or sacct_answers())


def _keep_configuration(delete: Callable[[], None]) -> Callable[[], None]:
    """Let Slurm's commands find their configuration if Snakemake itself runs in a job of Slurm.

    Snakemake's executor deletes everything that Slurm told this job, and with it SLURM_CONF.
    """

    def delete_the_rest() -> None:
        path = os.environ.get("SLURM_CONF")
        delete()
        if path:
            os.environ["SLURM_CONF"] = path

    return delete_the_rest


def use_patient_executor(registered: Any) -> None:
    """Let Snakemake use this executor.

    Parameters
    ----------
    registered : snakemake_interface_executor_plugins.registry.plugin.Plugin
    """
    registered.executor = PatientExecutor
    plugin.query_job_status = keep_jobs_without_answer(plugin.query_job_status)
    plugin.is_query_tool_available = _is_available(plugin.is_query_tool_available)
    plugin.delete_slurm_environment = _keep_configuration(plugin.delete_slurm_environment)
