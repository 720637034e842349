import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reprise.stats.pair_power import DifferenceTest, measure_pair
from reprise.stats.repeats_needed import (
    MOST_REPEATS,
    compute_detectable_difference,
    expected_widths,
    find_repeats,
    plan_repeats,
)

PAIR = pd.DataFrame([{"samples": 2.0, "freedom_per_run": 2.0}])


def find(difference, intervals=1, power=0.8, pair=PAIR):
    test = DifferenceTest(intervals, 0.95)
    return find_repeats(test, pd.Series([difference]), pair, power)[0]


def test_the_repeats_of_one_pair_are_those_of_cohen():
    # Cohen 1988, table 2.4.1: two-sided 0.05, power 0.80.
    assert [find(d) for d in (0.2, 0.5, 0.8, 1.2)] == [394, 64, 26, 12]
    assert find(0.5, power=0.95) == 105


def test_the_repeats_are_the_smallest_number_with_the_power():
    test = DifferenceTest(10, 0.95)
    for difference in (0.31, 0.9, 2.4):
        repeats = find(difference, intervals=10)
        power = [
            test.power([difference * np.sqrt(n / 2)], [2 * n - 2])[0]
            for n in (repeats - 1, repeats)
        ]
        assert power[0] < 0.8 <= power[1]


def test_extreme_differences_need_three_or_infinitely_many_repeats():
    assert find(1e6) == 3
    assert find(0.0) == find(1e-9) == math.inf
    assert MOST_REPEATS > find(0.005) > 600_000
    assert math.isnan(find(math.nan))


def make_runs(values):
    """One row per run; the last repeat of each configuration has diverged."""
    rows = [
        (name, repeat, "ok", value)
        for name, sample in values.items()
        for repeat, value in enumerate(sample, 1)
    ]
    rows += [(name, 99, "diverged", 1e9) for name in values]
    return pd.DataFrame(rows, columns=["configuration", "repeat", "state", "test_rmse"])


RNG = np.random.default_rng(2)
VALUES = {name: RNG.normal(mean, 1, 12) for name, mean in {"a": 0, "b": 1.5, "c": 0.1}.items()}


def test_a_plan_has_the_pairs_of_every_family_with_a_range_of_repeats():
    families = {"one": ["a", "b", "c"], "two": ["c", "a"]}
    plan = plan_repeats(make_runs(VALUES), "test_rmse", families, {n: n for n in "abc"}, 0.7, 0.9)
    assert plan[["family", "configuration", "other"]].to_numpy().tolist() == [
        *(["one", "a", "b"], ["one", "a", "c"], ["one", "b", "c"], ["two", "c", "a"])
    ]
    assert not plan["paired"].any() and (plan["runs"] == 12).all()
    pair = measure_pair([VALUES["a"], VALUES["b"]], 0.9)
    row = plan.loc[0]
    columns = ["standardized_difference", "standardized_low", "standardized_high"]
    assert row[columns].tolist() == [pair["estimate"], pair["low"], pair["high"]]
    test, pairs = DifferenceTest(3, 0.9), pd.DataFrame([pair])
    for column, difference in (
        ("repeats_needed", -pair["estimate"]),
        ("fewest_repeats", -pair["low"]),
        ("most_repeats", -pair["high"]),
    ):
        assert row[column] == find_repeats(test, pd.Series([difference]), pairs, 0.7)[0]
    assert row["fewest_repeats"] < row["repeats_needed"] < row["most_repeats"]
    assert row["power"] == test.power([-pair["noncentrality"]], [pair["freedom"]])[0]
    # The family of two needs fewer repeats than the same pair in the family of three.
    assert plan.loc[3, "fewest_repeats"] < plan.loc[1, "fewest_repeats"]
    assert plan.loc[1, "standardized_low"] < 0 < plan.loc[1, "standardized_high"]
    assert plan.loc[1, "most_repeats"] == math.inf
    widest = max(-plan.loc[1, "standardized_low"], plan.loc[1, "standardized_high"])
    pairs = pd.DataFrame([measure_pair([VALUES["a"], VALUES["c"]], 0.9)])
    assert plan.loc[1, "fewest_repeats"] == find_repeats(test, pd.Series([widest]), pairs, 0.7)[0]


def test_runs_of_one_training_are_planned_as_pairs():
    """Their difference has a small spread, so few repeats are enough."""
    rng = np.random.default_rng(5)
    values = {"a": rng.normal(0, 5, 10)}
    values["b"] = values["a"] + rng.normal(1, 0.5, 10)
    values["c"] = rng.normal(0, 5, 10)
    runs = make_runs(values)
    runs.loc[(runs["configuration"] == "a") & (runs["repeat"] == 4), "state"] = "diverged"
    trainings = {"a": "t", "b": "t", "c": "c"}
    plan = plan_repeats(
        runs.sample(frac=1, random_state=0),
        "test_rmse",
        {"f": ["a", "b", "c"]},
        trainings,
        0.8,
        0.95,
    )
    assert plan["paired"].tolist() == [True, False, False]
    assert plan["runs"].tolist() == [9, 9, 10]
    kept = np.delete(values["a"] - values["b"], 3)
    pair = measure_pair([kept], 0.95)
    assert plan.loc[0, "standardized_difference"] == pytest.approx(pair["estimate"])
    test = DifferenceTest(3, 0.95)
    expected = find_repeats(test, pd.Series([-pair["high"]]), pd.DataFrame([pair]), 0.8)
    assert plan.loc[0, "most_repeats"] == expected[0] < 30 < plan.loc[1, "repeats_needed"]


def test_the_range_contains_the_true_number_of_repeats_as_often_as_it_states():
    """The truth of this simulation is known: normal runs whose means differ by 1.2."""
    rng = np.random.default_rng(1)
    test, draws = DifferenceTest(10, 0.95), 300
    pairs = pd.DataFrame(
        [measure_pair([rng.normal(1.2, 1, 10), rng.normal(0, 1, 10)], 0.9) for _ in range(draws)]
    )
    truth = find(1.2, intervals=10)
    low, high = pairs["low"], pairs["high"]
    most = find_repeats(test, low.clip(lower=0), pairs, 0.8)
    fewest = find_repeats(test, high, pairs, 0.8)
    assert np.mean((fewest <= truth) & (truth <= most)) == pytest.approx(0.9, abs=0.06)


@pytest.mark.parametrize("values", [[1.0, 2.0], [np.nan, np.nan], [], [2.0, 2.0, 2.0]])
def test_few_runs_and_equal_runs_have_no_plan(values):
    names = {"a": "a", "b": "b"}
    plan = plan_repeats(
        make_runs({"a": values, "b": values}), "test_rmse", {"f": ["a", "b"]}, names, 0.8, 0.95
    )
    assert plan["runs"].tolist() == [np.isfinite(values).sum()]
    assert plan.iloc[0, 5:].isna().all()
    assert len(plan.columns) == 12


def test_a_study_without_families_has_an_empty_plan():
    plan = plan_repeats(make_runs({"a": [1.0, 2.0]}), "test_rmse", {}, {"a": "a"}, 0.8, 0.95)
    assert len(plan) == 0 and "most_repeats" in plan


def test_the_detectable_difference_has_the_power():
    assert compute_detectable_difference(26, 2, 0.8, 0.95) == pytest.approx(0.79, abs=0.005)
    for repeats, size, pairs in ((3, 5, 10), (10, 3, 3)):
        difference = compute_detectable_difference(repeats, size, 0.9, 0.95)
        shift, freedom = difference * math.sqrt(repeats / 2), 2 * repeats - 2
        limit = stats.t.ppf(1 - 0.05 / pairs / 2, freedom)
        assert stats.nct.sf(limit, freedom, shift) == pytest.approx(0.9, abs=1e-3)
    assert math.isnan(compute_detectable_difference(2, 5, 0.8, 0.95))


def test_the_expected_width_is_that_of_the_student_t_interval():
    values = np.array([1.0, 2.0, 4.0, 7.0])
    deviation = np.sqrt(np.sum((values - 3.5) ** 2) / 3)
    # t(0.95; 4) = 2.132 and t(0.95; 99) = 1.660.
    expected = [2 * 2.132 * deviation / np.sqrt(5), 2 * 1.660 * deviation / 10]
    np.testing.assert_allclose(expected_widths(values, 0.9, (5, 100)), expected, rtol=1e-3)
    for width, count in zip(
        expected_widths(values, 0.95), (5, 10, 15, 20, 30, 50, 100, 200), strict=True
    ):
        low, high = stats.t.interval(0.95, count - 1, scale=deviation / np.sqrt(count))
        assert width == pytest.approx(high - low)
