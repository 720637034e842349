"""The column of times of a CSV: found by its cells, with the format that its times have."""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from reprise.data.csv_columns import Table
from reprise.data.csv_numbers import is_missing, parse_numbers
from reprise.data.csv_times import guess_time_formats, parse_times
from reprise.data.series_calendar import IRREGULAR, SeriesCalendar, read_calendar
from reprise.errors import ConfigError

CELLS_FOR_A_FIRST_LOOK = 50
SHARE_OF_A_KIND = 0.9  # a column with more cells of a kind has mistakes in the others
# Numbers that are years, or years with months, if they increase.
YEARS = {
    "%Y": re.compile(r"[12]\d{3}"),
    "%Y.0": re.compile(r"[12]\d{3}\.0"),
    "%Y%m": re.compile(r"[12]\d{3}(0[1-9]|1[0-2])"),
}
SECONDS = re.compile(r"1\d{9}|1\d{12}")  # or milliseconds, since 1970
YEAR_CODE = re.compile("%[YyG]")


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


def list_time_formats(table: Table, column: str) -> list[str | None]:
    """List the formats in which all cells of a column are times; None stands for ISO 8601.

    Raises
    ------
    ConfigError
        If nearly all cells are times in ISO 8601, and some are not.
    """
    texts = table.texts[column]
    first_look = texts[:CELLS_FOR_A_FIRST_LOOK]
    if all(SECONDS.fullmatch(text) for text in texts) and _is_increasing(texts):
        parse_times(texts, lambda row: table.place(row, column))  # the error tells what to do
    if are_numbers(first_look):
        return [name for name in YEARS if _are_increasing_years(texts, name)]
    is_time = [is_iso_time(text) for text in first_look]
    if all(is_time) or np.mean(is_time) >= SHARE_OF_A_KIND:
        parse_times(texts, lambda row: table.place(row, column))
        return [None]
    if any(not text for text in texts) or not guess_time_formats(first_look):
        return []
    return [name for name in guess_time_formats(texts) if YEAR_CODE.search(name)]


def find_times(table: Table, formats: Mapping[str, str | None]) -> FoundTimes:
    """Choose the column of times of a series, and read its calendar.

    Raises
    ------
    ConfigError
        If the times are not in order, or one of them is off the calendar.
    """
    readings = []
    errors = []
    for column in formats:
        for time_format in list_time_formats(table, column):
            try:
                readings.append(_read_times(table, column, time_format))
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


def is_iso_time(text: str) -> bool:
    try:
        parse_times([text], str)
    except ConfigError:
        return False
    return True


def _are_increasing_years(texts: list[str], time_format: str) -> bool:
    pattern = YEARS[time_format]
    return all(pattern.fullmatch(text) for text in texts) and _is_increasing(texts)


def _is_increasing(texts: list[str]) -> bool:
    """Whether numbers with equally many digits increase."""
    pairs: Iterator[tuple[str, str]] = itertools.pairwise(texts)
    return all(earlier < later for earlier, later in pairs)


def are_numbers(texts: list[str], decimal: str = ".") -> bool:
    """Whether all cells that are not missing are numbers, and there is one."""
    texts = [text for text in texts if not is_missing(text)]
    return bool(texts) and parses_numbers(texts, decimal)


def parses_numbers(texts: list[str], decimal: str) -> bool:
    try:
        parse_numbers(texts, str, decimal)
    except ConfigError:
        return False
    return True
