from types import SimpleNamespace

import pandas as pd
import pytest

from reprise.figures.curve_styles import (
    AFTER_EPOCH_STYLE,
    SPLIT_STYLES,
    columns_of_tutorial,
    curve_style,
    history_columns,
)


@pytest.mark.parametrize(
    ("metric", "stored", "drawn"),
    [
        ("test_rmse", ["test_rmse", "train_rmse"], ["train_rmse", "test_rmse"]),
        ("test_loss", ["fit_loss", "test_loss", "train_loss"], "fit train test"),
        ("query_forecast_1", ["query_forecast_1", "train_rmse"], ["query_forecast_1"]),
        ("test_mase", ["train_rmse", "test_rmse"], ["train_rmse", "test_rmse"]),
    ],
)
def test_the_splits_of_the_metric_of_the_study_are_drawn(metric, stored, drawn):
    if isinstance(drawn, str):
        drawn = [f"{split}_loss" for split in drawn.split()]
    history = pd.DataFrame(columns=["epoch", *stored])
    tables = SimpleNamespace(settings=SimpleNamespace(metric=metric), history=history)
    assert history_columns(tables) == drawn


def test_the_metric_after_the_epoch_has_a_style_of_its_own_beside_that_of_fit():
    both = ["fit_loss", "train_loss"]
    assert curve_style("train_loss", both) is AFTER_EPOCH_STYLE
    assert curve_style("train_loss", both[1:]) is SPLIT_STYLES["train"]
    assert columns_of_tutorial(both) == ["fit_loss"]
