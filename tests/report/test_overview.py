import numpy as np
import pandas as pd
import pytest
from figure_settings_builder import make_figure_settings

from reprise.report.overview import AnsweredStudy, describe_report, list_overview_rows
from reprise.report.study_sentences import StudyResults

COLUMNS = ["configuration", "other", "kind", "verdict", "other_mean"]
LIMITS = ["difference", "difference_low", "difference_high"]
NO_JOINT = pd.DataFrame(columns=["study", "era", "source", "verdict", "p", "runs"])


def make_study(means, baselines, *, repeats=3, std=1.0, title="Which?", **options):
    """A study with these means; a baseline is (configuration, name, verdict, value, limits)."""
    settings = make_figure_settings("s", {"": {n: n for n in means}}, title=title, **options)
    rows = [
        (one, name, "baseline", verdict, value, *limits)
        for one, name, verdict, value, *limits in baselines
    ]
    runs = pd.DataFrame(
        {"configuration": [n for n in means for _ in range(repeats)], "state": "ok"}
    )
    empty = pd.DataFrame()
    return AnsweredStudy(
        settings,
        StudyResults(
            description=pd.DataFrame({"mean": means, "std": std}).T,
            summary=empty,
            comparisons=pd.DataFrame(rows, columns=[*COLUMNS, *LIMITS]),
            runs=runs,
            best=empty,
            one_training=empty,
        ),
    )


BEATEN = make_study(
    {"a": 110.0, "b": 120.0},
    [
        ("a", "naive", "better", 200.0, -90.0, -95.0, -85.0),
        ("a", "ets", "worse", 100.0, 10.0, 5.0, 15.0),
        ("b", "ets", "worse", 100.0, 20.0, 15.0, 25.0),
    ],
    repeats=30,
)


def test_the_best_network_is_compared_with_the_best_baseline_with_its_error():
    (row,) = list_overview_rows([BEATEN])
    assert (row.title, row.configuration, row.baseline, row.verdict) == (
        "Which?",
        "a",
        "ets",
        "worse",
    )
    assert (row.ratio, row.low, row.high) == pytest.approx((1.10, 1.05, 1.15))


def test_the_error_of_an_accuracy_is_what_is_missing_to_1():
    study = make_study(
        {"a": 0.9},
        [("a", "frequent", "better", 0.8, 0.1, 0.05, 0.15)],
        metric="test_accuracy",
    )
    (row,) = list_overview_rows([study])
    assert (row.ratio, row.low, row.high) == pytest.approx((0.50, 0.25, 0.75))


def test_each_number_of_steps_has_a_row_and_a_study_with_origins_has_none():
    means = {"day": 7.0, "week": 6.0}
    baselines = [(name, "mean", "cannot tell", 7.0, 0.0, -1.0, 1.0) for name in means]
    titles = [
        r.title for r in list_overview_rows([make_study(means, baselines, horizons={"week": 7})])
    ]
    assert titles == ["Which? (1 step)", "Which? (7 steps)"]
    origins = {"day": ("day", 1), "week": ("day", 2)}
    assert list_overview_rows([make_study(means, baselines, origins=origins)]) == []
    assert list_overview_rows([make_study({"a": np.nan}, [])]) == []
    assert list_overview_rows([make_study({"a": 1.0}, [])]) == []


def test_six_sentences_say_what_was_asked_and_what_was_found():
    joint = pd.DataFrame(
        {
            "study": ["all", "stored", "stored"],
            "era": ["keras3", "keras3", "keras1"],
            "source": "a paper",
            "configuration": "21 tables",
            "verdict": ["beyond chance", "beyond chance", "within chance"],
            "p": [0.5, 0.0004, 0.23],
            "runs": [10, 300, 300],
        }
    )
    studies = [BEATEN, make_study({"c": 2.0}, [("c", "ets", "better", 4.0, -2, -3, -1)], std=0.5)]
    sentences = describe_report(
        studies, list_overview_rows(studies), ["On *LSTMs*", "Two"], "Of 2 claims, all hold", joint
    )
    assert sentences == [
        "Do the numbers and the conclusions of these 2 tutorials hold if every network is trained"
        " many times: *On \\*LSTMs\\** and *Two*?",
        "3 configurations of 2 studies were trained 3 to 30 times each, from another random seed"
        " each time: 63 runs; no run diverged.",
        "**In 1 of 2 comparisons, a baseline that needs no network is better than the best"
        " network** (``ets``). In 1, the best network is better than every baseline.",
        "Of 2 claims, all hold.",
        "In a stored study with 300 runs per configuration, the distance of all 21 tables of the"
        " tutorial together from our runs is: ``keras3`` (beyond chance, p < 0.001) and ``keras1``"
        " (within chance, p = 0.23).",
        "If you train once, luck decides: the standard deviation between random seeds is 1% of the"
        " error (median of 3 configurations).",
    ]


def test_comparisons_that_the_runs_cannot_decide_are_counted():
    unknown = make_study({"c": 2.0}, [("c", "ets", "cannot tell", 2.0, 0.0, -1.0, 1.0)])
    studies = [BEATEN, unknown]
    sentences = describe_report(studies, list_overview_rows(studies), [], "", NO_JOINT)
    assert sentences[2].endswith("better than every baseline. In 1, the runs cannot tell.")


def test_a_single_study_asks_its_own_question():
    study = make_study(
        {"a": 1.0}, [("a", "ets", "cannot tell", 1.0, 0.0, -1.0, 1.0)], title="How *?"
    )
    study.results.runs.loc[0, "state"] = "diverged"
    sentences = describe_report([study], list_overview_rows([study]), [], "", NO_JOINT)
    assert sentences[:3] == [
        "The question: How \\*?",
        "1 configuration of one study was trained 3 times each, from another random seed each time:"
        " 3 runs; 1 run diverged.",
        "The best network is not shown to be better than the best baseline, which needs no"
        " network.",
    ]
    lost = [("a", "ets", "worse", 1.0, 0.5, 0.2, 0.8)]
    beaten = [make_study({"a": 1.5}, lost)]
    assert describe_report(beaten, list_overview_rows(beaten), [], "", NO_JOINT)[2] == (
        "The baseline ``ets`` needs no network, and it is better than the best network."
    )
    won = make_study({"a": 1.0}, [("a", "ets", "better", 2.0, -1.0, -1.5, -0.5)])
    described = describe_report([won] * 2, list_overview_rows([won] * 2), [], "", NO_JOINT)
    assert described[2].startswith("No baseline, which needs no network, is shown to be better")
    assert describe_report([won] * 4, [], [], "", NO_JOINT)[0] == "4 studies ask one question each."
