"""Where and with what a study ran."""

import os
import platform
import subprocess
from importlib.metadata import distributions

PACKAGES = (
    "reprise",
    "snakemake",
    "tensorflow",
    "keras",
    "numpy",
    "pandas",
    "scikit-learn",
    "scipy",
    "statsmodels",
    "matplotlib",
    "seaborn",
)


def use_modules_in(*folders):
    """Let the scripts of this process import what is in `folders`, whatever is installed.

    The library is in one; a study's own model family may be in another.
    """
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [*map(str, folders), before]))


def describe_environment(folder):
    """Versions, machine and the commit of `folder`, as a dict for JSON."""
    installed = {d.metadata["Name"].lower(): d.version for d in distributions()}
    return {
        "python": platform.python_version(),
        "packages": {name: installed.get(name) for name in PACKAGES},
        "machine": {
            "system": platform.platform(),
            "processor": _processor(),
            "cores": os.cpu_count(),
        },
        "commit": _commit(folder),
    }


def _processor():
    try:
        with open("/proc/cpuinfo") as lines:
            names = (line.partition(":")[2].strip() for line in lines if "model name" in line)
            return next(names, platform.processor())
    except OSError:
        return platform.processor()


def _commit(folder):
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--abbrev=40"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None  # not a git checkout
    return found.stdout.strip()
