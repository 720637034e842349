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
        A git checkout, or any other folder (its commit is None).
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
    try:
        completed = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=40"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return completed.stdout.strip()
