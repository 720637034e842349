from datetime import datetime
from types import SimpleNamespace

import pytest

from reprise.evaluation.metrics import CLASS_METRICS, FORECAST_METRICS
from reprise.figures.labels import (
    METRIC_LABELS,
    count_runs,
    dataset_title,
    metric_label,
    time_format,
)
from reprise.repeat_settings import UntilDecided
from reprise.settings import DatasetSettings


def test_every_metric_has_a_label():
    assert set(METRIC_LABELS) == {*FORECAST_METRICS, *CLASS_METRICS, "r2"}


@pytest.mark.parametrize(
    ("column", "units", "label"),
    [
        ("test_rmse", "births", "test RMSE (births)"),
        ("train_mae", "births", "train MAE (births)"),
        ("test_rmse", "", "test RMSE"),
        ("test_r2", "births", "test R²"),
        ("validation_mase", "births", "validation MASE"),
        ("test_accuracy", "births", "test accuracy"),
        ("test_loss", "births", "test cross-entropy"),
        ("fit_loss", "births", "fit cross-entropy"),
        ("query_forecast_1", "value", "forecast of the query (value)"),
        ("query_forecast_2", "", "forecast of the query"),
    ],
)
def test_a_label_has_units_if_its_metric_has_units(column, units, label):
    assert metric_label(column, DatasetSettings(units=units)) == label


@pytest.mark.parametrize(
    ("dataset", "title"),
    [
        (DatasetSettings(file="a/births.csv", time="day", value="n", units="births"), "births"),
        (DatasetSettings(values=(1.0, 2.0), units="value"), "value"),
        (DatasetSettings(builtin="circles"), "circles"),
        (DatasetSettings(file="data/iris.csv", label="species"), "iris"),
    ],
)
def test_the_title_of_a_dataset_names_it(dataset, title):
    assert dataset_title(dataset, "9 samples") == f"The dataset: {title}, 9 samples"


@pytest.mark.parametrize(
    ("times", "text_format"),
    [
        ([datetime(2024, 1, 1), datetime(2024, 2, 1)], "%Y-%m"),
        ([datetime(2024, 1, 1), datetime(2024, 1, 2)], "%Y-%m-%d"),
        ([datetime(2024, 1, 2), datetime(2024, 1, 2, 6)], "%Y-%m-%d %H:%M"),
        ([datetime(2024, 1, 1), datetime(2024, 1, 1, 6)], "%Y-%m-%d %H:%M"),
        ([datetime(2024, 1, 1), datetime(2024, 1, 1, 0, 0, 8)], "%Y-%m-%d %H:%M:%S"),
        ([datetime(1700, 1, 1), datetime(1702, 1, 1)], "%Y"),
        ([datetime(2024, 1, 1)], "%Y-%m"),
    ],
)
def test_dates_are_as_short_as_they_can_be(times, text_format):
    assert time_format(iter(times)) == text_format


def test_a_caption_says_that_some_configurations_may_have_more_runs():
    assert count_runs(SimpleNamespace(repeats=30, until=None)) == "30"
    assert count_runs(SimpleNamespace(repeats=10, until=UntilDecided(10, 50))) == "at least 10"
