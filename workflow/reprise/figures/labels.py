"""Labels of metrics, as axes and captions show them."""

from reprise.evaluation.metrics import metric_without_split, split_of

METRIC_LABELS = {
    "rmse": "RMSE",
    "mae": "MAE",
    "mase": "MASE",
    "accuracy": "accuracy",
    "loss": "cross-entropy",
}
METRICS_WITH_UNITS = ("rmse", "mae")


def metric_label(column: str, units: str = "") -> str:
    """The label of a metric's column, as in `test RMSE (shampoo sales)`.

    Parameters
    ----------
    column : str
        For instance `test_rmse` or `query_forecast_1`.
    units : str
        The units of the dataset; they are left out if they are empty or if the metric has none.
    """
    metric = metric_without_split(column)
    if split_of(column) == "query":
        label, has_units = "forecast of the query", True
    else:
        label, has_units = (
            f"{split_of(column)} {METRIC_LABELS[metric]}",
            metric in METRICS_WITH_UNITS,
        )
    return f"{label} ({units})" if units and has_units else label
