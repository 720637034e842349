"""Framing of a dataset in each way that a study needs."""

from collections.abc import Sequence

import numpy as np

from reprise.data.dataset import Dataset
from reprise.data.framing import Framing
from reprise.data.samples_framing import frame_samples
from reprise.data.series import Series
from reprise.data.series_framing import frame_series, unscaled_training_rows
from reprise.data.series_rows import make_rows
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings


def frame_dataset(
    dataset: Dataset, dataset_settings: DatasetSettings, settings: Sequence[FramingSettings]
) -> list[Framing]:
    """Frame a dataset once per framing of a study.

    Parameters
    ----------
    dataset : Series or Samples
    dataset_settings : DatasetSettings
    settings : sequence of FramingSettings

    Returns
    -------
    list of Framing
    """
    missing, period = dataset_settings.missing, dataset_settings.period
    if isinstance(dataset, Series):
        return [frame_series(dataset, s, missing, period) for s in settings]
    return [frame_samples(dataset, **s.samples_options) for s in settings]


def unscaled_windows(
    series: Series,
    dataset_settings: DatasetSettings,
    framings: Sequence[Framing],
    settings: Sequence[FramingSettings],
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Make the inputs and targets of the training rows of each framing as before scaling.

    Returns
    -------
    list of (ndarray of shape (training rows, inputs), ndarray of shape (training rows, targets))
    """
    missing, period = dataset_settings.missing, dataset_settings.period
    return [
        unscaled_training_rows(make_rows(series, framing_settings, missing, period), framing)
        for framing, framing_settings in zip(framings, settings, strict=True)
    ]
