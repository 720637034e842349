"""The rounds of a study as a table and in sentences."""

from dataclasses import fields

import pandas as pd

from reprise.repeat_settings import UntilDecided
from reprise.round_decision import RoundDecision
from reprise.stats.comparisons import Comparison
from reprise.tables.rounds_table import (
    describe_round,
    summarize_rounds,
    tabulate_pairs,
    tabulate_rounds,
)

RULE = UntilDecided(10, 20)


def pair(one, other, decided_in, kind="configuration"):
    row = {"configuration": one, "other": other, "kind": kind, "p": None, "verdict": "better"}
    return row | {"round": decided_in}


PAIRS = [
    *(pair("a", "b", None), pair("a", "c", 1), pair("b", "c", 1)),
    pair("c", "naive", 1, "baseline"),
]
FIRST = RoundDecision(1, {"a": 10, "b": 10, "c": 10}, PAIRS, ["a", "b"])
LAST = RoundDecision(2, {"a": 15, "b": 15, "c": 10}, PAIRS, ["a", "b"])
DECIDED = RoundDecision(2, {"a": 15, "b": 15, "c": 10}, [pair("a", "b", 2), *PAIRS[1:]], [])


def test_each_configuration_has_its_repeats_and_why_it_stopped():
    table = tabulate_rounds(LAST, RULE)
    assert table.to_numpy().tolist() == [
        ["a", 15, 2, 2, 1, "at most 20 repeats"],
        ["b", 15, 2, 2, 1, "at most 20 repeats"],
        ["c", 10, 1, 3, 0, "all pairs decided"],
    ]
    assert set(tabulate_rounds(DECIDED, RULE)["stopped_because"]) == {"all pairs decided"}


def test_each_pair_has_the_round_that_decided_it():
    table = tabulate_pairs(LAST)
    assert table["round"].fillna(0).tolist() == [0, 1, 1, 1]
    assert table["p"].dtype == float
    text = table.to_csv(index=False)
    assert pd.read_csv(pd.io.common.StringIO(text))["round"].isna().tolist() == [True] + [False] * 3


def test_a_message_says_what_is_decided_and_what_is_trained_next():
    assert describe_round(FIRST, RULE) == (
        "round 1: 3 of 4 pairs are decided; training 5 more repeats of a, b"
    )
    assert describe_round(LAST, RULE) == (
        "round 2: 3 of 4 pairs are decided; the training stops, because at most 20 repeats are"
        " allowed"
    )
    assert describe_round(DECIDED, RULE) == "round 2: all 4 pairs are decided"
    idle = RoundDecision(2, {"a": 10}, [pair("a", "b", 1)], [])
    assert describe_round(idle, RULE) == ""
    many = RoundDecision(1, dict.fromkeys("abcdefg", 10), PAIRS, list("abcdefg"))
    assert describe_round(many, RULE).endswith("a, b, c, d, e and 2 more configurations")


def test_a_sentence_says_how_many_repeats_were_taken():
    def summarize(decision):
        return summarize_rounds(tabulate_rounds(decision, RULE), tabulate_pairs(decision), RULE)

    assert summarize(DECIDED) == (
        "Each configuration was trained until its pairs were decided, with 10 to 15 repeats."
        " All 4 pairs are decided."
    )
    assert summarize(LAST).endswith(
        "3 of 4 pairs are decided; the others have no verdict, because at most 20 repeats were"
        " allowed."
    )


def test_a_study_whose_baselines_have_no_score_has_tables_without_pairs():
    nothing = RoundDecision(1, {"a": 10}, [], [])
    table = tabulate_pairs(nothing)
    assert table.empty and list(table.columns[[0, -2, -1]]) == ["family", "confidence", "round"]
    assert {field.name for field in fields(Comparison)} < set(table.columns)
    rounds = tabulate_rounds(nothing, RULE)
    assert rounds["pairs"].tolist() == [0]
    assert describe_round(nothing, RULE) == "round 1: there are no pairs to decide"
    expected = "The study has no pairs to decide. Each configuration has 10 repeats."
    assert summarize_rounds(rounds, table, RULE) == expected
