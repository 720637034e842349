import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reprise.stats.best_choice import (
    COLUMNS,
    choose_by_halves,
    describe_choice,
    probabilities_best,
)

NAMES = [*"abcde"]


def make_runs(values, metric="test_rmse"):
    """One row per run; a value of NaN has diverged."""
    rows = [
        (name, repeat, "diverged" if np.isnan(value) else "ok", value)
        for name, sample in values.items()
        for repeat, value in enumerate(sample, 1)
    ]
    return pd.DataFrame(rows, columns=["configuration", "repeat", "state", metric])


def test_halves_are_those_of_every_division_into_two():
    """With four repeats there are six halves; the average over them is known exactly."""
    choice = np.array([[1.0, 2.0], [5.0, 3.0], [2.0, 4.0], [6.0, 1.0]])
    score = choice * 10 + np.array([0, 1])
    shares, scores = np.zeros(2), []
    for half in itertools.combinations(range(4), 2):
        other = [k for k in range(4) if k not in half]
        means = choice[list(half)].mean(axis=0)
        best = np.isclose(means, means.min()) / np.isclose(means, means.min()).sum()
        shares += best / 6
        scores.append(best @ score[other].mean(axis=0))
    found = choose_by_halves(choice, score, prefer_low=True)
    assert found.shares == pytest.approx(shares, abs=0.04)
    assert found.score == pytest.approx(np.mean(scores), abs=0.6)
    highest = choose_by_halves(-choice, -score, prefer_low=False)
    assert highest.shares.tolist() == found.shares.tolist()
    assert highest.score == -found.score


@pytest.mark.parametrize("runs", [5, 30])
def test_the_honest_mean_of_equal_configurations_has_no_bias(runs):
    """The lowest of five means of 5 (30) runs is 0.52 (0.21) standard deviations too low."""
    rng = np.random.default_rng(0)
    naive, honest = [], []
    for _ in range(150):
        values = rng.normal(size=(runs, 5))
        naive.append(values.mean(axis=0).min())
        honest.append(choose_by_halves(values, values, prefer_low=True).score)
    assert np.mean(naive) < -1.1 / np.sqrt(runs)
    assert abs(np.mean(honest)) < 3 * np.std(honest) / np.sqrt(150) < -np.mean(naive) / 2


def test_the_probability_of_the_best_is_that_of_the_difference_of_two_t_variables():
    rng = np.random.default_rng(3)
    values = rng.normal([0.0, 0.5], [1.0, 2.0], (8, 2))
    means, errors = values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(8)
    draws = stats.t.rvs(7, means, errors, size=(200_000, 2), random_state=1)
    expected = np.mean(draws[:, 0] < draws[:, 1])
    found = probabilities_best(values, ["a", "b"], prefer_low=True)
    assert found == pytest.approx([expected, 1 - expected], abs=0.015)
    assert probabilities_best(-values, ["a", "b"], False).tolist() == found.tolist()


def test_runs_of_one_training_have_the_probability_of_the_paired_test():
    rng = np.random.default_rng(4)
    values = rng.normal(0, 5, (9, 1)) + rng.normal([0.0, 0.4], 0.5, (9, 2))
    values[3, 0] = np.nan
    both = np.delete(values, 3, axis=0)
    together = probabilities_best(both, ["t", "t"], prefer_low=True)
    paired = stats.ttest_rel(*both.T, alternative="less").pvalue
    assert together[0] == pytest.approx(1 - paired, abs=0.015)
    # One missing run leaves the pairs nearly as they are.
    assert probabilities_best(values, ["t", "t"], True)[0] > 0.5
    assert abs(probabilities_best(both, ["t", "u"], True)[0] - 0.5) < 0.2


def test_five_equal_configurations_are_rarely_called_the_best():
    rng = np.random.default_rng(5)
    found = np.array(
        [probabilities_best(rng.exponential(size=(10, 5)), NAMES, True) for _ in range(150)]
    )
    assert found.sum(axis=1) == pytest.approx(np.ones(150))
    assert found.mean(axis=0) == pytest.approx(np.full(5, 0.2), abs=0.06)
    assert np.mean(found.max(axis=1) >= 0.95) <= 0.05


def test_the_table_judges_the_choice_of_every_group():
    rng = np.random.default_rng(6)
    values = {name: rng.normal(k, 1, 8) for k, name in enumerate("abc")}
    values["b"][2] = np.nan
    values |= {"week": rng.normal(9, 1, 8), "month": rng.normal(9, 1, 8), "alone": [1.0] * 8}
    groups = {"a": "1", "week": "7", "b": "1", "c": "1", "month": "7", "alone": "30"}
    trainings = {name: name for name in groups}
    runs = make_runs(values, "test_accuracy")
    table = describe_choice(runs, "test_accuracy", groups, trainings)
    assert list(table) == [*COLUMNS]
    assert table["configuration"].tolist() == ["a", "b", "c", "week", "month"]
    assert table[["runs", "diverged"]].to_numpy()[1].tolist() == [7, 1]
    one = table[table["forecasts"] == "1"].set_index("configuration")
    best = one["mean"].idxmax()
    assert one.index[one["best"]].tolist() == [best] == ["c"]
    matrix = np.column_stack([values[name] for name in "abc"])
    halves = choose_by_halves(matrix, matrix, prefer_low=False)
    assert one["share_chosen"].tolist() == halves.shares.tolist()
    assert one.loc["c", "honest_mean"] == pytest.approx(halves.score)
    assert one.loc["c", "optimism"] == pytest.approx(one.loc["c", "mean"] - halves.score)
    assert one["probability_best"].sum() == pytest.approx(1)
    assert table["honest_mean"].notna().sum() == 2  # one best configuration per group


@pytest.mark.parametrize(("runs", "is_judged"), [(4, True), (3, False)])
def test_fewer_than_four_runs_are_not_judged(runs, is_judged):
    rng = np.random.default_rng(7)
    values = {name: rng.normal(size=runs) for name in "ab"}
    table = describe_choice(
        make_runs(values), "test_rmse", {"a": "1", "b": "1"}, {"a": "a", "b": "b"}
    )
    assert table["mean"].tolist() == pytest.approx([np.mean(values["a"]), np.mean(values["b"])])
    assert table["probability_best"].notna().all() == is_judged
    assert table["honest_mean"].notna().any() == is_judged


def test_a_configuration_with_few_runs_takes_no_part_and_leaves_no_choice_if_it_is_the_best():
    rng = np.random.default_rng(8)
    values = {"a": rng.normal(size=6), "b": rng.normal(size=6), "few": [50.0, *[np.nan] * 5]}
    groups, trainings = dict.fromkeys(values, "1"), {name: name for name in values}
    table = describe_choice(make_runs(values), "test_rmse", groups, trainings)
    assert table["probability_best"].isna().tolist() == [False, False, True]
    values["few"][0] = -50.0
    table = describe_choice(make_runs(values), "test_rmse", groups, trainings)
    assert table["best"].tolist() == [False, False, True]
    assert table["probability_best"].isna().all()


def test_equal_values_share_the_choice():
    values = np.ones((6, 2))
    assert probabilities_best(values, ["a", "b"], True).tolist() == [0.5, 0.5]
    halves = choose_by_halves(values, values, True)
    assert (halves.shares.tolist(), halves.score) == ([0.5, 0.5], 1)
