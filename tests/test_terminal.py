import ast
import logging
import re

import pytest
from snakemake_interface_logger_plugins.common import LogEvent

from reprise.paths import LIBRARY
from reprise.terminal import BriefErrors, describe_end, describe_unknown_target, shorten

KILLED = """RuleException:
CalledProcessError in file "training.smk", line 32:
Command 'python a.py' died with <Signals.SIGKILL: 9>."""
EXITED = KILLED.replace("died with <Signals.SIGKILL: 9>", "returned non-zero exit status 1")
LAST = "WorkflowError:\nAt least one job did not complete successfully."
FILES = [f"results/a/runs/b/{n:03d}.json" for n in range(300)]


class Terminal:
    """Formats records as Snakemake makes them."""

    def __init__(self, is_cluster=False):
        self.formatter = BriefErrors(logging.Formatter("%(message)s"), lambda: is_cluster)

    def show(self, message, event=None, level=logging.INFO, **extra):
        record = logging.LogRecord("snakemake", level, "", 0, message, (), None)
        vars(record).update({"event": event} | extra)
        return self.formatter.format(record)

    def error(self, message):
        return self.show(message, LogEvent.ERROR, logging.ERROR)

    def job_error(self, log, jobid=1, reason=None, indent=False):
        job = {"rule_name": f"train_{jobid}", "rule_msg": reason, "jobid": jobid, "indent": indent}
        job |= {"log": [str(log)], "input": FILES, "output": FILES}
        return self.show(f"Error in rule train_{jobid}", LogEvent.JOB_ERROR, logging.ERROR, **job)


@pytest.fixture
def failed_log(tmp_path):
    """The log of a job that told why it failed."""
    path = tmp_path / "failed.log"
    path.write_text("2026-01-02 03:04:05,678 reprise.failed: a: wrong\n")
    return path


@pytest.fixture
def busy_log(tmp_path):
    """The log of a job that was killed while it built a network."""
    path = tmp_path / "busy.log"
    path.write_text("2026-01-02 03:04:05,678 reprise.busy: building a / b\n")
    return path


def test_a_message_that_the_job_has_shown_is_shown_once_more_at_the_end_alone(failed_log):
    terminal = Terminal()
    assert terminal.error(EXITED) == terminal.job_error(failed_log) == ""
    noise = ("Shutting down, this might take some time.", "Exiting because a job execution failed.")
    assert [terminal.show(text) for text in noise] == ["", ""]
    heading, line = terminal.error(LAST).splitlines()
    assert (
        heading.startswith("Reprise: the command ends with one error. ")
        and line == "[train_1] a: wrong"
    )


def test_a_job_on_another_machine_is_shown_when_it_fails(failed_log):
    assert Terminal(is_cluster=True).job_error(failed_log) == "[train_1] a: wrong"


def test_a_killed_job_is_told_with_its_signal_and_what_it_did(busy_log):
    terminal = Terminal()
    assert terminal.error(KILLED) == ""
    line = terminal.job_error(busy_log)
    assert line.startswith("[train_1] the job was ended by SIGKILL, most often because the memory")
    assert "while it was building a / b." in line and "busy.log" in line
    assert terminal.error(LAST).splitlines()[1:] == [line]


def test_what_the_cluster_says_about_a_job_is_shown(busy_log):
    line = Terminal(is_cluster=True).job_error(busy_log, reason="SLURM status is: 'TIMEOUT'")
    assert "the job ended without a message while it was building a / b: SLURM status is" in line


def test_a_job_that_succeeds_when_it_is_tried_again_is_not_in_the_summary(failed_log, busy_log):
    terminal = Terminal()
    terminal.job_error(failed_log, jobid=1)
    terminal.job_error(busy_log, jobid=2)
    terminal.show("Finished jobid: 2", LogEvent.JOB_FINISHED, job_id=2)
    assert terminal.error(LAST).splitlines()[1:] == ["[train_1] a: wrong"]


def test_a_job_of_a_group_that_told_nothing_is_not_shown(failed_log, busy_log):
    terminal = Terminal(is_cluster=True)
    assert terminal.job_error(busy_log, jobid=1, indent=True) == ""
    assert terminal.job_error(failed_log, jobid=2, indent=True) == "[train_2] a: wrong"


def test_errors_of_snakemake_itself_are_shortened_and_repeated_at_the_end():
    terminal = Terminal()
    text = terminal.error("MissingOutputException:\n" + "\n".join(FILES))
    assert text.count("\n") < 15 and "more lines in .snakemake/log/)" in text
    assert terminal.error(LAST).splitlines()[1].startswith("MissingOutputException: results/a/")


def test_what_is_no_error_is_shown_as_before():
    assert Terminal().show("1 of 2 steps (50%) done") == "1 of 2 steps (50%) done"


def test_what_snakemake_says_at_each_start_has_no_words_of_its_manual():
    terminal = Terminal()
    assert terminal.show("Building DAG of jobs...") == "Planning the jobs"
    assert terminal.show("Rules claiming more threads will be scaled down.") == ""
    finished = terminal.show("Finished jobid: 3 (Rule: draw)", LogEvent.JOB_FINISHED, job_id=3)
    assert finished == "Finished job 3"


def test_a_target_that_nothing_makes_is_told_with_the_targets():
    told = "(if you use input functions make sure that they don't raise unexpected exceptions)."
    text = Terminal().error(f"MissingRuleException:\nNo rule to produce mine {told}")
    assert text.startswith("'mine' is neither a target nor a file that this command can make.")
    assert "To run the study mine, write --config studies=mine. The targets are all," in text
    assert "--config studies" not in describe_unknown_target("results/mine/a.csv")


def test_an_exit_status_of_a_shell_is_the_signal():
    assert "was ended by SIGKILL" in describe_end("exit status 137", "", "", ["a.log"])
    assert "was ended by exit status 1." in describe_end("exit status 1", "", "", ["a.log"])


def test_a_long_line_is_cut():
    assert re.fullmatch("x{400} … .*log/\\)", shorten("x" * 900))


WORDS_OF_THE_MANUAL = re.compile(r"\b(wildcards?|DAG|directives?|ambiguous|checksum-file|params)\b")


def test_no_message_of_the_library_has_a_word_that_only_the_manual_of_snakemake_explains():
    found = {}
    for path in LIBRARY.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        texts = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in docstrings and " " in node.value
        ]
        if wrong := [text for text in texts if WORDS_OF_THE_MANUAL.search(text)]:
            found[path.name] = wrong
    assert found == {"terminal.py": ["Building DAG of jobs..."]}
