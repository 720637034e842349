"""The difference of two means: one interval and its p-value, for samples, pairs and baselines.

The interval is the union of two: Student's t (for two samples: Welch's) and the same with Hall's
correction for skewness (Hall 1992, J. R. Statist. Soc. B 54:221-228). Alone, the first errs too
often for skewed runs, and the second for few runs at the small levels of a family
(`docs/calibration.md`).
"""

from dataclasses import dataclass

import numpy as np

from reprise.stats.run_values import Values

FEWEST_RUNS = 3  # of two runs beside five, the interval misses in 12 of 100 studies and not in 5
LEAST_SKEWNESS = 1e-6  # a smaller one changes nothing, and dividing by it loses digits


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
    squares, cubes = zip(*(_cumulants_of_mean(sample) for sample in (ours, others)), strict=True)
    error = np.sqrt(sum(squares))
    freedom = error**4 / sum(
        square**2 / (len(sample) - 1)
        for square, sample in zip(squares, (ours, others), strict=True)
    )
    skewness = (cubes[0] - cubes[1]) / error**3
    difference = float(np.mean(ours) - np.mean(others))
    return _make_interval(difference, error, skewness, freedom, confidence, intervals)


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
    square, cube = _cumulants_of_mean(values)
    error = np.sqrt(square)
    difference, freedom = float(np.mean(values)) - number, len(values) - 1
    return _make_interval(difference, error, cube / error**3, freedom, confidence, intervals)


def _find_reason(*samples: Values) -> str:
    """Say why samples allow no interval; a standard error of 0 would prove nothing."""
    if min(map(len, samples)) < FEWEST_RUNS:
        return f"fewer than {FEWEST_RUNS} runs"
    if all(np.ptp(sample) == 0 for sample in samples):
        return "the runs do not vary"
    return ""


def _cumulants_of_mean(sample: Values) -> tuple[float, float]:
    """The estimated variance and third cumulant of the mean of a sample."""
    runs, deviations = len(sample), sample - np.mean(sample)
    square = np.sum(deviations**2) / (runs - 1) / runs
    if square == 0:
        return 0.0, 0.0
    skewness = np.mean(deviations**3) / np.mean(deviations**2) ** 1.5
    return float(square), float(skewness * square**1.5 / np.sqrt(runs))


def _make_interval(
    difference: float,
    error: float,
    skewness: float,
    freedom: float,
    confidence: float,
    intervals: int,
) -> MeanDifference:
    """The interval of a difference, given its standard error and the skewness of its estimate."""
    from scipy.special import stdtr, stdtrit

    quantile = float(-stdtrit(freedom, (1 - confidence) / (2 * intervals)))
    most = max(quantile, _uncorrect(quantile, skewness))
    least = min(-quantile, _uncorrect(-quantile, skewness))
    t = difference / error
    smallest = min(abs(t), abs(_correct(t, skewness)))
    p = 2 * float(stdtr(freedom, -smallest))
    return MeanDifference(
        low=float(difference - most * error),
        high=float(difference - least * error),
        p=min(1.0, p * intervals),
    )


def _correct(t: float, skewness: float) -> float:
    """Hall's transformation of Student's t, given the skewness of the estimate."""
    return t + skewness * t**2 / 3 + skewness**2 * t**3 / 27 + skewness / 6


def _uncorrect(corrected: float, skewness: float) -> float:
    """The inverse of `_correct`."""
    if abs(skewness) < LEAST_SKEWNESS:
        return corrected
    cubic_root = np.cbrt(1 + skewness * (corrected - skewness / 6))
    return float(3 / skewness * (cubic_root - 1))
