import math

import numpy as np
import pandas as pd
import pytest

from reprise.figures.caption_sentences import (
    describe_comparisons,
    describe_effects,
    describe_repeats,
)


def comparisons_of(kind, *verdicts, other="mean", paired=False, diverged=0):
    return pd.DataFrame(
        {
            "configuration": [f"c{k}" for k in range(len(verdicts))],
            "other": other,
            "kind": kind,
            "verdict": verdicts,
            "paired": paired,
            "diverged": diverged,
            "other_diverged": 0,
        }
    )


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (["worse", "worse"], ["beats every configuration"]),
        (["worse", "better", "worse"], ["beats ``c0``, ``c2``"]),
        (["worse"] * 12 + ["better"], [f"beats {', '.join(f'``c{k}``' for k in range(12))}"]),
        (["worse"] * 13 + ["better"], ["beats 13 of 14 configurations"]),
        (["better", "equivalent", "cannot tell"], []),
    ],
)
def test_a_caption_names_the_configurations_that_a_baseline_beats(verdicts, expected):
    table = comparisons_of("baseline", *verdicts)
    assert describe_comparisons(table, "test_rmse", None) == [
        f"The baseline ``mean`` needs no network and {text}." for text in expected
    ]


def test_a_caption_counts_the_verdicts_on_pairs():
    table = comparisons_of("configuration", "better", "worse", "cannot tell", "equivalent", "worse")
    assert describe_comparisons(table, "test_rmse", 2.5) == [
        "The figure compares the pairs of configurations of each family."
        " The verdicts on 5 pairs are: different in test_rmse: 3, equivalent within 2.5: 1, cannot"
        " tell: 1."
    ]
    assert describe_comparisons(table[2:3], "test_rmse", None) == [
        "The figure compares the pairs of configurations of each family."
        " The verdicts on 1 pair are: different in test_rmse: 0, cannot tell: 1."
    ]


def test_a_caption_counts_pairs_of_one_training_and_comparisons_without_diverged_runs():
    table = comparisons_of("configuration", "better", "worse", paired=True, diverged=[0, 3])
    _, paired, diverged = describe_comparisons(table, "test_rmse", None)
    assert paired == "Of these pairs, 2 have one training: they are compared run by run."
    assert diverged == (
        "In 1 comparison, runs diverged. Their means are those of the other runs, and the runs that"
        " diverged count as losses in the probability."
    )


def test_a_caption_names_the_pair_that_needs_the_fewest_further_repeats():
    plan = pd.DataFrame(
        {
            "configuration": [*"aabbc"],
            "other": [*"bccdd"],
            "fewest_repeats": [3, 12, 20, 30, math.nan],
            "most_repeats": [30, 31, 90, math.inf, math.nan],
        }
    )
    families = {"one": ["a", "b", "c", "d"], "two": ["a", "b"]}
    first, second, third = describe_repeats(plan, families, 30, 0.8, 0.95)
    # Six pairs: t(1 - 0.05 / 12; 58) = 2.73, and (2.73 + 0.85) sqrt(2 / 30) = 0.92.
    assert "a difference of means of 0.9" in first and "if 4 configurations are compared" in first
    assert "are within this number for 1 of 4 pairs. For 1 of them, the runs do not" in second
    assert "``a`` and ``c`` need the fewest repeats: between 12 and 31." in third
    assert len(describe_repeats(plan, families, 90, 0.8, 0.95)) == 2
    assert len(describe_repeats(plan[4:], families, 90, 0.8, 0.95)) == 1


def test_a_caption_of_one_run_per_configuration_says_that_there_is_no_spread():
    plan = pd.DataFrame({"configuration": ["a"], "other": ["b"], "most_repeats": [math.nan]})
    assert describe_repeats(plan, {"f": ["a", "b"]}, 1, 0.8, 0.95) == [
        "With one run per configuration, there is no spread, no interval and no verdict."
    ]
    assert describe_repeats(plan, {"f": ["a", "b"]}, 2, 0.8, 0.95) == [
        "With 2 runs per configuration, there is no verdict: it needs at least 3 runs."
    ]


@pytest.mark.parametrize(
    ("p_robust", "sentence"),
    [
        (0.05, "These keys interact (p is at most 0.05): ``x x y``."),
        (0.051, "These runs show no interaction of keys."),
        (math.nan, "These keys interact (p is at most 0.05): ``x x y``."),
    ],
)
def test_a_caption_names_the_three_largest_effects_and_the_interactions(p_robust, sentence):
    effects = pd.DataFrame(
        {
            "term": ["x", "y", "z", "x x y", "residual"],
            "share_of_variance": [0.1, 0.3, 0.01, 0.2, 0.39],
            "p": [0.0234, 0.0001, 0.9, 0.04, math.nan],
            "p_robust": [math.nan, 0.0002, 0.8, p_robust, math.nan],
        }
    )
    first, second = describe_effects(effects, "", 0.05)
    assert first.startswith(
        "The random seed alone causes 39.0% of the variance of all runs. The largest effects are"
        " ``y`` 30.0% (robust p < 0.001), ``x x y`` 20.0% ("
    )
    assert "``x`` 10.0% (p = 0.023)" in first
    assert "``z``" not in first
    assert second == sentence


def test_an_effect_without_a_test_is_named_without_a_p_value():
    effects = pd.DataFrame(
        {
            "term": ["x", "residual"],
            "share_of_variance": [0.6, 0.4],
            "p": np.nan,
            "p_robust": np.nan,
        }
    )
    first, _ = describe_effects(effects, "", 0.05)
    assert "``x`` 60.0% (without a test, because it does not vary)" in first


def test_a_caption_without_an_analysis_has_the_reason():
    assert describe_effects(pd.DataFrame(), "no run is left for ``a``", 0.05) == [
        "There is no analysis of variance: no run is left for ``a``."
    ]
