import numpy as np
import pytest
from scipy import stats

from reprise.stats.exact_estimates import MedianEstimate, ShareEstimate


def test_a_share_has_the_p_values_and_the_interval_of_the_binomial_test():
    share = ShareEstimate(met=21, runs=30)
    assert share.value == 0.7
    for limit in (0.5, 0.7, 0.9):
        above = stats.binomtest(21, 30, limit, alternative="greater").pvalue
        below = stats.binomtest(21, 30, limit, alternative="less").pvalue
        assert share.p_above(limit) == pytest.approx(above)
        assert share.p_below(limit) == pytest.approx(below)
    interval = stats.binomtest(21, 30).proportion_ci(0.95)
    assert share.interval(0.95) == pytest.approx((interval.low, interval.high))


def test_no_sample_shows_that_every_run_meets_a_condition_and_one_run_shows_the_contrary():
    assert ShareEstimate(30, 30).p_above(1.0) == 1
    assert ShareEstimate(30, 30).p_outside(1.0, np.inf) == 1
    assert ShareEstimate(29, 30).p_outside(1.0, np.inf) == 0
    assert ShareEstimate(0, 30).p_below(0.0) == 1
    assert ShareEstimate(1, 30).p_outside(-np.inf, 0.0) == 0
    assert ShareEstimate(0, 30).p_outside(-np.inf, 0.0) == 1


@pytest.mark.parametrize("ends", [(0.3, 0.7), (0.5, 0.5), (0.0, 0.4), (0.9, 1.0)])
def test_a_share_outside_a_range_has_the_largest_p_value_of_all_shares_in_the_range(ends):
    runs = 12
    p_values = np.array([ShareEstimate(met, runs).p_outside(*ends) for met in range(runs + 1)])
    for level in (0.01, 0.05, 0.3):
        rejected = np.flatnonzero(p_values <= level)
        sizes = [stats.binom.pmf(rejected, runs, share).sum() for share in np.linspace(*ends, 41)]
        assert max(sizes) <= level + 1e-12
    assert ShareEstimate(12, 12).p_outside(0.3, 0.7) == pytest.approx(0.7**12 + 0.3**12)
    assert ShareEstimate(6, 12).p_outside(0.3, 0.7) == pytest.approx(1)


def test_a_median_has_the_p_values_of_the_sign_test():
    values = np.array([3.0, 5.0, 5.0, 6.0, 7.0, 8.0, 9.0, 11.0])
    median = MedianEstimate(values)
    assert median.value == 6.5 and median.runs == 8
    assert median.p_above(4) == pytest.approx(stats.binomtest(7, 8, 0.5, "greater").pvalue)
    assert median.p_above(5) == pytest.approx(stats.binomtest(5, 8, 0.5, "greater").pvalue)
    # Two runs lie at 5. They count for "at least 5", and not for "above 5".
    assert median.p_above(5, or_equal=True) == pytest.approx(
        stats.binomtest(7, 8, 0.5, "greater").pvalue
    )
    assert median.p_below(10) == pytest.approx(stats.binomtest(7, 8, 0.5, "greater").pvalue)
    assert median.p_outside(-np.inf, 4) == median.p_above(4)
    assert median.p_outside(2, 4) == 2 * median.p_above(4)


def test_the_interval_of_a_median_covers_it_and_allows_events_that_never_happen():
    values = np.array([1.0, 2, 3, 4, 5, 6, 7, np.inf, np.inf, np.inf])
    # SciPy has no interval of a median; its quantile test has the same order statistics.
    interval = stats.quantile_test(values[:7], p=0.5).confidence_interval(0.95)
    assert MedianEstimate(values[:7]).interval(0.95) == (interval.low, interval.high)
    assert MedianEstimate(values).interval(0.95) == (2, np.inf)
    assert MedianEstimate(values[:3]).interval(0.95) == (-np.inf, np.inf)
    assert MedianEstimate(values).p_below(8) == stats.binom.sf(6, 10, 0.5)
    rng = np.random.default_rng(3)
    for runs in (7, 10, 30):
        draws = rng.exponential(size=(600, runs))
        limits = np.array([MedianEstimate(draw).interval(0.95) for draw in draws])
        covered = (limits[:, 0] <= np.log(2)) & (np.log(2) <= limits[:, 1])
        assert covered.mean() >= 0.93
