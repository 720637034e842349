"""The lines in the log of a job that tell the command why the job failed.

A job and the command that started it may run on different machines, and a job that is killed can
say nothing. Therefore a job writes into its log what it does and why it fails, and the command
reads the log of a job that failed.
"""

import logging
import os
import re
from dataclasses import dataclass

from reprise.escape import show_control_characters

FORMAT = "%(asctime)s %(name)s: %(message)s"
MAX_CHARACTERS = 1000  # of a message in the terminal

_failed = logging.getLogger("reprise.failed")
_busy = logging.getLogger("reprise.busy")
_LINE = re.compile(r"[\d-]+ [\d:,]+ reprise\.(?P<kind>failed|busy): (?P<text>.*)")


@dataclass(frozen=True)
class JobLog:
    """What the log of a job tells about its failure.

    Attributes
    ----------
    failures : tuple of str
        The messages that the job showed, one for each thing that failed.
    activity : str
        What the job did last, if it was something that may end a process; otherwise empty.
    """

    failures: tuple[str, ...]
    activity: str


def record_failure(text: str) -> None:
    """Write into the log of this job why it fails, or why a part of it fails."""
    _failed.error(text)


def record_activity(text: str) -> None:
    """Write into the log what the job begins, if this may end the process; empty if it is over."""
    _busy.info(text)


def read_job_log(path: str | os.PathLike[str]) -> JobLog:
    """Read why a job failed; nothing is found if the job wrote no log."""
    failures: dict[str, None] = {}
    activity = ""
    try:
        with open(path, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if found := _LINE.match(line):
                    text = found["text"].strip()
                    if found["kind"] == "busy":
                        activity = text
                    else:
                        failures[text] = None
    except OSError:
        pass
    return JobLog(tuple(failures), activity)


def write_in_one_line(text: object, max_characters: int = MAX_CHARACTERS) -> str:
    """Write a text in one line, with control characters visible, and cut it if it is very long."""
    line = show_control_characters(" ".join(str(text).split()))
    if len(line) <= max_characters:
        return line
    return f"{line[:max_characters].rstrip()} … (the log has the rest)"
