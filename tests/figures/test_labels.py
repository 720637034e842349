import pytest

from reprise.evaluation.metrics import CLASS_METRICS, FORECAST_METRICS
from reprise.figures.labels import METRIC_LABELS, metric_label


def test_every_metric_has_a_label():
    assert set(METRIC_LABELS) == {*FORECAST_METRICS, *CLASS_METRICS}


@pytest.mark.parametrize(
    ("column", "units", "label"),
    [
        ("test_rmse", "births", "test RMSE (births)"),
        ("train_mae", "births", "train MAE (births)"),
        ("test_rmse", "", "test RMSE"),
        ("validation_mase", "births", "validation MASE"),
        ("test_accuracy", "births", "test accuracy"),
        ("test_loss", "births", "test cross-entropy"),
        ("fit_loss", "births", "fit cross-entropy"),
        ("query_forecast_1", "value", "forecast of the query (value)"),
        ("query_forecast_2", "", "forecast of the query"),
    ],
)
def test_a_label_has_units_if_its_metric_has_units(column, units, label):
    assert metric_label(column, units) == label
