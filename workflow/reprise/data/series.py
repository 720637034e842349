"""Series: observations in the order of time, in one or several columns, read from a CSV."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from reprise.data.csv_columns import Table, read_columns
from reprise.data.csv_numbers import is_missing
from reprise.data.series_calendar import read_calendar
from reprise.errors import ConfigError

ADVICE_ON_MISSING = (
    "fill in the value, or set dataset.missing to interpolate, forward_fill or seasonal."
)


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
    future : dict of str to ndarray of float64, shape (later times,)
        What is known of the times after the last observation: column name to values.
    future_times : Index or None
        These times; None if there are none.
    """

    times: pd.Index
    columns: dict[str, np.ndarray]
    time_name: str
    targets: tuple[str, ...]
    frequency: str | None = None
    future: dict[str, np.ndarray] = field(default_factory=dict)
    future_times: pd.Index | None = None

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
    value: str | Sequence[str],
    time_format: str | None = None,
    time_prefix: str | None = None,
    *,
    inputs: Sequence[str] = (),
    known_inputs: Sequence[str] = (),
    time_zone: str | None = None,
    frequency: str | None = None,
    missing: str = "refuse",
    separator: str = ",",
    decimal: str = ".",
) -> Series:
    """Read a series from a file with a column of times and columns of values.

    Parameters
    ----------
    file : path-like
        A CSV or Parquet file; see `csv_columns.read_columns`.
    time : str
        The column of times.
    value : str or sequence of str
        The columns that are forecast.
    time_format, time_prefix : str, optional
        See `csv_times.parse_times`.
    inputs, known_inputs : sequence of str
        More columns that are read. If the last rows of the file have no target, their known inputs
        are the `future` of the series.
    time_zone, frequency : str, optional
        See `series_calendar.read_calendar`.
    missing : {"refuse", "interpolate", "forward_fill", "seasonal"}
        With "refuse", an observation that is missing is an error. Otherwise it is NaN in
        `Series.columns`, and the times that the file lacks are added.
    separator, decimal : str
        See `csv_columns.read_columns`.

    Returns
    -------
    Series

    Raises
    ------
    ConfigError
        If the file or a column is missing, if a cell cannot be read, or if the times do not follow
        their calendar. The message names the file, the line and the column.
    """
    targets = (value,) if isinstance(value, str) else tuple(value)
    names = (*targets, *inputs, *known_inputs)
    table = read_columns(file, (time, *names), separator, decimal)
    fills = missing != "refuse"
    calendar = read_calendar(table, time, time_format, time_prefix, time_zone, frequency, fills)
    rows = count_rows_with_targets(table, targets, may_have_future=bool(known_inputs))
    end = int(calendar.rows[rows - 1]) + 1
    columns, future = {}, {}
    for name in names:
        part = table if name in known_inputs else table.head(rows)
        numbers = part.numbers(name, may_be_missing=fills, advice=ADVICE_ON_MISSING)
        refuse_missing_at_start(table, name, numbers)
        column = np.full(len(calendar.times), np.nan)
        column[calendar.rows[: len(numbers)]] = numbers
        columns[name] = column[:end]
        if name in known_inputs:
            future[name] = column[end:]
    times, later = calendar.times[:end], calendar.times[end:]
    return Series(times, columns, time, targets, calendar.frequency, future, later)


def count_rows_with_targets(
    table: Table, targets: Sequence[str], may_have_future: bool = False
) -> int:
    """Count the rows up to the last observation of any target.

    Parameters
    ----------
    table : Table
    targets : sequence of str
    may_have_future : bool
        Whether later rows are allowed, because they have inputs that are known in advance.

    Raises
    ------
    ConfigError
        If there are later rows that are not allowed, or if no row has a target.
    """
    rows, last = len(table), len(table)
    while last and all(is_missing(table.texts[name][last - 1]) for name in targets):
        last -= 1
    if last < rows and not (may_have_future and last):
        columns = f"column '{targets[0]}'" if len(targets) == 1 else "columns of dataset.value"
        raise ConfigError(
            f"the cell is empty, and so are all cells of the {columns} up to the end of the file:"
            " the last observation must have a value, because nothing after it can be tested."
            f" Fill in the values, or remove the last {_count(rows - last, 'row')}.",
            table.place(last, targets[0]),
        )
    return last


def refuse_missing_at_start(table: Table, column: str, numbers: np.ndarray) -> None:
    """Refuse a column whose first observations are missing, because nothing can fill them.

    Raises
    ------
    ConfigError
    """
    if not np.isnan(numbers[0]):
        return
    observed = np.flatnonzero(~np.isnan(numbers))
    number = int(observed[0]) if len(observed) else len(numbers)
    raise ConfigError(
        f"the column begins with {_count(number, 'cell')} without an observation, and there is no"
        " earlier one to fill them from. Fill in the values, remove these rows at the beginning of"
        " the file, or leave out the column.",
        table.place(0, column),
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
