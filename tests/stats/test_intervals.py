import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reprise.stats.intervals import (
    interquartile_mean,
    interquartile_mean_interval,
    mean_interval,
    median_interval,
    share_interval,
    student_t_interval,
    summarize_runs,
)


@pytest.mark.parametrize(
    ("degrees_of_freedom", "confidence", "quantile"),
    # Student's table, as every textbook has it.
    [(9, 0.95, 2.262), (9, 0.90, 1.833), (1, 0.95, 12.706)],
)
def test_the_student_t_interval_has_the_quantiles_of_the_table(
    degrees_of_freedom, confidence, quantile
):
    interval = student_t_interval(5.0, 2.0, degrees_of_freedom, confidence)
    assert interval == pytest.approx((5 - 2 * quantile, 5 + 2 * quantile), abs=0.005)


def test_without_degrees_of_freedom_there_is_no_interval():
    assert np.isnan(student_t_interval(5.0, 2.0, 0, 0.95)).all()
    assert np.isnan(student_t_interval(5.0, 2.0, np.nan, 0.95)).all()


def test_without_a_standard_error_the_interval_is_the_mean():
    assert student_t_interval(5.0, 0.0, 3, 0.95) == (5.0, 5.0)


def test_the_interval_of_a_mean_without_skewness_is_that_of_the_one_sample_test():
    values = [1.0, 2.0, 4.0, 5.0]
    for options, confidence in (({}, 0.95), ({"confidence": 0.8}, 0.8)):
        expected = stats.ttest_1samp(values, 0).confidence_interval(confidence)
        assert mean_interval(values, **options) == pytest.approx(tuple(expected))
    # By hand: mean 2, standard error 1, one degree of freedom.
    assert mean_interval([1.0, 3.0]) == pytest.approx((2 - 12.706, 2 + 12.706), abs=0.001)
    assert mean_interval([5.0, 5.0, 5.0]) == (5.0, 5.0)


def test_the_limits_of_a_skewed_mean_have_a_transformed_t_at_the_quantiles_of_student():
    values = np.array([0.1, 0.2, 0.2, 0.9, 2.5, 0.4])
    skewness, runs = stats.skew(values), len(values)
    for limit, quantile in zip(mean_interval(values, 0.9), (0.95, 0.05), strict=True):
        studentized = (values.mean() - limit) / values.std(ddof=1)
        # Hall's g1, as his paper writes it.
        cubic = skewness * studentized**2 / 3 + skewness**2 * studentized**3 / 27
        transformed = np.sqrt(runs) * (studentized + cubic + skewness / (6 * runs))
        assert transformed == pytest.approx(stats.t.ppf(quantile, runs - 1))
    low, high = mean_interval(values)
    assert mean_interval(-values) == pytest.approx((-high, -low))


def test_results_of_overlapping_splits_are_not_corrected_for_skewness():
    values = np.array([0.1, 0.2, 0.2, 0.9, 2.5, 0.4])
    plain = stats.ttest_1samp(values, 0).confidence_interval()
    wider = np.sqrt(1 + 6 * 0.5)
    center = values.mean()
    expected = [center + wider * (limit - center) for limit in plain]
    assert mean_interval(values, overlap=0.5) == pytest.approx(expected)


def test_the_interval_covers_a_skewed_mean_as_often_as_it_states():
    """Student's t interval covers the mean of ten exponential values in 90 of 100 cases."""
    rng = np.random.default_rng(4)
    intervals = [mean_interval(rng.exponential(size=10)) for _ in range(2000)]
    assert np.mean([low <= 1 <= high for low, high in intervals]) > 0.925


@pytest.mark.parametrize("values", [[], [5.0]])
def test_fewer_than_two_values_have_no_interval(values):
    assert np.isnan(mean_interval(values)).all()


def test_the_interquartile_mean_is_that_of_the_middle_half():
    assert interquartile_mean(np.array([100.0, 1, 2, 3, 4, 5, 6, -90])) == 3.5
    columns = np.array([[100.0, 1.0], [1.0, 1.0], [3.0, 2.0], [-90.0, 9.0]])
    assert interquartile_mean(columns, axis=0).tolist() == [2.0, 1.5]
    assert interquartile_mean(columns.T).tolist() == [2.0, 1.5]


def test_a_summary_has_every_statistic_of_the_completed_runs_with_its_interval():
    runs = pd.DataFrame(
        {
            "configuration": ["a"] * 7 + ["b"] * 2 + ["c"],
            "state": ["ok"] * 6 + ["diverged"] * 3 + ["ok"],
            "test_rmse": [1.0, 2.0, 3.0, 5.0, 8.0, np.nan, 99.0, np.nan, 98.0, 4.0],
        }
    )
    table = summarize_runs(runs, "test_rmse", ["c", "a", "b"], confidence=0.9)
    assert table["configuration"].tolist() == ["c", "a", "b"]
    columns = ["runs", "diverged", "share_diverged", "mean", "median", "iqm"]
    assert table[columns].to_numpy()[:2].tolist() == [
        [1, 0, 0, 4, 4, 4],
        [7, 1, 1 / 7, 3.8, 3, 10 / 3],
    ]
    values = [1.0, 2.0, 3.0, 5.0, 8.0]
    expected = {
        "mean": mean_interval(values, 0.9),
        "median": (1.0, 8.0),  # both extremes: 1 - 2 / 2**5 is 0.94
        "iqm": tuple(stats.mstats.trimmed_mean_ci(values, (0.25, 0.25), alpha=0.1)),
        "share_diverged": share_interval(1, 7, 0.9),
    }
    for label, interval in expected.items():
        limits = table.loc[1, [f"{label}_low", f"{label}_high"]]
        assert tuple(limits) == pytest.approx(interval)
    assert table.loc[0, ["mean_low", "median_high", "iqm_high"]].isna().all()
    assert table.loc[0, ["share_diverged_low", "share_diverged_high"]].tolist() == [
        0,
        pytest.approx(0.95),  # 0.05 is the chance that one run of this share does not diverge
    ]
    assert table.loc[2, columns[:3]].tolist() == [2, 2, 1]
    assert table.loc[2, columns[3:]].isna().all()


def test_an_interval_that_needs_more_values_is_refused():
    values = [3.0, 1.0, 9.0, 2.0, 4.0, 6.0]
    assert median_interval(values) == (1, 9)  # its confidence is 1 - 2 / 2**6 = 0.969
    assert np.isnan(median_interval(values[:5])).all()
    assert np.isfinite(interquartile_mean_interval(values[:5])).all()
    assert np.isnan(interquartile_mean_interval(values[:4])).all()
    assert np.isnan(median_interval([])).all()
    assert interquartile_mean_interval([2.0] * 5) == (2, 2)


def test_a_summary_has_95_percent_intervals_by_default(make_runs):
    runs = make_runs({"a": [1.0, 2.0, 4.0]})
    expected = summarize_runs(runs, "test_rmse", ["a"], confidence=0.95)
    pd.testing.assert_frame_equal(summarize_runs(runs, "test_rmse", ["a"]), expected)


def test_the_interval_of_a_share_is_the_exact_one_of_scipy():
    low, high = share_interval(pd.Series([7, 0]), pd.Series([20, 5]), 0.9)
    for position, (successes, total) in enumerate([(7, 20), (0, 5)]):
        exact = stats.binomtest(successes, total).proportion_ci(0.9, method="exact")
        assert (low[position], high[position]) == pytest.approx(tuple(exact))
    assert share_interval(7, 20, 0.9) == pytest.approx((low[0], high[0]))
