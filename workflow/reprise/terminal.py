"""What Snakemake shows in the terminal around an error: the lines that matter, and at the end.

Snakemake surrounds the message of a job that fails with its commands, its rule files and the names
of all inputs and outputs of the job. A training job has hundreds of them. The complete text is in
the log of Snakemake, in .snakemake/log/.
"""

import logging
import re
from collections.abc import Callable

from snakemake_interface_logger_plugins.common import LogEvent

from reprise.job_log import read_job_log, write_in_one_line

# What Snakemake says in addition when a job fails.
NOT_SHOWN = (
    "Shutting down, this might take some time.",
    "Exiting because a job execution failed.",
    "--keep-incomplete mode is set,",
    "Terminating processes on user request,",
    # What Snakemake says at each start, in words of its own manual.
    "Assuming unrestricted shared filesystem usage.",
    "Rules claiming more threads will be scaled down.",
    "Conda environments: ignored",
    "Select jobs to execute...",
)
PLANNING = ("Building DAG of jobs...", "Planning the jobs")
TARGETS = "all, reported (everything that the report shows), trained (every run)"
LAST_MESSAGE = "At least one job did not complete successfully."
WARNING_LINES = 12  # of a warning or an error of Snakemake itself
SUMMARY_LINES = 10
MEMORY = ", most often because the memory was full"
CONTINUES = "Remove the cause and run the same command again; it continues from here."

_FAILED_COMMAND = re.compile(
    r"CalledProcessError.*(?:died with <Signals\.(?P<signal>\w+): \d+>"
    r"|returned non-zero exit status (?P<status>\d+))",
    re.DOTALL,
)
_UNKNOWN_TARGET = re.compile(
    r"MissingRuleException.*No rule to produce (?P<target>.*) \(if you use input", re.DOTALL
)
_FINISHED_JOB = re.compile(r"Finished jobid: (\d+) \(Rule: \w+\)")


class BriefErrors(logging.Formatter):
    """Formats what Snakemake shows: errors in one line, and all of them once more at the end.

    Parameters
    ----------
    formatter : logging.Formatter
        Snakemake's own, for everything but errors.
    is_cluster : callable
        Tells whether the jobs run elsewhere, so that the terminal does not show their messages.
    """

    def __init__(self, formatter: logging.Formatter, is_cluster: Callable[[], bool]):
        super().__init__()
        self._formatter, self._is_cluster = formatter, is_cluster
        self._failed_jobs: dict[int, list[str]] = {}  # by the number of the job
        self._other_errors: list[str] = []
        self._endings: list[str] = []  # how processes ended whose job is not known yet

    def format(self, record: logging.LogRecord) -> str:
        """Format one record; an empty text shows nothing."""
        event, message = getattr(record, "event", None), record.getMessage()
        if event == LogEvent.JOB_ERROR:
            return self._format_job_error(record)
        if event == LogEvent.GROUP_ERROR:
            return ""  # the errors of its jobs follow
        if event == LogEvent.JOB_FINISHED:
            self._failed_jobs.pop(record.job_id, None)  # type: ignore[attr-defined]
        if event == LogEvent.ERROR:
            return self._format_error(message)
        if message.startswith(NOT_SHOWN):
            return ""
        text = self._formatter.format(record).replace(*PLANNING)
        if event == LogEvent.JOB_FINISHED:
            return _FINISHED_JOB.sub(r"Finished job \1", text)
        if record.levelno >= logging.WARNING or message.startswith("Waiting at most"):
            return shorten(text)
        return text

    def _format_error(self, message: str) -> str:
        if LAST_MESSAGE in message:
            return self._summary()
        if found := _FAILED_COMMAND.search(message):
            ending = found["signal"] or f"exit status {found['status']}"
            self._endings.append(ending)
            return ""
        if found := _UNKNOWN_TARGET.search(message):
            return describe_unknown_target(found["target"])
        self._other_errors.append(write_in_one_line(message, 400))
        return shorten(message)

    def _format_job_error(self, record: logging.LogRecord) -> str:
        job = vars(record)
        ending = self._endings.pop(0) if self._endings else ""
        logs = [read_job_log(path) for path in job["log"]]
        lines = [f"[{job['rule_name']}] {text}" for log in logs for text in log.failures]
        is_shown = bool(lines) and not self._is_cluster()
        if not lines and job["indent"]:
            return ""  # it failed because another job of its group did
        if not lines:
            activity = next((log.activity for log in logs if log.activity), "")
            reason = write_in_one_line(job["rule_msg"] or "", 400)
            lines = [f"[{job['rule_name']}] {describe_end(ending, activity, reason, job['log'])}"]
        self._failed_jobs[job["jobid"]] = lines
        return "" if is_shown else "\n".join(lines)

    def _summary(self) -> str:
        """All errors once more, after everything else that Snakemake shows."""
        lines = [line for job in self._failed_jobs.values() for line in job]
        lines += self._other_errors
        number = len(lines)
        if number > SUMMARY_LINES:
            lines = [*lines[:SUMMARY_LINES], f"and {number - SUMMARY_LINES} more, see above"]
        errors = "one error" if number == 1 else f"{number or 'unknown'} errors"
        return "\n".join([f"Reprise: the command ends with {errors}. {CONTINUES}", *lines])


def describe_end(ending: str, activity: str, reason: str, logs: list[str]) -> str:
    """Describe the end of a job that did not say why it ended.

    Parameters
    ----------
    ending : str
        The name of a signal, or `exit status` with a number; empty if it is not known.
    activity : str
        What the job did last, as `job_log.JobLog`.
    reason : str
        What the cluster says.
    logs : list of str
        The paths of the logs of the job.
    """
    status = re.fullmatch(r"exit status (1[3-9]\d)", ending)
    if status and int(status[1]) == 137:
        ending = "SIGKILL"
    how = f"was ended by {ending}" if ending else "ended without a message"
    if ending == "SIGKILL":
        how += MEMORY
    while_ = f" while it was {activity}" if activity else ""
    said = f": {reason}" if reason else ""
    return f"the job {how}{while_}{said}. {CONTINUES} Log: {', '.join(logs)}"


def describe_unknown_target(target: str) -> str:
    """Describe the error of a command that asks for a file or a target that nothing makes."""
    is_name = "/" not in target and "." not in target
    advice = f" To run the study {target}, write --config studies={target}." if is_name else ""
    return (
        f"'{target}' is neither a target nor a file that this command can make.{advice} The targets"
        f" are {TARGETS}, and the files are those of the studies of this command, such as"
        " results/my_study/describe.csv."
    )


def shorten(text: str, max_lines: int = WARNING_LINES) -> str:
    """Cut what Snakemake itself has to say if it has many lines, or lists of files in one line."""
    lines = text.splitlines()
    if len(lines) > max_lines:
        left_out = len(lines) - max_lines
        note = f"... ({left_out} more lines in .snakemake/log/)"
        lines = [*lines[: max_lines - 2], note, *lines[-2:]]
    return "\n".join(cut_line(line) for line in lines)


def cut_line(line: str, max_characters: int = 400) -> str:
    """Cut a line that is very long."""
    if len(line) <= max_characters:
        return line
    return f"{line[:max_characters]} … (the rest is in .snakemake/log/)"
