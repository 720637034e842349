import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reprise.stats.comparisons import compare_study, probability_better, say_comparisons

NO_BASELINES = pd.DataFrame({"baseline": [], "configurations": []})


def runs_of(**values):
    return pd.concat(
        [
            pd.DataFrame({"configuration": name, "state": "ok", "test_rmse": v})
            for name, v in values.items()
        ]
    )


def compare(baselines=NO_BASELINES, margin=None, metric="test_rmse", **values):
    runs = runs_of(**values).rename(columns={"test_rmse": metric})
    return compare_study(runs, metric, dict.fromkeys(values, ""), baselines, margin)


@pytest.fixture
def normal():
    return np.random.default_rng(7).normal


def test_each_number_is_that_of_scipy(normal):
    a, b, c = normal(100, 10, 30), normal(104, 12, 30), normal(130, 5, 25)
    table = compare(a=a, b=b, c=c)
    row = table.iloc[0]
    assert (row["configuration"], row["other"], row["runs"]) == ("a", "b", 30)
    assert row["difference"] == pytest.approx(a.mean() - b.mean())
    assert row["p_means"] == pytest.approx(stats.ttest_ind(a, b, equal_var=False).pvalue)
    assert row["p_ranks"] == pytest.approx(stats.mannwhitneyu(a, b).pvalue)
    wins = stats.mannwhitneyu(b, a).statistic / 900
    assert row["probability_better"] == pytest.approx(wins)
    assert row["probability_low"] < wins < row["probability_high"]
    welch = stats.ttest_ind(a, b, equal_var=False).confidence_interval()
    np.testing.assert_allclose((row["difference_low"], row["difference_high"]), welch)
    # Holm (1979), by hand: the smallest of three p-values is tripled.
    smallest = table["p_means"].idxmin()
    assert table["p_means_holm"][smallest] == pytest.approx(3 * table["p_means"][smallest])
    assert (table["p_means_holm"] >= table["p_means"]).all()


def test_a_tie_counts_half():
    assert probability_better(np.array([1.0, 2.0]), np.array([1.0, 1.0])) == 0.25
    assert probability_better(np.array([1.0, 2.0]), np.array([1.0, 1.0]), False) == 0.75


def test_the_verdicts_are_in_the_metrics_own_direction(normal):
    low, high = normal(10, 1, 30), normal(20, 1, 30)
    assert compare(a=low, b=high)["verdict"].tolist() == ["better"]
    assert compare(metric="test_accuracy", a=low, b=high)["verdict"].tolist() == ["worse"]
    assert compare(a=high, b=high + 0.001)["verdict"].tolist() == ["cannot tell"]
    assert compare(margin=3, a=high, b=high + 0.001)["verdict"].tolist() == ["equivalent"]


@pytest.fixture
def _without_intervals(monkeypatch):
    """Verdicts do not need them, and simulations would take minutes."""
    monkeypatch.setattr("reprise.stats.comparisons.bootstrap_interval", lambda *_: (np.nan, np.nan))
    monkeypatch.setattr("gc.collect", lambda: 0)  # statsmodels' Holm calls it every time


@pytest.mark.usefixtures("_without_intervals")
def test_no_difference_is_seldom_called_one():
    """Under no difference, a study of three pairs errs at most as often as it says."""
    rng = np.random.default_rng(8)
    wrong = 0
    for _ in range(300):
        names = {name: rng.normal(100, 10, 10) for name in "abc"}
        wrong += compare(**names)["verdict"].isin(["better", "worse"]).any()
    assert wrong / 300 <= 0.08


@pytest.mark.usefixtures("_without_intervals")
def test_a_large_difference_is_seldom_missed():
    rng = np.random.default_rng(9)
    # Two samples of 20 and a difference of one standard deviation: power 0.87 (Cohen 1988).
    found = [
        compare(a=rng.normal(0, 1, 20), b=rng.normal(1, 1, 20))["verdict"][0] == "better"
        for _ in range(300)
    ]
    assert np.mean(found) == pytest.approx(0.87, abs=0.06)


def test_a_baseline_is_held_against_the_configurations_beside_it(normal):
    baselines = pd.DataFrame(
        {"baseline": ["mean", "ets (b)"], "configurations": ["a; b", "b"], "test_rmse": [5.0, 90.0]}
    )
    a, b = normal(10, 1, 30), normal(20, 1, 30)
    table = compare(baselines, a=a, b=b)
    against = table[table["kind"] == "baseline"]
    assert against[["configuration", "other", "verdict"]].to_numpy().tolist() == [
        ["a", "mean", "worse"],
        ["b", "mean", "worse"],
        ["b", "ets (b)", "better"],
    ]
    first = against.iloc[0]
    assert first["p_means"] == pytest.approx(stats.ttest_1samp(a, 5.0).pvalue)
    assert (first["probability_better"], first["difference"]) == (0, pytest.approx(a.mean() - 5))
    said = say_comparisons(table, "test_rmse", None)
    assert "``mean``, which needs no network, beats every configuration." in said
    assert (
        "Of 1 pairs of configurations that forecast the same, 1 are told apart by test_rmse"
        in said[-1]
    )


@pytest.mark.parametrize(
    "values",
    [
        {"a": [1.0], "b": [2.0]},
        {"a": [np.nan, np.nan], "b": [1.0, 2.0]},
        {"a": [3.0, 3.0], "b": [3.0, 3.0]},
        {"a": [], "b": []},
        {"a": [1.0, 2.0]},
    ],
)
def test_few_equal_or_no_runs_cannot_tell_and_warn_of_nothing(values):
    baselines = pd.DataFrame({"baseline": ["mean"], "configurations": ["a"], "test_rmse": [3.0]})
    table = compare(baselines, margin=1.0, **values)
    pairs = table[table["kind"] == "configuration"]
    assert set(pairs["verdict"]) <= {"cannot tell"}
    said = say_comparisons(table, "test_rmse", 1.0)
    assert len(said) == len(pairs[:1])


def test_what_forecasts_something_else_is_not_compared(normal):
    runs = runs_of(day=normal(10, 1, 9), other_day=normal(10, 1, 9), week=normal(20, 1, 9))
    groups = {"day": "1 ahead", "other_day": "1 ahead", "week": "7 ahead"}
    table = compare_study(runs, "test_rmse", groups, NO_BASELINES)
    assert table[["configuration", "other"]].to_numpy().tolist() == [["day", "other_day"]]
