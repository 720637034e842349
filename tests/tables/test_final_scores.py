import numpy as np
import pandas as pd
import pytest

from reprise.tables.final_scores import final_scores


def list_scores(listing, **columns):
    """The listing of a configuration `a` whose last run diverged."""
    runs = pd.DataFrame(columns)
    runs["configuration"] = "a"
    runs["repeat"] = range(1, len(runs) + 1)
    runs["state"] = ["ok"] * (len(runs) - 1) + ["diverged"]
    return final_scores(runs, {"a": listing}).splitlines()[1:]


def test_the_summaries_of_the_lstm_tutorial_count_from_one():
    assert list_scores("summary", test_rmse=[94.4206, 100, np.nan]) == [
        "1) Test RMSE: 94.421",
        "2) Test RMSE: 100.000",
        "3) Test RMSE: nan (diverged)",
    ]


def test_the_diagnostics_of_the_lstm_tutorial_count_from_zero():
    scores = {"train_rmse": [63.495594, np.nan], "test_rmse": [113.472643, np.nan]}
    assert list_scores("diagnostic", **scores) == [
        "0) TrainRMSE=63.495594, TestRMSE=113.472643",
        "1) TrainRMSE=nan, TestRMSE=nan (diverged)",
    ]


def test_the_batch_normalization_tutorial_prints_two_accuracies_without_a_number():
    scores = {"train_accuracy": [0.8384, 0.5], "test_accuracy": [0.846, 0.5]}
    assert list_scores("accuracy", **scores) == [
        "Train: 0.838, Test: 0.846",
        "Train: 0.500, Test: 0.500 (diverged)",
    ]


@pytest.mark.parametrize(
    ("second_step", "expected"),
    [
        ([np.nan] * 3, ["[[80.123]]", "[[80.]]", "[[nan]] (diverged)"]),
        ([90, 91.5, np.nan], ["[[[80.123]", "  [90.   ]]]", "[[[80. ]", "  [91.5]]]"]),
    ],
)
def test_the_crash_course_prints_an_array_of_numpy(second_step, expected):
    steps = {"query_forecast_1": [80.123, 80, np.nan], "query_forecast_2": second_step}
    assert list_scores("query", **steps)[: len(expected)] == expected


def test_every_configuration_has_a_block_with_its_own_listing():
    runs = pd.DataFrame(
        {
            "configuration": ["a", "b"],
            "repeat": 1,
            "state": "ok",
            "train_rmse": 2.0,
            "test_rmse": 1.0,
        }
    )
    assert final_scores(runs, {"b": "diagnostic", "a": "summary"}) == (
        "# b\n0) TrainRMSE=2.000000, TestRMSE=1.000000\n\n# a\n1) Test RMSE: 1.000\n"
    )
