"""What runs tell about one number, and the tests of this number against limits.

Every estimate answers the same questions: is the true value shown to lie above, below or outside
some limits? A small p-value shows it. So one mechanism decides about every statistic.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from reprise.stats.skewness import correct_t, uncorrect_t


class Quantity(Protocol):
    """What our runs tell about one number.

    Attributes
    ----------
    value : float
        The number, for our runs.
    runs : int or None
        The number of runs of the configuration with the fewest runs; None if the number does not
        depend on chance.
    reason : str
        Why no test is possible; empty if tests are possible.
    """

    @property
    def value(self) -> float: ...
    @property
    def runs(self) -> int | None: ...
    @property
    def reason(self) -> str: ...

    def p_above(self, limit: float, or_equal: bool = False) -> float:
        """The p-value of the test that shows: the true value lies above a limit, or at it."""

    def p_below(self, limit: float, or_equal: bool = False) -> float:
        """The p-value of the test that shows: the true value lies below a limit, or at it."""

    def p_outside(self, low: float, high: float) -> float:
        """The p-value of the test that shows: the true value lies outside a range."""

    def interval(self, confidence: float) -> tuple[float, float]:
        """The confidence interval; NaN if there is none."""


@dataclass(frozen=True)
class Estimate:
    """An estimate with a standard error, tested by Student's t.

    Attributes
    ----------
    value, standard_error, degrees_of_freedom : float
        The standard error is above 0.
    runs : int
    skewness : float
        The skewness of one sample, for the correction of its mean; 0 without a correction.
    """

    value: float
    standard_error: float
    degrees_of_freedom: float
    runs: int
    skewness: float = 0.0
    reason: str = ""

    def p_above(self, limit: float, or_equal: bool = False) -> float:
        return self._share_below(-self._t(limit))

    def p_below(self, limit: float, or_equal: bool = False) -> float:
        return self._share_below(self._t(limit))

    def p_outside(self, low: float, high: float) -> float:
        """The p-value of the null hypothesis that the true value is in the range.

        It is one-sided for a wide range and two-sided for a single point (Hodges & Lehmann 1954,
        JRSS B 16:261-268).
        """
        from scipy.special import stdtrit

        near = min(self.p_below(low), self.p_above(high))
        if near == 0 or np.isinf(low) or np.isinf(high):
            return near
        width = (high - low) / self.standard_error
        far = self._share_below(stdtrit(self.degrees_of_freedom, near) - width)
        return min(1.0, near + far)

    def interval(self, confidence: float) -> tuple[float, float]:
        from scipy.special import stdtrit

        limit = stdtrit(self.degrees_of_freedom, (1 + confidence) / 2)
        return self._limit_at(limit), self._limit_at(-limit)

    def _share_below(self, t: float) -> float:
        """The share of Student's t distribution below t."""
        from scipy.special import stdtr

        return float(stdtr(self.degrees_of_freedom, t))

    def _t(self, limit: float) -> float:
        """Student's t of the distance from a limit, corrected for the skewness."""
        distance = (self.value - limit) / self.standard_error
        return float(correct_t(distance, self._skewness_of_mean))

    def _limit_at(self, t: float) -> float:
        """The limit for which `_t` is `t`."""
        distance = uncorrect_t(t, self._skewness_of_mean)
        return float(self.value - distance * self.standard_error)

    @property
    def _skewness_of_mean(self) -> float:
        return self.skewness / float(np.sqrt(self.runs))


@dataclass(frozen=True)
class Untestable:
    """A number for which no test holds its level, with the reason."""

    value: float
    runs: int
    reason: str

    def p_above(self, limit: float, or_equal: bool = False) -> float:
        return np.nan

    def p_below(self, limit: float, or_equal: bool = False) -> float:
        return np.nan

    def p_outside(self, low: float, high: float) -> float:
        return np.nan

    def interval(self, confidence: float) -> tuple[float, float]:
        return np.nan, np.nan


@dataclass(frozen=True)
class Score:
    """A number that does not depend on chance, such as the score of a baseline."""

    value: float
    runs: None = None
    reason: str = ""

    def p_above(self, limit: float, or_equal: bool = False) -> float:
        return float(not (self.value > limit or (or_equal and self.value == limit)))

    def p_below(self, limit: float, or_equal: bool = False) -> float:
        return float(not (self.value < limit or (or_equal and self.value == limit)))

    def p_outside(self, low: float, high: float) -> float:
        return float(low <= self.value <= high)

    def interval(self, confidence: float) -> tuple[float, float]:
        return self.value, self.value
