"""Let Ctrl-C stop Snakemake in one sentence while Snakemake starts.

Snakemake imports its modules for about a second before it reads the Snakefile, and Ctrl-C shows a
traceback until then. Python runs the lines of a `.pth` file when it starts, before any of this.
`make` writes such a file, and a copy of this module, into the environment with
`python -m reprise.startup`. Without them, only the traceback remains.
"""

import os
import shutil
import signal
import sys
import sysconfig
from pathlib import Path
from types import FrameType

STOPPED = "[reprise] stopped; the same command continues from here\n"
# The copy has a name of its own, because a start must not import the library: another command could
# want the library of another folder.
MODULE = "_reprise_startup"


def write_startup_files(folder: Path) -> None:
    """Write the line that Python runs when it starts, and a copy of this module.

    Parameters
    ----------
    folder : Path
        The folder `site-packages` of the environment.
    """
    shutil.copyfile(__file__, folder / f"{MODULE}.py")
    (folder / f"{MODULE}.pth").write_text(f"import {MODULE}; {MODULE}.stop_in_one_sentence()\n")


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
    write_startup_files(Path(sysconfig.get_path("purelib")))
