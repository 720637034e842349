import numpy as np
import pandas as pd
import pytest

from reprise.figures.description_text import (
    NOTHING_DRAWN,
    describe_extremes,
    describe_panels,
    join_sentences,
)
from reprise.figures.description_text import describe_places_of_baselines as describe


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"a": 3.0, "b": 1.0, "c": np.nan},
            "The lowest mean is 1.000 (b), and the highest is 3.00 (a).",
        ),
        ({"a": 3.0, "b": 3.0}, "The mean is 3.00 everywhere."),
        ({"a": 3.0, "b": np.nan}, "The mean is 3.00."),
        ({"a": np.nan}, NOTHING_DRAWN),
        ({}, NOTHING_DRAWN),
    ],
)
def test_the_lowest_and_the_highest_value_are_named(values, sentence):
    assert describe_extremes(pd.Series(values, dtype=float), "mean") == sentence


def test_each_baseline_has_a_place_among_the_runs(make_baselines):
    baselines = make_baselines(
        [
            ("persistence", "persistence", 136.8, ["a"]),
            ("ets", "ets (a)", 1.0, ["a"]),
            ("ets", "ets (b)", 2.0, ["b"]),
            ("sarima", "sarima", 51.0, ["a"]),
            ("mean", "mean", 3.0, ["a"]),
        ]
    )
    assert describe(baselines, "test_rmse", pd.Series([50.0, 60.0]), "medians") == (
        "Of the baselines, persistence (136.8) lies above all medians; ets (1.000 to 2.00) and mean"
        " (3.00) lie below all medians; sarima (51.0) lies among the medians."
    )


def test_without_the_metric_or_without_runs_no_place_is_named(make_baselines):
    baselines = make_baselines([("ets", "ets", 1.0, ["a"])])
    assert describe(baselines, "test_mae", pd.Series([1.0]), "runs") == ""
    assert describe(baselines, "test_rmse", pd.Series([np.nan]), "runs") == ""


def test_sentences_are_joined_without_the_empty_ones():
    assert join_sentences(["A.", "", "B."]) == "A. B."
    assert [describe_panels(1), describe_panels(3)] == ["The figure shows", "The 3 panels show"]
