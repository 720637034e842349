"""What the code of a user's own model family may do while it builds a network, and what not.

The code runs in the process of the job, which may train the runs of other studies. Therefore it
cannot end the process, stay in another folder, take more memory than there is, or run for ever.
"""

import math
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from reprise.console import show_failure, show_message
from reprise.errors import ModelError

SECONDS_UNTIL_MESSAGE = 10
SECONDS_BETWEEN_MESSAGES = 60
SECONDS_TO_REACT = 2  # after Ctrl-C, or after the time is over
# The weight, its gradient, two numbers of the optimizer, and copies of both while it is trained.
BYTES_PER_WEIGHT = 6 * 4
MIN_BYTES_ALLOWED = 2**31  # TensorFlow and its compiler need address space that they do not use


class TooLargeError(ModelError):
    """A network needs more memory than the machine has."""


class CodeExit(BaseException):
    """The code of the user wants to end the process."""


class TooLongError(BaseException):
    """The code of the user runs for too long; `except Exception` must not catch it."""


class BuildWatch:
    """Tells every minute where a network is being built, and stops it after a limit.

    Parameters
    ----------
    doing : str
        What is being built, for the messages.
    file : str or None
        The file of the user, whose line is shown.
    max_seconds : float
        The limit.

    Attributes
    ----------
    was_interrupted : bool
        Whether Ctrl-C came, or another signal that stops a job.
    """

    def __init__(self, doing: str, file: str | None, max_seconds: float):
        self._doing, self._file, self._max_seconds = doing, file, max_seconds
        self._is_building, self._done = False, threading.Event()
        self._interrupted_at = math.inf
        self._exit = os._exit  # the code of the user sees another one

    @property
    def was_interrupted(self) -> bool:
        """Whether Ctrl-C has come."""
        return self._interrupted_at < math.inf

    def __enter__(self) -> "BuildWatch":
        self._handlers: dict[int, Any] = {signal.SIGALRM: signal.signal(signal.SIGALRM, self._stop)}
        if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:  # a job leaves Ctrl-C to its command
            self._handlers[signal.SIGINT] = signal.signal(signal.SIGINT, self._interrupt)
        self._is_building = True
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._is_building = False
        self._done.set()
        self._thread.join()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self._interrupted_at = min(self._interrupted_at, time.monotonic())
        previous = self._handlers[signal.SIGINT]
        if callable(previous):
            previous(number, frame)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self._is_building:
            raise TooLongError

    def _watch(self) -> None:
        began, next_message = time.monotonic(), float(SECONDS_UNTIL_MESSAGE)
        main = threading.main_thread().ident
        assert main is not None
        while not self._done.wait(0.25):
            now = time.monotonic()
            seconds = now - began
            if now - self._interrupted_at > SECONDS_TO_REACT:
                self._exit(1)
            if seconds > self._max_seconds + SECONDS_TO_REACT:
                show_failure(f"{self._doing} {self.describe_limit()} The job was ended.")
                self._exit(1)
            if seconds > self._max_seconds:
                signal.pthread_kill(main, signal.SIGALRM)
            elif seconds >= next_message:
                next_message = seconds + SECONDS_BETWEEN_MESSAGES
                place = self._place(sys._current_frames().get(main))
                show_message(
                    f"{self._doing} has been built for {seconds:.0f} s{place}. It is given up after"
                    f" {self._max_seconds:.0f} s (max_build_seconds); Ctrl-C stops everything."
                )

    def describe_limit(self) -> str:
        """Describe that the limit is over, and what to do."""
        return (
            f"was given up after {self._max_seconds:.0f} s. Correct the loop that does not end, or"
            " raise max_build_seconds in config/config.yaml."
        )

    def _place(self, frame: FrameType | None) -> str:
        while frame and self._file and frame.f_code.co_filename != self._file:
            frame = frame.f_back
        if not frame or not self._file:
            return ""
        return f", now at {self._file}, line {frame.f_lineno}, in {frame.f_code.co_name}"


@contextmanager
def kept_process() -> Iterator[None]:
    """Let nothing end this process or change its folder and its memory limit for longer."""
    folder, process, real_exit = os.getcwd(), os.getpid(), os._exit

    def refuse_exit(status: int) -> None:
        if os.getpid() != process or threading.current_thread() is not threading.main_thread():
            real_exit(status)
        raise CodeExit(f"os._exit({status})")

    os._exit = refuse_exit  # type: ignore[assignment]
    limits = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (_data_limit(limits[1]), limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, limits)
        os._exit = real_exit
        os.chdir(folder)


@contextmanager
def counted_weights(layer: Any, available: Callable[[], int]) -> Iterator[None]:
    """Refuse a network whose weights need more memory than there is, before it takes the memory.

    Parameters
    ----------
    layer : type
        keras.layers.Layer.
    available : callable
        The bytes of memory that are available.
    """
    add_weight, weights, bytes_available = layer.add_weight, 0, available()

    def count_and_add_weight(self: Any, shape: Any = None, *args: Any, **options: Any) -> Any:
        nonlocal weights
        sizes = (shape,) if isinstance(shape, int) else tuple(shape or ())
        weights += math.prod(sizes)
        needed = weights * BYTES_PER_WEIGHT
        if needed > bytes_available:
            raise TooLargeError(
                f"the layer '{self.name}' has weights of shape {sizes}. To train the network needs"
                f" at least {needed / 1e9:.1f} GB, and {bytes_available / 1e9:.1f} GB of memory are"
                " available. Lower the number of units or filters."
            )
        return add_weight(self, shape, *args, **options)

    layer.add_weight = count_and_add_weight
    try:
        yield
    finally:
        layer.add_weight = add_weight


def available_bytes() -> int:
    """The memory that a process can take, in bytes, as Linux estimates it."""
    try:
        with open("/proc/meminfo") as lines:
            return next(int(s.split()[1]) * 1024 for s in lines if s.startswith("MemAvailable:"))
    except (OSError, StopIteration):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _data_limit(hard_limit: int) -> int:
    """The most memory of this process: what it has, and what is available."""
    with open("/proc/self/statm") as numbers:
        used = int(numbers.read().split()[5]) * resource.getpagesize()
    limit = used + max(available_bytes(), MIN_BYTES_ALLOWED)
    return limit if hard_limit == resource.RLIM_INFINITY else min(limit, hard_limit)
