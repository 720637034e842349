"""Baselines: forecasts or class probabilities without a network, for the network's test rows.

Each baseline is fitted to the rows or observations before the test rows. That includes the
validation rows, because a baseline has no epochs to choose. A forecast of a test row uses every
observation before its first target. The fitted parameters do not change during the test rows,
like the weights of a network.

If the network reads logarithms, so do the baselines that are fitted by least squares, by
exponential smoothing or as an ARIMA model, and their forecasts are transformed back in the same
way. Persistence, seasonal naive and mean have nothing to gain from logarithms.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from reprise.data.dataset import Dataset
from reprise.data.framing import Framing
from reprise.data.series import Series
from reprise.evaluation.explained_variance import (
    add_explained_steps,
    add_explained_variance,
    target_variances,
)
from reprise.evaluation.metrics import split_metrics, step_metrics
from reprise.evaluation.statistical_models import SplitSeries, ets, sarima, split_series
from reprise.stage_settings import FramingUse

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
    names: Iterable[str],
    dataset: Dataset,
    framings: Sequence[Framing],
    uses: Sequence[FramingUse],
    period: int | None = None,
) -> list[dict[str, Any]]:
    """Compute the baselines of a study for each of its framings.

    Parameters
    ----------
    names : iterable of str
    dataset : Series or Samples
    framings : sequence of Framing
    uses : sequence of FramingUse
        For each framing its settings, the configurations that use it, and its origin.
    period : int, optional
        The number of observations in a season.

    Returns
    -------
    list of dict, for JSON
        Keys baseline, label, form, origin, configurations, metrics, steps, outputs. A baseline
        that has equal outputs for several framings of an origin occurs once. `label` is the name
        of the baseline; if a study has several baselines of this name, the label also has the
        origin or the configurations.
    """
    names = list(names)
    baselines: dict[tuple[Any, ...], tuple[Baseline, int | None, list[str]]] = {}
    for framing, use in zip(framings, uses, strict=True):
        series = None
        if isinstance(dataset, Series):
            series = split_series(dataset.values, framing, use.framing.observations)
        for baseline in make_baselines(names, series, framing, use.framing.difference, period):
            key = (baseline.name, baseline.form, use.origin, baseline.outputs.tobytes())
            _, _, configurations = baselines.setdefault(key, (baseline, use.origin, []))
            configurations.extend(use.configurations)
    per_name = Counter(baseline.name for baseline, _, _ in baselines.values())
    per_origin = Counter((baseline.name, origin) for baseline, origin, _ in baselines.values())

    def label(name: str, origin: int | None, configurations: list[str]) -> str:
        if per_name[name] == 1:
            return name
        if origin is not None and per_origin[name, origin] == 1:
            return f"{name} (origin={origin})"
        return f"{name} ({_shorten(configurations)})"

    return [
        {
            "baseline": baseline.name,
            "label": label(baseline.name, origin, configurations),
            "form": baseline.form,
            "origin": origin,
            "configurations": configurations,
            "metrics": baseline.metrics,
            "steps": baseline.steps,
            "outputs": baseline.outputs.tolist(),
        }
        for baseline, origin, configurations in baselines.values()
    ]


def make_baselines(
    names: Iterable[str],
    series: SplitSeries | None,
    framing: Framing,
    difference: int = 1,
    period: int | None = None,
) -> list[Baseline]:
    """Compute some baselines for one framing.

    Parameters
    ----------
    names : iterable of str
        Names of the study's schema.
    series : SplitSeries or None
        The series, split before its test rows; None for samples.
    framing : Framing
    difference : int
        The lag of differencing; if it is not 0, SARIMA has an order of integration of 1.
    period : int, optional
        The number of observations in a season.

    Returns
    -------
    list of Baseline

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
    }
    if series is not None:
        makers["mean"] = partial(mean, series, framing)
        for name, model, options in (
            ("ets", ets, (period,)),
            ("sarima", sarima, (min(difference, 1), period)),
        ):
            fit = partial(_fit_to_logarithms, model) if framing.logarithms else model
            makers[name] = partial(fit, series, *options)
        if period is not None:
            makers["seasonal_naive"] = partial(seasonal_naive, series, period)
    return [_evaluate(name, *makers[name](), framing) for name in names]


def persistence(framing: Framing) -> tuple[str, np.ndarray]:
    """Forecast the last observation (LSTM tutorial, "Data Split": 136.761 on Shampoo Sales)."""
    last = framing.last_observation[framing.split("test")]
    return "last observation", np.repeat(last[:, None], framing.actual.shape[1], axis=1)


def seasonal_naive(series: SplitSeries, period: int) -> tuple[str, np.ndarray]:
    """Forecast the last known observation of the same season."""
    values, steps = np.array(series.values), np.arange(series.horizon)
    # Whole seasons, so that the forecast of a step beyond one season uses no later observation.
    back = period * (steps // period + 1)
    forecasts = np.array([values[first + steps - back] for first in series.first_targets])
    return f"{period} observations before", forecasts


def mean(series: SplitSeries, framing: Framing) -> tuple[str, np.ndarray]:
    """Forecast the mean of the observations before the test rows, for every row and step."""
    shape = framing.actual[framing.split("test")].shape
    return "mean of the observations before", np.full(shape, np.mean(series.values_before_test))


def least_squares(framing: Framing) -> tuple[str, np.ndarray]:
    """Forecast by ordinary least squares with an intercept, from the inputs of the network.

    If the network forecasts recursively, the forecasts are fed back in the same way.
    """
    inputs = framing.x.reshape(len(framing.x), -1)
    design = np.column_stack([np.ones(len(inputs)), inputs])
    test = framing.split("test")
    outputs = 1 if framing.is_recursive else framing.y.shape[1]
    targets = framing.y[: test.start, :outputs]
    weights, *_ = np.linalg.lstsq(design[: test.start], targets, rcond=None)
    inputs_in_words = "inputs (logarithms)" if framing.logarithms else "inputs"
    forecasts, form = design @ weights, f"least squares on the network's {inputs_in_words}"
    if framing.is_recursive:
        form += ", fed back"
        for _ in range(1, framing.y.shape[1]):
            inputs = framing.feed_back(inputs, forecasts[:, -1:])
            forecasts = np.column_stack([forecasts, weights[0] + inputs @ weights[1:]])
    return form, framing.forecasts(forecasts)[test]


def most_frequent(framing: Framing) -> tuple[str, np.ndarray]:
    """Give each class the probability that is its share of the rows before the test rows.

    Therefore the most frequent class is chosen.
    """
    from sklearn.dummy import DummyClassifier

    model = DummyClassifier(strategy="prior")
    return "shares of the rows before", _class_probabilities(model, framing)


def logistic_regression(framing: Framing) -> tuple[str, np.ndarray]:
    """Separate the classes by logistic regression with the default L2 penalty of scikit-learn."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(max_iter=10_000)
    return "logistic regression on the network's inputs", _class_probabilities(model, framing)


def _fit_to_logarithms(
    model: Callable[..., tuple[str, np.ndarray]], series: SplitSeries, *options: Any
) -> tuple[str, np.ndarray]:
    """Fit a statistical model to the logarithms of a series, and transform its forecasts back."""
    logarithms = replace(series, values=tuple(np.log(series.values).tolist()))
    form, forecasts = model(logarithms, *options)
    return f"{form} of the logarithms", np.exp(forecasts)


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


def _class_probabilities(model: Any, framing: Framing) -> np.ndarray:
    """Fit a classifier to the rows before the test rows, and predict those of the test rows.

    If a row has several steps, each step has a classifier of its own.
    """
    steps = [_probabilities_of_step(model, framing, step) for step in framing.actual.T]
    return steps[0] if len(steps) == 1 else np.stack(steps, axis=1)


def _probabilities_of_step(model: Any, framing: Framing, classes: np.ndarray) -> np.ndarray:
    """Fit a classifier for one step; `classes` has the right class of every row."""
    inputs = framing.x.reshape(len(framing.x), -1)
    test = framing.split("test")
    classes = classes.astype(int)
    if len(set(classes[: test.start])) == 1:  # one class leaves nothing to separate
        from sklearn.dummy import DummyClassifier

        model = DummyClassifier(strategy="prior")
    model.fit(inputs[: test.start], classes[: test.start])
    probabilities = np.zeros((framing.test_rows, framing.classes))
    probabilities[:, model.classes_] = model.predict_proba(inputs[test])
    return probabilities if framing.classes > 2 else probabilities[:, 1:]


def _shorten(names: list[str]) -> str:
    """The first names of a list, and the number of the other names."""
    first = ", ".join(names[:NAMES_IN_LABEL])
    others = len(names) - NAMES_IN_LABEL
    return f"{first} and {others} more" if others > 0 else first
