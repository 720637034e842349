"""The power of the test that gives the verdict on a pair, and what the runs know of the pair."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from reprise.stats.pair_tests import FEWEST_RUNS
from reprise.stats.run_values import Values

LARGEST_RATIO = (
    1000.0  # of a difference to its standard error, for which SciPy's functions are fast
)


@dataclass(frozen=True)
class DifferenceTest:
    """The test of the difference of two means that gives the verdict on a pair.

    Attributes
    ----------
    intervals : int
        The number of pairs of the family; Bonferroni corrects for it.
    confidence : float
        One minus the error rate of the family.
    """

    intervals: int
    confidence: float

    def critical_value(self, freedom: ArrayLike) -> Values:
        """Return the absolute value of Student's or Welch's t that a verdict needs."""
        from scipy.special import stdtrit

        level = (1 - self.confidence) / (2 * self.intervals)
        return np.asarray(-stdtrit(np.asarray(freedom, dtype=float), level))

    def power(self, noncentrality: ArrayLike, freedom: ArrayLike) -> Values:
        """Return the probability that the test finds a difference.

        Parameters
        ----------
        noncentrality : array, shape (pairs,)
            The true difference of means divided by the standard error; not negative.
        freedom : array, shape (pairs,)
            Degrees of freedom of the t statistic.
        """
        from scipy.stats import nct

        shifts, degrees = (np.asarray(a, dtype=float) for a in (noncentrality, freedom))
        shifts = np.minimum(shifts, LARGEST_RATIO)
        limit = self.critical_value(degrees)
        # SciPy returns NaN for some of the smallest probabilities of the wrong direction.
        wrong_direction = np.nan_to_num(nct.cdf(-limit, degrees, shifts))
        found = nct.sf(limit, degrees, shifts) + wrong_direction
        return np.where(np.isnan(shifts), np.nan, found)


def measure_pair(samples: Sequence[Values], confidence: float) -> dict[str, float]:
    """Return what the runs of two configurations know of their standardized difference.

    Parameters
    ----------
    samples : sequence of ndarray
        The differences of paired runs, or the runs of both configurations.
    confidence : float
        Of the interval of the standardized difference, from the noncentral t distribution.

    Returns
    -------
    dict of str to float
        - samples: 1 or 2;
        - estimate, low, high: the standardized difference with its interval;
        - noncentrality: the difference divided by its standard error;
        - freedom: degrees of freedom (Welch 1947, doi:10.2307/2332510);
        - freedom_per_run: degrees of freedom with N repeats are this number times N - 1.

        The numbers are NaN with too few runs for a verdict, or without any spread.
    """
    from scipy.special import nctdtrinc

    names = ("estimate", "low", "high", "noncentrality", "freedom", "freedom_per_run")
    unknown = {"samples": float(len(samples))} | dict.fromkeys(names, math.nan)
    counts = np.array([len(sample) for sample in samples])
    if counts.min() < FEWEST_RUNS or all(np.ptp(sample) == 0 for sample in samples):
        return unknown
    difference = float(samples[0].mean() - (samples[1].mean() if len(samples) == 2 else 0))
    variances = np.array([sample.var(ddof=1) for sample in samples])
    squared_errors = variances / counts
    freedom = squared_errors.sum() ** 2 / (squared_errors**2 / (counts - 1)).sum()
    error, deviation = math.sqrt(squared_errors.sum()), math.sqrt(variances.mean())
    ratio: Any = difference / error
    tail = (1 - confidence) / 2
    # Above the largest ratio, the limits are proportional to the ratio.
    scale = max(1.0, abs(ratio) / LARGEST_RATIO)
    low, high = (
        nctdtrinc(freedom, probability, ratio / scale) * scale * error / deviation
        for probability in (1 - tail, tail)
    )
    return unknown | {
        "estimate": difference / deviation,
        "low": float(low),
        "high": float(high),
        "noncentrality": ratio,
        "freedom": float(freedom),
        "freedom_per_run": float(variances.sum() ** 2 / (variances**2).sum()),
    }
