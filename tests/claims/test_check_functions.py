import statistics

import numpy as np
import pytest
from scipy import stats

from reprise.claims.check_functions import CHECK_FUNCTIONS
from reprise.claims.evidence import Evidence
from reprise.config.schema import load_schema

CONSTANT = {"a": [4.0] * 3, "b": [5.0] * 3, "c": [7.0] * 4}  # every sample is equal to the runs


def run_check(evidence, kind, configurations=("a", "b", "c"), **keys):
    configurations = list(configurations)
    shown = keys.get("among", configurations)
    check = {"kind": kind, "study": "s", "of": "test_rmse", "shown": shown}
    return CHECK_FUNCTIONS[kind](check | {"configurations": configurations} | keys, evidence)


def always(result):
    """Whether a check of constant runs holds, which is the same in every sample."""
    assert len(set(result.holds)) == 1 and result.holds.shape == (2001,)
    return bool(result.holds[0])


def test_the_schema_names_the_kinds():
    kinds = load_schema("claims")["$defs"]["check"]["properties"]["kind"]["enum"]
    assert set(kinds) == CHECK_FUNCTIONS.keys()


@pytest.mark.parametrize(
    ("statistic", "compute"),
    [
        ("mean", statistics.mean),
        ("median", statistics.median),
        ("std", statistics.stdev),
        ("min", min),
        ("max", max),
    ],
)
def test_a_statistic_is_that_of_the_runs(make_evidence, statistic, compute):
    values = [3.0, 9.0, 4.0, 14.0]
    evidence = make_evidence({"a": values})
    result = run_check(evidence, "within", "a", statistic=statistic, at_least=0)
    assert result.numbers[0] == pytest.approx(compute(values))
    sample = evidence.resample("s", "a", "test_rmse")[5]
    assert result.numbers[5] == pytest.approx(compute(sample.tolist()))


def test_the_lowest_is_strictly_below_every_rival(make_evidence):
    evidence = make_evidence(CONSTANT | {"d": [4.0] * 3})
    result = run_check(evidence, "lowest", "a", among=["a", "b", "c"])
    assert always(result) and result.numbers[0] == 4 - 5
    assert result.fewest_runs == 3
    assert {name: holds.all() for name, holds in result.conditions.items()} == {
        "lower than b": True,
        "lower than c": True,
    }
    assert result.summary == "mean of test_rmse: a 4, b 5, c 7"
    result = run_check(evidence, "lowest", "b", among=["a", "b", "c"])
    assert not always(result) and result.numbers[0] == 5 - 4
    assert not result.conditions["lower than a"].any() and result.conditions["lower than c"].all()
    result = run_check(evidence, "lowest", "a", among=["a", "d"])
    assert not always(result) and not result.conditions["lower than d"].any()  # equal is not lower
    # One of several configurations is enough.
    assert always(run_check(evidence, "lowest", ["a", "c"], among=["a", "b", "c"]))


def test_the_highest_is_strictly_above_every_rival(make_evidence):
    evidence = make_evidence(CONSTANT | {"d": [7.0] * 3})
    result = run_check(evidence, "highest", "c", among=["a", "b", "c"])
    assert always(result) and result.numbers[0] == 7 - 5
    assert set(result.conditions) == {"higher than a", "higher than b"}
    assert all(holds.all() for holds in result.conditions.values())
    result = run_check(evidence, "highest", "b", among=["a", "b", "c"])
    assert not always(result) and result.numbers[0] == 5 - 7
    assert not result.conditions["higher than c"].any() and result.conditions["higher than a"].all()
    assert not always(run_check(evidence, "highest", "c", among=["c", "d"]))


def test_an_ordering_rises_or_falls_at_every_step(make_evidence):
    evidence = make_evidence(CONSTANT | {"d": [7.0] * 3})
    result = run_check(evidence, "ordering", direction="rising")
    assert always(result) and result.numbers[0] == 1 and result.fewest_runs == 3
    assert set(result.conditions) == {"rising from a to b", "rising from b to c"}
    assert all(holds.all() for holds in result.conditions.values())
    result = run_check(evidence, "ordering", "cba", direction="falling")
    assert always(result) and result.numbers[0] == 1
    result = run_check(evidence, "ordering", "bac", direction="rising")
    assert not always(result) and result.numbers[0] == -1
    assert not result.conditions["rising from b to a"].any()
    assert result.conditions["rising from a to c"].all()
    result = run_check(evidence, "ordering", "acd", direction="rising")  # the last step is level
    assert not always(result) and not result.conditions["rising from c to d"].any()


def test_a_trend_is_the_slope_of_the_line_of_least_squares(make_evidence):
    values = {"a": [4.0, 6.0], "b": [9.0, 8.0], "c": [7.0, 8.0], "d": [9.0, 12.0]}
    evidence = make_evidence(values)
    result = run_check(evidence, "trend", "abcd", direction="rising")
    assert result.numbers[0] == pytest.approx(np.polyfit(range(4), [5, 8.5, 7.5, 10.5], 1)[0])
    assert result.holds[0] and list(result.conditions) == ["rising trend from a to d"]
    assert not run_check(evidence, "ordering", "abcd", direction="rising").holds[0]
    sample = [evidence.resample("s", name, "test_rmse")[7].mean() for name in "abcd"]
    assert result.numbers[7] == pytest.approx(np.polyfit(range(4), sample, 1)[0])
    assert not run_check(evidence, "trend", "abcd", direction="falling").holds[0]
    assert run_check(evidence, "trend", "dcba", direction="falling").holds[0]
    level = make_evidence({"a": [4.0] * 3, "b": [5.0] * 3, "c": [4.0] * 3})
    for direction in ("rising", "falling"):
        assert not always(run_check(level, "trend", direction=direction))


def test_a_run_at_the_limit_is_neither_below_nor_above_but_between(make_evidence):
    evidence = make_evidence({"a": [1.0, 2.0, 3.0, 4.0, 5.0]})
    limits = [({"below": 3}, 0.4), ({"above": 3}, 0.4), ({"between": [2, 4]}, 0.6)]
    limits += [({"below": 5.1}, 1.0), ({"above": 0.9}, 1.0), ({"between": [2.1, 3.9]}, 0.2)]
    for limit, expected in limits:
        result = run_check(evidence, "share", "a", at_least=0, **limit)
        assert result.numbers[0] == expected, limit
    sample = evidence.resample("s", "a", "test_rmse")[7]
    result = run_check(evidence, "share", "a", at_least=0, below=3)
    assert result.numbers[7] == np.mean(sample < 3)
    assert result.summary == "share of runs with test_rmse below 3: a 0.40"


def test_a_share_is_compared_with_the_baseline_of_its_configuration(make_evidence):
    evidence = make_evidence(CONSTANT, [("ets", "a", 4.5), ("ets", "b", 4.5), ("mean", "b", 9.0)])
    result = run_check(evidence, "share", "ab", below={"baseline": "ets"}, at_least=1)
    assert not always(result) and result.numbers[0] == 1
    assert result.conditions["a"].all() and not result.conditions["b"].any()
    assert always(run_check(evidence, "share", "b", above={"baseline": "ets"}, at_least=1))
    assert not always(run_check(evidence, "share", "b", above={"baseline": "mean"}, at_least=1))


def test_the_ends_of_a_range_belong_to_it(make_evidence):
    evidence = make_evidence(CONSTANT)
    assert always(run_check(evidence, "within", "ab", at_least=4, at_most=5))
    assert not always(run_check(evidence, "within", "ab", at_least=4.01, at_most=5))
    assert not always(run_check(evidence, "within", "ab", at_least=4, at_most=4.99))
    assert always(run_check(evidence, "within", "ab", at_least=4))
    assert always(run_check(evidence, "within", "ab", at_most=5))
    result = run_check(evidence, "within", "abc", at_most=5)
    assert not always(result) and result.numbers[0] == 4 and result.fewest_runs == 3
    assert [holds.all() for holds in result.conditions.values()] == [True, True, False]


def test_a_difference_is_the_first_minus_the_second(make_evidence):
    result = run_check(make_evidence(CONSTANT), "difference", "ac", at_least=-3, at_most=-3)
    assert always(result) and result.numbers[0] == 4 - 7
    assert list(result.conditions) == ["a minus c"]
    assert result.summary == "mean of test_rmse: a 4, c 7"


def test_a_difference_from_a_baseline_is_taken_for_every_configuration(make_evidence):
    evidence = make_evidence(CONSTANT, [("mean", "a", 3.0), ("mean", "b", 6.0)])
    result = run_check(evidence, "difference", "ab", baseline="mean", at_least=0)
    assert not always(result) and result.numbers[0] == 4 - 3
    assert result.conditions["a compared with mean"].all()
    assert not result.conditions["b compared with mean"].any()
    assert result.summary == "mean of test_rmse: a 4, b 5; mean 3, 6"
    equal = make_evidence(CONSTANT, [("mean", "a", 3.0), ("mean", "b", 3.0)])
    result = run_check(equal, "difference", "ab", baseline="mean", at_least=0)
    assert always(result) and result.summary.endswith("; mean 3")


def test_the_score_of_a_baseline_is_in_a_range(make_evidence):
    evidence = make_evidence(CONSTANT, [("ets", "a", 3.0), ("ets", "b", 9.0)])
    result = run_check(evidence, "baseline", "ab", baseline="ets", at_least=3, at_most=3)
    assert always(result) and set(result.numbers) == {3.0}
    assert list(result.conditions) == ["ets"] and result.fewest_runs == 3
    assert result.summary == "ets: test_rmse 3"
    assert not always(run_check(evidence, "baseline", "ab", baseline="ets", at_most=2.9))


def test_a_summary_has_the_numbers_of_the_runs_and_not_of_a_sample(make_evidence):
    evidence = make_evidence({"a": [1.0, 5.0, 9.0], "b": [10.0, 60.0, 110.0]})
    kinds = [("lowest", {"among": ["a", "b"]}), ("ordering", {"direction": "rising"})]
    kinds += [("within", {"at_least": 0}), ("difference", {"at_most": 0})]
    for kind, keys in kinds:
        configurations = "a" if kind == "lowest" else "ab"
        result = run_check(evidence, kind, configurations, **keys)
        assert result.summary == "mean of test_rmse: a 5, b 60.0"
    result = run_check(evidence, "share", "ab", above=5, at_least=0)
    assert result.summary == "share of runs with test_rmse above 5: a 0.33, b 1.00"


def one_distribution(evidence, samples, printed, printed_runs):
    check = {"of": "test_rmse", "samples": samples, "printed": printed}
    return CHECK_FUNCTIONS["one_distribution"](check | {"printed_runs": printed_runs}, evidence)


def test_the_range_of_two_means_has_a_normal_probability(make_evidence):
    values = np.random.default_rng(1).normal(100, 15, 400)
    evidence = make_evidence({"a": values})
    spread = values.std(ddof=1)
    # The difference of two means of 30 runs is normal with a variance of 2 * spread ** 2 / 30.
    for level, holds in ((0.06, True), (0.04, False)):
        gap = stats.norm.isf(level / 2) * spread * np.sqrt(2 / 30)
        result = one_distribution(evidence, {"s": "a"}, [100.0, 100 + gap], 30)
        assert result.numbers[0] == pytest.approx(level, abs=0.002)
        assert result.holds[0] == holds
        assert list(result.conditions) == ["as far apart by chance"]
    assert "by chance, means lie as far apart in 4 of 100 cases" in result.summary
    gap = stats.norm.isf(0.45) * spread * np.sqrt(2 / 30)
    result = one_distribution(evidence, {"s": "a"}, [100.0, 100 + gap], 30)
    assert "in 90 of 100 cases" in result.summary
    assert result.fewest_runs == 400


def test_samples_of_several_studies_are_pooled(tables_of):
    near, far = tables_of({"a": [9.0, 10.0, 11.0]}), tables_of({"b": [19.0, 20.0, 21.0, 22.0]})
    evidence = Evidence({"s": near, "t": far})
    result = one_distribution(evidence, {"s": "a", "t": "b"}, [10.0, 12.0, 14.0], 4)
    pooled = np.std([9, 10, 11, 19, 20, 21, 22], ddof=1)
    draws = np.random.default_rng(0).normal(0, pooled / np.sqrt(4), (40000, 3))
    assert result.numbers[0] == pytest.approx(np.mean(np.ptp(draws, axis=1) >= 4), abs=0.01)
    assert result.fewest_runs == 3
    assert result.summary.startswith("our means 10, 20.5; published means 10, 12, 14;")


@pytest.mark.filterwarnings("error")
def test_equal_runs_lie_infinitely_far_from_other_means(make_evidence):
    result = one_distribution(make_evidence({"a": [5.0, 5.0]}), {"s": "a"}, [1.0, 2.0], 9)
    assert not result.holds.any() and result.numbers[0] == pytest.approx(0, abs=1e-9)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("runs", [0, 1])
def test_too_few_runs_have_no_number_and_meet_no_condition(make_evidence, runs):
    evidence = make_evidence({"a": [4.0] * runs, "b": [5.0] * 3})
    results = [
        run_check(evidence, "lowest", "a", among=["a", "b"]),
        run_check(evidence, "ordering", "ab", direction="rising"),
        run_check(evidence, "trend", "ab", direction="rising"),
        run_check(evidence, "within", "a", at_least=0),
        one_distribution(evidence, {"s": "a"}, [1.0, 2.0], 9),
    ]
    for result in results:
        assert result.fewest_runs == runs
        assert np.isnan(result.numbers).all() and not result.holds.any()
    share = run_check(evidence, "share", "ab", below=9, at_least=0)
    assert share.fewest_runs == runs
    assert np.isnan(share.numbers[0]) == (runs == 0)


@pytest.mark.filterwarnings("error")
def test_two_events_that_never_happen_have_a_difference_of_zero(make_evidence):
    evidence = make_evidence({"a": [np.inf, np.inf], "b": [np.inf, np.inf], "c": [3.0, 4.0]})
    assert set(run_check(evidence, "difference", "ab", at_least=0).numbers) == {0.0}
    assert run_check(evidence, "difference", "ac", at_least=0).numbers[0] == np.inf
    result = run_check(evidence, "lowest", "c", among=["a", "b", "c"])
    assert always(result) and result.numbers[0] == -np.inf
    spread = run_check(evidence, "within", "a", statistic="std", at_least=0)
    assert np.isnan(spread.numbers[0])
