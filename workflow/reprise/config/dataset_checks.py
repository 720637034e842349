"""Check that the dataset of a study is complete, and that its file can be read."""

import os
from functools import cache
from pathlib import Path
from typing import Any

from reprise.data.dataset import count_observations_and_classes
from reprise.errors import ConfigError
from reprise.settings import DatasetSettings

# For each source of observations: the keys that it needs besides its own, and those it may have.
SOURCES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "builtin": ((), ()),
    "values": ((), ("period",)),
    "label": (("file", "features"), ()),
    "file": (("time", "value"), ("time_format", "period")),
}
GENERATED = ("circles", "moons")
KEYS_OF_GENERATED = (("samples", "random_state"), ("noise",))  # without a seed they would change


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
    source = next((key for key in SOURCES if key in document), None)
    if source is None:
        raise ConfigError(
            "dataset lacks a source. Add 'file' with 'time' and 'value' (a series), 'values'"
            " (a short series), 'file' with 'features' and 'label' (samples), or 'builtin'.",
            where,
            key="dataset",
        )
    needed, optional = SOURCES[source]
    if source == "builtin" and document[source] in GENERATED:
        needed, optional = KEYS_OF_GENERATED
    for key in needed:
        if key not in document:
            raise ConfigError(
                f"dataset lacks the key '{key}', which dataset.{source} needs.",
                where,
                f"dataset.{key}",
            )
    for key, value in document.items():
        if key not in (source, *needed, *optional, "units"):
            allowed = ", ".join((*needed, *optional, "units"))
            raise ConfigError(
                f"dataset.{key} cannot be used together with dataset.{source}; remove one of them."
                f" With dataset.{source} a dataset can have {allowed}.",
                where,
                f"dataset.{key}",
                value,
            )


def read_dataset_size(
    dataset: DatasetSettings, where: str, root: str | os.PathLike[str]
) -> tuple[int, int]:
    """Count the observations and the classes of a dataset.

    Parameters
    ----------
    dataset : DatasetSettings
    where : str
        The study file.
    root : path-like
        The folder that `dataset.file` is relative to.

    Returns
    -------
    (int, int)
        The number of observations, and of classes; a series has 0 classes.

    Raises
    ------
    ConfigError
        If the CSV is missing, or a cell of it cannot be read.
    """
    try:
        return _count_once(dataset, str(root))
    except ConfigError as error:
        raise error.inside(where, "dataset") from None


@cache
def _count_once(dataset: DatasetSettings, root: str) -> tuple[int, int]:
    """Count observations and classes; the file of a dataset is read once per process."""
    observations, classes = count_observations_and_classes(
        dataset, Path(root, dataset.file) if dataset.file else None
    )
    return observations, classes
