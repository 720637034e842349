"""Generate environment.yml, the environment for conda, from requirements.lock.

Conda copies environment.yml to another folder before it calls pip. A reference to requirements.lock
would not work there, so environment.yml repeats every pinned version.

`python -m reprise.conda_environment` prints the file; `make lock` writes it.
"""

from packaging.requirements import Requirement

from reprise.paths import LIBRARY

LOCK = LIBRARY.parents[1] / "requirements.lock"
PYTHON = "3.11"
# requirements.lock holds the versions for every system; Reprise is tested on this one.
SYSTEM = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "python_full_version": f"{PYTHON}.0",
    "python_version": PYTHON,
    "sys_platform": "linux",
}
HEADER = f"""\
# The environment for conda, generated from requirements.lock by `make lock`. It is not tested: the
# tests run in the virtual environment that the Makefile creates.
name: reprise
channels:
  - conda-forge
dependencies:
  - python={PYTHON}
  - pip
  - pip:
"""


def pins(lock: str) -> list[str]:
    """List the pinned packages of a lock for x86-64 Linux, without their hashes.

    Parameters
    ----------
    lock : str
        The text of a requirements file in which each package starts a line, as uv writes it.

    Returns
    -------
    list of str
        `name==version` of each package whose marker, if there is one, includes this system.
    """
    lines = [line.rstrip("\\ ") for line in lock.splitlines()]
    requirements = [Requirement(line) for line in lines if line and line[0].isalnum()]
    return [
        f"{requirement.name}{requirement.specifier}"
        for requirement in requirements
        if requirement.marker is None or requirement.marker.evaluate(dict(SYSTEM))
    ]


def conda_environment(lock: str) -> str:
    """The text of environment.yml for a lock."""
    return HEADER + "".join(f"      - {pin}\n" for pin in pins(lock))


if __name__ == "__main__":
    print(conda_environment(LOCK.read_text(encoding="utf-8")), end="")
