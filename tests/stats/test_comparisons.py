from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from reprise.stats.comparisons import compare_study
from reprise.stats.improvement import improvement_of_pairs, improvement_of_samples
from reprise.stats.pair_tests import compare_samples, compare_with_number

NO_BASELINES = pd.DataFrame({"baseline": [], "configuration": []})
A = np.array([10.0, 12.0, 11.5, 14.0, 9.0, 12.0, 13.0])
B = np.array([12.0, 15.0, 13.5, 17.0, 16.0])
C = np.array([11.0, 11.2, 10.9])
NAN = np.nan
NUMBERS = ["difference_low", "difference_high", "p"]
PROBABILITY = ["probability_better", "probability_low", "probability_high"]


def runs_of(values, metric="test_rmse"):
    """One row per run, in an order that is not that of the repeats; NaN is a run that diverged."""
    rows = [
        {
            "configuration": name,
            "repeat": repeat,
            "state": "diverged" if np.isnan(value) else "ok",
            metric: 1e9 if np.isnan(value) else value,
        }
        for name, sample in values.items()
        for repeat, value in reversed(list(enumerate(sample, start=1)))
    ]
    return pd.DataFrame(rows)


def compare(values, baselines=NO_BASELINES, metric="test_rmse", paired=False, **options):
    families = options.pop("families", {"all": list(values)} if len(values) > 1 else {})
    trainings = {name: "one" if paired else name for name in values}
    runs = runs_of(values, metric)
    return compare_study(runs, metric, families, trainings, baselines, **options)


def baseline_of(number, *configurations, name="mean", metric="test_rmse"):
    return pd.DataFrame(
        {"baseline": name, "configuration": list(configurations), metric: float(number)}
    )


def numbers(found):
    return pytest.approx([found.low, found.high, found.p], nan_ok=True)


def test_the_direction_can_be_given_for_a_metric_of_any_name():
    by_name = compare({"a": A, "b": B}, metric="test_accuracy")
    given = compare({"a": A, "b": B}, metric="test_rmse", prefer_low=False)
    pd.testing.assert_frame_equal(given, by_name)
    assert given["verdict"].tolist() == ["worse"]


@pytest.mark.parametrize(("options", "confidence"), [({}, 0.95), ({"confidence": 0.8}, 0.8)])
def test_a_pair_of_samples_has_the_numbers_of_its_test_and_of_its_ranking(options, confidence):
    table = compare({"a": A, "b": B}, **options)
    assert len(table) == 1
    row = table.iloc[0]
    names = ["family", "configuration", "other", "kind", "paired"]
    assert row[names].tolist() == ["all", "a", "b", "configuration", False]
    counts = row[["runs", "other_runs", "diverged", "other_diverged"]]
    assert counts.tolist() == [7, 5, 0, 0]
    assert row[["mean", "other_mean"]].tolist() == pytest.approx([81.5 / 7, 14.7])
    assert row["difference"] == pytest.approx(81.5 / 7 - 14.7)
    assert row[NUMBERS].tolist() == numbers(compare_samples(A, B, confidence))
    assert tuple(row[PROBABILITY]) == pytest.approx(improvement_of_samples(A, B, confidence))


def test_the_intervals_of_a_family_share_its_level():
    values = {"a": A, "b": B, "c": C, "few": A[:2]}
    table = compare(values, families={"first": ["a", "b", "c", "few"], "second": ["a", "b"]})
    tested = table[table["p"].notna()]
    assert tested["family"].tolist() == ["first"] * 3 + ["second"]
    for (_, row), intervals in zip(tested.iterrows(), [3, 3, 3, 1], strict=True):
        ours, others = values[row["configuration"]], values[row["other"]]
        assert row[NUMBERS].tolist() == numbers(compare_samples(ours, others, 0.95, intervals))
    assert table.loc[table["p"].isna(), "reason"].tolist() == ["fewer than 3 runs"] * 3


def test_pairs_of_one_training_are_compared_repeat_by_repeat():
    ours = np.array([10.0, 20.0, 30.0, NAN, 50.0, 60.0, NAN])
    others = np.array([11.0, 21.5, 31.0, 41.0, NAN, 62.0, NAN, 80.0])
    row = compare({"a": ours, "b": others}, paired=True).iloc[0]
    assert row["paired"]
    gaps = np.array([-1.0, -1.5, -1.0, -2.0])
    counts = row[["runs", "other_runs", "diverged", "other_diverged"]]
    assert counts.tolist() == [4, 4, 2, 2]
    assert row["difference"] == pytest.approx(gaps.mean())
    assert row[["mean", "other_mean"]].tolist() == [30, 31.375]
    assert row[NUMBERS].tolist() == numbers(compare_with_number(gaps, 0, 0.95))
    # Better in repeats 1, 2, 3, 5 and 6, worse in 4, and a tie in 7.
    ranked = np.array([0, 0, 0, 1, 0, 0, 0.5])
    expected = improvement_of_pairs(ranked, np.array([0.5]), 0.95)
    assert tuple(row[PROBABILITY]) == pytest.approx(expected)
    assert row["verdict"] == "better"


def test_pairs_find_a_difference_that_the_spread_between_runs_hides():
    shifted = A + np.array([0.5, 0.4, 0.6, 0.5, 0.45, 0.55, 0.5])
    assert compare({"a": A, "b": shifted}, paired=False)["verdict"].tolist() == ["cannot tell"]
    assert compare({"a": A, "b": shifted}, paired=True)["verdict"].tolist() == ["better"]


def test_a_configuration_has_one_interval_for_all_of_its_baselines():
    baselines = pd.concat(
        [
            baseline_of(9, "b"),
            baseline_of(NAN, "a", name="ets"),
            baseline_of(10, "a", "b", name="sarima"),
            baseline_of(10, "alone", name="sarima"),
        ]
    )
    values = {"a": A, "b": B, "without": C, "alone": C}
    table = compare(values, baselines, families={"x": ["a", "b", "without"]})
    table = table[table["kind"] == "baseline"]
    assert table[["family", "configuration", "other"]].to_numpy().tolist() == [
        ["x", "b", "mean"],
        ["x", "a", "sarima"],
        ["x", "b", "sarima"],
        ["alone", "alone", "sarima"],
    ]
    assert table["other_mean"].tolist() == [9, 10, 10, 10]
    assert table["other_runs"].tolist() == [1] * 4
    for (_, row), intervals in zip(table.iterrows(), [2, 2, 2, 1], strict=True):
        ours, number = values[row["configuration"]], row["other_mean"]
        found = compare_with_number(ours, number, 0.95, intervals)
        assert row[NUMBERS].tolist() == numbers(found)
        expected = improvement_of_pairs(ours, np.array([number]), 0.95)
        assert tuple(row[PROBABILITY]) == pytest.approx(expected)
    of_b = table[table["configuration"] == "b"]
    limits = of_b["difference_low"] + of_b["other_mean"]
    assert limits.iloc[0] == pytest.approx(limits.iloc[1])


def test_higher_is_better_for_an_accuracy():
    baselines = baseline_of(11, "a", metric="test_accuracy")
    table = compare({"a": A, "b": B}, baselines, metric="test_accuracy")
    wins = sum(ours > other for ours in A for other in B)
    ties = sum(ours == other for ours in A for other in B)
    assert table["probability_better"].tolist() == pytest.approx([(wins + ties / 2) / 35, 5 / 7])
    assert compare({"a": A, "b": A + 20}, metric="test_accuracy")["verdict"].tolist() == ["worse"]


def test_the_verdict_is_where_the_interval_lies():
    """The intervals of three pairs, and margins that they end at or beyond."""
    table = compare({"a": A, "b": A + 20})
    assert table["verdict"].tolist() == ["better"]
    assert compare({"b": A + 20, "a": A})["verdict"].tolist() == ["worse"]
    for values, verdict in [({"a": A, "b": B}, "better"), ({"a": A, "b": A + 0.1}, "cannot tell")]:
        row = compare(values).iloc[0]
        assert row["verdict"] == verdict
        largest = max(abs(row["difference_low"]), abs(row["difference_high"]))
        near, far = 0.999 * largest, 1.001 * largest
        assert compare(values, margin=near)["verdict"].tolist() == [verdict]
        assert compare(values, margin=far)["verdict"].tolist() == ["equivalent"]


@pytest.mark.parametrize("seed", range(30))
def test_no_verdict_contradicts_the_interval_or_the_p_value_that_stand_beside_it(seed):
    rng = np.random.default_rng(seed)
    values = {
        name: rng.gamma(2, 1, 6) + shift for name, shift in zip("abcd", (0, 0, 1, 4), strict=True)
    }
    table = compare(values, baseline_of(2, *"abcd"), margin=2.5)
    excludes_zero = (table["difference_low"] > 0) | (table["difference_high"] < 0)
    assert (excludes_zero == (table["p"] <= 0.05)).all()
    limits = table[["difference_low", "difference_high"]].abs().max(axis=1)
    assert ((table["verdict"] == "equivalent") == (limits <= 2.5)).all()
    assert excludes_zero[table["verdict"].isin(["better", "worse"])].all()


def test_losses_of_diverged_runs_withdraw_a_verdict_on_the_others():
    ours = np.array([*A, *[NAN] * 9])
    others = np.resize(B, 16)
    row = compare({"a": ours, "b": others}).iloc[0]
    assert row["difference_high"] < 0 and row["probability_better"] < 0.5
    assert (row["verdict"], row["runs"], row["diverged"]) == ("cannot tell", 7, 9)
    assert row["reason"] == (
        "with the diverged runs as losses, the runs do not agree with the means"
    )
    assert compare({"b": others, "a": ours})["verdict"].tolist() == ["cannot tell"]
    assert compare({"a": ours[:8], "b": others})["verdict"].tolist() == ["better"]
    alone = compare({"a": ours}, baseline_of(15, "a")).iloc[0]
    assert (alone["verdict"], alone["probability_better"]) == ("cannot tell", 7 / 16)
    # Means of equal survivors are not equivalent if many runs of one configuration diverged.
    many = np.resize(A, 28)
    equal = {"a": many, "b": np.array([*many[:7], *[NAN] * 21])}
    assert compare(equal, margin=4)["verdict"].tolist() == ["cannot tell"]
    equal["b"] = np.array([*many, NAN])
    assert compare(equal, margin=4)["verdict"].tolist() == ["equivalent"]


def test_without_enough_runs_or_any_spread_there_is_a_reason_and_no_verdict():
    few = compare({"a": A[:2], "b": B}, baseline_of(5, "a"), margin=100)
    assert few["verdict"].tolist() == ["cannot tell"] * 2
    assert few["reason"].tolist() == ["fewer than 3 runs"] * 2
    assert few[NUMBERS].isna().all(axis=None)
    assert few[PROBABILITY].notna().all(axis=None)
    equal = compare({"a": [3.0] * 3, "b": [3.0] * 4}, baseline_of(4, "a"), margin=1)
    assert equal["reason"].tolist() == ["the runs do not vary"] * 2
    assert equal["probability_better"].tolist() == [0.5, 1]
    none = compare({"a": [NAN], "b": B}, baseline_of(4, "a")).iloc[0]
    assert none[["runs", "diverged", "verdict"]].tolist() == [0, 1, "cannot tell"]
    assert none[["mean", "difference", *NUMBERS, *PROBABILITY]].isna().all()
    assert none["other_mean"] == pytest.approx(14.7)


def test_an_empty_table_has_all_columns():
    table, full = compare({"a": A}), compare({"a": A, "b": B})
    assert table.empty and table.columns.tolist() == full.columns.tolist()
    assert full.columns[-2:].tolist() == ["verdict", "reason"]


@pytest.mark.parametrize("paired", [False, True])
def test_equal_distributions_are_seldom_told_apart(paired):
    """In a family of three configurations, a verdict errs in at most 5 % of studies."""
    rng = np.random.default_rng(8)
    studies = 400
    errors = 0
    for _ in range(studies):
        common = rng.normal(0, 20, 10) if paired else 0
        values = {name: common + rng.normal(100, 10, 10) for name in "abc"}
        errors += compare(values, paired=paired)["verdict"].isin(["better", "worse"]).any()
    assert errors / studies <= 0.06


def test_all_differences_of_a_family_are_inside_their_intervals():
    """Of unequal means, spreads and numbers of runs, in 95 % of studies."""
    rng = np.random.default_rng(9)
    means, spreads, runs = (0, 1, 5, 5), (1, 3, 1, 2), (10, 30, 10, 15)
    studies = 300
    covered = 0
    for _ in range(studies):
        values = {f"c{k}": rng.normal(means[k], spreads[k], runs[k]) for k in range(len(means))}
        table = compare(values)
        truth = [means[k] - means[other] for k, other in combinations(range(len(means)), 2)]
        inside = (table["difference_low"] <= truth) & (truth <= table["difference_high"])
        covered += inside.all()
    assert covered / studies >= 0.93
