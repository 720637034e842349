import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reprise.data.published import published_table
from reprise.published_settings import PublishedNumber
from reprise.replication.run_agreement import (
    compare_list,
    compare_single_run,
    equals_published_digits,
)
from reprise.stats.intervals import mean_interval

OURS = np.random.default_rng(7).normal(100, 15, 30)


def numbers(values, metric="test_rmse", decimals=15):
    kind = "list" if len(values) > 1 else "run"
    return published_table(
        [PublishedNumber("", "a", kind, metric, "", v, decimals, len(values)) for v in values]
    )


def compare_one(value, ours, margin, confidence, decimals=15):
    return compare_single_run(numbers([value], decimals=decimals).iloc[0], ours, margin, confidence)


def test_a_number_equals_the_published_one_if_it_rounds_to_it():
    assert equals_published_digits(136.761, 136.76132, 0.0005)
    assert not equals_published_digits(136.761, 136.7622, 0.0005)
    assert equals_published_digits(80.0, 79.96, 0.05)
    assert not equals_published_digits(80.0, 79.94, 0.05)
    assert equals_published_digits(0.83, 0.8305, 0.0005)  # printed as 0.830
    assert not equals_published_digits(0.83, 0.834, 0.0005)


def test_rounding_makes_the_difference_of_a_single_run_smaller():
    exact, rounded = (compare_one(120.0, OURS, None, 0.95, d) for d in (15, -1))
    assert rounded["p"] > exact["p"]
    assert rounded["p"] == pytest.approx(compare_one(115.0, OURS, None, 0.95)["p"])


def test_a_list_is_compared_as_a_sample():
    published = pd.Series(np.random.default_rng(3).normal(120, 10, 10))
    rows = compare_list(numbers(published), OURS, 0.95, 12.0)
    assert [row["statistic"] for row in rows] == [f"test_rmse, run {k}" for k in range(1, 11)]
    welch = stats.ttest_ind(published, OURS, equal_var=False).pvalue
    ranks = stats.mannwhitneyu(published, OURS).pvalue
    for row, value in zip(rows, published, strict=True):
        assert (row["published"], row["published_runs"]) == (value, 10)
        assert row["compared"] == "list of test_rmse"
        assert row["p"] == pytest.approx(welch) and row["p_ranks"] == pytest.approx(ranks)
        assert row["variance_ratio"] == pytest.approx(published.var() / OURS.var(ddof=1))
        assert row["place"] == pytest.approx(np.mean(value > OURS))
    margin = 12.0
    one_sided = stats.ttest_ind(published - margin, OURS, equal_var=False, alternative="less")
    assert rows[0]["p_equivalent"] == pytest.approx(one_sided.pvalue)


def test_a_number_of_a_list_stands_beside_our_quantile_of_the_same_rank():
    ours = np.array([10.0, 20.0, 30.0, 40.0])
    rows = compare_list(numbers([7.0, 1.0, 5.0, 3.0]), ours, 0.95, 12.0)
    assert [row["ours"] for row in rows] == [40, 10, 30, 20]
    # Hazen's quantile at 0.25 is halfway between the first and the second of four.
    rows = compare_list(numbers([5.0, 1.0]), ours, 0.95, 12.0)
    assert [row["ours"] for row in rows] == [35, 15]


def test_the_prediction_interval_of_one_more_run_is_student_s():
    row = compare_one(90.0, OURS, None, 0.9)
    reach = stats.t.ppf(0.95, 29) * OURS.std(ddof=1) * np.sqrt(1 + 1 / 30)
    assert row["prediction_low"] == pytest.approx(OURS.mean() - reach)
    assert row["prediction_high"] == pytest.approx(OURS.mean() + reach)
    assert row["ours"] == pytest.approx(OURS.mean())
    # The p is 0.1 exactly at the ends of the 90 % interval.
    for end in (row["prediction_low"], row["prediction_high"]):
        assert compare_one(end, OURS, None, 0.9)["p"] == pytest.approx(0.1)


def test_one_more_run_differs_significantly_as_often_as_the_level_states():
    rng = np.random.default_rng(2)
    p_values = [
        compare_one(rng.normal(0.84, 0.01), rng.normal(0.84, 0.01, 10), 0.01, 0.95)["p"]
        for _ in range(1000)
    ]
    assert np.mean(np.array(p_values) <= 0.05) == pytest.approx(0.05, abs=0.02)


def test_the_interval_of_our_mean_stands_beside_a_single_run():
    row = compare_one(90.0, OURS, 10.0, 0.9)
    assert (row["mean_low"], row["mean_high"]) == mean_interval(OURS, 0.9)


def test_an_equal_run_counts_half():
    row = compare_one(0.9, np.array([0.7, 0.8, 0.9, 0.9, 1.0]), 0.01, 0.95)
    assert row["place"] == pytest.approx(3 / 5)
    assert (row["same_low"], row["same_high"]) == pytest.approx((0.89, 0.91))
    assert (row["published"], row["published_runs"], row["statistic"]) == (0.9, 1, "test_rmse")
    assert "same_low" not in compare_one(0.9, np.array([0.7, 0.8]), None, 0.95)


@pytest.mark.filterwarnings("error")
def test_too_few_or_equal_runs_have_no_test():
    for ours in (np.empty(0), np.array([90.0])):
        rows = compare_list(numbers(OURS[:10]), ours, 0.95, 12.0)
        assert len(rows) == 10 and all("p" not in row and "ours" not in row for row in rows)
        row = compare_one(90.0, ours, None, 0.95)
        assert row == {"statistic": "test_rmse", "published": 90.0, "published_runs": 1}
    equal = np.full(2, 90.0)
    row = compare_one(90.0, equal, None, 0.95)
    assert "p" not in row and row["prediction_low"] == row["prediction_high"] == 90
    (row, _) = compare_list(numbers([1.0, 2.0]), equal, 0.95, 12.0)
    assert np.isnan(row["variance_ratio"]) and row["p"] < 0.05
    (row, _) = compare_list(numbers([1.0, 1.0]), equal, 0.95, 12.0)
    assert np.isnan(row["p"]) and np.isnan(row["p_equivalent"])
