"""The text of a CSV file: UTF-8, with or without a byte-order mark, also compressed with gzip."""

import gzip
import os
import zlib
from pathlib import Path

from reprise.console import show_message
from reprise.errors import ConfigError

MEGABYTE = 10**6
LARGE_FILE = 20 * MEGABYTE  # reading it takes a second, so a message says that it is read
LARGEST_TEXT = 4096 * MEGABYTE  # a small gzip file can stand for more than a machine can hold
GZIP = b"\x1f\x8b"
PARQUET = b"PAR1"
# How files begin that are often taken for a CSV.
OTHER_FILES = {
    b"\xff\xfe": "is text in UTF-16",
    b"\xfe\xff": "is text in UTF-16",
    b"PK\x03\x04": "is a ZIP archive or a spreadsheet (.xlsx, .ods)",
    b"\xd0\xcf\x11\xe0": "is a spreadsheet (.xls)",
    b"BZh": "is compressed with bzip2",
    b"\xfd7zXZ": "is compressed with xz",
    b"\x28\xb5\x2f\xfd": "is compressed with zstd",
    b"%PDF": "is a PDF",
    b"\x89HDF": "is an HDF5 file",
    b"\x93NUMPY": "is a file of NumPy",
    b"SQLite": "is a database of SQLite",
    b"<!DOCTYPE": "is a web page",
    b"<html": "is a web page",
    b"version https://git-lfs": "is a pointer of Git LFS (`git lfs pull` fetches the file)",
}
SAVE_AGAIN = "save it again as CSV in UTF-8"


def read_bytes(file: str | os.PathLike[str]) -> bytes:
    """Read the content of a data file, and say so if this takes long.

    A file that is compressed with gzip is known by its first bytes, because a download keeps its
    content and not its name.

    Raises
    ------
    ConfigError
        If there is no such file, if it is a folder, or if it is a damaged gzip file.
    """
    path = Path(file)
    try:
        size = path.stat().st_size
        if size >= LARGE_FILE:
            show_message(f"Reading {file} ({size / MEGABYTE:.0f} MB)")
        content = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError("there is no such CSV file (dataset.file).", str(file)) from None
    except IsADirectoryError:
        raise ConfigError("is a folder, not a CSV file (dataset.file).", str(file)) from None
    except PermissionError:
        raise ConfigError("cannot be read; allow to read it.", str(file)) from None
    return _decompress(path, content) if content.startswith(GZIP) else content


def decode(content: bytes, file: str | os.PathLike[str]) -> str:
    """Decode the content of a CSV.

    Raises
    ------
    ConfigError
        If the content is not text in UTF-8. The message names the line.
    """
    for beginning, what in OTHER_FILES.items():
        if content.startswith(beginning):
            raise ConfigError(f"{what}, not CSV in UTF-8; {SAVE_AGAIN}.", str(file))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"is not text in UTF-8; {SAVE_AGAIN}.", f"{file}, {_line_of(content, error.start)}"
        ) from None
    if "\0" in text:
        raise ConfigError(
            "has a NUL byte (00), so it is damaged, or it is no text in UTF-8. Remove the byte, or"
            f" {SAVE_AGAIN}.",
            f"{file}, {_line_of(content, content.index(0))}",
        )
    return text


def _decompress(path: Path, content: bytes) -> bytes:
    """Decompress a gzip file, up to the largest text."""
    try:
        with gzip.open(path) as compressed:
            content = compressed.read(LARGEST_TEXT + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise ConfigError(
            f"is a gzip file that is damaged or not complete ({error}); copy it again.", str(path)
        ) from None
    if len(content) > LARGEST_TEXT:
        raise ConfigError(
            f"is a gzip file with more than {LARGEST_TEXT // MEGABYTE} MB of text; use fewer rows.",
            str(path),
        )
    return content


def _line_of(content: bytes, position: int) -> str:
    before = content[:position]
    line_ends = before.count(b"\n") or before.count(b"\r")
    return f"line {line_ends + 1}"
