"""Datasets: observations in the order of time, read from a CSV."""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from reprise.errors import ConfigError, did_you_mean


@dataclass(frozen=True)
class Dataset:
    """Observations in the order of time.

    Attributes
    ----------
    times : list of datetime
    values : ndarray of float64, shape (observations,)
    time_name, value_name : str
        The CSV's column names.
    """

    times: list
    values: np.ndarray
    time_name: str
    value_name: str


def read_dataset(file, time, value, time_format=None):
    """Read a CSV with a column of times and a column of values.

    Parameters
    ----------
    file : path-like
    time, value : str
        Column names.
    time_format : str, optional
        strptime codes; ISO 8601 without it (`1901-01` counts as the first of the month).

    Raises
    ------
    ConfigError
        If the file or a column is missing, a cell cannot be read, or times do not increase.
        The message names the file, the line and the cell.
    """
    path = Path(file)
    try:
        with path.open(newline="", encoding="utf-8-sig") as handle:
            reader = csv.DictReader(handle)
            columns = reader.fieldnames or []
            for column in (time, value):
                if column not in columns:
                    raise ConfigError(
                        f"{file}: has no column '{column}'.{did_you_mean(column, columns)}"
                        f" Its columns: {', '.join(columns) or 'none'}.{_separator_hint(columns)}"
                    )
                if columns.count(column) > 1:
                    raise ConfigError(f"{file}: has two columns '{column}'; rename one.")
            rows = [(reader.line_num, row[time], row[value]) for row in reader]
    except FileNotFoundError:
        raise ConfigError(f"{file}: there is no such CSV file (dataset.file).") from None
    except IsADirectoryError:
        raise ConfigError(f"{file}: is a folder, not a CSV file (dataset.file).") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: is not UTF-8 text; save it as CSV UTF-8.") from None
    if not rows:
        raise ConfigError(f"{file}: has a header and no rows.")

    times, values = [], []
    for line, time_text, value_text in rows:
        where = f"{file}, line {line}"
        times.append(_parse_time(time_text, time_format, f"{where}, column '{time}'"))
        if (times[-1].tzinfo is None) != (times[0].tzinfo is None):
            raise ConfigError(f"{where}: '{time_text}' and the first time differ in time zone.")
        if len(times) > 1 and times[-1] <= times[-2]:
            raise ConfigError(
                f"{where}: the time '{time_text}' does not come after the one before it;"
                " sort the rows and drop repeated times."
            )
        values.append(_parse_value(value_text, f"{where}, column '{value}'"))
    return Dataset(times, np.array(values), time, value)


def read_source(file, said):
    """Read a CSV as a study's `dataset` section describes it."""
    return read_dataset(file, said["time"], said["value"], said.get("time_format"))


def first_rows(dataset, count=5):
    """The first rows as text, times as dates (LSTM tutorial, "Shampoo Sales Dataset")."""
    lines = [dataset.time_name]
    for time, observation in list(zip(dataset.times, dataset.values, strict=True))[:count]:
        at_midnight = (time.hour, time.minute, time.second) == (0, 0, 0)
        lines.append(f"{time.date() if at_midnight else time}    {observation}")
    return "\n".join([*lines, f"Name: {dataset.value_name}, dtype: {dataset.values.dtype}", ""])


def _separator_hint(columns):
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t"):
        return " Separate columns by commas, and write decimals with a point."
    return ""


def _parse_time(text, time_format, where):
    try:
        if time_format:
            return datetime.strptime(text, time_format)
        return datetime.fromisoformat(f"{text}-01" if text and len(text) == 7 else text)
    except (ValueError, TypeError):
        wanted = f"the format '{time_format}'" if time_format else "ISO 8601 (2024-01-31)"
        raise ConfigError(
            f"{where}: '{text}' is not a time in {wanted}; set dataset.time_format to match."
        ) from None


def _parse_value(text, where):
    try:
        number = float(text)
    except (ValueError, TypeError):
        number = float("nan")
    if not np.isfinite(number):
        raise ConfigError(f"{where}: '{text}' is not a number; fill or drop the row.")
    return number
