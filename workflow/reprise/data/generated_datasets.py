"""Datasets that Reprise makes from the settings of a study, and their CSV files.

A rule writes each of these datasets into a CSV, and every later stage reads the CSV. A number is
written with as many digits as it needs, so the CSV gives back the same number to the bit.
"""

import csv
import io
import os
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from reprise.data.csv_columns import read_columns, read_header
from reprise.data.samples import BUILT_IN, CLASS, TARGET, Samples, build_samples, read_samples
from reprise.data.series import Series
from reprise.errors import ConfigError
from reprise.settings import DatasetSettings
from reprise.storage import write_text_file

POSITION, VALUE = "position", "value"  # columns of the CSV files of series


def build_dataset(settings: DatasetSettings) -> Series | Samples:
    """Make the dataset that the settings of a study describe without a CSV.

    Parameters
    ----------
    settings : DatasetSettings
        With `values` or `builtin`.

    Returns
    -------
    Series or Samples

    Raises
    ------
    ConfigError
        If a key that the dataset needs is missing.
    """
    if settings.values:
        return _series(settings.values)
    name = settings.builtin
    if name is None:
        raise ConfigError("dataset lacks the key 'values' or 'builtin'.", key="dataset")
    if name == "sine":
        if settings.samples is None or settings.wavelength is None:
            raise ConfigError("dataset lacks the key 'samples' or 'wavelength'.", key="dataset")
        values = make_sine(
            settings.samples, settings.wavelength, settings.noise, settings.random_state
        )
        return _series(values)
    return build_samples(name, settings.samples, settings.noise, settings.random_state)


def make_sine(
    samples: int, wavelength: float, noise: float | None = None, random_state: int | None = None
) -> np.ndarray:
    """Make a sine wave between -1 and 1 that begins at 0, with normal noise added to it.

    Parameters
    ----------
    samples : int
        The number of observations.
    wavelength : float
        The number of observations in one wave. It can be a fraction: sin(0), sin(0.1), sin(0.2)...
        has the wavelength 20 pi.
    noise : float, optional
        The standard deviation of the noise.
    random_state : int, optional
        The random seed of the noise.

    Returns
    -------
    ndarray of float64, shape (samples,)
    """
    values = np.sin(2 * np.pi * np.arange(samples) / wavelength)
    if noise:
        values = values + np.random.default_rng(random_state).normal(0, noise, samples)
    return values


def write_dataset(dataset: Series | Samples, path: str | os.PathLike[str]) -> None:
    """Write a generated dataset as a CSV.

    A series has the columns `position` and `value`. Samples have one column per feature, or one
    per pixel of an image (`pixel_{row}_{column}`), and the column `class` or `target`.
    """
    if isinstance(dataset, Series):
        header = [POSITION, VALUE]
        rows: Iterable[list[str]] = (
            [str(time), _number(value)]
            for time, value in zip(dataset.times, dataset.values, strict=True)
        )
    else:
        header = [*columns_of_features(dataset), dataset.target_name]
        flat = dataset.x.reshape(len(dataset.x), -1)
        rows = (
            [*map(_number, features), _target_text(dataset, target)]
            for features, target in zip(flat, dataset.y, strict=True)
        )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    write_text_file(path, text.getvalue())


def read_generated(settings: DatasetSettings, path: str | os.PathLike[str]) -> Series | Samples:
    """Read a CSV that `write_dataset` wrote.

    Parameters
    ----------
    settings : DatasetSettings
        The settings from which the dataset was made.
    path : path-like

    Raises
    ------
    ConfigError
        If the file cannot be read.
    """
    if settings.is_series:
        return _series(read_columns(path, (POSITION, VALUE)).numbers(VALUE))
    built_in = BUILT_IN[settings.builtin or ""]
    columns = {"label": CLASS} if built_in.classes else {"target": TARGET}
    features = [name for name in read_header(path) if name not in columns.values()]
    return read_samples(path, features, image_shape=built_in.image_shape, **columns)


def _series(values: npt.ArrayLike) -> Series:
    array = np.asarray(values, dtype=np.float64)
    return Series.of_values(pd.RangeIndex(1, len(array) + 1), array, POSITION, VALUE)


def columns_of_features(samples: Samples) -> list[str]:
    """The columns of the features in the CSV of generated samples, one per pixel of images."""
    if not samples.are_images:
        return samples.feature_names
    _, height, width, _ = samples.x.shape
    return [f"pixel_{row}_{column}" for row in range(height) for column in range(width)]


def _target_text(samples: Samples, target: Any) -> str:
    return samples.class_names[target] if samples.class_names else _number(target)


def _number(value: float) -> str:
    """The shortest text that gives back the same number to the bit."""
    return repr(float(value))
