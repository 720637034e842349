"""The environment of a study: versions, machine, commit, and where modules are found."""

import os
import platform
import subprocess
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

PACKAGES = (
    *("reprise", "snakemake", "tensorflow", "keras", "numpy", "pandas", "scikit-learn", "scipy"),
    *("statsmodels", "matplotlib", "seaborn"),
)


def add_module_folders(*folders: str | os.PathLike[str]) -> None:
    """Put folders first in PYTHONPATH, where the jobs that this process starts look for modules.

    The library is in one folder, and a study's own model family may be in another.
    """
    old = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [*map(str, folders), old]))


def describe_environment(folder: str | os.PathLike[str]) -> dict[str, Any]:
    """The versions of packages, the machine, and the commit of a folder, for JSON.

    Parameters
    ----------
    folder : path-like
        A git checkout of the project, or any other folder (its commit is None).
    """
    installed = {d.metadata["Name"].lower(): d.version for d in distributions()}
    return {
        "python": platform.python_version(),
        "packages": {name: installed.get(name) for name in PACKAGES},
        "machine": {
            "system": platform.platform(),
            "processor": _processor_name(),
            "cores": os.cpu_count(),
        },
        "commit": _commit_of(folder),
    }


def _processor_name() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in text.splitlines() if "model name" in line]
    return names[0] if names else platform.processor()


def _commit_of(folder: str | os.PathLike[str]) -> str | None:
    """The commit of a folder, or None if git does not know the files of the folder.

    A copy without `.git` may lie inside the repository of something else, whose commit says
    nothing about the copy.
    """
    try:
        if not _git(folder, "ls-files", "--", "Snakefile"):
            return None
        return _git(folder, "describe", "--always", "--dirty", "--abbrev=40")
    except (OSError, subprocess.CalledProcessError):
        return None


def _git(folder: str | os.PathLike[str], *arguments: str) -> str:
    completed = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return completed.stdout.strip()
