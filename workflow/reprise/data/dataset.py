"""Datasets: a series in the order of time, or samples with a class each."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from reprise.data.csv_columns import parse_number, read_columns
from reprise.data.samples import BUILT_IN, build_samples, read_samples
from reprise.errors import ConfigError


@dataclass(frozen=True)
class Series:
    """Observations in the order of time.

    Attributes
    ----------
    times : list of datetime, or of int for a series that the study lists
    values : ndarray of float64, shape (observations,)
    time_name, value_name : str
        The CSV's column names.
    """

    times: list
    values: np.ndarray
    time_name: str
    value_name: str


def read_series(file, time, value, time_format=None):
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
    times, values = [], []
    for line, row in read_columns(file, (time, value)):
        where, time_text = f"{file}, line {line}", row[time]
        times.append(_parse_time(time_text, time_format, f"{where}, column '{time}'"))
        if (times[-1].tzinfo is None) != (times[0].tzinfo is None):
            raise ConfigError(f"{where}: '{time_text}' and the first time differ in time zone.")
        if len(times) > 1 and times[-1] <= times[-2]:
            raise ConfigError(
                f"{where}: the time '{time_text}' does not come after the one before it;"
                " sort the rows and drop repeated times."
            )
        values.append(parse_number(row[value], f"{where}, column '{value}'"))
    return Series(times, np.array(values), time, value)


def load_dataset(said, file=None):
    """The dataset that a study describes.

    Parameters
    ----------
    said : dict
        The study's `dataset` section.
    file : path-like, optional
        Where its CSV is, for one that has a CSV.

    Returns
    -------
    Series or samples.Samples
    """
    if "builtin" in said:
        options = {k: said[k] for k in ("samples", "noise", "random_state") if k in said}
        return build_samples(said["builtin"], **options)
    if "label" in said:
        return read_samples(file, said["features"], said["label"])
    if "values" in said:
        values = np.array(said["values"], dtype=np.float64)
        return Series(list(range(1, len(values) + 1)), values, "position", "value")
    return read_series(file, said["time"], said["value"], said.get("time_format"))


def is_series(said):
    """Whether a study's `dataset` section describes a series, and not samples."""
    return "builtin" not in said and "label" not in said


def count_observations(said, file=None):
    """How many rows a dataset has and how many classes, None for a series.

    Does not import scikit-learn, which takes longer than a dry run may.
    """
    if "builtin" in said:
        rows, classes = BUILT_IN[said["builtin"]]
        return rows or said["samples"], classes
    dataset = load_dataset(said, file)
    if is_series(said):
        return len(dataset.values), None
    return len(dataset.y), len(dataset.class_names)


def first_rows(dataset, count=5):
    """The first rows as text, times as dates (LSTM tutorial, "Shampoo Sales Dataset")."""
    if not isinstance(dataset, Series):
        return _first_samples(dataset, count)
    lines = [dataset.time_name]
    for time, observation in list(zip(dataset.times, dataset.values, strict=True))[:count]:
        lines.append(f"{_date_of(time)}    {observation}")
    return "\n".join([*lines, f"Name: {dataset.value_name}, dtype: {dataset.values.dtype}", ""])


def _first_samples(samples, count):
    names = [samples.class_names[k] for k in samples.y[:count]]
    if samples.are_images:
        shape = " x ".join(map(str, samples.x.shape[1:3]))
        return f"images of {shape} pixels, of the classes {', '.join(names)}, ...\n"
    lines = ["    ".join([*samples.feature_names, "class"])]
    for row, name in zip(samples.x[:count], names, strict=True):
        lines.append("    ".join([*(f"{v:.6f}" for v in row), name]))
    return "\n".join([*lines, ""])


def _date_of(time):
    if isinstance(time, int):
        return time
    at_midnight = (time.hour, time.minute, time.second) == (0, 0, 0)
    return time.date() if at_midnight else time


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
