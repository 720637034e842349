"""Files that are complete or absent, and checks that find a damaged file.

A process may end at any moment: by a signal, a full disk or a power failure. Afterwards each file
has its new content or its old content, or it is absent. It never has a part of its content.
"""

import gzip
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import psutil

from reprise.digests import file_digest
from reprise.errors import DamagedFileError

FilePath = str | os.PathLike[str]

DIGITS_OF_A_DIGEST = 64  # hexadecimal digits of SHA-256


@contextmanager
def complete_file(path: FilePath, durable: bool = True) -> Iterator[IO[bytes]]:
    """Open a binary file for writing that gets its name only after it was written completely.

    Until then the content is in a hidden partial file in the same folder.

    Parameters
    ----------
    path : path-like
        Folders that do not exist are created.
    durable : bool
        Whether the content is flushed to the disk before the file gets its name. Otherwise some
        file systems keep the name and lose the content when the power fails. Flushing takes a
        millisecond. A file that contains a checksum of its own does not need it.

    Raises
    ------
    OSError
        If the file cannot be written, for example because the disk is full. The error names the
        file, and the partial file is removed.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(partial, "wb") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        if error.filename not in (None, str(partial)):
            raise
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


@contextmanager
def complete_gzip_file(path: FilePath) -> Iterator[gzip.GzipFile]:
    """Open a compressed file for writing, as `complete_file` does.

    Equal content gives equal bytes, because the file stores neither a name nor a time.
    """
    with (
        complete_file(path) as file,
        gzip.GzipFile(filename="", mode="wb", compresslevel=1, fileobj=file, mtime=0) as packed,
    ):
        yield packed


def write_text_file(path: FilePath, text: str, durable: bool = True) -> None:
    """Write a text file in UTF-8 that is complete or absent; see `complete_file`."""
    with complete_file(path, durable) as file:
        file.write(text.encode())


def has_content(path: FilePath, text: str) -> bool:
    """Whether a file exists and contains exactly this text."""
    try:
        return Path(path).read_bytes() == text.encode()
    except FileNotFoundError:
        return False


def json_text(document: Any) -> str:
    """The text of a JSON file with this document."""
    return json.dumps(document, indent=1) + "\n"


def read_json(path: FilePath) -> Any:
    """Read a JSON file that a job has written.

    Raises
    ------
    DamagedFileError
        If the file is not complete.
    """
    try:
        return json.loads(Path(path).read_bytes())
    except ValueError as error:
        raise DamagedFileError(path, f"is not complete ({error})") from None


def write_digests(path: FilePath, files: Iterable[FilePath]) -> None:
    """Write the SHA-256 digests of files, in the format of `sha256sum --check`.

    Parameters
    ----------
    path : path-like
        The file with the digests. It names each file relative to its own folder.
    files : iterable of path-like
    """
    lines = [f"{file_digest(file)}  {_name_in(path, file)}\n" for file in files]
    write_text_file(path, "".join(lines))


def check_digests(path: FilePath, files: Iterable[FilePath]) -> None:
    """Compare the content of files with the digests that `write_digests` wrote.

    Parameters
    ----------
    path : path-like
        The file with the digests. It may have the digests of more files.
    files : iterable of path-like

    Raises
    ------
    DamagedFileError
        If a file was changed after its digest was written, or if the digests are not complete.
    """
    digests = {name: digest for digest, name in _read_digest_lines(path)}
    for file in files:
        if (name := _name_in(path, file)) not in digests:
            raise DamagedFileError(path, f"is not complete (it has no digest of {name})")
        if digests[name] != file_digest(file):
            raise DamagedFileError(file, "was changed after it was written")


def remove_partial_files(folder: FilePath) -> None:
    """Remove the partial files of processes that have ended from a folder and its subfolders."""
    for parent, _, names in os.walk(folder):
        for name in names:
            stem, _, process = name.rpartition(".")
            is_partial = stem.startswith(".") and "." in stem[1:] and process.isdigit()
            if is_partial and not psutil.pid_exists(int(process)):
                Path(parent, name).unlink(missing_ok=True)


def _read_digest_lines(path: FilePath) -> Iterator[tuple[str, str]]:
    """Yield the digest and the name of each file; undecodable text is a wrong line."""
    for line in Path(path).read_text(encoding="utf-8", errors="replace").splitlines():
        digest, separator, name = line.partition("  ")
        if not (separator and len(digest) == DIGITS_OF_A_DIGEST):
            raise DamagedFileError(path, "is not complete (a line has no digest)")
        yield digest, name


def _name_in(digests_path: FilePath, file: FilePath) -> str:
    """The path of a file relative to the folder of the digests."""
    return Path(os.path.relpath(file, Path(digests_path).parent)).as_posix()
