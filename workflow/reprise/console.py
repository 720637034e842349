"""What a person sees while a job runs, and what goes to its log."""

import logging
import os
import sys
import threading
import time
from pathlib import Path

from reprise.errors import ConfigError, explain_os_error

COMMAND = "REPRISE_COMMAND"  # the environment variable that says which process started the jobs


def configure_logging(log_path, job):
    """Send detail to a log file and leave the terminal to `say` and to errors.

    Whatever libraries write to standard error, TensorFlow's start-up among it, goes to the
    log, C++ included. An uncaught error is shown in the terminal by its last line and in the
    log in full. When the Snakemake that started the job was killed, the job ends, too: the next
    command starts another.

    Parameters
    ----------
    log_path : path-like
    job : str
        Shown before each line.
    """
    global _terminal, _job
    _job = job
    _terminal = os.fdopen(os.dup(2), "w", buffering=1)
    sys.excepthook = show_error
    Path(log_path).parent.mkdir(parents=True, exist_ok=True)
    log = open(log_path, "a", buffering=1)
    os.dup2(log.fileno(), 1)
    os.dup2(log.fileno(), 2)
    logging.basicConfig(
        stream=log, level=logging.INFO, format="%(asctime)s %(name)s: %(message)s", force=True
    )
    logging.captureWarnings(True)
    if COMMAND in os.environ:
        command = int(os.environ[COMMAND])
        threading.Thread(target=_end_with, args=(command, os.getppid()), daemon=True).start()


def say(message):
    """Write one line to the terminal and to the log."""
    logging.getLogger("reprise").info(message)
    print(f"[{_job}] {message}", file=_terminal, flush=True)


def show_error(kind, error, traceback):
    """Show an uncaught error by one line in the terminal, and in full in the log."""
    if logging.root.handlers:
        logging.getLogger("reprise").critical("failed", exc_info=(kind, error, traceback))
    if issubclass(kind, KeyboardInterrupt):
        text = "stopped; the same command goes on from here"
    elif issubclass(kind, ConfigError | RuntimeError):
        text = str(error)
    elif issubclass(kind, OSError):
        text = explain_os_error(error)
    else:
        text = f"{kind.__name__}: {str(error).partition(chr(10))[0]}"
    print(f"[{_job}] {text}", file=_terminal, flush=True)


class Progress:
    """How much of a job's work is done, said every few seconds.

    Parameters
    ----------
    total : float
        The work to do, in any unit.
    every : float
        Seconds between two lines.
    """

    def __init__(self, total, every=5.0):
        self.total, self.every = total, every
        self.done = 0.0
        self.began = self.said = time.monotonic()

    def advance(self, work, doing):
        """Count `work` as done; `doing` is what the line says after the numbers."""
        self.done += work
        now = time.monotonic()
        if now - self.said >= self.every and self.done:
            left = (now - self.began) * (self.total - self.done) / self.done
            say(f"{self.done / self.total:4.0%}, about {left:.0f} s left: {doing}")
            self.said = now


_terminal, _job = sys.stderr, "reprise"


def _end_with(command, parent):
    """End this process, in the middle of whatever it does, when the one that started it is gone.

    `command` tells where a shell stands between the two, `parent` where nobody has collected the
    dead process.
    """
    while os.getppid() == parent and _is_there(command):
        time.sleep(0.5)
    logging.getLogger("reprise").critical("the command that started this job was killed; ended")
    os._exit(1)


def _is_there(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # of another user
    return True
