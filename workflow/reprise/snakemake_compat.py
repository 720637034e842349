"""Changes to Snakemake's behaviour, each with its reason; nothing else patches Snakemake."""

import functools
import logging
import sys
import time
from types import SimpleNamespace
from typing import Any

import psutil
import snakemake.api  # noqa: F401  before snakemake.dag, because these modules import each other
from snakemake.dag import DAG
from snakemake.logging import logger
from snakemake.persistence import FileBackupMixin
from snakemake.report import html_reporter
from snakemake.rules import Rule
from snakemake.scheduling.job_scheduler import JobScheduler
from snakemake.shell import shell
from snakemake_interface_executor_plugins.executors.remote import RemoteExecutor
from snakemake_interface_executor_plugins.registry import ExecutorPluginRegistry

from reprise.escape import script_json
from reprise.interruption import wait_for_the_end
from reprise.terminal import BriefErrors

SECONDS_FOR_STATUS = 5.0


def adapt_snakemake(workflow: Any) -> None:
    """Make all changes that do not depend on the plan.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
    """
    leave_sigterm_to_reprise()
    keep_completed_runs_of_failed_jobs()
    ignore_modification_times()
    find_rules_by_name()
    keep_texts_in_the_report_as_text()
    wait_for_slurm_patiently()
    show_errors_briefly(workflow)


def keep_completed_runs_of_failed_jobs() -> None:
    """Let a failed training job keep the run files that it has completed.

    The outputs of a training job are marked with `update()`. Snakemake copies every such file
    before the job starts, and copies all of them back if the job fails: old runs would replace
    new ones, and incomplete copies would replace runs where the disk is full. Reprise writes each
    run file completely or not at all, so no backup is needed.

    Source: https://github.com/snakemake/snakemake/pull/3833
    """
    mixin: Any = FileBackupMixin
    mixin.backup_output = mixin.cleanup_backup
    mixin.restore_output = _restore_nothing


def keep_texts_in_the_report_as_text() -> None:
    """Let Snakemake's report show the texts of users as text.

    Snakemake 9.27 writes JSON into the scripts of its report without escaping ``</script>``. The
    names of files and the messages of rules are a part of it.
    """
    prefix = html_reporter.__name__
    for name, module in list(sys.modules.items()):
        if name.startswith(prefix) and hasattr(module, "json"):
            vars(module)["json"] = SimpleNamespace(dumps=script_json)


def leave_sigterm_to_reprise() -> None:
    """Let SIGTERM end the command as Ctrl-C does.

    The scheduler of Snakemake 9.27 handles SIGTERM with a function that takes the lock of the
    scheduler. The lock is not reentrant. If the main thread has the lock when the signal arrives,
    for example because it selects jobs, Snakemake waits for ever.

    Source: `JobScheduler.exit_gracefully` in snakemake/scheduling/job_scheduler.py
    """
    scheduler: Any = JobScheduler
    scheduler.exit_gracefully = staticmethod(wait_for_the_end)


def keep_open_in_jobs(descriptor: int) -> None:
    """Let the jobs on this machine inherit an open file, which Snakemake closes for them."""
    shell._process_args["pass_fds"] = (descriptor,)


def cancel_submitted_jobs(scheduler: Any) -> None:
    """Cancel the jobs that were submitted to other machines.

    Snakemake's own `cancel` cancels nothing while the status of the jobs is asked, and waits until
    the status is asked another time, which may take minutes.

    Source: `RemoteExecutor` in snakemake_interface_executor_plugins/executors/remote.py
    """
    logger.disabled = True  # the main thread, which waits for the end, may have a lock of a handler
    executor = scheduler and scheduler._executor
    if not isinstance(executor, RemoteExecutor):
        return
    deadline = time.monotonic() + SECONDS_FOR_STATUS
    while not executor.active_jobs and scheduler.running and time.monotonic() < deadline:
        time.sleep(0.1)
    running = set(psutil.Process().children())
    executor.cancel_jobs(list(executor.active_jobs))
    # Some executors do not wait for the command that cancels the jobs.
    psutil.wait_procs(set(psutil.Process().children()) - running, SECONDS_FOR_STATUS)


def find_rules_by_name() -> None:
    """Let Snakemake look up the rule of a file by the name of the file.

    Snakemake compares each file with each output of a rule as a regular expression: seven million
    comparisons for 4,000 runs. The rules of Reprise have no wildcards, so names are enough.

    Source: `Rule.is_producer` in snakemake/rules.py of Snakemake 9.27
    """
    rule: Any = Rule
    rule.is_producer = _is_producer


def ignore_modification_times() -> None:
    """Let a job succeed although an input has a later time than its outputs.

    Snakemake would fail such a job, because it would run again with the next command. In Reprise
    content decides whether a job runs, and a CSV from an archive may have a time in the future.

    Source: `DAG.check_output_mtime` of Snakemake 9.27.
    """

    DAG.check_output_mtime = _check_nothing


def wait_for_slurm_patiently() -> None:
    """Let the executor for Slurm keep its jobs while Slurm does not answer, and say why jobs wait.

    Snakemake imports all executors that are installed before it reads the Snakefile.

    Source: https://github.com/snakemake/snakemake-executor-plugin-slurm/issues/207
    """
    if "snakemake_executor_plugin_slurm" in sys.modules:
        from reprise.slurm_executor import use_patient_executor

        use_patient_executor(ExecutorPluginRegistry().get_plugin("slurm"))


def show_errors_briefly(workflow: Any) -> None:
    """Show the errors of jobs in one line each, and all of them once more at the end.

    Snakemake shows its commands and the names of all files of a job that fails, which bury the
    message of the job. There is no option for this: `--quiet rules` also hides which jobs start.
    `--verbose` shows everything.
    """
    if workflow.output_settings.verbose:
        return
    for handler in logging.getLogger("snakemake.logging").handlers:
        formatter = handler.formatter
        if handler.name != "DefaultStreamHandler" or formatter is None:
            continue
        if not isinstance(formatter, BriefErrors):
            handler.setFormatter(BriefErrors(formatter, lambda: workflow.non_local_exec))


def continue_after_errors(workflow: Any, left_out: str) -> None:
    """Let other jobs go on after an error, and end the command with an error.

    `--keep-going` is the option of Snakemake for this, but a key of the config decides it here. A
    hook of a Snakefile does not run if nothing is to be done, so the command ends after `execute`.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
    left_out : str
        Names the studies that were left out; empty if there are none.
    """
    if workflow.remote_exec or workflow.subprocess_exec:
        return  # this process is one job of the command
    if left_out:
        print(left_out, file=sys.stderr, flush=True)
    execute = workflow.execute

    @functools.wraps(execute)
    def execute_and_end(*args: Any, **options: Any) -> None:
        workflow.execution_settings.keep_going = True
        try:
            execute(*args, **options)
        except Exception:
            if left_out:
                print(left_out, file=sys.stderr, flush=True)
            raise
        if left_out:
            raise SystemExit(left_out)

    workflow.execute = execute_and_end


def _restore_nothing(self: FileBackupMixin, path: object) -> bool:
    """Tell Snakemake that there is no backup to restore."""
    return False


def _is_producer(self: Any, requested_output: object) -> bool:
    """Whether a rule makes a file; the names of its files are read once."""
    if "names_of_products" not in vars(self):
        self.names_of_products = frozenset(map(str, self.products()))
    return str(requested_output) in self.names_of_products


async def _check_nothing(self: object, job: object, outputs: object) -> None:
    """Accept the modification times of the outputs of a job."""
