"""Find out what a CSV contains: its format, and which columns are times, numbers and texts."""

import csv
import itertools
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from reprise.data.csv_columns import NUMBER_OR_TIME, Table, read_columns, read_header
from reprise.data.csv_numbers import is_missing, parse_numbers
from reprise.data.csv_text import PARQUET, decode, read_bytes
from reprise.data.csv_times import guess_time_formats, parse_times
from reprise.data.parquet_columns import read_parquet
from reprise.data.series_calendar import IRREGULAR, SeriesCalendar, read_calendar
from reprise.errors import ConfigError

SEPARATORS = ("\t", ";", "|", ",")  # of equally good ones, the comma is also a decimal mark
LINES_FOR_SEPARATOR = 50
CELLS_FOR_A_FIRST_LOOK = 50
SHARE_OF_A_KIND = 0.9  # a column with more cells of a kind has mistakes in the others
# Numbers that are years, or years with months, if they increase.
YEARS = {
    "%Y": re.compile(r"[12]\d{3}"),
    "%Y.0": re.compile(r"[12]\d{3}\.0"),
    "%Y%m": re.compile(r"[12]\d{3}(0[1-9]|1[0-2])"),
}
YEAR_CODE = re.compile("%[YyG]")
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


@dataclass(frozen=True)
class FoundTimes:
    """The times of a series, and the keys of a dataset with which they can be read.

    Attributes
    ----------
    column : str
    time_format : str or None
    other_formats : list of str
        Formats that also suit all times, but give a calendar with more gaps.
    is_irregular : bool
    has_mixed_offsets : bool
        Whether the times have different offsets, so that they are shown in UTC.
    calendar : SeriesCalendar
    """

    column: str
    time_format: str | None
    other_formats: list[str]
    is_irregular: bool
    has_mixed_offsets: bool
    calendar: SeriesCalendar


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


def list_time_formats(table: Table, column: str) -> list[str | None]:
    """List the formats in which all cells of a column are times; None stands for ISO 8601.

    Raises
    ------
    ConfigError
        If nearly all cells are times in ISO 8601, and some are not.
    """
    texts = table.texts[column]
    first_look = texts[:CELLS_FOR_A_FIRST_LOOK]
    if _are_numbers(first_look):
        return [name for name in YEARS if _are_increasing_years(texts, name)]
    is_time = [_is_iso_time(text) for text in first_look]
    if all(is_time) or np.mean(is_time) >= SHARE_OF_A_KIND:
        parse_times(texts, lambda row: table.place(row, column))
        return [None]
    if any(not text for text in texts) or not guess_time_formats(first_look):
        return []
    return [name for name in guess_time_formats(texts) if YEAR_CODE.search(name)]


def find_times(contents: Contents) -> FoundTimes:
    """Choose the column of times of a series, and read its calendar.

    Raises
    ------
    ConfigError
        If the times are not in order, or one of them is off the calendar.
    """
    readings = []
    errors = []
    for column in contents.formats:
        for time_format in list_time_formats(contents.table, column):
            try:
                readings.append(_read_times(contents.table, column, time_format))
            except ConfigError as error:
                errors.append(error)
        if readings:
            break
    if not readings:
        raise errors[0]
    readings.sort(key=lambda times: (times.is_irregular, len(times.calendar.times)))
    best, *others = readings
    other_formats = [times.time_format for times in others if times.time_format]
    return FoundTimes(
        best.column,
        best.time_format,
        other_formats,
        best.is_irregular,
        best.has_mixed_offsets,
        best.calendar,
    )


def _read_times(table: Table, column: str, time_format: str | None) -> FoundTimes:
    """Read the calendar of a column; times without a calendar are irregular."""
    zone, frequency = None, None
    while True:
        try:
            calendar = read_calendar(table, column, time_format, None, zone, frequency, True)
        except ConfigError as error:
            if error.key == "dataset.time_zone" and zone is None:
                zone = "UTC"
            elif "follow no calendar" in error.problem and frequency is None:
                frequency = IRREGULAR
            else:
                raise
        else:
            return FoundTimes(column, time_format, [], bool(frequency), bool(zone), calendar)


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
        if first_rows and all(_is_iso_time(row[position].strip()) for row in first_rows):
            raise ConfigError(
                "the column of times has no name; write one into the first row, such as time"
                " (in pandas: to_csv(..., index_label='time')).",
                f"{file}, line 1",
            )


def _find_decimal(table: Table, columns: Sequence[str]) -> str:
    """The mark before the decimals with which more columns are numbers; a point if in doubt."""
    has_comma = False
    for name in columns:
        texts = table.texts[name]
        if any("," in text for text in texts) and _are_numbers(texts, ","):
            has_comma |= any("," in t and not GROUPED_OR_DECIMAL.fullmatch(t) for t in texts)
    has_point = any(
        _are_numbers(table.texts[name]) and any("." in text for text in table.texts[name])
        for name in columns
    )
    return "," if has_comma and not has_point else "."


def _are_numbers(texts: list[str], decimal: str = ".") -> bool:
    """Whether all cells that are not missing are numbers, and there is one."""
    texts = [text for text in texts if not is_missing(text)]
    return bool(texts) and _parses_numbers(texts, decimal)


def _parses_numbers(texts: list[str], decimal: str) -> bool:
    try:
        parse_numbers(texts, str, decimal)
    except ConfigError:
        return False
    return True


def _share_of_numbers(texts: list[str], decimal: str) -> float:
    observed = [text for text in texts if not is_missing(text)]
    return sum(_parses_numbers([text], decimal) for text in observed) / max(len(observed), 1)


def _is_iso_time(text: str) -> bool:
    try:
        parse_times([text], str)
    except ConfigError:
        return False
    return True


def _are_increasing_years(texts: list[str], time_format: str) -> bool:
    pattern = YEARS[time_format]
    if not all(pattern.fullmatch(text) for text in texts):
        return False
    pairs: Iterator[tuple[str, str]] = itertools.pairwise(texts)
    return all(earlier < later for earlier, later in pairs)
