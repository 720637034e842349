"""Columns of a CSV file, with errors that name the file, the line and the column."""

import csv
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reprise.errors import ConfigError, did_you_mean


def read_columns(
    file: str | os.PathLike[str], columns: Sequence[str]
) -> list[tuple[int, dict[str, str]]]:
    """Read some columns of a CSV as text.

    Parameters
    ----------
    file : path-like
        A CSV in UTF-8 with a header; empty lines are skipped.
    columns : sequence of str
        The names of the columns to read.

    Returns
    -------
    list of (int, dict of str to str)
        For each row its line in the file, counted from 1, and the text of each column.

    Raises
    ------
    ConfigError
        If the file is missing or is not a CSV in UTF-8, if a column is missing or occurs twice,
        if there is no row, or if a row has more cells than the header or ends before a column
        that is read.
    """
    try:
        with Path(file).open(newline="", encoding="utf-8-sig") as handle:
            reader = csv.DictReader(handle)
            _check_header(list(reader.fieldnames or []), columns, str(file))
            rows = [
                (reader.line_num, _cells(row, columns, f"{file}, line {reader.line_num}"))
                for row in reader
            ]
    except FileNotFoundError:
        raise ConfigError("there is no such CSV file (dataset.file).", str(file)) from None
    except IsADirectoryError:
        raise ConfigError("is a folder, not a CSV file (dataset.file).", str(file)) from None
    except UnicodeDecodeError:
        raise ConfigError(
            "is not text in UTF-8; save the file again as CSV in UTF-8.", str(file)
        ) from None
    except csv.Error as error:
        raise ConfigError(
            f"is not a CSV file ({error}); save it again as CSV.", str(file)
        ) from None
    if not rows:
        raise ConfigError("has no rows below its header; add the observations.", str(file))
    return rows


def read_header(file: str | os.PathLike[str]) -> list[str]:
    """Read the names of the columns of a CSV in UTF-8."""
    with Path(file).open(newline="", encoding="utf-8-sig") as handle:
        return next(csv.reader(handle), [])


def parse_number(text: str, where: str) -> float:
    """Parse a cell as a finite number.

    Parameters
    ----------
    text : str
    where : str
        The file, the line and the column, for the message of an error.

    Raises
    ------
    ConfigError
        If the text is not a finite number.
    """
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        problem = f"'{text}' is not a finite number" if text.strip() else "the cell is empty"
        raise ConfigError(f"{problem}; fill in the value.", where)
    return number


def _check_header(header: list[str], columns: Sequence[str], where: str) -> None:
    """Check that a header has each of some columns once."""
    for column in columns:
        if column not in header:
            raise ConfigError(
                f"has no column '{column}'.{did_you_mean(column, header)} Its columns are:"
                f" {', '.join(header) or 'none'}.{_advise_on_separator(header)}",
                where,
            )
        if header.count(column) > 1:
            raise ConfigError(f"has two columns named '{column}'; rename one of them.", where)


def _cells(row: Mapping[str | None, Any], columns: Sequence[str], where: str) -> dict[str, str]:
    """The cells of some columns of a row, as csv.DictReader gives it."""
    if any(row.get(None) or ()):
        raise ConfigError(
            "the row has more cells than the header; write decimals with a point, and put a text"
            " that contains a comma into quotation marks.",
            where,
        )
    for column in columns:
        if row[column] is None:
            raise ConfigError(f"the row ends before column '{column}'; fill in the value.", where)
    return {column: row[column] for column in columns}


def _advise_on_separator(header: list[str]) -> str:
    """Advice for a file that seems to separate its columns by semicolons or tabs."""
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        return " Separate columns by commas, and write decimals with a point."
    return ""
