"""What a person sees while a job runs, and what goes to its log file."""

import logging
import os
import sys
import threading
import time
import traceback as tracebacks
from pathlib import Path
from types import TracebackType

from reprise.errors import RepriseError, explain_os_error
from reprise.escape import show_control_characters
from reprise.job_log import FORMAT, record_failure, write_in_one_line

# The environment variable with the process number of the Snakemake that starts the jobs.
COMMAND_VARIABLE = "REPRISE_COMMAND"
SECONDS_BETWEEN_CHECKS = 0.5

_terminal, _job = sys.stderr, "reprise"


def configure_logging(log_path: str | os.PathLike[str], job: str) -> None:
    """Send details to a log file, and keep the terminal for messages and errors.

    - Everything that libraries write to standard error goes to the log, the start-up messages of
      TensorFlow for example.
    - The terminal shows an uncaught error in one line; the log has the traceback.
    - If the Snakemake that started the job is killed, the job ends as well, because the next
      command starts another.

    Parameters
    ----------
    log_path : path-like
    job : str
        Shown at the beginning of each line.
    """
    global _terminal, _job
    _job = job
    _terminal = os.fdopen(os.dup(2), "w", buffering=1)
    sys.excepthook = show_error
    Path(log_path).parent.mkdir(parents=True, exist_ok=True)
    log = open(log_path, "a", buffering=1)
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)
    handler = logging.StreamHandler(log)
    handler.setFormatter(_LogFormatter(FORMAT))
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    logging.captureWarnings(True)
    if COMMAND_VARIABLE in os.environ:
        processes = (int(os.environ[COMMAND_VARIABLE]), os.getppid())
        threading.Thread(target=_end_with_snakemake, args=processes, daemon=True).start()


def show_message(message: str) -> None:
    """Write one line to the terminal and to the log."""
    logging.getLogger("reprise").info(message)
    _print(message)


def show_error(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """Show an uncaught error in one line in the terminal, and completely in the log."""
    if logging.root.handlers:
        logging.getLogger("reprise").critical("failed", exc_info=(kind, error, traceback))
    show_failure(describe_error(error))


def show_failure(text: str) -> None:
    """Show in one line why this job fails, or why a part of it fails, and write it to the log."""
    line = write_in_one_line(text)
    if logging.root.handlers:
        record_failure(line)
    _print(line)


def describe_error(error: BaseException) -> str:
    """Describe an error for the terminal: what was wrong, where, and what to do."""
    if isinstance(error, RepriseError):
        return str(error)
    if isinstance(error, OSError):
        return explain_os_error(error)
    frames = tracebacks.extract_tb(error.__traceback__)
    place = f" ({frames[-1].filename}, line {frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{place}. The log has the traceback."


class Progress:
    """Shows every few seconds how much of the work of a job is done.

    Parameters
    ----------
    total : float
        The work to do, in any unit.
    seconds_between : float
        The seconds between two lines.
    """

    def __init__(self, total: float, seconds_between: float = 5.0):
        self._total, self._seconds_between = total, seconds_between
        self._done = 0.0
        self._began = self._last_shown = time.monotonic()

    def advance(self, work: float, doing: str) -> None:
        """Count work as done; `doing` is shown after the numbers."""
        self._done += work
        now = time.monotonic()
        if now - self._last_shown >= self._seconds_between and self._done:
            seconds_left = (now - self._began) * (self._total - self._done) / self._done
            show_message(
                f"{self._done / self._total:4.0%}, about {seconds_left:.0f} s left: {doing}"
            )
            self._last_shown = now


class _LogFormatter(logging.Formatter):
    """Writes control characters visibly, because a terminal may show the log."""

    def format(self, record: logging.LogRecord) -> str:
        return show_control_characters(super().format(record))


def _print(text: str) -> None:
    print(f"[{_job}] {show_control_characters(text)}", file=_terminal, flush=True)


def _end_with_snakemake(snakemake: int, parent: int) -> None:
    """Wait until Snakemake is gone, then end this process, whatever it does.

    A shell may stand between Snakemake and the job, so Snakemake itself is watched. A dead
    process may still be listed until somebody collects it, so the parent is watched as well.

    Parameters
    ----------
    snakemake, parent : int
        The numbers of the process of Snakemake, and of the process that started this one.
    """
    while os.getppid() == parent and _exists(snakemake):
        time.sleep(SECONDS_BETWEEN_CHECKS)
    logging.getLogger("reprise").critical("the command that started this job was killed; ended")
    os._exit(1)


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # a process of another user
    return True
