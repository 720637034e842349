"""Check that every observation of a column can be transformed."""

import numpy as np

from reprise.config.dataset_checks import read_once
from reprise.data.series import Series
from reprise.errors import ConfigError
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings


def check_transform(
    dataset: DatasetSettings, framing: FramingSettings, file: str | None, where: str
) -> None:
    """Check the transforms of a framing.

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
    if framing.transform is None and not any(column.transform for column in framing.columns):
        return
    series = read_once(dataset, file)
    assert isinstance(series, Series)  # framings of samples have no transform
    for name, values in series.columns.items():
        transform = framing.column(name, name in series.targets).transform
        not_positive = np.flatnonzero(values[: framing.observations] <= 0)
        if transform is None or not len(not_positive):
            continue
        position = int(not_positive[0])
        source = f" of {file}" if file else ""
        raise ConfigError(
            f"framing.transform is {transform}, which needs values above 0, but observation"
            f" {position + 1}{source} ({series.time_name} {series.times[position]}) is"
            f" {values[position]:g}{f' in column {name!r}' if file else ''}. Remove"
            " framing.transform, or correct the value.",
            where,
            "framing.transform",
            transform,
        )
