"""Check that every observation has a logarithm, if a framing takes logarithms."""

from functools import cache

import numpy as np

from reprise.data.dataset import load_dataset
from reprise.data.generated_datasets import build_dataset
from reprise.data.series import Series
from reprise.errors import ConfigError
from reprise.settings import DatasetSettings, FramingSettings


def check_transform(
    dataset: DatasetSettings, framing: FramingSettings, file: str | None, where: str
) -> None:
    """Check the transform of a framing.

    Parameters
    ----------
    dataset : DatasetSettings
        Its size must have been read before, so that its file is known to be readable.
    framing : FramingSettings
    file : str or None
        As `dataset_checks.dataset_file` gives it.
    where : str
        The file of the study and the configuration.

    Raises
    ------
    ConfigError
        If an observation is not above 0. The message names the first one.
    """
    if framing.transform is None:
        return
    series = _load_once(dataset, file)
    assert isinstance(series, Series)  # framings of samples have no transform
    without_logarithm = np.flatnonzero(series.values[: framing.observations] <= 0)
    if len(without_logarithm):
        position = int(without_logarithm[0])
        source = f" of {file}" if file else ""
        raise ConfigError(
            f"framing.transform is {framing.transform}, which needs values above 0, but observation"
            f" {position + 1}{source} ({series.time_name} {series.times[position]}) is"
            f" {series.values[position]:g}. Remove framing.transform, or correct the value.",
            where,
            "framing.transform",
            framing.transform,
        )


@cache
def _load_once(dataset: DatasetSettings, file: str | None) -> object:
    """Load or make a series; its file is read once per process."""
    return build_dataset(dataset) if file is None else load_dataset(dataset, file)
