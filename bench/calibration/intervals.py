"""How often the intervals of the runs of one configuration hold what they estimate."""

from collections.abc import Callable, Iterator

import numpy as np
from rows import DISTRIBUTIONS, Row
from scipy import stats

from reprise.stats.intervals import (
    interquartile_mean_interval,
    mean_interval,
    median_interval,
    share_interval,
)

SUBJECT = "Intervals of one configuration"
RUNS = (5, 10, 30)
# The standardized distributions of `rows`, as SciPy has them.
KNOWN = {
    "normal": stats.norm(),
    "skewed": stats.gamma(4, loc=-2, scale=0.5),
    "strongly skewed": stats.expon(loc=-1),
}
SHARES = (0.02, 0.1, 0.5, 0.9)


def rows(draws: int) -> Iterator[Row]:
    """The coverage of the intervals of a mean, a median, an interquartile mean and a share."""
    intervals: dict[str, tuple[Callable, Callable]] = {
        "the 95 % interval of a mean contains it": (mean_interval, lambda known: known.mean()),
        "the 95 % interval of a median contains it, at least": (
            median_interval,
            lambda known: known.median(),
        ),
        "the 95 % interval of an interquartile mean contains it": (
            interquartile_mean_interval,
            interquartile_mean_of,
        ),
    }
    for promise, (interval, truth) in intervals.items():
        for case, draw in DISTRIBUTIONS.items():
            expected = truth(KNOWN[case])
            for runs in RUNS:
                rng = np.random.default_rng(0)
                limits = np.array([interval(sample) for sample in draw(rng, (draws, runs))])
                found = None if np.isnan(limits).any() else covers(limits, expected)
                yield Row(promise, case, runs, "coverage", 0.95, found, draws)
    for share in SHARES:
        for runs in RUNS:
            counts = np.random.default_rng(0).binomial(runs, share, draws)
            limits = np.column_stack(share_interval(counts, runs, 0.95))
            yield Row(
                "the 95 % interval of the share of diverged runs contains it, at least",
                f"a share of {share:g}",
                *(runs, "coverage", 0.95, covers(limits, share), draws),
            )


def covers(limits: np.ndarray, truth: float) -> float:
    """The share of intervals that contain a number."""
    return float(np.mean((limits[:, 0] <= truth) & (truth <= limits[:, 1])))


def interquartile_mean_of(known) -> float:
    """The mean of the middle half of a distribution."""
    low, high = known.ppf([0.25, 0.75])
    return known.expect(lambda value: value, lb=low, ub=high) / 0.5
