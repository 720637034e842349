"""Estimates of the statistics of configurations, of their differences and of their trends."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from reprise.stats.estimates import Estimate, Quantity, Untestable
from reprise.stats.exact_estimates import MedianEstimate
from reprise.stats.run_values import Values
from reprise.stats.skewness import sample_skewness

# With fewer skewed runs, these tests err in more than 7.5 of 100 cases (docs/calibration.md).
FEWEST_RUNS_OF_STD, FEWEST_RUNS_OF_STD_DIFFERENCE = 50, 30
SINGLE_RUNS = "a sample does not show where the best or the worst of all possible runs lies"
TOO_FEW = "fewer than two runs that did not diverge"
NEVER_HAPPENS = "an event that never happens in some runs has no mean epoch"
NO_SPREAD = "the runs do not vary"
FEW_FOR_STD = "the test of a standard deviation needs {} runs"


@dataclass(frozen=True)
class SpreadEstimate:
    """A difference or a trend of standard deviations.

    The comparison with 0 is that of the mean distances of the runs from the median of their
    configuration (Brown & Forsythe 1974, doi:10.1080/01621459.1974.10482955). It holds its level
    for skewed runs. Other limits and the interval need the jackknife of the standard deviation.
    """

    distances: Quantity
    jackknife: Quantity

    @property
    def value(self) -> float:
        return self.jackknife.value

    @property
    def runs(self) -> int | None:
        return self.distances.runs

    @property
    def reason(self) -> str:
        return self.distances.reason

    def p_above(self, limit: float, or_equal: bool = False) -> float:
        return self._compared_with(limit).p_above(limit, or_equal)

    def p_below(self, limit: float, or_equal: bool = False) -> float:
        return self._compared_with(limit).p_below(limit, or_equal)

    def p_outside(self, low: float, high: float) -> float:
        if np.isfinite([low, high]).all():
            return self.jackknife.p_outside(low, high)
        return self.p_above(high) if np.isfinite(high) else self.p_below(low)

    def interval(self, confidence: float) -> tuple[float, float]:
        return self.jackknife.interval(confidence)

    def _compared_with(self, limit: float) -> Quantity:
        return self.distances if limit == 0 else self.jackknife


def estimate_combination(
    samples: Sequence[Values], weights: Sequence[Values], statistic: str, shift: float = 0.0
) -> Quantity:
    """Estimate a weighted sum of the statistics of several configurations.

    A single configuration, a difference and a slope are such sums.

    Parameters
    ----------
    samples : sequence of ndarray, shape (runs, configurations)
        Independent samples. The columns of one sample are configurations whose runs are pairs: a
        row has the values of one network. Pairs are combined run by run.
    weights : sequence of ndarray, shape (configurations,)
        For each sample, the weights of its configurations.
    statistic : str
        `mean`: Student's t with the correction for skewness for one sample, and Welch's standard
        error and degrees of freedom (Satterthwaite 1946) for several. `median`: the sign test for
        one sample (of pairs, it is the median of the combined values), and the standard errors of
        Price & Bonett (2002, doi:10.1080/1048525021000034103) for several. `std`: see
        SpreadEstimate. `min`, `max`: never tested.
    shift : float
        A number that is subtracted from the sum.

    Returns
    -------
    Quantity
        Untestable if a test is not possible.
    """
    runs = min(map(len, samples))
    if runs < 2:
        return Untestable(np.nan, runs, TOO_FEW)
    if statistic in ("min", "max"):
        return Untestable(_sum_up(samples, weights, statistic) - shift, runs, SINGLE_RUNS)
    if statistic != "std":
        combined = [combine_runs(s, w) for s, w in zip(samples, weights, strict=True)]
        return (_estimate_medians if statistic == "median" else _estimate_means)(combined, shift)
    if not all(np.isfinite(sample).all() for sample in samples):
        return Untestable(np.nan, runs, NEVER_HAPPENS)
    is_difference = bool(abs(sum(w.sum() for w in weights)) < 1e-9)
    jackknife = _estimate_std(samples, weights, shift, is_difference)
    if shift or not is_difference:
        return jackknife
    distances = [np.abs(s - np.median(s, axis=0)) for s in samples]
    return SpreadEstimate(estimate_combination(distances, weights, "mean"), jackknife)


def combine_runs(sample: Values, weights: Values) -> Values:
    """The weighted sum of each row; 0 for two equal infinite values with opposite weights."""
    counts = weights != 0  # the middle of a trend does not count
    columns = sample[:, counts] * weights[counts]
    with np.errstate(invalid="ignore"):
        combined = np.asarray(columns.sum(axis=1))
        if np.isposinf(columns).any() and np.isneginf(columns).any():
            combined[np.isnan(combined)] = 0.0
    return combined


def _sum_up(samples: Sequence[Values], weights: Sequence[Values], statistic: str) -> float:
    """The weighted sum of the statistics of the configurations."""
    options = {"ddof": 1} if statistic == "std" else {}
    parts = [
        getattr(np, statistic)(sample, axis=0, **options) @ weight
        for sample, weight in zip(samples, weights, strict=True)
    ]
    return float(sum(parts))


def _estimate_means(combined: Sequence[Values], shift: float) -> Estimate | Untestable:
    """The sum of the means of independent samples, minus the shift."""
    runs = min(map(len, combined))
    with np.errstate(invalid="ignore"):
        value = float(sum(values.mean() for values in combined) - shift)
    if not np.isfinite(value):
        return Untestable(value, runs, NEVER_HAPPENS)
    if all(np.ptp(values) == 0 for values in combined):
        return Untestable(value, runs, NO_SPREAD)
    variances = np.array([values.var(ddof=1) / len(values) for values in combined])
    lost = np.array([len(values) - 1 for values in combined])
    degrees_of_freedom = variances.sum() ** 2 / (variances**2 / lost).sum()
    skewness = sample_skewness(combined[0]) if len(combined) == 1 else 0.0
    return Estimate(value, float(np.sqrt(variances.sum())), degrees_of_freedom, runs, skewness)


def _estimate_medians(combined: Sequence[Values], shift: float) -> Quantity:
    """The sum of the medians of independent samples, minus the shift."""
    if len(combined) == 1:
        return MedianEstimate(combined[0] - shift)
    runs = min(map(len, combined))
    with np.errstate(invalid="ignore"):
        value = float(sum(np.median(values) for values in combined) - shift)
        standard_error = float(np.sqrt(sum(_median_variance(values) for values in combined)))
    if not np.isfinite([value, standard_error]).all():
        return Untestable(value, runs, NEVER_HAPPENS)
    if standard_error == 0:
        return Untestable(value, runs, NO_SPREAD)
    return Estimate(value, standard_error, np.inf, runs)


def _median_variance(values: Values) -> float:
    """The squared standard error of a median, from two ordered values around it."""
    place, z = _place_and_normal_score(len(values))
    ordered = np.sort(values)
    return float(((ordered[len(values) - place] - ordered[place - 1]) / (2 * z)) ** 2)


@cache
def _place_and_normal_score(runs: int) -> tuple[int, float]:
    """The place of the lower ordered value, and its distance from the median in standard errors."""
    from scipy.stats import binom, norm

    place = max(1, round((runs + 1) / 2 - np.sqrt(runs)))
    return place, float(norm.isf(binom.cdf(place - 1, runs, 0.5)))


def _estimate_std(
    samples: Sequence[Values], weights: Sequence[Values], shift: float, is_difference: bool
) -> Quantity:
    """The weighted sum of standard deviations by their jackknife (Tukey 1958)."""
    runs = min(map(len, samples))
    value = _sum_up(samples, weights, "std") - shift
    fewest = FEWEST_RUNS_OF_STD_DIFFERENCE if is_difference else FEWEST_RUNS_OF_STD
    if runs < fewest:
        return Untestable(value, runs, FEW_FOR_STD.format(fewest))
    combined = [
        combine_runs(_jackknife_std(sample), weight)
        for sample, weight in zip(samples, weights, strict=True)
    ]
    return replace(_estimate_means(combined, shift), value=value)


def _jackknife_std(sample: Values) -> Values:
    """The pseudo-values of the standard deviation of each column, shape of the sample."""
    runs = len(sample)
    distances = (sample - sample.mean(axis=0)) ** 2
    # The sum of squares without one run, which also moves the mean.
    without_one = distances.sum(axis=0) - distances * runs / (runs - 1)
    left_out = np.sqrt(np.maximum(without_one, 0.0) / (runs - 2))
    return np.asarray(runs * sample.std(axis=0, ddof=1) - (runs - 1) * left_out)
