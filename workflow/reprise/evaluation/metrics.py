"""Metrics: how good the forecasts or the class probabilities of a run are, split by split.

A metric's column is named `{split}_{name}`: train_rmse, validation_mae, test_accuracy. If a study
forecasts several columns of its dataset, each of them has its own errors: test_rmse_{target}. Their
units differ, so only measures without units have a mean over the targets: test_mase and test_r2.
The columns `fit_loss` and `fit_accuracy` are what `model.fit` prints: Keras measures them during an
epoch, in training mode, while the weights still change.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from reprise.data.framing import Framing, SplitName
from reprise.evaluation.class_metrics import class_metric

if TYPE_CHECKING:
    import pandas as pd

FORECAST_METRICS = ("rmse", "mae", "mase")
REGRESSION_METRICS = ("rmse", "mae")  # samples have no naive forecast, which MASE needs
CLASS_METRICS = ("accuracy", "loss")
MEAN_OVER_TARGETS = "mase"  # it has no units
SPLITS: tuple[SplitName, ...] = ("train", "validation", "test")
HISTORY_METRICS = ("rmse",)  # of forecasts, after every epoch
FIT_METRICS = ("fit_loss", "fit_accuracy")


def metric_names(framing: Framing) -> tuple[str, ...]:
    """The metrics of the runs of a framing, without the split."""
    if framing.classes:
        return CLASS_METRICS
    return REGRESSION_METRICS if np.isnan(framing.naive_error).any() else FORECAST_METRICS


def run_metrics(framing: Framing, outputs: npt.ArrayLike) -> dict[str, float]:
    """Compute every metric of one run.

    Parameters
    ----------
    framing : Framing
    outputs : array, shape (rows, outputs)
        Forecasts in the dataset's units, or probabilities of classes.

    Returns
    -------
    dict of str to float
        A metric is NaN or infinite if the run diverged. MASE is also NaN if the error of the naive
        forecast, by which it is divided, is 0.
    """
    outputs = np.asarray(outputs)
    metrics: dict[str, Any] = {}
    for split in SPLITS:
        metrics |= split_metrics(framing, outputs[framing.split(split)], split)
    metrics |= _query_forecasts(framing, outputs)
    return {column: float(value) for column, value in metrics.items()}


def history_metrics(framing: Framing, outputs: npt.ArrayLike) -> dict[str, np.ndarray]:
    """Compute the metrics that are recorded after every epoch.

    Parameters
    ----------
    framing : Framing
    outputs : array, shape (epochs, rows, outputs)
        With validation rows, the test rows may be absent.

    Returns
    -------
    dict of str to ndarray, shape (epochs,)
        With validation rows, there is no metric of the test rows, because the test rows are
        evaluated only once, after the epoch has been chosen.
    """
    outputs = np.asarray(outputs)
    names = CLASS_METRICS if framing.classes else HISTORY_METRICS
    splits = SPLITS[:2] if framing.validation_rows else SPLITS
    metrics: dict[str, np.ndarray] = {}
    for split in splits:
        metrics |= split_metrics(framing, outputs[:, framing.split(split)], split, names)
    if not framing.validation_rows:
        metrics |= _query_forecasts(framing, outputs)
    return metrics


def split_metrics(
    framing: Framing,
    outputs: npt.ArrayLike,
    split: SplitName,
    names: tuple[str, ...] | None = None,
) -> dict[str, np.ndarray]:
    """Compute the metrics of one split.

    Parameters
    ----------
    framing : Framing
    outputs : array, shape (..., rows of the split, outputs)
    split : {"train", "validation", "test"}
    names : tuple of str, optional
        The metrics to compute; by default those of `metric_names`.

    Returns
    -------
    dict of str to ndarray, shape (...)
        Empty for a split without rows, or if no observation of a target is known.
    """
    actual = framing.actual[framing.split(split)]
    if not len(actual):
        return {}
    outputs = np.asarray(outputs, dtype=np.float64)
    names = names or metric_names(framing)
    if framing.classes:
        outputs = _join_steps(framing, outputs)
        return {f"{split}_{name}": class_metric(name, outputs, actual.ravel()) for name in names}
    errors = outputs - actual
    targets = [
        _known_errors(errors[..., k :: framing.targets], actual[:, k :: framing.targets])
        for k in range(framing.targets)
    ]
    if not all(errors.shape[-1] for errors in targets):
        return {}
    return _errors_of_targets(framing, split, targets, names)


def step_metrics(framing: Framing, forecasts: npt.ArrayLike) -> dict[str, list[float]]:
    """Compute the errors of the test rows for each step of the horizon.

    Parameters
    ----------
    framing : Framing
    forecasts : array, shape (test rows, horizon * targets), in the dataset's units

    Returns
    -------
    dict of str to list of float
        Metric to one number per step.
    """
    errors = np.asarray(forecasts) - framing.actual[framing.split("test")]
    targets = [errors[:, k :: framing.targets].T for k in range(framing.targets)]
    metrics = _errors_of_targets(framing, "test", targets, metric_names(framing))
    return {column: values.tolist() for column, values in metrics.items()}


def is_finite(metrics: Mapping[str, float]) -> bool:
    """Whether all metrics of a run are finite; MASE does not count, as it may have no scale."""
    return all(np.isfinite(v) for column, v in metrics.items() if measure_of(column) != "mase")


def lower_is_better(metric: str) -> bool:
    """Whether the lower of two values of a metric is the better one.

    That is so for every error and loss, and neither for an accuracy nor for R². A forecast of a
    query (`query_forecast_1`) is neither better nor worse, and a study that has it as its metric
    has only one configuration to show.
    """
    return measure_of(metric) not in ("accuracy", "r2")


def is_reached_from_below(metric: str) -> bool:
    """Whether training moves a metric up to a value.

    Training moves an accuracy and R² up, and also the forecast of a query, which starts near zero.
    It moves an error or a loss down.
    """
    return not lower_is_better(metric) or split_of(metric) == "query"


def find_best(means: "pd.Series[float]", metric: str) -> Any:
    """Find the index label of the best mean of a metric; of equal means the first.

    Parameters
    ----------
    means : Series of float
        For instance one mean per configuration, none of them empty.
    metric : str
    """
    return means.idxmin() if lower_is_better(metric) else means.idxmax()


def split_of(column: str) -> str:
    """The split in the name of a metric's column: `test` for `test_rmse`, `query` for a query."""
    return column.partition("_")[0]


def metric_without_split(column: str) -> str:
    """The name of a metric's column without the split: `rmse` for `test_rmse`."""
    return column.partition("_")[2]


def measure_of(column: str) -> str:
    """The measure in the name of a metric's column: `rmse` for `test_rmse_sales`."""
    return metric_without_split(column).partition("_")[0]


def target_of(column: str) -> str:
    """The target in the name of a metric's column: `sales` for `test_rmse_sales`, or empty."""
    return metric_without_split(column).partition("_")[2]


def target_suffixes(targets: Sequence[str]) -> list[str]:
    """What follows a measure in the columns of each target; one empty text for one target."""
    return [f"_{name}" for name in targets] if len(targets) > 1 else [""]


def forecast_columns(split: str, names: Sequence[str], targets: Sequence[str]) -> list[str]:
    """The columns of the errors of forecasts.

    Parameters
    ----------
    split : str
    names : sequence of str
        Measures, such as those of `FORECAST_METRICS`.
    targets : sequence of str
        The names of the columns that are forecast.
    """
    columns = [f"{split}_{name}{end}" for end in target_suffixes(targets) for name in names]
    return columns if len(targets) == 1 else [f"{split}_{MEAN_OVER_TARGETS}", *columns]


def _known_errors(errors: np.ndarray, actual: np.ndarray) -> np.ndarray:
    """Put the errors of all rows and steps whose target is observed after each other.

    Parameters
    ----------
    errors : ndarray, shape (..., rows, steps)
    actual : ndarray, shape (rows, steps)
        NaN where a target is not observed.
    """
    is_known = ~np.isnan(actual)
    if not is_known.all():
        return errors[..., is_known]
    return np.ascontiguousarray(errors).reshape(*errors.shape[:-2], -1)


def _errors_of_targets(
    framing: Framing, split: str, errors: Sequence[np.ndarray], names: Sequence[str]
) -> dict[str, np.ndarray]:
    """The columns of `forecast_columns` with their values.

    Parameters
    ----------
    framing : Framing
    split : str
    errors : sequence of ndarray, shape (..., errors)
        Of each target.
    names : sequence of str
    """
    targets = framing.target_names.tolist()
    scales = framing.naive_error.tolist()
    pairs = list(zip(errors, scales, strict=True))
    values = [_mean_error(name, e, scale) for e, scale in pairs for name in names]
    if framing.targets > 1:
        values.insert(0, np.mean([_mean_error(MEAN_OVER_TARGETS, *pair) for pair in pairs], axis=0))
    return dict(zip(forecast_columns(split, names, targets), values, strict=True))


def _mean_error(name: str, errors: np.ndarray, naive_error: float) -> np.ndarray:
    """RMSE, MAE or MASE over the last axis.

    MASE is the MAE divided by the MAE of the naive forecast (Hyndman & Koehler 2006,
    doi:10.1016/j.ijforecast.2006.03.001); it is NaN if the naive forecast has no error.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # a diverged run has infinity and NaN
        if name == "rmse":
            return np.sqrt(np.square(errors).mean(axis=-1))
        absolute = np.abs(errors).mean(axis=-1)
    return absolute if name == "mae" else absolute / (naive_error or np.nan)


def _join_steps(framing: Framing, probabilities: np.ndarray) -> np.ndarray:
    """Put the steps of all rows after each other, so that every step counts as a row."""
    if not isinstance(framing.outputs, tuple):
        return probabilities
    return probabilities.reshape(*probabilities.shape[:-3], -1, framing.classes)


def _query_forecasts(framing: Framing, outputs: np.ndarray) -> dict[str, Any]:
    """The forecast of each step of a query, which is the last row; empty without a query."""
    if not framing.has_query:
        return {}
    forecasts = np.asarray(outputs, dtype=np.float64)[..., -1, :]
    steps = range(forecasts.shape[-1])
    return {f"query_forecast_{k + 1}": forecasts[..., k] for k in steps}
