"""Check the folders of the config: where results and downloads may be written.

Reprise writes only into folders that are empty or its own. A mistyped path must never mix results
with a person's files.
"""

import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from reprise.errors import ConfigError, RepriseError, explain_os_error
from reprise.storage import write_text_file

MARKER = ".reprise"  # the file that tells that a folder of results is Reprise's own
MARKER_TEXT = "Reprise keeps its results in this folder, and recognizes the folder by this file.\n"
# The folders of the project, in which no results may lie.
PROJECT_FOLDERS = ("bench", "config", "data", "docs", "profiles", "tests", "workflow")
HIDDEN_FOLDERS = (".snakemake", ".git", ".venv", ".ci")
# What an interrupted first command, Slurm or another command leaves before the first settings file.
LEFT_BEHIND = (".lock", "logs", "benchmarks", "findings", ".code")
# What file systems, desktops and git put into an empty folder.
NOT_CONTENT = ("lost+found", ".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", ".gitignore")
# The name of a download, and of a part of a download that was interrupted.
DOWNLOAD = re.compile(r"[0-9a-f]{16}_.*|tmp.*|\..*")
FORBIDDEN = re.compile(r"[{}$]")  # placeholders of Snakemake, and variables that nobody expands
LONGEST_NAME, LONGEST_PATH = 255, 3500  # bytes; the files of a study need the rest of 4096
ENTRIES_SHOWN = 3
ADVICE = "Choose a new or an empty folder, such as {key}-mine."


def check_folders(config: dict[str, Any], root: Path, where: str) -> None:
    """Check the folders of results and downloads, and write their paths in one form.

    Parameters
    ----------
    config : dict
        After validation. `~` is expanded, and `a//b/../c/` becomes `a/c`.
    root : Path
        The folder of the Snakefile.
    where : str
        The file.

    Raises
    ------
    ConfigError
        If a folder cannot hold files of Reprise alone.
    """
    for key in ("results", "downloads"):
        config[key] = _one_form(config[key], key, where)
        if problem := _problem_of_place(Path(config[key]), root):
            raise _error(problem, key, config[key], where)
    results, downloads = (Path(config[key]).resolve() for key in ("results", "downloads"))
    if results.is_relative_to(downloads) or downloads.is_relative_to(results):
        problem = f"and downloads is '{config['downloads']}', but one may not be inside the other."
        raise _error(problem, "results", config["results"], where)
    if not is_own_results_folder(results):
        problem = f"which has files that Reprise did not make ({_list_entries(results)})."
        raise _error(problem, "results", config["results"], where)


def check_downloads_folder(folder: str | os.PathLike[str], where: str) -> None:
    """Refuse a folder for downloads that has other files; only a study with a URL needs it.

    Raises
    ------
    ConfigError
    """
    strangers = [name for name in _entries(folder) if not DOWNLOAD.fullmatch(name)]
    if strangers:
        problem = f"which has files that are no downloads ({_list_names(strangers)})."
        raise _error(problem, "downloads", str(folder), where)


def is_own_results_folder(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder is absent, empty, or has results of this or an earlier version."""
    studies = set(_entries(folder)) - set(LEFT_BEHIND)
    # The first command may have ended after Snakemake made the folders of its first outputs.
    is_beginning = all(Path(folder, name, "settings").is_dir() for name in studies)
    return is_beginning or _is_marked(Path(folder))


def mark_results_folder(folder: str | os.PathLike[str]) -> None:
    """Write the file by which Reprise recognizes its folder of results.

    Raises
    ------
    RepriseError
        If the folder cannot be written.
    """
    marker = Path(folder, MARKER)
    try:
        if not marker.exists():
            write_text_file(marker, MARKER_TEXT)
    except OSError as error:
        raise RepriseError(explain_os_error(error)) from None


def _one_form(text: str, key: str, where: str) -> str:
    """The path of a folder in one form: expanded, and without what has no meaning."""
    path = os.path.expanduser(text)
    problem = None
    if not text.isprintable():
        problem = "which has a character that cannot be seen."
    elif FORBIDDEN.search(path):
        problem = "but the name of a folder cannot have { and }, and variables are not expanded."
    elif path.startswith("~"):
        problem = "but there is no such user; ~ alone is your home folder."
    elif any(part != part.strip() for part in path.split("/")):
        problem = "which has white space at the beginning or the end of a name."
    elif path.startswith("-"):
        problem = "but a name that begins with - looks like an option."
    elif any(len(part.encode()) > LONGEST_NAME for part in path.split("/")):
        problem = f"but a name has at most {LONGEST_NAME} bytes."
    elif len(os.path.abspath(path).encode()) > LONGEST_PATH:
        problem = f"but the whole path has at most {LONGEST_PATH} bytes."
    if problem:
        raise _error(problem, key, text, where)
    return re.sub("^//+", "/", os.path.normpath(path))


def _problem_of_place(path: Path, root: Path) -> str | None:
    """Why a folder cannot be written into, wherever a link leads."""
    if path.is_symlink() and not path.exists():
        return "which is a link that leads nowhere."
    not_folder = next((p for p in (path, *path.parents) if p.exists() and not p.is_dir()), None)
    if not_folder:
        return "which is a file." if not_folder == path else f"but {not_folder} is a file."
    place, root = path.resolve(), root.resolve()
    working_directory = Path.cwd().resolve()
    names = {
        Path(os.path.expanduser("~")).resolve(): "your home folder",
        working_directory: "the working directory",
        root: "the folder of the project",
    }
    if place in names:
        return f"which is {names[place]}."
    for folder, name in names.items():
        if place in folder.parents:
            return f"which contains {name}."
    for folder in (root, working_directory):
        if place.is_relative_to(folder):
            first = place.relative_to(folder).parts[0]
            if first.startswith(HIDDEN_FOLDERS):
                return f"which is inside {first}."
            if folder == root and first.casefold() in PROJECT_FOLDERS:
                return f"which is inside the folder {first} of the project."
    outer = next((parent for parent in place.parents if _is_marked(parent)), None)
    return f"which is inside the results in {outer}." if outer else None


def _is_marked(folder: Path) -> bool:
    """Whether a folder has the marker, or a list of studies beside a study or a list of code.

    Earlier versions wrote no marker, and hooks of Snakemake, one of which writes it, can be off.
    """
    if (folder / MARKER).is_file():
        return True
    with suppress(OSError, ValueError):
        studies = json.loads((folder / "settings.json").read_bytes())
        if isinstance(studies, list):
            parts = (".code", *(f"{name}/settings" for name in os.listdir(folder)))
            return any((folder / part).is_dir() for part in parts)
    return False


def _entries(folder: str | os.PathLike[str]) -> list[str]:
    """What a folder contains, hidden files of the system aside; nothing if it is absent."""
    with suppress(OSError):
        return sorted(name for name in os.listdir(folder) if name not in NOT_CONTENT)
    return []


def _list_entries(folder: Path) -> str:
    return _list_names([name for name in _entries(folder) if name not in LEFT_BEHIND])


def _list_names(names: Iterable[str]) -> str:
    shown = list(names)
    more = ", …" if len(shown) > ENTRIES_SHOWN else ""
    return ", ".join(ascii(name)[1:-1] for name in shown[:ENTRIES_SHOWN]) + more


def _error(problem: str, key: str, value: str, where: str) -> ConfigError:
    shown = f"'{value}'" if value.isprintable() else ascii(value)
    return ConfigError(f"{key} is {shown}, {problem} {ADVICE.format(key=key)}", where, key, value)
