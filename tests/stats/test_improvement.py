import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from reprise.stats.improvement import (
    improvement_of_pairs,
    improvement_of_samples,
    probability_better,
)

A = np.array([10.0, 12.0, 11.5, 14.0, 9.0, 12.0, 13.0])
B = np.array([12.0, 15.0, 13.5, 17.0, 16.0])


def test_a_tie_counts_as_one_half_in_both_directions_and_along_any_axis():
    ours, others = np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0])
    assert probability_better(ours, others) == pytest.approx(1 / 6)
    assert probability_better(ours, others, False) == pytest.approx(5 / 6)
    stacked = np.stack([ours, -ours]), np.stack([others, others])
    expected = pytest.approx([1 / 6, 1.0])
    assert probability_better(*stacked).tolist() == expected
    assert probability_better(*(s.T for s in stacked), axis=0).tolist() == expected


def test_the_interval_of_samples_is_wilsons_with_the_variance_of_brunner_and_munzel():
    """The variance is that of the placements: ranks in both samples minus those in their own."""
    ranks = stats.rankdata(np.concatenate([A, B]))
    placements = ranks[:7] - stats.rankdata(A), ranks[7:] - stats.rankdata(B)
    estimate = 1 - placements[0].mean() / 5
    variance = placements[0].var(ddof=1) / (7 * 5**2) + placements[1].var(ddof=1) / (5 * 7**2)
    pairs = estimate * (1 - estimate) / variance
    for confidence in (0.95, 0.8):
        low, high = proportion_confint(estimate * pairs, pairs, 1 - confidence, method="wilson")
        found = improvement_of_samples(A, B, confidence)
        assert found == pytest.approx((estimate, low, high))
        mirrored = improvement_of_samples(A, B, confidence, prefer_low=False)
        assert mirrored == pytest.approx((1 - estimate, 1 - high, 1 - low))


@pytest.mark.parametrize("runs", [(3, 3), (5, 30), (30, 30)])
def test_complete_separation_is_not_certainty(runs):
    ours, others = np.arange(runs[0], dtype=float), 100 + np.arange(runs[1], dtype=float)
    expected = proportion_confint(min(runs), min(runs), 0.05, method="wilson")
    assert improvement_of_samples(ours, others, 0.95) == pytest.approx((1, *expected))
    assert improvement_of_samples(others, ours, 0.95)[1] == pytest.approx(0, abs=1e-12)


def test_the_interval_of_pairs_is_exact_and_takes_halves():
    ours, others = np.array([1.0, 2, 3, 4, 5]), np.array([2.0, 3, 3, 5, 1])
    found = improvement_of_pairs(ours, others, 0.95)
    expected = stats.beta.ppf([0.025, 0.975], [3.5, 4.5], [2.5, 1.5])
    assert found == pytest.approx((0.7, *expected))
    exact = stats.binomtest(4, 5).proportion_ci(0.9)
    assert improvement_of_pairs(ours, np.array([4.5]), 0.9) == pytest.approx((0.8, *exact))
    exact = stats.binomtest(1, 5).proportion_ci(0.9)
    assert improvement_of_pairs(ours, np.array([4.5]), 0.9, False) == pytest.approx((0.2, *exact))


def test_a_run_that_diverged_loses_and_two_of_them_are_a_tie():
    ours, others = np.array([np.inf, np.inf, 1.0]), np.array([np.inf, 2.0, 2.0])
    assert improvement_of_pairs(ours, others, 0.95)[0] == pytest.approx(0.5)
    assert improvement_of_samples(ours, others, 0.95)[0] == pytest.approx((3 + 2 * 0.5) / 9)


def test_fewer_than_two_runs_have_no_probability():
    assert np.isnan(improvement_of_samples(A[:1], B, 0.95)).all()
    assert np.isnan(improvement_of_samples(A, B[:1], 0.95)).all()
    assert np.isnan(improvement_of_pairs(A[:1], B[:1], 0.95)).all()
    assert np.isfinite(improvement_of_samples(A[:2], B[:2], 0.95)).all()


@pytest.mark.parametrize(("runs", "spread", "shift"), [((5, 5), 3, 0), ((10, 30), 1, 1)])
def test_the_interval_of_samples_covers_the_probability(runs, spread, shift):
    rng = np.random.default_rng(5)
    truth = stats.norm.cdf(shift / np.hypot(1, spread))
    limits = [
        improvement_of_samples(rng.normal(0, 1, runs[0]), rng.normal(shift, spread, runs[1]), 0.95)
        for _ in range(1000)
    ]
    covered = np.mean([low <= truth <= high for _, low, high in limits])
    assert covered > 0.92
