"""An index of files: whether a file has changed since it was indexed.

Like the index of git, it keeps size and times of each file next to the digest of its content. A
file with the same size and times is unchanged, so thousands of files are compared without reading
them. If size or times differ, the content decides.
"""

import os
from collections.abc import Iterable
from typing import Any

from reprise.digests import file_digest

# For each path relative to a folder: size in bytes, time of the last change of the content and of
# the status in nanoseconds, SHA-256. No command sets the time of the status, unlike the other.
Index = dict[str, list[Any]]


def index_files(paths: Iterable[str], folder: str) -> Index:
    """Index files of a folder and its subfolders.

    Parameters
    ----------
    paths : iterable of str
        Each begins with the folder.
    folder : str
        It is not a part of the index, so the folder can be moved.
    """
    index: Index = {}
    for path in paths:
        status = _status(path)  # before the content, so that a change in between is noticed
        index[path.removeprefix(f"{folder}/")] = [*status, file_digest(path)]
    return index


def is_unchanged(path: str, folder: str, index: Index) -> bool:
    """Whether a file exists and has the content that it had when it was indexed."""
    entry = index.get(path.removeprefix(f"{folder}/"))
    if entry is None:
        return False
    try:
        return _status(path) == entry[:-1] or file_digest(path) == entry[-1]
    except OSError:
        return False


def _status(path: str) -> list[int]:
    status = os.stat(path)
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns]
