"""Labels of metrics, as axes and captions show them."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePath

import pandas as pd

from reprise.evaluation.metrics import measure_of, split_of, target_of
from reprise.settings import DatasetSettings
from reprise.stage_settings import FigureSettings

METRIC_LABELS = {
    "rmse": "RMSE",
    "r2": "R²",
    "mae": "MAE",
    "mase": "MASE",
    "accuracy": "accuracy",
    "loss": "cross-entropy",
}
METRICS_WITH_UNITS = ("rmse", "mae")


def metric_label(column: str, dataset: DatasetSettings | None = None) -> str:
    """The label of a metric's column, as in `test RMSE (shampoo sales)`.

    Parameters
    ----------
    column : str
        For instance `test_rmse`, `test_rmse_sales` (of one target) or `query_forecast_1`.
    dataset : DatasetSettings, optional
        The dataset whose units follow the label; they are left out if the metric has none.
    """
    measure, target = measure_of(column), target_of(column)
    if split_of(column) == "query":
        label, target, has_units = "forecast of the query", "", True
    else:
        label = f"{split_of(column)} {METRIC_LABELS[measure]}"
        label, has_units = (
            f"{label} of {target}" if target else label,
            measure in METRICS_WITH_UNITS,
        )
    units = dataset.units_of(target) if dataset and has_units else ""
    return f"{label} ({units})" if units else label


def dataset_title(dataset: DatasetSettings, size: str) -> str:
    """The title of a figure of a dataset, as in `The dataset: births, 365 observations`.

    Parameters
    ----------
    dataset : DatasetSettings
        A series is named by its units, or by its columns if several of them are forecast. Samples
        are named by their file or by their generator.
    size : str
        How many observations or samples the dataset has.
    """
    has_units = len(dataset.targets) < 2 and dataset.units != DatasetSettings.units
    name = dataset.units_of() if has_units or not dataset.targets else " and ".join(dataset.targets)
    if not dataset.is_series:
        name = dataset.builtin or PurePath(dataset.file or "").stem
    return f"The dataset: {name}, {size}"


def time_format(times: Iterable[datetime]) -> str:
    """The format of dates as short as they allow: a year, a month, a day, or also the time."""
    index = times if isinstance(times, pd.DatetimeIndex) else pd.DatetimeIndex(list(times))
    if (index.second != 0).any():
        return "%Y-%m-%d %H:%M:%S"
    if ((index.hour != 0) | (index.minute != 0)).any():
        return "%Y-%m-%d %H:%M"
    if (index.day != 1).any():
        return "%Y-%m-%d"
    return "%Y" if len(index) > 1 and (index.month == 1).all() else "%Y-%m"


def count_runs(settings: FigureSettings) -> str:
    """The number of runs of every configuration: `30`, or `at least 10` if some have more."""
    return f"at least {settings.repeats}" if settings.until else f"{settings.repeats}"
