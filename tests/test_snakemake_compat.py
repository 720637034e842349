"""Each change to Snakemake is still needed, and still takes effect."""

import inspect
import json
import logging
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
from snakemake import report
from snakemake.logging import DefaultFormatter, logger
from snakemake.persistence import FileBackupMixin
from snakemake.report import html_reporter
from snakemake.report.html_reporter import data
from snakemake.rules import Rule
from snakemake.shell import shell
from snakemake_executor_plugin_cluster_generic import Executor as ClusterExecutor

from reprise.snakemake_compat import (
    cancel_submitted_jobs,
    continue_after_errors,
    find_rules_by_name,
    keep_completed_runs_of_failed_jobs,
    keep_open_in_jobs,
    keep_texts_in_the_report_as_text,
    show_errors_briefly,
)
from reprise.terminal import BriefErrors


@pytest.fixture
def patched(monkeypatch):
    """Snakemake with the patch, which is taken back after the test."""
    for name in ("backup_output", "restore_output"):
        monkeypatch.setattr(FileBackupMixin, name, getattr(FileBackupMixin, name))
    return FileBackupMixin


class Backups(FileBackupMixin):
    """Snakemake's backups in a folder of the test."""

    def __init__(self, path):
        self.path = path


def test_snakemake_still_replaces_the_outputs_of_a_failed_job(tmp_path, monkeypatch):
    """When this fails, Snakemake has changed: see whether the patch can be removed."""
    monkeypatch.chdir(tmp_path)
    backups, run = Backups(tmp_path / ".snakemake"), (tmp_path / "001.json").relative_to(tmp_path)
    run.write_text("old")
    backups.backup_output(run)
    run.write_text("new")
    assert backups.restore_output(run) is True
    assert run.read_text() == "old"
    assert list(inspect.signature(FileBackupMixin.restore_output).parameters) == ["self", "path"]


def test_the_patch_keeps_the_outputs_of_a_failed_job(tmp_path, monkeypatch, patched):
    monkeypatch.chdir(tmp_path)
    keep_completed_runs_of_failed_jobs()
    backups, run = Backups(tmp_path / ".snakemake"), (tmp_path / "001.json").relative_to(tmp_path)
    run.write_text("old")
    backups.backup_output(run)
    run.write_text("new")
    assert backups.restore_output(run) is False
    assert run.read_text() == "new"
    assert not (tmp_path / ".snakemake").exists()


def test_the_rule_of_a_file_is_found_by_name(monkeypatch):
    monkeypatch.setattr(Rule, "is_producer", Rule.is_producer)
    assert ".match(" in inspect.getsource(Rule.is_producer), "see whether the patch can be removed"
    find_rules_by_name()
    rule = object.__new__(Rule)
    monkeypatch.setattr(Rule, "products", lambda self: ["results/a+b.csv", "results/c.log"])
    names = ("results/a+b.csv", "results/c.log", "results/aab.csv", "results/a+b.csv.gz")
    assert [rule.is_producer(name) for name in names] == [True, True, False, False]


TITLE = "</script><script>'); {wildcard}"
MODULES_WITH_JSON = [
    module
    for name, module in sorted(sys.modules.items())
    if name.startswith(html_reporter.__name__) and hasattr(module, "json")
]


@pytest.fixture
def patched_report(monkeypatch):
    """Snakemake's report with the patch, which is taken back after the test."""
    for module in MODULES_WITH_JSON:
        monkeypatch.setattr(module, "json", module.json)
    keep_texts_in_the_report_as_text()


def section_json():
    """The sections of a report with one result, as the page of the report has them."""
    category = report.Category(TITLE)
    return data.render_categories({category: {category: [SimpleNamespace(path="a.svg")]}})


def test_snakemake_still_trusts_the_texts_of_a_report():
    """When this fails, Snakemake has changed: see whether the patch can be removed."""
    assert len(MODULES_WITH_JSON) == 9
    assert "</script>" in section_json()


@pytest.mark.usefixtures("patched_report")
def test_the_patch_keeps_the_texts_of_a_report_as_text():
    assert "<" not in section_json() and list(json.loads(section_json())) == [TITLE]


SIGTERM_WHILE_THE_SCHEDULER_IS_LOCKED = """
import os, signal, threading
from snakemake.scheduling.job_scheduler import JobScheduler
from reprise import interruption, snakemake_compat
interruption.SECONDS_TO_CANCEL = interruption.SECONDS_TO_END = 0.1
{patch}
scheduler = object.__new__(JobScheduler)
scheduler._lock, scheduler._open_jobs = threading.Lock(), threading.Semaphore(0)
signal.signal(signal.SIGTERM, scheduler.exit_gracefully)  # as the scheduler does when it is made
with scheduler._lock:  # as while the scheduler stores finished jobs
    os.kill(os.getpid(), signal.SIGTERM)
"""


@pytest.mark.parametrize("patch", ["", "snakemake_compat.leave_sigterm_to_reprise()"])
def test_sigterm_hangs_in_snakemake_and_not_in_reprise(patch):
    """When the first case fails, Snakemake has changed: see whether the patch can be removed."""
    code = SIGTERM_WHILE_THE_SCHEDULER_IS_LOCKED.format(patch=patch)
    process = subprocess.Popen([sys.executable, "-c", code])
    try:
        process.wait(timeout=60 if patch else 10)
        assert patch and process.returncode == 0
    except subprocess.TimeoutExpired:
        assert not patch
    finally:
        process.kill()
        process.wait()


def test_jobs_inherit_a_file_that_stays_open(tmp_path, monkeypatch):
    monkeypatch.setattr(shell, "_process_args", dict(shell._process_args))
    with open(tmp_path / "lock", "w") as file:
        keep_open_in_jobs(file.fileno())
        shell(f"echo a job >&{file.fileno()}")
    assert (tmp_path / "lock").read_text() == "a job\n"


def test_submitted_jobs_are_cancelled_while_their_status_is_asked(monkeypatch, tmp_path):
    monkeypatch.setattr(logger, "disabled", False)
    cancelled, started = tmp_path / "cancelled", []

    def start_to_cancel(jobs):
        command = f"sleep 1; echo {' '.join(jobs)} > {cancelled}"
        started.append(subprocess.Popen(["sh", "-c", command]))

    executor = object.__new__(ClusterExecutor)
    executor.active_jobs, executor.cancel_jobs = [], start_to_cancel
    threading.Timer(0.3, lambda: executor.active_jobs.extend(["a", "b"])).start()
    cancel_submitted_jobs(SimpleNamespace(_executor=executor, running={"a", "b"}))
    assert cancelled.read_text() == "a b\n"
    started[0].wait()


@pytest.mark.parametrize("scheduler", [None, SimpleNamespace(_executor=object())])
def test_without_submitted_jobs_nothing_is_cancelled(monkeypatch, scheduler):
    monkeypatch.setattr(logger, "disabled", False)
    cancel_submitted_jobs(scheduler)


@pytest.mark.parametrize("verbose", [False, True])
def test_only_the_terminal_shows_errors_briefly(monkeypatch, verbose):
    handlers = [logging.NullHandler(), logging.NullHandler()]
    for handler, name in zip(
        handlers, ("DefaultStreamHandler", "DefaultLogFileHandler"), strict=True
    ):
        handler.name = name
        handler.setFormatter(DefaultFormatter())
    monkeypatch.setattr(logger, "handlers", handlers)
    workflow = SimpleNamespace(output_settings=SimpleNamespace(verbose=verbose))
    for _ in range(2):
        show_errors_briefly(workflow)
    terminal, file = (handler.formatter for handler in handlers)
    assert isinstance(terminal, DefaultFormatter if verbose else BriefErrors)
    assert isinstance(file, DefaultFormatter)


def workflow_that(execute, is_job=False):
    return SimpleNamespace(
        execute=execute,
        execution_settings=SimpleNamespace(keep_going=False),
        remote_exec=is_job,
        subprocess_exec=False,
    )


def test_a_command_that_left_out_a_study_names_it_twice_and_ends_with_an_error(capsys):
    def execute():
        pass

    workflow = workflow_that(execute)
    continue_after_errors(workflow, "a was left out")
    with pytest.raises(SystemExit, match="a was left out"):
        workflow.execute()
    assert workflow.execution_settings.keep_going
    assert capsys.readouterr().err == "a was left out\n"


def test_a_command_that_fails_names_the_studies_that_were_left_out(capsys):
    def fail():
        raise ValueError("failed")

    workflow = workflow_that(fail)
    continue_after_errors(workflow, "a was left out")
    with pytest.raises(ValueError, match="failed"):
        workflow.execute()
    assert capsys.readouterr().err == "a was left out\n" * 2


def test_a_command_that_left_out_nothing_ends_as_usual(capsys):
    def execute():
        pass

    workflow = workflow_that(execute)
    continue_after_errors(workflow, "")
    workflow.execute()
    assert workflow.execution_settings.keep_going and capsys.readouterr().err == ""


def test_a_job_of_a_command_says_nothing_about_other_studies(capsys):
    def execute():
        pass

    workflow = workflow_that(execute, is_job=True)
    continue_after_errors(workflow, "a was left out")
    workflow.execute()
    assert capsys.readouterr().err == ""
