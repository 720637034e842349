"""A lock for each results folder, so that two commands never write the same results.

The system keeps the lock (`flock`) until the last process that has it ends, however it ends. The
jobs of a command inherit the lock. Therefore nobody has to remove a lock after a kill, and the next
command does not start while a job of the killed command still writes.
"""

import errno
import fcntl
import json
import os
import platform
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from reprise.errors import RepriseError

LOCK_FILE = ".lock"
# The jobs of a killed command notice its end within a second, unless they compile a program.
SECONDS_FOR_LAST_JOBS = 10.0
# On some shared file systems the lock of one machine is not seen by another. Therefore a command
# also changes the time of the file, as a sign that it runs.
SECONDS_BETWEEN_SIGNS = 10.0
SECONDS_WITHOUT_SIGN = 60.0
NO_LOCKS = (errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOLCK, errno.EINVAL)
ADVICE = (
    "Wait until that command has ended, stop it, or choose another folder with --config"
    " results=... (a dry run is possible now)."
)


class ResultsLock:
    """The right to write into a results folder.

    Parameters
    ----------
    folder : path-like
    """

    def __init__(self, folder: str | os.PathLike[str]):
        self._folder = Path(folder)
        self._path = self._folder / LOCK_FILE
        self._descriptor = -1

    def take(self) -> int:
        """Take the lock; wait some seconds for the last jobs of a command that was killed.

        Returns
        -------
        int
            The file descriptor that keeps the lock; jobs may inherit it.

        Raises
        ------
        RepriseError
            If another command has the lock. The message names the command.
        """
        deadline = time.monotonic() + SECONDS_FOR_LAST_JOBS
        self._folder.mkdir(parents=True, exist_ok=True)
        while (descriptor := self._try_to_take(deadline)) is None:
            time.sleep(0.1)
        self._descriptor = descriptor
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(_this_command()).encode(), 0)
        threading.Thread(target=self._show_signs_of_life, daemon=True).start()
        return descriptor

    def release(self) -> None:
        """Remove the file of the lock, if this command has the lock."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0 and _is_same_file(descriptor, self._path):
            self._path.unlink(missing_ok=True)

    def _try_to_take(self, deadline: float) -> int | None:
        """Return the descriptor of the locked file, or None if the caller should try again."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        is_kept = False
        try:
            holder, locked = _read_holder(descriptor), _lock_file(descriptor)
            if locked is False:
                if _may_run(holder) or time.monotonic() > deadline:
                    raise RepriseError(self._refusal(holder))
                return None
            is_local = holder.get("machine") == _machine()
            has_ended = not holder or (is_local and (locked or not _may_run(holder)))
            if not has_ended and self._seconds_without_sign(descriptor) < SECONDS_WITHOUT_SIGN:
                raise RepriseError(self._refusal(holder))
            is_kept = _is_same_file(descriptor, self._path)  # the last holder may have removed it
            return descriptor if is_kept else None
        finally:
            if not is_kept:
                os.close(descriptor)

    def _refusal(self, holder: dict[str, Any]) -> str:
        if not holder:
            return f"{self._folder} is in use by another command. {ADVICE}"
        command = "process {process} on {host}, started {started}".format(**holder)
        if not _may_run(holder):
            return (
                f"{self._folder} is in use by a job of a command that was killed: {command}. Wait"
                " until this job has ended, or kill it: `ps -ef | grep snakemake/scripts` lists it."
            )
        message = f"{self._folder} is in use by another command: {command}. {ADVICE}"
        if holder["machine"] != _machine():
            message += (
                " If that command was killed less than a minute ago, wait a minute and try again."
            )
        return message

    def _seconds_without_sign(self, descriptor: int) -> float:
        """Seconds since the file was changed, by the clock of the file system."""
        with tempfile.TemporaryFile(dir=self._folder) as now:
            return os.fstat(now.fileno()).st_mtime - os.fstat(descriptor).st_mtime

    def _show_signs_of_life(self) -> None:
        while self._descriptor >= 0:
            with suppress(OSError):
                os.utime(self._descriptor)
            time.sleep(SECONDS_BETWEEN_SIGNS)


def _this_command() -> dict[str, Any]:
    return {
        "process": os.getpid(),
        "host": platform.node(),
        "machine": _machine(),
        "started": time.strftime("%Y-%m-%d %H:%M:%S"),
    }


def _machine() -> str:
    """A name that all containers of a machine share, and that is another one after a restart."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return platform.node()


def _lock_file(descriptor: int) -> bool | None:
    """Lock an open file; return whether it worked, or None if the file system has no locks."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        return None
    return True


def _read_holder(descriptor: int) -> dict[str, Any]:
    """Read which command wrote the file; empty if the file is new or was not written completely."""
    try:
        holder = json.loads(os.pread(descriptor, 10_000, 0))
        return holder if holder.keys() == _this_command().keys() else {}
    except (ValueError, AttributeError):
        return {}


def _may_run(holder: dict[str, Any]) -> bool:
    """Whether the process of a holder runs, as far as this machine can tell."""
    if not holder or holder["machine"] != _machine():
        return True
    try:
        return bool(psutil.Process(holder["process"]).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def _is_same_file(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
