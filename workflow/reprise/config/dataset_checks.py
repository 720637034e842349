"""Check that the dataset of a study is complete, and that its file can be read."""

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from reprise.config.dataset_columns import check_columns, check_separator, check_times
from reprise.data.csv_numbers import LARGEST_NUMBER
from reprise.data.dataset import (
    Dataset,
    DatasetSize,
    load_dataset,
    size_of_dataset,
    size_of_generated,
)
from reprise.data.downloads import check_download, check_url, download_path
from reprise.data.generated_datasets import build_dataset
from reprise.errors import ConfigError, RepriseError, key_path
from reprise.settings import DatasetSettings

SOURCES = ("builtin", "values", "file", "url")
# For each kind of dataset: the keys that it needs, and those that it can have.
Keys = tuple[tuple[str, ...], tuple[str, ...]]
KEYS_OF_BUILTIN: dict[str, Keys] = {
    "circles": (("samples", "random_state"), ("noise",)),  # without a seed they would change
    "moons": (("samples", "random_state"), ("noise",)),
    "sine": (("samples", "wavelength"), ("noise", "random_state", "period")),
}
KEYS_OF_FORMAT = ("separator", "decimal")
KEYS_OF_SERIES: Keys = (
    ("time", "value"),
    (
        *("time_format", "time_prefix", "time_zone", "frequency", "missing"),
        *("inputs", "known_inputs", "period", *KEYS_OF_FORMAT),
    ),
)
KEYS_OF_CLASSES: Keys = (("features", "label"), ("image_shape", *KEYS_OF_FORMAT))
KEYS_OF_REGRESSION: Keys = (("features", "target"), ("image_shape", *KEYS_OF_FORMAT))


def check_dataset(document: dict[str, Any], where: str) -> None:
    """Check that a dataset has one source, and no key of another source.

    Parameters
    ----------
    document : dict
        The `dataset` section of a study file.
    where : str
        The file.

    Raises
    ------
    ConfigError
    """
    sources = [key for key in SOURCES if key in document]
    if not sources:
        raise ConfigError(
            "dataset lacks a source. Add 'file' or 'url' with 'time' and 'value' (a series), with"
            " 'features' and 'label' (samples with classes) or with 'features' and 'target'"
            " (samples with a number each), 'values' (a short series), or 'builtin'.",
            where,
            key="dataset",
        )
    source, cause, needed, optional = _keys_of_kind(document, sources[0])
    for key in needed:
        if key not in document:
            raise ConfigError(
                f"dataset lacks the key '{key}', which dataset.{cause} needs.",
                where,
                f"dataset.{key}",
            )
    for key, value in document.items():
        if key not in (source, *needed, *optional, "units"):
            allowed = ", ".join((*needed, *optional, "units"))
            raise ConfigError(
                f"dataset.{key} cannot be used together with dataset.{cause}; remove one of them."
                f" With dataset.{cause} a dataset can have {allowed}.",
                where,
                f"dataset.{key}",
                value,
            )
    _check_values_of_keys(document, where)
    check_separator(document, where)
    check_columns(document, where)
    check_times(document, where)


def _keys_of_kind(
    document: dict[str, Any], source: str
) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    """The source of a dataset, the key that decides its kind, and the keys of this kind."""
    if source == "builtin":
        return (source, source, *KEYS_OF_BUILTIN.get(document[source], ((), ())))
    if source == "values":
        return source, source, (), ("period",)
    kinds = {"label": KEYS_OF_CLASSES, "target": KEYS_OF_REGRESSION}
    cause = next((key for key in kinds if key in document), source)
    needed, optional = kinds.get(cause, KEYS_OF_SERIES)
    if source == "url":
        needed = (*needed, "sha256", *(("classes",) if cause == "label" else ()))
    return source, cause, needed, optional


def _check_values_of_keys(document: dict[str, Any], where: str) -> None:
    """Check what the schema cannot check, such as the shape of images and the path of a file."""
    if (
        document.get("builtin") == "sine"
        and document.get("noise")
        and "random_state" not in document
    ):
        raise ConfigError(
            "dataset lacks the key 'random_state', which dataset.noise needs; without a random seed"
            " the noise would change.",
            where,
            "dataset.random_state",
        )
    for position, number in enumerate(document.get("values", [])):
        if abs(number) > LARGEST_NUMBER:
            raise ConfigError(
                f"dataset.values has {number:g}, but the largest number that a network can"
                f" calculate with is {LARGEST_NUMBER:.3g}. Use a larger unit.",
                where,
                key_path("dataset", "values", position),
                number,
            )
    if document.get("decimal") == "," and document.get("separator", ",") == ",":
        raise ConfigError(
            "dataset.decimal is ',', and a comma separates the columns, too; set dataset.separator"
            " to the mark between the columns, as a rule ';'.",
            where,
            "dataset.decimal",
            ",",
        )
    shape = document.get("image_shape")
    if shape and shape[0] * shape[1] != len(document["features"]):
        raise ConfigError(
            f"dataset.image_shape is {shape}, which gives {shape[0] * shape[1]} pixels, but"
            f" dataset.features has {len(document['features'])} columns; write one column per"
            " pixel, row by row.",
            where,
            "dataset.image_shape",
            shape,
        )
    if re.search("[{}]", document.get("file", "")):
        raise ConfigError(
            f"dataset.file is '{document['file']}', but a path with {{ or }} cannot be used;"
            " rename the file or its folder.",
            where,
            "dataset.file",
            document["file"],
        )
    if "url" in document:
        try:
            check_url(document["url"])
        except ConfigError as error:
            raise error.inside(where) from None


def dataset_file(
    dataset: DatasetSettings, root: str | os.PathLike[str], downloads: str | os.PathLike[str]
) -> str | None:
    """The CSV that a study names, or the place of its download; None for a generated dataset.

    Parameters
    ----------
    dataset : DatasetSettings
    root : path-like
        The folder that `dataset.file` is relative to.
    downloads : path-like
        The folder of all downloads.
    """
    if dataset.url:
        return download_path(dataset.url, dataset.sha256 or "", downloads)
    return str(Path(root, dataset.file)) if dataset.file else None


def read_dataset_size(
    dataset: DatasetSettings,
    where: str,
    root: str | os.PathLike[str],
    downloads: str | os.PathLike[str] = "downloads",
) -> DatasetSize:
    """Find the size of a dataset.

    Parameters
    ----------
    dataset : DatasetSettings
    where : str
        The study file.
    root : path-like
        The folder that `dataset.file` is relative to.
    downloads : path-like
        The folder of all downloads.

    Raises
    ------
    ConfigError
        If the CSV is missing, or a cell of it cannot be read.
    RepriseError
        If a download was changed after it was stored.
    """
    file = dataset_file(dataset, root, downloads)
    if dataset.url and not os.path.exists(str(file)):
        return DatasetSize(None, dataset.classes or 0)
    if file is None:
        return size_of_generated(dataset)
    return read_file_size(dataset, file, where)


def read_file_size(dataset: DatasetSettings, file: str, where: str) -> DatasetSize:
    """Find the size of a dataset whose file is there.

    Parameters
    ----------
    dataset : DatasetSettings
    file : str
        As `dataset_file` gives it.
    where : str
        The study file.

    Raises
    ------
    ConfigError
        If the CSV is missing, or a cell of it cannot be read.
    RepriseError
        If a download was changed after it was stored.
    """
    try:
        if os.path.exists(file) and not (os.path.isfile(file) or os.path.isdir(file)):
            raise ConfigError("is a device, not a CSV file (dataset.file).", file)
        size = size_of_dataset(read_once(dataset, file))
        _check_number_of_classes(dataset, size, file)
        return size
    except ConfigError as error:
        raise error.inside(where, "dataset") from None
    except RepriseError as error:
        raise RepriseError(f"{where}: {error}") from None


@cache
def read_once(dataset: DatasetSettings, file: str | None) -> Dataset:
    """Read or generate a dataset, once per process."""
    if file is None:
        return build_dataset(dataset)
    if dataset.sha256:
        check_download(file, dataset.sha256)
    return load_dataset(dataset, file)


def _check_number_of_classes(dataset: DatasetSettings, size: DatasetSize, file: str) -> None:
    if dataset.classes not in (None, size.classes):
        raise ConfigError(
            f"dataset.classes is {dataset.classes}, but the column '{dataset.label}' of {file} has"
            f" {size.classes} classes; write classes: {size.classes}.",
            key="dataset.classes",
            value=dataset.classes,
        )
