"""Estimates of a median and of a share, whose tests count runs and need no assumption."""

from dataclasses import dataclass

import numpy as np

from reprise.stats.run_values import Values


@dataclass(frozen=True)
class MedianEstimate:
    """The median of one sample, tested by the sign test.

    The sample may have infinite values, for the epoch of an event that never happens.

    Attributes
    ----------
    sample : ndarray, shape (runs,)
    """

    sample: Values
    reason: str = ""

    @property
    def value(self) -> float:
        with np.errstate(invalid="ignore"):
            return float(np.median(self.sample))

    @property
    def runs(self) -> int:
        return len(self.sample)

    def p_above(self, limit: float, or_equal: bool = False) -> float:
        """If the median is not above the limit, at most half of all runs are."""
        return self._p_of(self.sample >= limit if or_equal else self.sample > limit)

    def p_below(self, limit: float, or_equal: bool = False) -> float:
        return self._p_of(self.sample <= limit if or_equal else self.sample < limit)

    def p_outside(self, low: float, high: float) -> float:
        ends = 1 if np.isinf(low) or np.isinf(high) else 2
        return min(1.0, ends * min(self.p_below(low), self.p_above(high)))

    def interval(self, confidence: float) -> tuple[float, float]:
        """The interval between two ordered values; infinite with too few runs."""
        from scipy.stats import binom

        cut = int(binom.ppf((1 - confidence) / 2, self.runs, 0.5)) - 1
        if cut < 0:
            return -np.inf, np.inf
        ordered = np.sort(self.sample)
        return float(ordered[cut]), float(ordered[self.runs - 1 - cut])

    def _p_of(self, is_beyond: np.ndarray) -> float:
        from scipy.stats import binom

        return float(binom.sf(is_beyond.sum() - 1, self.runs, 0.5))


@dataclass(frozen=True)
class ShareEstimate:
    """The share of all possible runs that meet a condition, by exact binomial tests.

    No sample shows that the share is 1: the p-value is 1 then. A single run that fails shows that
    it is not.

    Attributes
    ----------
    met, runs : int
        The runs that meet the condition, of all runs; at least one run.
    """

    met: int
    runs: int
    reason: str = ""

    @property
    def value(self) -> float:
        return self.met / self.runs

    def p_above(self, limit: float, or_equal: bool = False) -> float:
        from scipy.stats import binom

        return float(binom.sf(self.met - 1, self.runs, limit)) if limit >= 0 else 0.0

    def p_below(self, limit: float, or_equal: bool = False) -> float:
        from scipy.stats import binom

        return float(binom.cdf(self.met, self.runs, limit)) if limit <= 1 else 0.0

    def p_outside(self, low: float, high: float) -> float:
        """The largest probability, for a share in the range, of runs that lie as far outside."""
        from scipy.stats import binom

        low, high = max(low, 0.0), min(high, 1.0)
        counts = np.arange(self.runs + 1)
        p_low, p_high = binom.cdf(counts, self.runs, low), binom.sf(counts - 1, self.runs, high)
        extreme = np.minimum(p_low, p_high)
        is_as_extreme = extreme <= extreme[self.met] * (1 + 1e-9)
        return float(
            max(binom.pmf(counts[is_as_extreme], self.runs, end).sum() for end in (low, high))
        )

    def interval(self, confidence: float) -> tuple[float, float]:
        from reprise.stats.intervals import share_interval

        low, high = share_interval(self.met, self.runs, confidence)
        return float(low), float(high)
