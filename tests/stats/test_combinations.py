import numpy as np
import pytest
from scipy import stats

from reprise.stats.combinations import (
    FEW_FOR_STD,
    NEVER_HAPPENS,
    NO_SPREAD,
    SINGLE_RUNS,
    TOO_FEW,
    combine_runs,
    estimate_combination,
)

ONE = [np.ones(1)]
GAP = [np.ones(1), -np.ones(1)]


def columns(*samples):
    return [np.asarray(sample, dtype=float)[:, None] for sample in samples]


def skewed(rng, *shape):
    """Gamma with shape 4, mean 0 and standard deviation 1; its skewness is 1."""
    return (rng.gamma(4, 1, shape) - 4) / 2


def test_an_estimate_has_the_p_values_and_the_interval_of_student_s_t():
    sample = np.array([-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0])  # symmetric, so nothing is corrected
    estimate = estimate_combination(columns(sample), ONE, "mean")
    for limit in (0.0, 1.5):
        test = stats.ttest_1samp(sample, limit, alternative="greater")
        assert estimate.p_above(limit) == pytest.approx(test.pvalue)
        assert estimate.p_below(limit) == pytest.approx(1 - test.pvalue)
    interval = stats.ttest_1samp(sample, 0).confidence_interval(0.95)
    assert estimate.interval(0.95) == pytest.approx((interval.low, interval.high))


def test_the_mean_of_one_skewed_sample_has_hall_s_interval():
    sample = np.random.default_rng(1).exponential(size=12)
    estimate = estimate_combination(columns(sample), ONE, "mean")
    n, g = 12, stats.skew(sample)
    t = stats.t.ppf(np.array([0.975, 0.025]), n - 1)
    corrected = 3 / g * (np.cbrt(1 + g * (t / np.sqrt(n) - g / (6 * n))) - 1)
    limits = sample.mean() - sample.std(ddof=1) * corrected
    assert estimate.interval(0.95) == pytest.approx(tuple(limits))
    # The tests and the interval agree.
    assert estimate.p_above(limits[0]) == pytest.approx(0.025)
    assert estimate.p_below(limits[1]) == pytest.approx(0.025)


def test_two_independent_samples_are_compared_by_welch_s_test():
    rng = np.random.default_rng(2)
    one, other = rng.normal(0, 1, 9), rng.normal(1, 3, 14)
    estimate = estimate_combination(columns(one, other), GAP, "mean")
    test = stats.ttest_ind(one, other, equal_var=False, alternative="less")
    assert estimate.p_below(0) == pytest.approx(test.pvalue)
    assert estimate.degrees_of_freedom == pytest.approx(test.df)
    interval = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert estimate.interval(0.95) == pytest.approx((interval.low, interval.high))
    assert estimate.runs == 9


def test_pairs_are_compared_run_by_run():
    one = np.array([4.0, 7.0, 9.0, 12.0])
    other = one - np.array([1.0, 2.0, 2.0, 3.0])  # symmetric differences
    pairs = [np.column_stack([one, other])]
    estimate = estimate_combination(pairs, [np.array([1.0, -1.0])], "mean")
    test = stats.ttest_rel(one, other, alternative="greater")
    assert estimate.p_above(0) == pytest.approx(test.pvalue)
    median = estimate_combination(pairs, [np.array([1.0, -1.0])], "median")
    assert median.p_above(0) == pytest.approx(1 / 16) and median.value == 2


def test_a_trend_of_pairs_and_of_independent_samples_is_a_contrast():
    rng = np.random.default_rng(4)
    values = rng.normal(size=(20, 3)) + rng.normal(size=(20, 1)) * 5
    weights = np.array([-0.5, 0, 0.5])
    paired = estimate_combination([values], [weights], "mean")
    slopes = values @ weights
    assert paired.value == pytest.approx(slopes.mean())
    assert paired.standard_error == pytest.approx(stats.sem(slopes))
    apart = estimate_combination(columns(*values.T), list(weights[:, None]), "mean")
    assert apart.value == pytest.approx(slopes.mean())
    assert apart.standard_error > 3 * paired.standard_error  # the pairs share what they have


def test_medians_of_independent_samples_have_the_standard_error_of_price_and_bonett():
    one = np.arange(1.0, 11.0)
    other = np.arange(1.0, 11.0) * 2
    estimate = estimate_combination(columns(one, other), GAP, "median")
    # n = 10: c = 5.5 - sqrt(10), rounded 2; p = 2 * 11 / 1024.
    z = stats.norm.isf(11 / 1024)
    expected = np.hypot((9 - 2) / (2 * z), 2 * (9 - 2) / (2 * z))
    assert estimate.standard_error == pytest.approx(expected)
    assert estimate.value == 5.5 - 11
    assert estimate.p_below(0) == pytest.approx(stats.norm.cdf(-5.5 / expected))


def test_spreads_are_compared_by_the_distances_from_the_median():
    rng = np.random.default_rng(6)
    one, other = rng.normal(0, 1, 30), rng.normal(0, 1.4, 30)
    estimate = estimate_combination(columns(one, other), GAP, "std")
    test = stats.levene(one, other, center="median")
    # Levene's test pools the variances. With equal numbers of runs, only its degrees differ.
    t = stats.t.isf(estimate.p_below(0), estimate.distances.degrees_of_freedom)
    assert t**2 == pytest.approx(test.statistic)
    assert estimate.value == pytest.approx(one.std(ddof=1) - other.std(ddof=1))
    low, high = estimate.interval(0.95)
    assert low < estimate.value < high


def test_the_jackknife_of_a_standard_deviation_leaves_out_each_run():
    values = np.random.default_rng(7).gamma(4, 1, 50)
    estimate = estimate_combination(columns(values), ONE, "std")
    left_out = [np.delete(values, k).std(ddof=1) for k in range(50)]
    pseudo = 50 * values.std(ddof=1) - 49 * np.array(left_out)
    assert estimate.standard_error == pytest.approx(stats.sem(pseudo))
    assert estimate.value == pytest.approx(values.std(ddof=1))


def test_few_runs_have_no_test_of_a_standard_deviation_but_one_of_tied_ones():
    values = np.random.default_rng(7).gamma(4, 1, 49)
    alone = estimate_combination(columns(values), ONE, "std")
    assert alone.reason == FEW_FOR_STD.format(50) and np.isnan(alone.p_above(0))
    gap = estimate_combination(columns(values[:29], values[20:]), GAP, "std")
    assert 0 < gap.p_above(0) < 1 and np.isnan(gap.p_above(0.1)) and gap.reason == ""
    assert np.isnan(gap.interval(0.95)).all()
    enough = estimate_combination(columns(values[:30], values[19:]), GAP, "std")
    assert 0 < enough.p_above(0.1) < 1


@pytest.mark.filterwarnings("error")
def test_what_no_test_can_decide_has_a_reason():
    never = [np.inf, 3.0, 4.0]
    cases = [
        (columns([1.0]), ONE, "mean", TOO_FEW),
        (columns([2.0] * 9), ONE, "mean", NO_SPREAD),
        (columns([2.0] * 9, [3.0] * 9), GAP, "mean", NO_SPREAD),
        (columns([2.0] * 9, [3.0] * 9), GAP, "median", NO_SPREAD),
        (columns([2.0] * 9, [3.0] * 9), GAP, "std", NO_SPREAD),
        (columns(never), ONE, "mean", NEVER_HAPPENS),
        (columns(never, never), GAP, "mean", NEVER_HAPPENS),
        (columns(never, never), GAP, "median", NEVER_HAPPENS),
        (columns(never), ONE, "std", NEVER_HAPPENS),
        (columns([1.0, 2.0, 5.0]), ONE, "min", SINGLE_RUNS),
        (columns([1.0, 2.0, 5.0]), ONE, "max", SINGLE_RUNS),
    ]
    for samples, weights, statistic, reason in cases:
        quantity = estimate_combination(samples, weights, statistic)
        assert quantity.reason == reason, (statistic, samples)
        p_values = (quantity.p_above(1), quantity.p_below(1), quantity.p_outside(0, 1))
        assert np.isnan(p_values).all()
    best = estimate_combination(columns([1.0, 2.0], [4.0, 9.0]), GAP, "min")
    assert best.value == 1 - 4


def test_equal_infinite_values_cancel_each_other():
    sample = np.array([[np.inf, np.inf], [np.inf, 3.0], [4.0, np.inf], [9.0, 4.0]])
    combined = combine_runs(sample, np.array([1.0, -1.0]))
    assert combined.tolist() == [0, np.inf, -np.inf, 5]


@pytest.mark.parametrize("draw", [lambda rng, runs: rng.normal(size=runs), skewed])
@pytest.mark.parametrize("runs", [10, 30])
def test_tied_configurations_are_told_apart_in_about_five_of_100_cases(draw, runs):
    rng = np.random.default_rng(runs)
    found = {"mean": [], "median": [], "std": []}
    for _ in range(300):
        samples = columns(draw(rng, runs), draw(rng, runs))
        for statistic, p_values in found.items():
            p_values.append(estimate_combination(samples, GAP, statistic).p_above(0))
    for statistic, p_values in found.items():
        assert np.mean(np.array(p_values) <= 0.05) < 0.09, statistic
