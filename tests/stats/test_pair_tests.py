import numpy as np
import pytest
from scipy import optimize, stats

from reprise.stats.intervals import mean_interval
from reprise.stats.pair_tests import compare_samples, compare_with_number

A = np.array([10.0, 12.0, 11.5, 14.0, 9.0, 12.0, 13.0])
B = np.array([12.0, 15.0, 13.5, 17.0, 16.0])
SYMMETRIC = np.array([1.0, 2.0, 3.0, 4.0, 5.0])


@pytest.mark.parametrize(("confidence", "intervals"), [(0.95, 1), (0.8, 1), (0.95, 10)])
def test_without_skewness_the_interval_is_that_of_welch_or_student(confidence, intervals):
    other = 3 * SYMMETRIC + 4
    welch = stats.ttest_ind(SYMMETRIC, other, equal_var=False)
    single = 1 - (1 - confidence) / intervals
    found = compare_samples(SYMMETRIC, other, confidence, intervals)
    assert (found.low, found.high) == pytest.approx(tuple(welch.confidence_interval(single)))
    assert found.p == pytest.approx(min(1, welch.pvalue * intervals))
    student = stats.ttest_1samp(SYMMETRIC, 1)
    found = compare_with_number(SYMMETRIC, 1, confidence, intervals)
    low, high = student.confidence_interval(single)
    assert (found.low + 1, found.high + 1) == pytest.approx((low, high))
    assert found.p == pytest.approx(min(1, student.pvalue * intervals))


def test_for_skewed_runs_each_limit_is_the_outer_one_of_student_and_hall():
    skewed = np.array([1.0, 1.1, 1.2, 1.5, 2.0, 3.5, 9.0])
    hall = mean_interval(skewed, 0.95)
    student = stats.ttest_1samp(skewed, 0).confidence_interval(0.95)
    assert student.low < hall[0] and student.high < hall[1]
    found = compare_with_number(skewed, 0, 0.95)
    assert (found.low, found.high) == pytest.approx((student.low, hall[1]))
    found = compare_with_number(-skewed, 0, 0.95)
    assert (found.low, found.high) == pytest.approx((-hall[1], -student.low))
    # A second sample that hardly varies leaves the skewness of the first one.
    nearly_constant = 1e-9 * np.arange(7.0)
    found = compare_samples(skewed, nearly_constant, 0.95)
    assert (found.low, found.high) == pytest.approx((student.low, hall[1]))
    found = compare_samples(nearly_constant, skewed, 0.95)
    assert (found.low, found.high) == pytest.approx((-hall[1], -student.low))


@pytest.mark.parametrize("seed", range(20))
def test_the_p_value_is_the_level_at_which_the_interval_ends_at_zero(seed):
    rng = np.random.default_rng(seed)
    ours, others = rng.exponential(1, 8), 0.3 + 2 * rng.exponential(1, 12)

    for compare in (
        lambda level: compare_samples(ours, others, 1 - level, 4),
        lambda level: compare_with_number(ours, 0.7, 1 - level, 4),
    ):
        p = compare(0.05).p
        if p == 1:
            assert compare(0.999).low < 0 < compare(0.999).high
            continue

        def distance_from_zero(level, compare=compare):
            found = compare(level)
            return found.low if found.low + found.high > 0 else -found.high

        assert optimize.brentq(distance_from_zero, 1e-12, 0.9999) == pytest.approx(p, rel=1e-4)


def test_runs_that_allow_no_interval_have_a_reason():
    constant = np.array([3.0, 3.0, 3.0])
    cases = {
        "fewer than 3 runs": [
            compare_samples(A[:2], B, 0.95),
            compare_samples(A, B[:2], 0.95),
            compare_with_number(A[:2], 0, 0.95),
            compare_with_number(A[:0], 0, 0.95),
        ],
        "the runs do not vary": [
            compare_samples(constant, constant, 0.95),
            compare_samples(constant, constant + 1, 0.95),
            compare_with_number(constant, 0, 0.95),
        ],
    }
    for reason, found in cases.items():
        assert [result.reason for result in found] == [reason] * len(found)
        assert np.isnan([(result.low, result.high, result.p) for result in found]).all()
    one_varies = compare_samples(constant, B, 0.95)
    welch = stats.ttest_1samp(3.0 - B, 0).confidence_interval(0.95)
    assert one_varies.low <= welch.low and one_varies.high >= welch.high
    assert one_varies.reason == ""


@pytest.mark.parametrize(
    ("runs", "spreads", "expected"),
    [((10, 10), (1, 4), 0.09), ((10, 30), (4, 1), 0.09), ((10, 10), (1, -1), 0.075)],
)
def test_the_means_of_exponential_runs_are_seldom_told_apart(runs, spreads, expected):
    rng = np.random.default_rng(4)
    draws = 2000
    errors = sum(
        compare_samples(
            *(s * (rng.exponential(1, n) - 1) for s, n in zip(spreads, runs, strict=True)), 0.95
        ).p
        <= 0.05
        for _ in range(draws)
    )
    assert errors / draws < expected
