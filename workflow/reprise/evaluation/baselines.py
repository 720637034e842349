"""Baselines: forecasts, predictions or class probabilities without a network, for the test rows.

Each baseline is fitted to the rows or observations before the test rows. That includes the
validation rows, because a baseline has no epochs to choose. A forecast of a test row uses every
observation before its first target. The fitted parameters do not change during the test rows,
like the weights of a network.

If the network reads logarithms or Box-Cox transforms, so do the baselines that are fitted by least
squares, by exponential smoothing or as an ARIMA model, and their forecasts are transformed back in
the same way. Persistence, seasonal naive and mean have nothing to gain from them.

If a study forecasts several columns, each column has its own persistence, exponential smoothing and
ARIMA model; least squares reads all inputs of the network.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from reprise.data.dataset import Dataset
from reprise.data.framing import Framing
from reprise.data.missing_values import fill_missing
from reprise.data.series import Series
from reprise.evaluation.explained_variance import (
    add_explained_steps,
    add_explained_variance,
    target_variances,
)
from reprise.evaluation.metrics import split_metrics, step_metrics
from reprise.evaluation.row_baselines import (
    gradient_boosting,
    least_squares,
    logistic_regression,
    mean_of_targets,
    most_frequent,
)
from reprise.evaluation.series_baselines import fit_each, mean, persistence, seasonal_naive
from reprise.evaluation.statistical_models import SplitSeries, ets, sarima, split_column
from reprise.framing_settings import FramingSettings
from reprise.partition import Partition
from reprise.settings import DatasetSettings
from reprise.stage_settings import PrepareSettings

NAMES_IN_LABEL = 3

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Baseline:
    """A baseline for one framing.

    Attributes
    ----------
    name : str
    form : str
        The fitted model, as a person would write it ("SARIMA(1,1,0)").
    outputs : ndarray of float64, shape (test rows, outputs)
        Forecasts in the dataset's units, or probabilities of classes.
    metrics : dict of str to float
        The finite metrics of the test rows.
    steps : dict of str to list of float
        The metrics of each step of the horizon; empty for classes.
    """

    name: str
    form: str
    outputs: np.ndarray
    metrics: dict[str, float]
    steps: dict[str, list[float]]


def study_baselines(
    settings: PrepareSettings, dataset: Dataset, framings: Sequence[Framing]
) -> list[dict[str, Any]]:
    """Compute the baselines of a study for each of its framings.

    Parameters
    ----------
    settings : PrepareSettings
    dataset : Series or Samples
    framings : sequence of Framing
        In the order of the settings.

    Returns
    -------
    list of dict, for JSON
        Keys baseline, label, form, partition, configurations, metrics, steps, outputs. A baseline
        that has equal outputs for several framings of a partition occurs once. `label` is the
        name of the baseline; if a study has several baselines of this name, the label also has
        the partition or the configurations.
    """
    baselines: dict[tuple[Any, ...], tuple[Baseline, Partition | None, list[str]]] = {}
    period = settings.dataset.period
    for framing, use in zip(framings, settings.framings, strict=True):
        columns: list[SplitSeries] = []
        if isinstance(dataset, Series):
            columns = split_columns(dataset, framing, use.framing, settings.dataset)
        for baseline in make_baselines(settings.baselines, columns, framing, use.framing, period):
            key = (baseline.name, baseline.form, use.partition, baseline.outputs.tobytes())
            _, _, configurations = baselines.setdefault(key, (baseline, use.partition, []))
            configurations.extend(use.configurations)
    per_name = Counter(baseline.name for baseline, _, _ in baselines.values())
    per_partition = Counter((baseline.name, where) for baseline, where, _ in baselines.values())

    def label(name: str, partition: Partition | None, configurations: list[str]) -> str:
        if per_name[name] == 1:
            return name
        if partition and per_partition[name, partition] == 1:
            return f"{name} ({partition.kind}={partition.number})"
        return f"{name} ({_shorten(configurations)})"

    return [
        {
            "baseline": baseline.name,
            "label": label(baseline.name, partition, configurations),
            "form": baseline.form,
            "partition": partition.to_json() if partition else None,
            "configurations": configurations,
            "metrics": baseline.metrics,
            "steps": baseline.steps,
            "outputs": baseline.outputs.tolist(),
        }
        for baseline, partition, configurations in baselines.values()
    ]


def split_columns(
    series: Series, framing: Framing, settings: FramingSettings, dataset: DatasetSettings
) -> list[SplitSeries]:
    """Split each column that is forecast before the test rows of a framing."""
    return [
        split_column(
            fill_missing(series.columns[name], dataset.missing, dataset.period), framing, settings
        )
        for name in series.targets
    ]


def make_baselines(
    names: Iterable[str],
    columns: Sequence[SplitSeries],
    framing: Framing,
    settings: FramingSettings,
    period: int | None = None,
) -> list[Baseline]:
    """Compute some baselines for one framing, with their metrics.

    Parameters
    ----------
    names, columns, framing, settings, period
        As `baseline_outputs` takes them.
    """
    outputs = baseline_outputs(names, columns, framing, settings, period)
    return [_evaluate(name, form, values, framing) for name, (form, values) in outputs.items()]


def baseline_outputs(
    names: Iterable[str],
    columns: Sequence[SplitSeries],
    framing: Framing,
    settings: FramingSettings,
    period: int | None = None,
) -> dict[str, tuple[str, np.ndarray]]:
    """Compute the outputs of some baselines for the test rows of one framing.

    Parameters
    ----------
    names : iterable of str
        Names of the study's schema.
    columns : sequence of SplitSeries
        Each column that is forecast, split before its test rows; empty for samples.
    framing : Framing
    settings : FramingSettings
        The settings of the framing. If they have a differencing, SARIMA has an order of integration
        of 1.
    period : int, optional
        The number of observations in a season.

    Returns
    -------
    dict of str to (str, ndarray of float64, shape (test rows, outputs))
        The name of each baseline to its form and its outputs.

    Raises
    ------
    RepriseError
        If a statistical model cannot be fitted to the series.
    """
    makers: dict[str, Callable[[], tuple[str, np.ndarray]]] = {
        "persistence": partial(persistence, framing),
        "least_squares": partial(least_squares, framing),
        "most_frequent": partial(most_frequent, framing),
        "logistic_regression": partial(logistic_regression, framing),
        "gradient_boosting": partial(gradient_boosting, framing),
        "mean": partial(mean_of_targets, framing),
    }
    if columns:
        makers["mean"] = partial(mean, columns, framing)
        makers["ets"] = partial(fit_each, ets, columns, framing, [(period,)] * framing.targets)
        integrations = [
            (int(bool(settings.column(name, True).delays)), period)
            for name in framing.target_names.tolist()
        ]
        makers["sarima"] = partial(fit_each, sarima, columns, framing, integrations)
        if period is not None:
            makers["seasonal_naive"] = partial(seasonal_naive, columns, period)
    return {name: makers[name]() for name in names}


def _evaluate(name: str, form: str, outputs: np.ndarray, framing: Framing) -> Baseline:
    """A baseline with the metrics of its outputs; a metric that is not finite is left out."""
    all_metrics = split_metrics(framing, outputs, "test")
    finite = {column: float(v) for column, v in all_metrics.items() if np.isfinite(v)}
    variances = target_variances(framing)
    metrics = {k: v for k, v in add_explained_variance(finite, variances).items() if v is not None}
    steps = {} if framing.classes else step_metrics(framing, outputs)
    steps = add_explained_steps(steps, variances)
    log.info("baseline %s: %s, %s", name, form, metrics)
    return Baseline(name, form, outputs, metrics, steps)


def _shorten(names: list[str]) -> str:
    """The first names of a list, and the number of the other names."""
    first = ", ".join(names[:NAMES_IN_LABEL])
    others = len(names) - NAMES_IN_LABEL
    return f"{first} and {others} more" if others > 0 else first
