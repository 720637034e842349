"""Series: observations in the order of time, in one or several columns, read from a CSV."""

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from reprise.data.csv_columns import parse_number, read_columns
from reprise.errors import ConfigError


@dataclass(frozen=True)
class Series:
    """Observations in the order of time.

    Attributes
    ----------
    times : Index
        One time per observation: a DatetimeIndex, or the positions 1, 2, 3... of a series that
        Reprise generates.
    columns : dict of str to ndarray of float64, shape (observations,)
        Column name to observations. A missing observation is NaN.
    time_name : str
        The column name of the times.
    targets : tuple of str
        The names of the columns that are forecast.
    frequency : str or None
        The time from one observation to the next, as an offset of pandas ("D", "QS-OCT"). None for
        positions and for irregular times.
    """

    times: pd.Index
    columns: dict[str, np.ndarray]
    time_name: str
    targets: tuple[str, ...]
    frequency: str | None = None

    @classmethod
    def of_values(cls, times: Any, values: Any, time_name: str, value_name: str) -> "Series":
        """Make a series of one column."""
        column = np.asarray(values, dtype=np.float64)
        return cls(pd.Index(times), {value_name: column}, time_name, (value_name,))

    def __len__(self) -> int:
        """The number of observations, including the missing ones."""
        return len(self.times)

    @property
    def values(self) -> np.ndarray:
        """The observations of the first target."""
        return self.columns[self.targets[0]]


def read_series(
    file: str | os.PathLike[str],
    time: str,
    value: str,
    time_format: str | None = None,
    time_prefix: str | None = None,
) -> Series:
    """Read a series from a CSV with a column of times and a column of values.

    Parameters
    ----------
    file : path-like
    time, value : str
        Column names.
    time_format : str, optional
        The format of a time in the codes of strptime. Without it, times are ISO 8601; `1901-01`
        is the first day of the month.
    time_prefix : str, optional
        A text that is put before every time of the file, before the time is read.

    Returns
    -------
    Series

    Raises
    ------
    ConfigError
        If the file or a column is missing, a cell cannot be read, or the times do not increase.
        The message names the file, the line and the column.
    """
    times: list[datetime] = []
    values: list[float] = []
    for line, row in read_columns(file, (time, value)):
        where = f"{file}, line {line}, column '{time}'"
        text = f"{time_prefix or ''}{row[time]}"
        current = _parse_time(text, time_format, where)
        if times:
            _check_order(times[-1], current, text, where)
        times.append(current)
        values.append(parse_number(row[value], f"{file}, line {line}, column '{value}'"))
    return Series.of_values(times, values, time, value)


def _parse_time(text: str, time_format: str | None, where: str) -> datetime:
    try:
        if time_format:
            return datetime.strptime(text, time_format)
        is_month = len(text) == len("1901-01")
        return datetime.fromisoformat(f"{text}-01" if is_month else text)
    except ValueError:
        expected = f"the format '{time_format}'" if time_format else "ISO 8601 (2024-01-31)"
        raise ConfigError(
            f"'{text}' is not a time in {expected}. Correct the cell, or set dataset.time_format"
            " to the format of the file.",
            where,
            "dataset.time_format",
            text,
        ) from None


def _check_order(previous: datetime, current: datetime, text: str, where: str) -> None:
    """Check that a time comes after the time of the row before."""
    if (previous.tzinfo is None) != (current.tzinfo is None):
        raise ConfigError(
            f"the time '{text}' and the time of the row before differ in their time zone: one has"
            " a time zone and the other has none. Write both in the same way.",
            where,
        )
    if current <= previous:
        raise ConfigError(
            f"the time '{text}' does not come after the time of the row before; sort the rows by"
            " time, and keep one row per time.",
            where,
        )
