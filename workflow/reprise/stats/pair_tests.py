"""The difference of two means: one interval and its p-value, for samples, pairs and baselines.

The interval is the union of two: Student's t (for two samples: Welch's) and the same with Hall's
correction for skewness (`reprise.stats.skewness`). Alone, the first errs too often for skewed runs,
and the second for few runs at the small levels of a family (`docs/calibration.md`).
"""

from dataclasses import dataclass

import numpy as np

from reprise.stats.run_values import Values
from reprise.stats.skewness import correct_t, uncorrect_t

FEWEST_RUNS = 3  # of two runs beside five, the interval misses in 12 of 100 studies and not in 5


@dataclass(frozen=True)
class MeanDifference:
    """A difference of means with its interval.

    Attributes
    ----------
    low, high : float
        In the units of the metric; NaN if `reason` is not empty.
    p : float
        Two-sided p-value of the hypothesis that the difference is 0. It is at most
        1 - confidence exactly if the interval does not contain 0.
    reason : str
        Why there is no interval, as a phrase; otherwise empty.
    """

    low: float = np.nan
    high: float = np.nan
    p: float = np.nan
    reason: str = ""


def compare_samples(
    ours: Values, others: Values, confidence: float, intervals: int = 1
) -> MeanDifference:
    """Compare the means of two independent samples.

    Parameters
    ----------
    ours, others : ndarray, shape (runs,)
    confidence : float
        The probability that all intervals of a family contain their differences.
    intervals : int
        The number of intervals of the family (Bonferroni).
    """
    reason = _find_reason(ours, others)
    if reason:
        return MeanDifference(reason=reason)
    low, high, p = sample_intervals(ours, others, confidence, intervals)
    return MeanDifference(float(low), float(high), float(p))


def compare_with_number(
    values: Values, number: float, confidence: float, intervals: int = 1
) -> MeanDifference:
    """Compare the mean of one sample with a number.

    Parameters
    ----------
    values : ndarray, shape (runs,)
        Runs, or the differences of pairs of runs.
    number : float
        Of a baseline; 0 for the differences of pairs.
    confidence, intervals
        As `compare_samples` takes them.
    """
    reason = _find_reason(values)
    if reason:
        return MeanDifference(reason=reason)
    low, high, p = mean_intervals(values - number, confidence, intervals)
    return MeanDifference(float(low), float(high), float(p))


def sample_intervals(
    ours: Values, others: Values, confidence: float, intervals: int = 1
) -> tuple[Values, Values, Values]:
    """Return low, high and p of `compare_samples` for many studies at once.

    Parameters
    ----------
    ours, others : ndarray, shape (..., runs)
        At least two runs of each, of which one sample has a spread.
    confidence, intervals
        As `compare_samples` takes them.

    Returns
    -------
    (ndarray, ndarray, ndarray), shape (...)
    """
    (mean, square, cube), (other_mean, other_square, other_cube) = map(_cumulants, (ours, others))
    error = np.sqrt(square + other_square)
    freedom = error**4 / (
        square**2 / (ours.shape[-1] - 1) + other_square**2 / (others.shape[-1] - 1)
    )
    skewness = (cube - other_cube) / error**3
    return _make_intervals(mean - other_mean, error, skewness, freedom, confidence, intervals)


def mean_intervals(
    values: Values, confidence: float, intervals: int = 1
) -> tuple[Values, Values, Values]:
    """Return low, high and p of the mean for many studies at once.

    Parameters
    ----------
    values : ndarray, shape (..., runs)
        At least two different runs.
    confidence, intervals
        As `compare_samples` takes them.

    Returns
    -------
    (ndarray, ndarray, ndarray), shape (...)
    """
    mean, square, cube = _cumulants(values)
    error, freedom = np.sqrt(square), np.full_like(square, values.shape[-1] - 1)
    return _make_intervals(mean, error, cube / error**3, freedom, confidence, intervals)


def _find_reason(*samples: Values) -> str:
    """Say why samples allow no interval; a standard error of 0 would prove nothing."""
    if min(map(len, samples)) < FEWEST_RUNS:
        return f"fewer than {FEWEST_RUNS} runs"
    if all(np.ptp(sample) == 0 for sample in samples):
        return "the runs do not vary"
    return ""


def _cumulants(values: Values) -> tuple[Values, Values, Values]:
    """The mean, and the estimated variance and third cumulant of the mean."""
    runs = values.shape[-1]
    mean = np.asarray(values.mean(axis=-1))
    deviations = values - mean[..., None]
    squares = deviations * deviations
    variance = squares.mean(axis=-1)
    # The third moment with the divisor of the variance: Hall's skewness times its cube.
    third = (squares * deviations).mean(axis=-1) * (runs / (runs - 1)) ** 1.5
    return mean, variance / (runs - 1), third / runs**2


def _make_intervals(
    difference: Values,
    error: Values,
    skewness: Values,
    freedom: Values,
    confidence: float,
    intervals: int,
) -> tuple[Values, Values, Values]:
    """The intervals of differences, given the standard errors and skewness of their estimates."""
    from scipy.special import stdtr, stdtrit

    quantile = -stdtrit(freedom, (1 - confidence) / (2 * intervals))
    most = np.maximum(quantile, uncorrect_t(quantile, skewness))
    least = np.minimum(-quantile, uncorrect_t(-quantile, skewness))
    t = difference / error
    smallest = np.minimum(np.abs(t), np.abs(correct_t(t, skewness)))
    p = np.minimum(1.0, 2 * intervals * stdtr(freedom, -smallest))
    return difference - most * error, difference - least * error, p
