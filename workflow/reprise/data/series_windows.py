"""Sliding windows: every row that fits into one column of a series, before it is scaled."""

from dataclasses import dataclass, replace

import numpy as np

from reprise.data.missing_values import FilledColumn
from reprise.data.power_transforms import apply_power
from reprise.framing_settings import FramingSettings, list_lags


@dataclass(frozen=True)
class Windows:
    """Every row that fits into a column, before scaling, the earliest row first.

    Attributes
    ----------
    inputs : ndarray, shape (rows, lags)
        The lags, transformed and differenced, the oldest first.
    targets : ndarray, shape (rows, horizon)
        The observations after the lags, in the same way; NaN where an observation is missing.
    actual : ndarray, shape (rows, horizon)
        The observations themselves, in the dataset's units; NaN where one is missing.
    subtracted : ndarray, shape (rows, horizon)
        What must be added to a forecast of the targets, as in Framing.
    last_observation : ndarray, shape (rows,)
        The observation directly before the first target.
    mean_of_lags : ndarray, shape (rows,)
        The mean of the observations that the lags are made of, in the dataset's units.
    """

    inputs: np.ndarray
    targets: np.ndarray
    actual: np.ndarray
    subtracted: np.ndarray
    last_observation: np.ndarray
    mean_of_lags: np.ndarray

    def take(self, rows: np.ndarray) -> "Windows":
        """Select rows by their positions."""
        return Windows(*(values[rows] for values in vars(self).values()))

    def append(self, other: "Windows") -> "Windows":
        """Put the rows of other windows after these."""
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Windows(*(np.concatenate(pair) for pair in pairs))


def difference_weights(delays: tuple[int, ...]) -> np.ndarray:
    """The weights of earlier values by which differencing is undone.

    Parameters
    ----------
    delays : tuple of int
        The lag of each differencing.

    Returns
    -------
    ndarray of float64, shape (sum of the delays,)
        A value is its difference plus the sum of weight k times the value k + 1 steps before.
    """
    polynomial = np.ones(1)
    for delay in delays:
        factor = np.zeros(delay + 1)
        factor[0], factor[delay] = 1, -1
        polynomial = np.convolve(polynomial, factor)
    return -polynomial[1:]


def make_windows(
    column: FilledColumn,
    settings: FramingSettings,
    delays: tuple[int, ...],
    power: float,
    subtract_mean: int | None = None,
) -> Windows:
    """Make every row that fits into a column.

    The first target of the earliest row has the position `settings.reach`.

    Parameters
    ----------
    column : FilledColumn
        In the dataset's units.
    settings : FramingSettings
    delays : tuple of int
        The lag of each differencing of this column; empty for none.
    power : float
        The Box-Cox parameter of the column, as `power_transforms.fit_power` gives it.
    subtract_mean : int, optional
        From how many observations before the first target a mean is subtracted.
    """
    horizon, distances = settings.horizon, list_lags(settings.lags)
    longest, known = settings.longest_lag, settings.reach
    raw = column.windows(known + horizon, known)
    transformed = apply_power(raw, power)
    changes = transformed[:, known - longest - sum(delays) :]
    for delay in delays:
        changes = changes[:, delay:] - changes[:, :-delay]
    subtracted = np.zeros((len(raw), horizon))
    for delay, weight in enumerate(difference_weights(delays), start=1):
        for step in range(min(delay, horizon) if weight else 0):
            subtracted[:, step] += weight * transformed[:, known + step - delay]
    lags = [longest - distance for distance in distances]
    windows = Windows(
        inputs=changes[:, lags],
        targets=changes[:, longest:],
        actual=raw[:, known:],
        subtracted=subtracted,
        last_observation=raw[:, known - 1],
        mean_of_lags=raw[:, known - longest : known][:, lags].mean(axis=1),
    )
    if subtract_mean:
        mean = transformed[:, known - subtract_mean : known].mean(axis=1)[:, None]
        return replace(
            windows,
            inputs=windows.inputs - mean,
            targets=windows.targets - mean,
            subtracted=windows.subtracted + mean,
        )
    return windows
