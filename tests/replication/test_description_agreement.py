import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reprise.data.published import published_table
from reprise.published_settings import PublishedNumber
from reprise.replication.description_agreement import compare_description, compare_means

OURS = np.random.default_rng(7).normal(100, 15, 30)


def describe(values):
    return pd.Series(values).describe()


def compare(published, ours=OURS, confidence=0.95, margin=10.0, decimals=15):
    numbers = [
        PublishedNumber("", "a", "describe", "m", name, value, decimals, int(published["count"]))
        for name, value in published.items()
    ]
    rows = compare_description(published_table(numbers), ours, confidence, margin, 3.0)
    return {row["statistic"]: row for row in rows}


def test_every_statistic_is_compared_with_ours():
    rows = compare(describe(OURS + 1))
    assert list(rows) == ["count", "mean", "std", "min", "25%", "50%", "75%", "max"]
    assert (rows["count"]["published"], rows["count"]["ours"]) == (30, 30)
    ours = describe(OURS)
    for name in list(rows)[1:]:
        assert rows[name]["ours"] == ours[name]
        assert rows[name]["published"] == describe(OURS + 1)[name]
        assert rows[name]["published_runs"] == 30


def test_a_mean_is_compared_by_welch_s_test_of_the_runs():
    published = np.random.default_rng(8).normal(104, 20, 25)
    row = compare(describe(published))["mean"]
    assert row["p"] == pytest.approx(stats.ttest_ind(published, OURS, equal_var=False).pvalue)
    margin = 10.0
    mean = published.mean()
    assert (row["same_low"], row["same_high"]) == pytest.approx((mean - margin, mean + margin))
    one_sided = [
        stats.ttest_ind(published + shift, OURS, equal_var=False, alternative=side).pvalue
        for shift, side in ((margin, "greater"), (-margin, "less"))
    ]
    assert row["p_equivalent"] == pytest.approx(max(one_sided))
    without_margin = compare(describe(published), margin=None)["mean"]
    assert without_margin["p"] == row["p"] and "p_equivalent" not in without_margin


def test_the_larger_one_sided_p_counts_on_both_sides():
    for shift in (-8, 8):
        published = OURS + shift
        margin = 10.0
        row = compare(describe(published))["mean"]
        shifted, side = (margin, "greater") if shift < 0 else (-margin, "less")
        one_sided = stats.ttest_ind(published + shifted, OURS, alternative=side, equal_var=False)
        assert row["p_equivalent"] == pytest.approx(one_sided.pvalue)


def test_the_prediction_interval_of_a_mean_is_student_s():
    row = compare(describe(OURS[:12]), confidence=0.9)["mean"]
    reach = stats.t.ppf(0.95, 29) * OURS.std(ddof=1) * np.sqrt(1 / 30 + 1 / 12)
    assert row["prediction_low"] == pytest.approx(OURS.mean() - reach)
    assert row["prediction_high"] == pytest.approx(OURS.mean() + reach)


def test_the_next_mean_lies_in_its_prediction_interval_as_often_as_stated():
    rng = np.random.default_rng(0)
    inside = []
    for _ in range(600):
        ours, published = rng.normal(50, 5, 12), rng.normal(50, 5, 30)
        row = compare_means(published.mean(), published.std(ddof=1), 30, ours, 0.9, None)
        inside.append(row["prediction_low"] <= published.mean() <= row["prediction_high"])
    assert np.mean(inside) == pytest.approx(0.9, abs=0.04)


def test_a_spread_replicates_within_a_ratio_of_one_and_a_half():
    rng = np.random.default_rng(4)
    ours = rng.normal(0, 15, 300)
    std = ours.std(ddof=1)
    equivalent = {}
    for ratio in (0.6, 0.75, 1.0, 1.33, 1.45, 1.6, 2.0):
        published = describe(ours)
        published["std"] = ratio * std
        row = compare(published, ours)["std"]
        assert (row["same_low"], row["same_high"]) == pytest.approx((std / 1.5, std * 1.5))
        assert row["variance_ratio"] == pytest.approx(ratio**2)
        equivalent[ratio] = row["p_equivalent"] <= 0.05
    # With 300 runs each, the log of a ratio varies by 0.06: log(1.45) is too close to log(1.5).
    assert [ratio for ratio in equivalent if equivalent[ratio]] == [0.75, 1.0, 1.33]


def test_extremes_have_an_interval_and_no_test():
    rows = compare(describe(OURS))
    for name in ("min", "max"):
        assert "p" not in rows[name] and "p_equivalent" not in rows[name]
        assert {"prediction_low", "prediction_high", "ours"} <= rows[name].keys()


def test_rounding_makes_a_difference_smaller_and_equivalence_harder():
    shifted = describe(OURS + 4)
    exact, rounded = (compare(shifted, decimals=d) for d in (15, 0))
    for name in ("mean", "std", "50%"):
        assert rounded[name]["p"] >= exact[name]["p"]
        assert rounded[name]["p_equivalent"] >= exact[name]["p_equivalent"]
    near = compare(describe(OURS + 0.4), decimals=0)
    assert near["mean"]["p"] == pytest.approx(1)


def test_a_mean_without_a_standard_deviation_takes_ours():
    alone = describe(OURS + 4)[["count", "mean"]]
    expected = 4 / (OURS.std(ddof=1) * np.sqrt(2 / 30))
    assert compare(alone)["mean"]["p"] == pytest.approx(2 * stats.t(29).sf(expected))


def test_a_quantile_is_equivalent_if_the_margin_is_many_ranks():
    ours = 1000 + np.arange(30.0)  # the margin is more than the range of our runs
    published = describe(ours)
    row = compare(published, ours, margin=100.0)["50%"]
    assert row["p"] == 1
    # Neither all nor none of our runs lie below the median of 30 others by chance.
    assert row["p_equivalent"] == pytest.approx(stats.betabinom(30, 15.5, 15.5).pmf(0), rel=1e-6)
    assert (row["same_low"], row["same_high"]) == pytest.approx((914.5, 1114.5))


def test_ranks_of_quartiles_are_those_of_pandas():
    for name, share in (("25%", 0.25), ("75%", 0.75)):
        published = describe(OURS)
        below = int((published[name] > OURS).sum())
        rank = 1 + share * 29
        distribution = stats.betabinom(30, rank, 31 - rank)
        expected = min(1, 2 * min(distribution.cdf(below), distribution.sf(below - 1)))
        assert compare(published)[name]["p"] == pytest.approx(expected)


def test_the_prediction_interval_of_a_quantile_consists_of_our_runs():
    row = compare(describe(OURS))["50%"]
    ordered = np.sort(OURS)
    distribution = stats.betabinom(30, 15.5, 15.5)
    low, high = int(distribution.ppf(0.025)), int(distribution.ppf(0.975))
    assert row["prediction_low"] == ordered[low - 1]
    assert row["prediction_high"] == ordered[high]


def test_the_next_median_lies_in_its_prediction_interval_as_often_as_stated():
    rng = np.random.default_rng(6)
    inside = []
    for _ in range(100):
        ours, published = rng.gamma(2, 15, 40), np.median(rng.gamma(2, 15, 30))
        row = compare(describe(rng.gamma(2, 15, 30)), ours)["50%"]
        inside.append(row["prediction_low"] <= published <= row["prediction_high"])
    assert np.mean(inside) >= 0.88


def test_an_interval_that_reaches_beyond_our_runs_is_open():
    row = compare(describe(OURS))["min"]
    assert np.isnan(row["prediction_low"]) and row["prediction_high"] > row["ours"]
    row = compare(describe(OURS))["max"]
    assert np.isnan(row["prediction_high"]) and row["prediction_low"] < row["ours"]


@pytest.mark.filterwarnings("error")
def test_fewer_than_two_runs_have_no_test():
    for ours in (np.empty(0), np.array([90.0])):
        rows = compare(describe(OURS), ours)
        assert rows["count"]["ours"] == len(ours)
        assert len(rows) == 8 and all("p" not in row for row in rows.values())
        assert rows["mean"]["published"] == describe(OURS)["mean"]
    assert "p" in compare(describe(OURS), np.array([90.0, 91.0]))["mean"]


@pytest.mark.filterwarnings("error")
def test_equal_runs_have_no_test_of_the_spread():
    rows = compare(describe(OURS), np.full(5, 60.0))
    assert "p" not in rows["std"]
    assert rows["mean"]["prediction_low"] == rows["mean"]["prediction_high"] == 60
    assert rows["mean"]["p"] < 0.05  # the published runs vary
    constant = compare(describe(np.full(4, 80.0)), np.full(5, 90.0))
    assert "p" not in constant["mean"] and "p" not in constant["std"]
    assert constant["mean"]["same_high"] == pytest.approx(90)
    assert compare(describe(np.full(4, 80.0)), OURS)["std"]["p"] < 0.05  # ours vary
