"""Datasets: load the series or the samples that a study describes, and show their first rows."""

import os
from datetime import datetime
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd

from reprise.data.calendars import has_one_time_of_day
from reprise.data.generated_datasets import read_generated
from reprise.data.samples import BUILT_IN, CLASS, Samples, read_samples
from reprise.data.series import Series, read_series
from reprise.errors import ConfigError
from reprise.escape import show_control_characters
from reprise.settings import BUILT_IN_SERIES, DatasetSettings
from reprise.storage import check_digests

Dataset = Series | Samples
Value = TypeVar("Value")


def load_dataset(settings: DatasetSettings, file: str | os.PathLike[str]) -> Dataset:
    """Load the dataset that a study describes.

    Parameters
    ----------
    settings : DatasetSettings
    file : path-like
        The CSV: the user's own, or the one that a rule wrote into the folder of the study.

    Returns
    -------
    Series or Samples

    Raises
    ------
    ConfigError
        If the CSV cannot be read; the message names the file, the line and the column.
    DamagedFileError
        If a CSV that a rule wrote was changed afterwards.
    """
    if settings.file is None and os.path.exists(dataset_digests(file)):
        check_digests(dataset_digests(file), [file])
    if settings.is_generated:
        return read_generated(settings, file)
    if not settings.is_series:
        features = _require(settings.features, "features")
        return read_samples(
            file,
            features,
            settings.label,
            settings.image_shape,
            settings.target,
            **settings.format_options,
        )
    time, value = _require(settings.time, "time"), _require(settings.value, "value")
    return read_series(file, time, value, **settings.series_options, **settings.format_options)


class DatasetSize(NamedTuple):
    """What a plan needs to know of a dataset.

    Attributes
    ----------
    observations : int or None
        The number of observations; None if the dataset is not downloaded yet.
    classes : int
        The number of classes; 0 for a series and for samples with a number each.
    times : Index or None
        The times of a series that is read from a CSV.
    is_observed : ndarray of bool, shape (observations,), or None
        Whether no target of a series is missing at a position; None if none is missing anywhere.
    future : int
        For how many times after the last observation all known inputs of a series are known.
    smallest_class : int or None
        The number of samples of the rarest class, if it is known.
    """

    observations: int | None
    classes: int
    times: pd.Index | None = None
    is_observed: np.ndarray | None = None
    future: int = 0
    smallest_class: int | None = None


def size_of_generated(settings: DatasetSettings) -> DatasetSize:
    """Count the observations and classes of a dataset that Reprise generates.

    A dry run calls this function. Therefore it makes no dataset, and it does not import
    scikit-learn, which takes seconds.
    """
    if settings.values:
        return DatasetSize(len(settings.values), 0)
    if settings.builtin in BUILT_IN_SERIES:
        return DatasetSize(_require(settings.samples, "samples"), 0)
    built_in = BUILT_IN[_require(settings.builtin, "builtin")]
    rows = built_in.rows or _require(settings.samples, "samples")
    smallest = built_in.smallest_class or rows // 2 if built_in.classes else None
    return DatasetSize(rows, built_in.classes, smallest_class=smallest)


def size_of_dataset(dataset: Dataset) -> DatasetSize:
    """Count the observations and classes of a dataset that was read from a CSV."""
    if isinstance(dataset, Samples):
        smallest = int(np.bincount(dataset.y).min()) if dataset.class_names else None
        return DatasetSize(len(dataset.y), len(dataset.class_names), smallest_class=smallest)
    missing = np.isnan(np.array([dataset.columns[name] for name in dataset.targets])).any(axis=0)
    is_observed = ~missing if missing.any() else None
    unknown = np.isnan(np.array(list(dataset.future.values()))).any(axis=0)
    future = int(unknown.argmax()) if unknown.any() else unknown.size
    return DatasetSize(len(dataset), 0, dataset.times, is_observed, future)


def dataset_digests(file: str | os.PathLike[str]) -> str:
    """The file with the checksum of a dataset that a rule wrote."""
    return f"{os.path.splitext(file)[0]}.sha256"


def format_first_rows(dataset: Dataset, count: int = 5) -> str:
    """Format the first rows as text, with times as dates (LSTM tutorial, "Shampoo Sales Dataset").

    Of images, the text names the size, and the classes or the targets of the first ones.
    """
    if isinstance(dataset, Series):
        text = _format_first_observations(dataset, count)
    else:
        text = _format_first_samples(dataset, count)
    return show_control_characters(text)


def _format_first_observations(series: Series, count: int) -> str:
    times = [_format_time(time) for time in series.times[:count]]
    index = series.times
    if isinstance(index, pd.DatetimeIndex) and index.tz and not has_one_time_of_day(index):
        times = list(map(str, index[:count]))
    if len(series.columns) > 1:
        first = pd.DataFrame({name: values[:count] for name, values in series.columns.items()})
        first.index = pd.Index(times, name=series.time_name)
        return f"{first.to_string()}\nTargets: {', '.join(series.targets)}\n"
    pairs = zip(times, series.values[:count], strict=True)
    lines = [f"{time}    {observation}" for time, observation in pairs]
    footer = f"Name: {series.targets[0]}, dtype: {series.values.dtype}"
    return "\n".join([series.time_name, *lines, footer, ""])


def _format_first_samples(samples: Samples, count: int) -> str:
    values = samples.y[:count]
    names = [samples.class_names[n] for n in values] if samples.class_names else map(str, values)
    heading = CLASS if samples.class_names else samples.target_name
    if samples.are_images:
        shape = " x ".join(map(str, samples.x.shape[1:3]))
        what = "of the classes" if samples.class_names else f"with the {heading}"
        return f"images of {shape} pixels, {what} {', '.join(names)}, ...\n"
    lines = ["    ".join([*samples.feature_names, heading])]
    for features, name in zip(samples.x[:count], names, strict=True):
        lines.append("    ".join([*(f"{feature:.6f}" for feature in features), name]))
    return "\n".join([*lines, ""])


def _format_time(time: datetime | int) -> str:
    if not isinstance(time, datetime):
        return str(time)
    is_midnight = (time.hour, time.minute, time.second) == (0, 0, 0)
    return str(time.date() if is_midnight else time)


def _require(value: Value | None, key: str) -> Value:
    """Return a value of the settings; refuse None, because this kind of dataset needs the key."""
    if value is None:
        raise ConfigError(f"dataset lacks the key '{key}'.", key=f"dataset.{key}")
    return value
