import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reprise.stats.intervals import bootstrap_interval, interquartile_mean, summarize_runs


def test_the_interval_of_a_mean_agrees_with_students_for_normal_values():
    values = np.random.default_rng(3).normal(100, 10, 200)
    low, high = bootstrap_interval([values], np.mean)
    expected = stats.t.interval(0.95, 199, values.mean(), stats.sem(values))
    np.testing.assert_allclose((low, high), expected, atol=0.15)


def test_the_interval_covers_the_truth_as_often_as_it_says():
    """A simulation whose truth is known; 30 skewed values, as repeated runs are."""
    rng = np.random.default_rng(4)
    truth = np.exp(0.5 * 0.3**2)
    hits = 0
    for _ in range(400):
        values = rng.lognormal(0, 0.3, 30)
        low, high = bootstrap_interval([values], np.mean, resamples=999)
        hits += low <= truth <= high
    assert 0.91 <= hits / 400 <= 0.98


def test_equal_runs_give_equal_intervals():
    values = np.random.default_rng(5).normal(size=30)
    first, second = (bootstrap_interval([values], np.median) for _ in range(2))
    assert first == second


def test_the_interquartile_mean_is_that_of_the_middle_half():
    assert interquartile_mean(np.array([100.0, 1, 2, 3, 4, 5, 6, -90])) == 3.5


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], "nan"), ([5.0], "nan"), ([5.0, 5.0, 5.0], 5.0), ([5.0, 6.0], "numbers")],
)
def test_few_or_equal_runs_give_a_clear_answer_and_no_warning(values, expected):
    low, high = bootstrap_interval([values], np.mean)
    if expected == "nan":
        assert np.isnan([low, high]).all()
    elif expected == "numbers":
        assert 5 <= low <= high <= 6
    else:
        assert (low, high) == (expected, expected)


def test_a_summary_counts_what_diverged():
    runs = pd.DataFrame(
        {
            "configuration": ["a"] * 4 + ["b"] * 2,
            "state": ["ok", "ok", "ok", "diverged", "diverged", "diverged"],
            "test_rmse": [1.0, 2.0, 3.0, np.nan, np.nan, np.nan],
        }
    )
    table = summarize_runs(runs, "test_rmse", ["a", "b"]).set_index("configuration")
    assert table.loc["a", ["runs", "diverged", "share_diverged", "mean"]].tolist() == [
        4,
        1,
        0.25,
        2,
    ]
    assert table.loc["a", "mean_low"] < 2 < table.loc["a", "mean_high"]
    assert table.loc["b", "share_diverged"] == 1
    assert table.loc["b", ["mean", "mean_low", "iqm_high"]].isna().all()
