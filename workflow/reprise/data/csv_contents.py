"""Find out what a CSV contains: its format, and which columns are times, numbers and texts."""

import csv
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from reprise.data.csv_columns import NUMBER_OR_TIME, Table, read_columns, read_header
from reprise.data.csv_numbers import is_missing
from reprise.data.csv_text import PARQUET, decode, read_bytes
from reprise.data.parquet_columns import read_parquet
from reprise.data.time_columns import (
    CELLS_FOR_A_FIRST_LOOK,
    SHARE_OF_A_KIND,
    are_numbers,
    is_iso_time,
    list_time_formats,
    parses_numbers,
)
from reprise.errors import ConfigError

SEPARATORS = ("\t", ";", "|", ",")  # of equally good ones, the comma is also a decimal mark
LINES_FOR_SEPARATOR = 50
GROUPED_OR_DECIMAL = re.compile(r"[+-]?\d{1,3},\d{3}")  # 1,234 can be read as two numbers


@dataclass(frozen=True)
class Contents:
    """What a CSV contains.

    Attributes
    ----------
    table : Table
        All columns that have a name.
    separator : str
    formats : dict of str to (str or None)
        Each column of times, and its format; None if the times are ISO 8601.
    numbers : dict of str to ndarray of float64
        Each column of numbers; a missing observation is NaN.
    texts : list of str
        The other columns.
    mistakes : dict of str to ConfigError
        The columns of `texts` whose cells are nearly all numbers, and what is wrong with the first
        cell that is none.
    """

    table: Table
    separator: str
    formats: dict[str, str | None]
    numbers: dict[str, np.ndarray]
    texts: list[str]
    mistakes: dict[str, ConfigError]

    @property
    def columns(self) -> list[str]:
        """The names of all columns, in the order of the file."""
        return list(self.table.texts)


def read_contents(file: str | os.PathLike[str]) -> Contents:
    """Read all columns of a CSV, and find out what they are.

    Raises
    ------
    ConfigError
        If the file cannot be read, if it has one column, or if its first row has no names.
    """
    content = read_bytes(file)
    if content.startswith(PARQUET):
        separator, names = ",", read_parquet(content, str(file))[0]
    else:
        text = decode(content, file)
        if not text.strip():
            raise ConfigError("the file is empty; it needs a header and rows.", str(file))
        separator = find_separator(text)
        names = read_header(file, separator)
        _check_names(names, file)
        _refuse_lines_above_names(text, names, separator, str(file))
        _refuse_times_without_name(text, names, separator, str(file))
    named = list(dict.fromkeys(name for name in names if name and len(name.splitlines()) == 1))
    table = read_columns(file, named, separator)
    if len(names) < 2:
        raise ConfigError(
            f"has only one column ('{names[0]}'). A series needs a column of times beside its"
            " values, and samples need a column of classes or numbers beside their features.",
            str(file),
        )
    formats = {c: f[0] for c in named if (f := list_time_formats(table, c))}
    others = [name for name in named if name not in formats]
    table = Table(table.file, table.texts, table.lines, _find_decimal(table, others), table.unit)
    numbers: dict[str, np.ndarray] = {}
    mistakes: dict[str, ConfigError] = {}
    for name in others:
        try:
            numbers[name] = table.numbers(name, may_be_missing=True)
        except ConfigError as error:
            if _share_of_numbers(table.texts[name], table.decimal) >= SHARE_OF_A_KIND:
                mistakes[name] = error
    texts = [name for name in others if name not in numbers]
    return Contents(table, separator, formats, numbers, texts, mistakes)


def find_separator(text: str) -> str:
    """Find the character between two cells: the one that gives most columns in all first rows."""
    lines = text.lstrip("\r\n").splitlines()[:LINES_FOR_SEPARATOR]
    widths: dict[str, tuple[bool, int]] = {}
    for separator in (*SEPARATORS, " "):
        rows = list(csv.reader(lines, delimiter=separator, skipinitialspace=separator != " "))
        rows = [row for row in rows if row]
        is_regular = len({len(row) for row in rows}) == 1
        if len(rows[0]) > 1 and (separator != " " or (is_regular and not widths)):
            widths[separator] = (is_regular, len(rows[0]))
    return max(widths, key=lambda separator: widths[separator], default=",")


def _check_names(names: Sequence[str], file: str | os.PathLike[str]) -> None:
    """Check that the first row has names, and not observations."""
    if names and all(NUMBER_OR_TIME.fullmatch(name) or is_missing(name) for name in names):
        shown = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
        raise ConfigError(
            f"the first row ({shown}) looks like data; add a first row with the names of the"
            " columns, separated as the data are.",
            f"{file}, line 1",
        )


def _refuse_times_without_name(text: str, names: Sequence[str], separator: str, file: str) -> None:
    """Refuse a column of times that has no name, as pandas writes the index of a table."""
    unnamed = [position for position, name in enumerate(names) if not name]
    rows = csv.reader(text.splitlines()[:CELLS_FOR_A_FIRST_LOOK], delimiter=separator)
    first_rows = [row for row in rows if len(row) == len(names)][1:]
    for position in unnamed:
        if first_rows and all(is_iso_time(row[position].strip()) for row in first_rows):
            raise ConfigError(
                "the column of times has no name; write one into the first row, such as time"
                " (in pandas: to_csv(..., index_label='time')).",
                f"{file}, line 1",
            )


def _refuse_lines_above_names(text: str, names: Sequence[str], separator: str, file: str) -> None:
    """Refuse a title or a comment above the names of the columns."""
    if len(names) != 1:
        return
    lines = text.splitlines()[:LINES_FOR_SEPARATOR]
    for other in dict.fromkeys((separator, *SEPARATORS)):
        widths = [len(row) for row in csv.reader(lines, delimiter=other) if row]
        if np.mean(np.array(widths) > 1) >= SHARE_OF_A_KIND:
            raise ConfigError(
                f"the first row has one cell ('{names[0]}'), but the rows below have"
                f" {max(widths)}. Remove the lines above the names of the columns.",
                f"{file}, line 1",
            )


def _find_decimal(table: Table, columns: Sequence[str]) -> str:
    """The mark before the decimals with which more columns are numbers; a point if in doubt."""
    has_comma = False
    for name in columns:
        texts = table.texts[name]
        if any("," in text for text in texts) and are_numbers(texts, ","):
            has_comma |= any("," in t and not GROUPED_OR_DECIMAL.fullmatch(t) for t in texts)
    has_point = any(
        are_numbers(table.texts[name]) and any("." in text for text in table.texts[name])
        for name in columns
    )
    return "," if has_comma and not has_point else "."


def _share_of_numbers(texts: list[str], decimal: str) -> float:
    observed = [text for text in texts if not is_missing(text)]
    return sum(parses_numbers([text], decimal) for text in observed) / max(len(observed), 1)
