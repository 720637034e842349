"""Labels of metrics, as axes and captions show them."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePath

from reprise.evaluation.metrics import metric_without_split, split_of
from reprise.settings import DatasetSettings

METRIC_LABELS = {
    "rmse": "RMSE",
    "r2": "R²",
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


def dataset_title(dataset: DatasetSettings, size: str) -> str:
    """The title of a figure of a dataset, as in `The dataset: births, 365 observations`.

    Parameters
    ----------
    dataset : DatasetSettings
        A series is named by its units, and samples by their file or by their generator.
    size : str
        How many observations or samples the dataset has.
    """
    name = dataset.units
    if not dataset.is_series:
        name = dataset.builtin or PurePath(dataset.file or "").stem
    return f"The dataset: {name}, {size}"


def time_format(times: Iterable[datetime]) -> str:
    """The format of dates as short as they allow: a month, a day, or a day with the time."""
    times = list(times)
    if all(time.day == 1 for time in times):
        return "%Y-%m"
    is_daily = all(time.hour == time.minute == time.second == 0 for time in times)
    return "%Y-%m-%d" if is_daily else "%Y-%m-%d %H:%M"
