"""Scores of quantiles and intervals of forecasts: lower is better, in the units of the data.

Each score is proper: no forecaster can expect a better score by giving other limits than the
limits that the forecaster believes in. A score rewards narrow intervals and punishes misses.

Sources: Gneiting & Raftery 2007, doi:10.1198/016214506000001437 (interval score); Koenker & Bassett
1978, doi:10.2307/1913643 (pinball loss); Bracher, Ray, Gneiting & Reich 2021,
doi:10.1371/journal.pcbi.1008618 (weighted interval score).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Values = NDArray[np.float64]


def pinball_loss(actual: ArrayLike, quantile: ArrayLike, probability: ArrayLike) -> Values:
    """Return the pinball loss of a forecast of a quantile.

    A value above the quantile costs `probability` per unit, and a value below costs the rest to 1.

    Parameters
    ----------
    actual, quantile : array
        Of shapes that numpy can broadcast.
    probability : array or float
        The probability below the quantile, between 0 and 1.

    Returns
    -------
    ndarray
        The loss of each value, not averaged; NaN where the value or the quantile is NaN.
    """
    error = np.asarray(actual, dtype=float) - np.asarray(quantile, dtype=float)
    probability = np.asarray(probability, dtype=float)
    return np.maximum(probability * error, (probability - 1) * error)


def interval_score(actual: ArrayLike, low: ArrayLike, high: ArrayLike, level: ArrayLike) -> Values:
    """Return the interval score of a central interval.

    The score is the width, plus 2 / (1 - level) times the distance of a value outside.

    Parameters
    ----------
    actual, low, high : array
        Of shapes that numpy can broadcast.
    level : array or float
        In percent, below 100.

    Returns
    -------
    ndarray
        The score of each value, not averaged; NaN where a value or a limit is NaN.
    """
    actual, low, high = (np.asarray(values, dtype=float) for values in (actual, low, high))
    outside = np.maximum(low - actual, 0) + np.maximum(actual - high, 0)
    return (high - low) + 2 / _missed_share(level) * outside


def weighted_interval_score(
    actual: ArrayLike,
    median: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    levels: Sequence[float],
) -> Values:
    """Return the weighted interval score of a median and some central intervals.

    The score is twice the mean pinball loss of the median and of all limits. With many levels it
    comes close to the continuous ranked probability score. Without a level it is the absolute
    error.

    Parameters
    ----------
    actual, median : array, shape (...)
    low, high : array, shape (levels, ...)
    levels : sequence of float
        In percent, below 100.

    Returns
    -------
    ndarray, shape (...)
        The score of each value, not averaged; NaN where a value, a median or a limit is NaN.
    """
    actual, median = np.asarray(actual, dtype=float), np.asarray(median, dtype=float)
    total = np.abs(actual - median) / 2
    for level, its_low, its_high in zip(levels, np.asarray(low), np.asarray(high), strict=True):
        score = interval_score(actual, its_low, its_high, level)
        total = total + _missed_share(level) / 2 * score
    return total / (len(levels) + 0.5)


def _missed_share(level: ArrayLike) -> Values:
    return 1 - np.asarray(level, dtype=float) / 100
