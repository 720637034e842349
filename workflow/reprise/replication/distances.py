"""The distance of a published table or list from our runs, and the distances that chance gives.

A table or list is a vector of statistics. We compare the whole vector, because numbers that are
tested one by one fail by chance in 5 of 100 cases, and the numbers of a table are dependent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

RESAMPLES = 2000
NORMAL_SAMPLES = 20000
SEED = 0  # equal runs give equal distances
QUARTILES = (0.25, 0.5, 0.75)
# The extremes are left out, because the extremes of a bootstrap sample are often ours again.
TABLE_STATISTICS = ("mean", "std", "25%", "50%", "75%")
LIST_STATISTICS = ("mean", "std")
# The width of the noise that smooths the bootstrap, in standard deviations times n ** -1/5. Without
# noise, the quartiles of few distinct values jump, and chance looks larger than it is. With this
# width, halves of 60 of our own runs differ beyond chance in about 5 of 100 cases.
BANDWIDTH = 0.4


@dataclass(frozen=True)
class DistanceTest:
    """A squared distance, and squared distances of samples from one distribution.

    Attributes
    ----------
    observed : float
    by_chance : ndarray of shape (resamples,)
    """

    observed: float
    by_chance: np.ndarray

    @property
    def p_value(self) -> float:
        """The share of distances by chance that are as large, the observed one among them."""
        return (1 + np.sum(self.by_chance >= self.observed)) / (1 + len(self.by_chance))


def add_tests(tests: Sequence[DistanceTest]) -> DistanceTest:
    """Add the distances of several tables and lists, sample by sample."""
    return DistanceTest(
        sum(test.observed for test in tests), np.sum([test.by_chance for test in tests], axis=0)
    )


def sample_statistics(samples: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """Compute statistics of samples.

    Parameters
    ----------
    samples : ndarray of shape (..., n)
    names : tuple of str
        TABLE_STATISTICS or LIST_STATISTICS.

    Returns
    -------
    ndarray of shape (..., len(names))
    """
    computed = [samples.mean(axis=-1), samples.std(axis=-1, ddof=1)]
    if names == TABLE_STATISTICS:
        computed += list(np.quantile(samples, QUARTILES, axis=-1))
    return np.stack(computed, axis=-1)


@cache
def precision_matrix(names: tuple[str, ...], published_runs: int, our_runs: int) -> np.ndarray:
    """The inverse covariance matrix of the difference between two samples' statistics.

    The matrix only weighs the statistics against each other. It is simulated with normal samples
    with a standard deviation of 1, and with a fixed seed, so it depends only on the arguments.

    Parameters
    ----------
    names : tuple of str
        TABLE_STATISTICS or LIST_STATISTICS.
    published_runs, our_runs : int
        The sizes of the two samples.

    Returns
    -------
    ndarray of shape (len(names), len(names))
    """
    rng = np.random.default_rng(SEED)
    first, second = (
        sample_statistics(rng.standard_normal((NORMAL_SAMPLES, n)), names)
        for n in (published_runs, our_runs)
    )
    return np.linalg.inv(np.cov((first - second).T))


def squared_distance(published: np.ndarray, ours: np.ndarray, precision: np.ndarray) -> np.ndarray:
    """The squared Mahalanobis distance of two vectors of statistics.

    Mahalanobis 1936, with the pooled variance of both samples.

    Parameters
    ----------
    published, ours : ndarray of shape (..., k)
        The mean first, the standard deviation second.
    precision : ndarray of shape (k, k)
        As `precision_matrix` makes it.

    Returns
    -------
    ndarray of shape (...)
        If nothing varies, 0 for equal vectors and infinity for others.
    """
    gap = published - ours
    variance = (published[..., 1] ** 2 + ours[..., 1] ** 2) / 2
    squared = np.einsum("...i,ij,...j->...", gap, precision, gap)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(squared == 0, 0.0, squared / variance)


def table_distance(
    published: Sequence[float], ours: np.ndarray, published_runs: int, resamples: int = RESAMPLES
) -> DistanceTest:
    """The distance of a published describe() column from our runs.

    By chance: two samples that are both drawn from our runs by the smoothed bootstrap (Silverman &
    Young 1987, doi:10.1093/biomet/74.3.469).

    Parameters
    ----------
    published : sequence of float
        The values of TABLE_STATISTICS.
    ours : ndarray of shape (runs,)
        At least two runs.
    published_runs, resamples : int

    Returns
    -------
    DistanceTest
    """
    rng = np.random.default_rng(SEED)
    precision = precision_matrix(TABLE_STATISTICS, published_runs, len(ours))
    width = BANDWIDTH * ours.std(ddof=1) * len(ours) ** -0.2
    published_like, ours_like = (
        sample_statistics(
            rng.choice(ours, (resamples, n)) + width * rng.standard_normal((resamples, n)),
            TABLE_STATISTICS,
        )
        for n in (published_runs, len(ours))
    )
    observed = squared_distance(
        np.asarray(published, dtype=float), sample_statistics(ours, TABLE_STATISTICS), precision
    )
    return DistanceTest(float(observed), squared_distance(published_like, ours_like, precision))


def list_distance(
    published: np.ndarray, ours: np.ndarray, resamples: int = RESAMPLES
) -> DistanceTest:
    """The distance of a published list of runs from our runs, over several errors per run.

    By chance: the pooled runs, divided at random into two samples (permutation test, Pitman 1937).

    Parameters
    ----------
    published, ours : ndarray of shape (runs, errors)
        At least two runs each.
    resamples : int

    Returns
    -------
    DistanceTest
    """
    rng = np.random.default_rng(SEED)
    count = len(published)
    pooled = np.concatenate([published, ours])
    order = rng.permuted(np.tile(np.arange(len(pooled)), (resamples, 1)), axis=1)
    shuffled = pooled[order]
    return DistanceTest(
        float(_sum_over_errors(published, ours)),
        _sum_over_errors(shuffled[:, :count], shuffled[:, count:]),
    )


def _sum_over_errors(published: np.ndarray, ours: np.ndarray) -> np.ndarray:
    """The sum of the squared distances of each error; arrays of shape (..., runs, errors)."""
    precision = precision_matrix(LIST_STATISTICS, published.shape[-2], ours.shape[-2])
    distances = [
        squared_distance(
            sample_statistics(published[..., error], LIST_STATISTICS),
            sample_statistics(ours[..., error], LIST_STATISTICS),
            precision,
        )
        for error in range(published.shape[-1])
    ]
    return np.sum(distances, axis=0)
