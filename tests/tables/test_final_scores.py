import numpy as np
import pandas as pd

from reprise.tables.final_scores import final_scores


def test_the_scores_of_forecasts_have_the_format_of_the_lstm_tutorial():
    runs = pd.DataFrame(
        {
            "configuration": ["a", "b", "a"],
            "repeat": [1, 1, 2],
            "state": ["ok", "diverged", "ok"],
            "train_rmse": [10.0, np.nan, 1 / 3],
            "test_rmse": [11.5, np.nan, 2.0],
        }
    )
    assert final_scores(runs, ["a", "b"], "forecast") == (
        "# a\n"
        "0) TrainRMSE=10.000000, TestRMSE=11.500000\n"
        "1) TrainRMSE=0.333333, TestRMSE=2.000000\n"
        "\n"
        "# b\n"
        "0) TrainRMSE=nan, TestRMSE=nan (diverged)\n"
    )


def test_the_scores_of_classes_have_the_format_of_the_batch_normalization_tutorial():
    runs = pd.DataFrame(
        {
            "configuration": ["a"],
            "repeat": [1],
            "state": ["ok"],
            "train_accuracy": [0.8384],
            "test_accuracy": [0.846],
        }
    )
    assert final_scores(runs, ["a"], "classify") == "# a\n0) Train: 0.838, Test: 0.846\n"
