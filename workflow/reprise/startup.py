"""Let Ctrl-C stop Snakemake in one sentence while Snakemake starts.

Snakemake imports its modules for about a second before it reads the Snakefile, and Ctrl-C shows a
traceback until then. Python runs the lines of a `.pth` file when it starts, before any of this.
`make` writes such a file into the environment with `python -m reprise.startup`. Without the file,
only the traceback remains.
"""

import os
import signal
import sys
import sysconfig
from pathlib import Path
from types import FrameType

STOPPED = "[reprise] stopped; the same command continues from here\n"
STARTUP_FILE = "reprise-startup.pth"
# The library may have moved since the file was written; other programs must start nevertheless.
STARTUP_LINE = (
    'import importlib.util as u; u.find_spec("reprise") and'
    ' __import__("reprise.startup").startup.stop_in_one_sentence()\n'
)


def write_startup_file(folder: Path) -> None:
    """Write the file that Python reads when it starts.

    Parameters
    ----------
    folder : Path
        The folder `site-packages` of the environment.
    """
    (folder / STARTUP_FILE).write_text(STARTUP_LINE)


def stop_in_one_sentence() -> None:
    """Let Ctrl-C end this process with one sentence, if the process is Snakemake."""
    names = [Path(argument).name for argument in sys.orig_argv[1:3]]
    is_snakemake = names[:1] == ["snakemake"] or names == ["-m", "snakemake"]
    if is_snakemake and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    os.write(2, STOPPED.encode())
    os._exit(128 + number)


if __name__ == "__main__":
    write_startup_file(Path(sysconfig.get_path("purelib")))
