"""Framing of a dataset in each way that a study needs."""

from collections.abc import Sequence

import numpy as np

from reprise.data.dataset import Dataset
from reprise.data.framing import Framing
from reprise.data.samples_framing import frame_samples
from reprise.data.series import Series
from reprise.data.series_framing import frame_series, unscaled_training_rows
from reprise.settings import FramingSettings


def frame_dataset(
    dataset: Dataset, settings: Sequence[FramingSettings], period: int | None = None
) -> list[Framing]:
    """Frame a dataset once per framing of a study.

    Parameters
    ----------
    dataset : Series or Samples
    settings : sequence of FramingSettings
    period : int, optional
        The number of observations in a season of the series.

    Returns
    -------
    list of Framing
    """
    if isinstance(dataset, Series):
        return [frame_series(dataset.values, **s.series_options, period=period) for s in settings]
    return [frame_samples(dataset, **s.samples_options) for s in settings]


def unscaled_windows(
    series: Series, framings: Sequence[Framing], settings: Sequence[FramingSettings]
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Make the inputs and targets of the training rows of each framing as before scaling.

    Returns
    -------
    list of (ndarray of shape (training rows, lags), ndarray of shape (training rows, horizon))
    """
    return [
        unscaled_training_rows(series.values, framing, framing_settings)
        for framing, framing_settings in zip(framings, settings, strict=True)
    ]
