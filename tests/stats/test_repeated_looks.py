"""Repeated looks: their levels add up, decisions stay, and verdicts err as seldom as they say."""

import itertools

import numpy as np
import pandas as pd
import pytest

from reprise.stats.comparisons import compare_study
from reprise.stats.pair_tests import compare_samples
from reprise.stats.repeated_looks import (
    error_of_look,
    keep_decisions,
    list_looks,
    list_undecided,
)

NO_BASELINES = pd.DataFrame({"configuration": [], "baseline": []})


def test_each_look_has_half_as_many_repeats_again_and_none_has_too_many():
    assert list_looks(10, 200) == [10, 15, 23, 35, 53, 80, 120, 180]
    assert list_looks(10, 14) == [10]
    assert list_looks(10, 1000)[:8] == list_looks(10, 200)


def test_the_error_rates_of_all_looks_add_up_to_the_error_rate():
    errors = [error_of_look(look, 0.05) for look in range(1, 20_000)]
    assert errors[:2] == pytest.approx([0.01, 0.05 * 2 / 15])
    assert 0.049 < sum(errors) < 0.05
    assert errors == sorted(errors, reverse=True)


def pair(one, other, verdict, low=0.0, kind="configuration"):
    return {
        "family": "all" if kind == "configuration" else "",
        "configuration": one,
        "other": other,
        "kind": kind,
        "difference_low": low,
        "p": 0.008,
        "verdict": verdict,
    }


def test_a_decided_pair_keeps_its_row_and_undecided_pairs_name_who_goes_on():
    first = pd.DataFrame(
        [
            pair("a", "b", "better", 1.0),
            pair("a", "c", "cannot tell", float("nan")),
            pair("b", "c", "equivalent"),
            pair("d", "naive", "worse", kind="baseline"),
        ]
    )
    rows = keep_decisions([], first, 1, 0.99)
    assert [row["round"] for row in rows] == [1, None, 1, 1]
    assert rows[1]["difference_low"] is None, "JSON has no NaN"
    assert rows[0]["p"] == pytest.approx(0.04), "of an error rate of 0.05, this look has 0.01"
    assert list_undecided(rows, ["d", "c", "b", "a"]) == ["c", "a"]
    second = pd.DataFrame(
        [
            pair("a", "b", "cannot tell", 7.0),
            pair("a", "c", "worse", 2.0),
            pair("b", "c", "worse"),
            pair("d", "naive", "cannot tell", kind="baseline"),
        ]
    )
    later = keep_decisions(rows, second, 2, 0.995)
    assert later[0] == rows[0] and later[2:] == rows[2:]
    assert (later[1]["round"], later[1]["confidence"], later[1]["verdict"]) == (2, 0.995, "worse")
    assert list_undecided(later, ["a", "b", "c", "d"]) == []


def test_a_configuration_goes_on_for_an_undecided_baseline_and_the_baseline_does_not():
    table = pd.DataFrame([pair("a", "naive", "cannot tell", kind="baseline")])
    assert list_undecided(keep_decisions([], table, 1, 0.99), ["a", "naive"]) == ["a"]


def decide_by_rounds(values, margin, looks, confidence=0.9):
    """The rows of the last look, and the repeats of each configuration, for made-up runs."""
    names = list(values)
    families, trainings = {"all": names}, {name: name for name in names}
    rows, going_on, repeats = [], names, {}
    for look, count in enumerate(looks, start=1):
        repeats |= dict.fromkeys(going_on, count)
        runs = pd.DataFrame(
            [
                {
                    "configuration": name,
                    "repeat": k + 1,
                    "state": "ok",
                    "test_rmse": values[name][k],
                }
                for name in names
                for k in range(repeats[name])
            ]
        )
        level = 1 - error_of_look(look, 1 - confidence)
        found = compare_study(runs, "test_rmse", families, trainings, NO_BASELINES, margin, level)
        rows = keep_decisions(rows, found, look, level)
        going_on = list_undecided(rows, names)
        if not going_on:
            break
    return rows, repeats


def test_a_clear_pair_stops_early_and_a_close_pair_goes_on():
    rng = np.random.default_rng(1)
    values = {"a": rng.normal(0, 1, 99), "b": rng.normal(0.1, 1, 99), "c": rng.normal(9, 1, 99)}
    rows, repeats = decide_by_rounds(values, 1.0, list_looks(10, 99))
    assert repeats["c"] == 10 < repeats["a"] == repeats["b"]
    assert [(row["verdict"], row["round"]) for row in rows[1:]] == [("better", 1), ("better", 1)]
    assert rows[0]["verdict"] == "equivalent" and rows[0]["runs"] == repeats["a"]


def share_of_false_findings(error_of):
    """How often the interval of any look excludes a true difference of 0, in 1000 studies."""
    rng, looks, studies = np.random.default_rng(0), list_looks(10, 53), 1000
    errors = 0
    for one, other in rng.normal(size=(studies, 2, looks[-1])):
        intervals = (
            compare_samples(one[:count], other[:count], 1 - error_of(look))
            for look, count in enumerate(looks, start=1)
        )
        errors += any(found.low > 0 or found.high < 0 for found in intervals)
    return errors / studies


def test_equal_configurations_are_told_apart_at_most_as_often_as_the_study_says():
    assert 0.03 < share_of_false_findings(lambda look: error_of_look(look, 0.1)) <= 0.1


def test_without_shares_of_the_error_rate_the_study_would_err_twice_as_often():
    assert share_of_false_findings(lambda look: 0.1) > 0.2


@pytest.mark.parametrize("stopped", list(itertools.permutations("abc", 1)))
def test_the_interval_of_a_pair_does_not_depend_on_when_others_stopped(stopped):
    rng = np.random.default_rng(2)
    values = {name: rng.normal(size=30) for name in "abc"}

    def compare(repeats):
        runs = pd.DataFrame(
            [
                {"configuration": name, "repeat": k + 1, "state": "ok", "test_rmse": value}
                for name, all_ in values.items()
                for k, value in enumerate(all_[: repeats[name]])
            ]
        )
        trainings = {name: name for name in values}
        table = compare_study(runs, "test_rmse", {"all": [*values]}, trainings, NO_BASELINES)
        return table.set_index(["configuration", "other"])[["difference_low", "difference_high"]]

    everyone = dict.fromkeys(values, 30)
    rest = tuple(name for name in values if name not in stopped)
    expected = compare(everyone).loc[rest]
    assert (compare(everyone | {stopped[0]: 10}).loc[rest] == expected).all()
