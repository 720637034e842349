"""End a command and all its jobs at once, at any moment, with one sentence.

Python runs the handler of a signal within the main thread, wherever that thread is. A handler that
needs a lock waits for ever if the main thread holds the lock. An exception that a handler raises is
shown with a traceback, or swallowed. Therefore a thread of its own waits for signals, and takes no
locks. It ends the command as a kill would do, because Reprise survives that at any moment.
"""

import os
import select
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import psutil

from reprise.startup import STOPPED

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_TO_CANCEL = 15.0
SECONDS_TO_END = 2.0


def stop_at_signals(cancel_jobs: Callable[[], None], release: Callable[[], None]) -> None:
    """Let Ctrl-C, SIGTERM and a closed terminal end this process and the jobs that it started.

    A signal that this process ignores (`nohup`) stays ignored.

    Parameters
    ----------
    cancel_jobs : callable
        Cancels the jobs on other machines. It may take some seconds, and is left alone afterwards.
    release : callable
        Called last, if no job is left on this machine.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, wait_for_the_end)
    arguments = (reader, cancel_jobs, release)
    threading.Thread(target=_stop_at_signal, args=arguments, daemon=True).start()


def wait_for_the_end(number: int, frame: FrameType | None) -> None:
    """Hold the main thread, while the thread that waits for signals ends the process."""
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    time.sleep(SECONDS_TO_CANCEL + 2 * SECONDS_TO_END)


def _stop_at_signal(
    reader: int, cancel_jobs: Callable[[], None], release: Callable[[], None]
) -> None:
    number = os.read(reader, 1)[0]
    while number not in SIGNALS:
        number = os.read(reader, 1)[0]
    with suppress(OSError):  # the terminal may be closed
        os.write(2, STOPPED.encode())
    with suppress(OSError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):  # the other threads notice that their jobs end
            os.dup2(nothing, stream)
    _run_for(cancel_jobs, SECONDS_TO_CANCEL)
    if _end_child_processes(SECONDS_TO_END):
        with suppress(Exception):
            release()
    os._exit(128 + number)


def _run_for(function: Callable[[], None], seconds: float) -> None:
    """Call a function; leave it alone if it takes longer than some seconds."""
    ended, ends = os.pipe()

    def run() -> None:
        with suppress(Exception):
            function()
        os.close(ends)

    threading.Thread(target=run, daemon=True).start()
    select.select([ended], [], [], seconds)


def _end_child_processes(seconds: float) -> bool:
    """Kill all processes that this one started, and theirs; return whether all have ended.

    Each process is first held, so that none starts another one, or reports that its job was killed.
    """
    found: set[psutil.Process] = set()
    while new := set(psutil.Process().children(recursive=True)) - found:
        for process in new:
            with suppress(psutil.Error):
                process.suspend()
        found |= new
    for process in found:
        with suppress(psutil.Error):
            process.kill()
    return not psutil.wait_procs(found, timeout=seconds)[1]
