"""Sliding windows: every row that fits into a series, before it is split and scaled."""

from dataclasses import dataclass, replace

import numpy as np

from reprise.errors import ConfigError


@dataclass(frozen=True)
class Windows:
    """Every row that fits into a series, before scaling, the earliest row first.

    Attributes
    ----------
    columns : ndarray, shape (rows, lags + horizon)
        The lags and the targets, transformed and differenced, the oldest first.
    actual, subtracted : ndarray, shape (rows, horizon)
    last_observation : ndarray, shape (rows,)
        These three as in Framing.
    mean_of_lags : ndarray, shape (rows,)
        The mean of the observations that the lags are made of, in the dataset's units.
    """

    columns: np.ndarray
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


def make_windows(
    values: np.ndarray,
    transform: str | None,
    difference: int,
    distances: tuple[int, ...],
    horizon: int,
    subtract_mean: int | None = None,
) -> Windows:
    """Make every row that fits into a series.

    Parameters
    ----------
    values : ndarray, shape (observations,)
        In the dataset's units.
    transform : {"log", None}
    difference : int
        How many observations lie between the two that are subtracted; 0 for no differences.
    distances : tuple of int
        The distance of each lag from the first target, the longest first, as `list_lags` gives.
    horizon : int
    subtract_mean : int, optional
        From how many observations before the first target a mean is subtracted.

    Raises
    ------
    ConfigError
        If the transform is "log" and a value is not above 0.
    """
    transformed = _take_logarithms(values) if transform == "log" else values
    longest = max(distances)
    end = len(values) - difference
    changes = transformed[difference:] - transformed[:end] if difference else transformed
    view = np.lib.stride_tricks.sliding_window_view
    first_target = difference + longest
    raw = view(values, first_target + horizon)  # the same rows without any transform
    before = view(transformed, first_target + horizon)[:, :first_target]
    lags = [longest - distance for distance in distances]
    columns = view(changes, longest + horizon)[:, [*lags, *range(longest, longest + horizon)]]
    subtracted = np.zeros((len(columns), horizon))
    steps = min(difference, horizon)
    subtracted[:, :steps] = before[:, longest : longest + steps]
    windows = Windows(
        columns=columns,
        actual=raw[:, first_target:],
        subtracted=subtracted,
        last_observation=raw[:, first_target - 1],
        mean_of_lags=raw[:, difference:first_target][:, lags].mean(axis=1),
    )
    if subtract_mean:
        return _subtract_means(windows, transformed, longest, subtract_mean)
    return windows


def _subtract_means(
    windows: Windows, values: np.ndarray, longest_lag: int, observations: int
) -> Windows:
    """Subtract from each row the mean of so many observations before its first target.

    A row without so many observations before it is left out.
    """
    means = np.lib.stride_tricks.sliding_window_view(values, observations).mean(axis=1)
    rows = windows.take(np.arange(max(observations - longest_lag, 0), len(windows.columns)))
    first_target = np.arange(len(rows.columns)) + max(longest_lag, observations)
    mean = means[first_target - observations][:, None]
    return replace(rows, columns=rows.columns - mean, subtracted=rows.subtracted + mean)


def _take_logarithms(values: np.ndarray) -> np.ndarray:
    """The natural logarithm of every value."""
    if not (values > 0).all():
        raise ConfigError(
            "framing.transform is log, but the series has a value that is not above 0; remove"
            " framing.transform.",
            key="framing.transform",
            value="log",
        )
    return np.log(values)
