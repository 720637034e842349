import statistics

import numpy as np
import pytest
from scipy import stats

from reprise.claims.check_functions import CHECK_FUNCTIONS
from reprise.claims.check_numbers import NO_TEST_AT_LIMIT, STATISTICS
from reprise.claims.evidence import Evidence
from reprise.config.schema import load_schema
from reprise.stats.combinations import NO_SPREAD, SINGLE_RUNS, TOO_FEW

QUANTILES = stats.norm.ppf((np.arange(30) + 0.5) / 30)
CLEAR = {"a": 4 + QUANTILES / 10, "b": 5 + QUANTILES / 10, "c": 7 + QUANTILES / 10}


def run_check(evidence, kind, configurations=("a", "b", "c"), **keys):
    configurations = list(configurations)
    shown = keys.get("among", configurations)
    check = {"kind": kind, "study": "s", "of": "test_rmse", "shown": shown}
    return CHECK_FUNCTIONS[kind](check | {"configurations": configurations} | keys, evidence)


def verdicts(result):
    """Condition to whether it is shown to hold (True), shown to fail (False), or neither."""
    return {
        c.says: True if c.p_supported < 0.01 else False if c.p_contradicted < 0.01 else None
        for c in result.conditions
    }


def test_the_schema_names_the_kinds_and_the_statistics():
    kinds = load_schema("claims")["$defs"]["check"]["properties"]["kind"]["enum"]
    assert set(kinds) == CHECK_FUNCTIONS.keys()
    statistics_of_schema = load_schema("claims")["$defs"]["check"]["properties"]["statistic"]
    assert set(statistics_of_schema["enum"]) == STATISTICS.keys()


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
    result = run_check(make_evidence({"a": values}), "within", "a", statistic=statistic, at_least=0)
    assert result.number.value == pytest.approx(compute(values))


def test_the_lowest_is_compared_with_every_rival(make_evidence):
    evidence = make_evidence(CLEAR | {"d": CLEAR["a"][::-1]})
    result = run_check(evidence, "lowest", "a", among=["a", "b", "c"])
    assert verdicts(result) == {"lower than b": True, "lower than c": True}
    assert result.number.value == pytest.approx(-1) and result.fewest_runs == 30
    assert result.summary == "mean of test_rmse: a 4, b 5, c 7"
    welch = stats.ttest_ind(CLEAR["a"], CLEAR["b"], equal_var=False, alternative="less")
    assert result.conditions[0].p_supported == pytest.approx(welch.pvalue)
    result = run_check(evidence, "lowest", "b", among=["a", "b", "c"])
    assert verdicts(result) == {"lower than a": False, "lower than c": True}
    result = run_check(evidence, "lowest", "a", among=["a", "d"])
    assert verdicts(result) == {"lower than d": None}


def test_the_highest_is_compared_with_every_rival(make_evidence):
    result = run_check(make_evidence(CLEAR), "highest", "c", among=["a", "b", "c"])
    assert verdicts(result) == {"higher than a": True, "higher than b": True}
    assert result.number.value == pytest.approx(2)
    result = run_check(make_evidence(CLEAR), "highest", "b", among=["a", "b", "c"])
    assert verdicts(result) == {"higher than a": True, "higher than c": False}


def test_the_best_of_several_claimed_is_corrected_and_all_must_fail(make_evidence):
    rng = np.random.default_rng(3)
    samples = {name: rng.normal(0.5 * k, 1, 20) for k, name in enumerate("abcd")}
    evidence = make_evidence(samples)

    def p_values(result, condition):
        return result.conditions[condition].p_supported, result.conditions[condition].p_contradicted

    both = run_check(evidence, "lowest", ["a", "b"], among=list("abcd"))
    alone = {
        name: run_check(evidence, "lowest", name, among=[name, "c", "d"]) for name in ("a", "b")
    }
    for condition in (0, 1):
        (best, against_best), (_, against_other) = (p_values(alone[n], condition) for n in "ab")
        shown, against = p_values(both, condition)
        assert shown == pytest.approx(2 * best)
        assert against == max(against_best, against_other)


def test_an_ordering_rises_or_falls_at_every_step(make_evidence):
    evidence = make_evidence(CLEAR | {"d": CLEAR["c"][::-1]})
    result = run_check(evidence, "ordering", direction="rising")
    assert verdicts(result) == {"rising from a to b": True, "rising from b to c": True}
    assert result.number.value == pytest.approx(1)
    result = run_check(evidence, "ordering", "cba", direction="falling")
    assert set(verdicts(result).values()) == {True} and result.number.value == pytest.approx(1)
    result = run_check(evidence, "ordering", "bacd", direction="rising")
    assert verdicts(result) == {
        "rising from b to a": False,
        "rising from a to c": True,
        "rising from c to d": None,
    }
    assert result.number.value == pytest.approx(-1)


def test_a_trend_is_the_slope_of_the_line_of_least_squares(make_evidence):
    means = {"a": 5, "b": 8.5, "c": 7.5, "d": 10.5}
    evidence = make_evidence({name: mean + QUANTILES for name, mean in means.items()})
    result = run_check(evidence, "trend", "abcd", direction="rising")
    slope = np.polyfit(range(4), list(means.values()), 1)[0]
    assert result.number.value == pytest.approx(slope)
    assert verdicts(result) == {"rising trend from a to d": True}
    assert False in verdicts(run_check(evidence, "ordering", "abcd", direction="rising")).values()
    result = run_check(evidence, "trend", "abcd", direction="falling")
    assert verdicts(result) == {"falling trend from a to d": False}


def test_configurations_of_one_training_are_compared_run_by_run(make_evidence):
    rng = np.random.default_rng(5)
    networks = 20 * rng.standard_normal(10)
    samples = {name: networks - k + rng.normal(0, 0.2, 10) for k, name in enumerate("abc")}
    together = make_evidence(samples, trainings=dict.fromkeys("abc", "one"))
    for kind, keys in (
        ("ordering", {"configurations": "abc", "direction": "falling"}),
        ("trend", {"configurations": "abc", "direction": "falling"}),
        ("lowest", {"configurations": "c", "among": list("abc")}),
        ("difference", {"configurations": "ba", "at_most": 0}),
    ):
        assert set(verdicts(run_check(together, kind, **keys)).values()) == {True}
        assert run_check(together, kind, **keys).fewest_runs == 10
        apart = run_check(make_evidence(samples), kind, **keys)
        assert set(verdicts(apart).values()) == {None}


def test_the_summary_has_the_runs_that_are_compared(tables_of):
    own = tables_of(
        {"a": [1.0, 3.0], "b": [2.0, 5.0]},
        [("ets", "a", 9.0), ("ets", "b", 9.0)],
        trainings={"a": "one", "b": "one"},
        keys={"a": "k"},
    )
    other = tables_of({"x": [50.0, 60.0, 70.0]}, study="t", keys={"x": "k"})
    evidence = Evidence({"s": own, "t": other})
    pairs = run_check(evidence, "difference", "ab", at_most=0)
    assert pairs.summary == "mean of test_rmse: a 2, b 3.5" and pairs.fewest_runs == 2
    alone = run_check(evidence, "difference", "a", baseline="ets", at_most=0)
    assert alone.summary == "mean of test_rmse: a 36.8; ets 9" and alone.fewest_runs == 5


def test_a_run_at_the_limit_is_neither_below_nor_above_but_between(make_evidence):
    evidence = make_evidence({"a": [1.0, 2.0, 3.0, 4.0, 5.0]})
    limits = [({"below": 3}, 0.4), ({"above": 3}, 0.4), ({"between": [2, 4]}, 0.6)]
    limits += [({"below": 5.1}, 1.0), ({"above": 0.9}, 1.0), ({"between": [2.1, 3.9]}, 0.2)]
    for limit, expected in limits:
        result = run_check(evidence, "share", "a", at_least=0, **limit)
        assert result.number.value == expected, limit
    result = run_check(evidence, "share", "a", at_least=0.5, below=3)
    assert result.summary == "runs with test_rmse below 3: a 2 of 5"
    test = stats.binomtest(2, 5, 0.5, alternative="greater")
    assert result.conditions[0].p_supported == pytest.approx(test.pvalue)


def test_a_share_is_compared_with_the_baseline_of_its_configuration(make_evidence):
    evidence = make_evidence(CLEAR, [("ets", "a", 4.5), ("ets", "b", 4.5), ("mean", "b", 9.0)])
    result = run_check(evidence, "share", "ab", below={"baseline": "ets"}, at_least=0.5)
    assert verdicts(result) == {"a": True, "b": False} and result.number.value == 1
    result = run_check(evidence, "share", "b", above={"baseline": "mean"}, at_least=0.5)
    assert verdicts(result) == {"b": False}


def test_no_sample_shows_that_every_run_does_and_one_run_disproves_it(make_evidence):
    evidence = make_evidence({"a": [1.0] * 30, "b": [1.0] * 29 + [9.0]})
    result = run_check(evidence, "share", "ab", below=5, at_least=1)
    assert verdicts(result) == {"a": None, "b": False}
    assert result.summary == (
        "runs with test_rmse below 5: a 30 of 30 (the share is at least 0.90), b 29 of 30"
    )


def test_a_range_is_shown_at_both_ends(make_evidence):
    evidence = make_evidence(CLEAR)
    for ends, expected in [
        ({"at_least": 3.8, "at_most": 4.2}, True),
        ({"at_least": 4.5}, False),
        ({"at_least": 3.9999, "at_most": 4.0001}, None),  # much narrower than the noise
        ({"at_most": 3.9}, False),
        ({"at_most": 4.2}, True),
    ]:
        result = run_check(evidence, "within", "a", **ends)
        assert verdicts(result) == {"a": expected}, ends
    narrow = run_check(evidence, "within", "a", at_least=3.9999, at_most=4.0001)
    assert narrow.conditions[0].p_contradicted > 0.9
    assert verdicts(run_check(evidence, "within", at_most=6)) == {"a": True, "b": True, "c": False}


def test_the_ends_of_a_range_belong_to_it(make_evidence):
    evidence = make_evidence({"a": [20.0] * 10})
    for statistic, expected in (("median", True), ("mean", None)):
        result = run_check(evidence, "within", "a", statistic=statistic, at_most=20)
        assert verdicts(result) == {"a": expected}
    assert result.conditions[0].reason == NO_SPREAD


def test_a_difference_is_the_first_minus_the_second(make_evidence):
    result = run_check(make_evidence(CLEAR), "difference", "ac", at_least=-3.2, at_most=-2.8)
    assert verdicts(result) == {"a minus c": True}
    assert result.number.value == pytest.approx(-3)
    assert result.summary == "mean of test_rmse: a 4, c 7"


def test_a_difference_from_a_baseline_is_taken_for_every_configuration(make_evidence):
    evidence = make_evidence(CLEAR, [("mean", "a", 3.0), ("mean", "b", 6.0)])
    result = run_check(evidence, "difference", "ab", baseline="mean", at_least=0)
    assert verdicts(result) == {"a compared with mean": True, "b compared with mean": False}
    assert result.number.value == pytest.approx(1)
    assert result.summary == "mean of test_rmse: a 4, b 5; mean 3, 6"
    equal = make_evidence(CLEAR, [("mean", "a", 3.0), ("mean", "b", 3.0)])
    result = run_check(equal, "difference", "ab", baseline="mean", at_least=0)
    assert result.summary.endswith("; mean 3")


def test_the_score_of_a_baseline_does_not_depend_on_chance(make_evidence):
    evidence = make_evidence(CLEAR, [("ets", "a", 3.0), ("ets", "b", 9.0)])
    result = run_check(evidence, "baseline", "ab", baseline="ets", at_least=3, at_most=3)
    assert verdicts(result) == {"ets": True} and result.conditions[0].runs is None
    assert result.number.interval(0.95) == (3, 3) and result.summary == "ets: test_rmse 3"
    result = run_check(evidence, "baseline", "ab", baseline="ets", at_most=2.9)
    assert verdicts(result) == {"ets": False}


def test_a_difference_of_few_spreads_is_compared_with_zero_alone(make_evidence):
    rng = np.random.default_rng(4)
    evidence = make_evidence({"a": rng.normal(0, 1, 20), "b": rng.normal(0, 9, 20)})
    for limit, expected in ((0, True), (1, None)):
        result = run_check(evidence, "difference", "ab", statistic="std", at_most=limit)
        assert verdicts(result) == {"a minus b": expected}
        assert (result.conditions[0].reason == NO_TEST_AT_LIMIT) == (limit == 1)


@pytest.mark.parametrize("statistic", ["min", "max"])
def test_the_best_single_run_is_never_decided(make_evidence, statistic):
    evidence = make_evidence({"a": np.arange(30.0), "b": 1000 + np.arange(30.0)})
    result = run_check(evidence, "lowest", "a", among=["a", "b"], statistic=statistic)
    assert verdicts(result) == {"lower than b": None}
    assert result.conditions[0].reason == SINGLE_RUNS
    assert np.isnan([result.conditions[0].p_supported, result.conditions[0].p_contradicted]).all()
    assert result.number.value == -1000


def one_distribution(evidence, samples, printed, printed_runs):
    check = {"of": "test_rmse", "samples": samples, "printed": printed}
    return CHECK_FUNCTIONS["one_distribution"](check | {"printed_runs": printed_runs}, evidence)


def test_the_range_of_published_means_is_tested_against_the_spread_of_our_runs(make_evidence):
    values = np.random.default_rng(1).normal(100, 15, 400)
    evidence = make_evidence({"a": values})
    spread = values.std(ddof=1)
    # The difference of two means of 30 runs is normal with a variance of 2 * spread ** 2 / 30.
    for level, expected in ((0.09, True), (0.05, None), (0.02, False)):
        gap = stats.norm.isf(level / 2) * spread * np.sqrt(2 / 30)
        result = one_distribution(evidence, {"s": "a"}, [100.0, 100 + gap], 30)
        assert result.number.value == pytest.approx(level, abs=0.002)
        assert verdicts(result) == {"as far apart by chance": expected}
    assert "by chance, means lie as far apart in 2 of 100 cases" in result.summary
    assert result.fewest_runs == 400


def test_samples_of_several_studies_are_pooled_and_equal_distributions_count_once(tables_of):
    near = tables_of({"a": np.arange(9.0)}, keys={"a": "k"})
    same = tables_of({"b": np.arange(20.0)}, study="t", keys={"b": "k"})
    far = tables_of({"c": np.arange(30.0)}, study="u")
    evidence = Evidence({"s": near, "t": same, "u": far})
    result = one_distribution(evidence, {"s": "a", "t": "b", "u": "c"}, [10.0, 12.0, 14.0], 4)
    pooled = np.concatenate([np.arange(9.0), np.arange(20.0), np.arange(30.0)])
    draws = np.random.default_rng(0).normal(0, pooled.std(ddof=1) / np.sqrt(4), (40000, 3))
    assert result.number.value == pytest.approx(np.mean(np.ptp(draws, axis=1) >= 4), abs=0.01)
    assert result.fewest_runs == 59
    assert "published means 10, 12, 14;" in result.summary


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("runs", [0, 1])
def test_too_few_runs_have_a_reason(make_evidence, runs):
    evidence = make_evidence({"a": [4.0] * runs, "b": [5.0, 6.0, 7.0]})
    results = [
        run_check(evidence, "lowest", "a", among=["a", "b"]),
        run_check(evidence, "ordering", "ab", direction="rising"),
        run_check(evidence, "trend", "ab", direction="rising"),
        run_check(evidence, "within", "a", at_least=0),
        one_distribution(evidence, {"s": "a"}, [1.0, 2.0], 9),
    ]
    for result in results:
        assert result.fewest_runs == runs and result.conditions[0].reason == TOO_FEW
        assert np.isnan(result.number.value) and set(verdicts(result).values()) == {None}
    share = run_check(evidence, "share", "ab", below=9, at_least=0.5)
    assert share.fewest_runs == runs and np.isnan(share.number.value) == (runs == 0)
    if not runs:
        assert share.conditions[0].reason == TOO_FEW


@pytest.mark.filterwarnings("error")
def test_events_that_never_happen_can_be_counted_but_have_no_mean(make_evidence):
    evidence = make_evidence({"a": [np.inf] * 10, "b": [3.0] * 8 + [np.inf] * 2, "c": QUANTILES})
    result = run_check(evidence, "within", "ab", statistic="median", at_most=9)
    assert verdicts(result) == {"a": False, "b": None}
    assert result.conditions[1].p_supported == pytest.approx(stats.binom.sf(7, 10, 0.5))
    assert result.number.value == np.inf and result.summary.endswith("a never, b 3")
    for kind, keys in (
        ("difference", {"configurations": "ab", "at_least": 0}),
        ("lowest", {"configurations": "c", "among": ["a", "b", "c"]}),
        ("trend", {"configurations": "abc", "direction": "rising"}),
    ):
        for statistic in ("mean", "median"):
            result = run_check(evidence, kind, **keys, statistic=statistic)
            assert all("never happens" in c.reason for c in result.conditions) or (
                statistic == "median" and kind == "lowest"
            )
    spread = run_check(evidence, "within", "a", statistic="std", at_least=0)
    assert np.isnan(spread.number.value)
