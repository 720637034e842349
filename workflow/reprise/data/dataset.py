"""Datasets: load the series or the samples that a study describes, and show their first rows."""

import os
from datetime import datetime
from typing import TypeVar

from reprise.data.generated_datasets import read_generated
from reprise.data.samples import BUILT_IN, Samples, read_samples
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
    if settings.label:
        features = _require(settings.features, "features")
        return read_samples(file, features, settings.label, settings.image_shape)
    time, value = _require(settings.time, "time"), _require(settings.value, "value")
    return read_series(file, time, value, settings.time_format, settings.time_prefix)


def count_observations_and_classes(
    settings: DatasetSettings, file: str | os.PathLike[str] | None = None
) -> tuple[int, int]:
    """Count the observations of a dataset and its classes.

    A dry run calls this function. Therefore it makes no dataset, and it does not import
    scikit-learn, which takes seconds.

    Parameters
    ----------
    settings : DatasetSettings
    file : path-like, optional
        The path of the CSV, for a dataset that has a CSV.

    Returns
    -------
    (int, int)
        The number of observations, and the number of classes (0 for a series).
    """
    if settings.values:
        return len(settings.values), 0
    if settings.builtin in BUILT_IN_SERIES:
        return _require(settings.samples, "samples"), 0
    if settings.builtin:
        rows, classes, _ = BUILT_IN[settings.builtin]
        return rows or _require(settings.samples, "samples"), classes
    if file is None:
        raise ConfigError("dataset lacks the key 'file'.", key="dataset.file")
    dataset = load_dataset(settings, file)
    if isinstance(dataset, Series):
        return len(dataset.values), 0
    return len(dataset.y), len(dataset.class_names)


def dataset_digests(file: str | os.PathLike[str]) -> str:
    """The file with the checksum of a dataset that a rule wrote."""
    return f"{os.path.splitext(file)[0]}.sha256"


def format_first_rows(dataset: Dataset, count: int = 5) -> str:
    """Format the first rows as text, with times as dates (LSTM tutorial, "Shampoo Sales Dataset").

    Of images, the text names the size and the classes of the first ones.
    """
    if isinstance(dataset, Series):
        text = _format_first_observations(dataset, count)
    else:
        text = _format_first_samples(dataset, count)
    return show_control_characters(text)


def _format_first_observations(series: Series, count: int) -> str:
    times = [_format_time(time) for time in series.times[:count]]
    pairs = zip(times, series.values[:count], strict=True)
    lines = [f"{time}    {observation}" for time, observation in pairs]
    footer = f"Name: {series.targets[0]}, dtype: {series.values.dtype}"
    return "\n".join([series.time_name, *lines, footer, ""])


def _format_first_samples(samples: Samples, count: int) -> str:
    names = [samples.class_names[number] for number in samples.y[:count]]
    if samples.are_images:
        shape = " x ".join(map(str, samples.x.shape[1:3]))
        return f"images of {shape} pixels, of the classes {', '.join(names)}, ...\n"
    lines = ["    ".join([*samples.feature_names, "class"])]
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
