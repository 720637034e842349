"""Baselines of a series, which read its observations. `baselines` says what they have in common."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from reprise.data.framing import Framing
from reprise.data.power_transforms import apply_power, name_transform, undo_power
from reprise.evaluation.statistical_models import SplitSeries


def persistence(framing: Framing) -> tuple[str, np.ndarray]:
    """Forecast the last observation (LSTM tutorial, "Data Split": 136.761 on Shampoo Sales)."""
    last = framing.last_observation[framing.split("test")]
    return "last observation", np.tile(last, framing.horizon)


def seasonal_naive(columns: Sequence[SplitSeries], period: int) -> tuple[str, np.ndarray]:
    """Forecast the last known observation of the same season."""
    steps = np.arange(columns[0].horizon)
    # Whole seasons, so that the forecast of a step beyond one season uses no later observation.
    back = period * (steps // period + 1)
    forecasts = [
        np.array(column.values)[np.array(column.first_targets)[:, None] + steps - back]
        for column in columns
    ]
    return f"{period} observations before", _join_targets(forecasts)


def mean(columns: Sequence[SplitSeries], framing: Framing) -> tuple[str, np.ndarray]:
    """Forecast the mean of the observations before the test rows, for every row and step."""
    means = [column.mean_before_test for column in columns]
    shape = (len(framing.actual[framing.split("test")]), framing.horizon)
    return "mean of the observations before", _join_targets([np.full(shape, m) for m in means])


def fit_each(
    model: Callable[..., tuple[str, np.ndarray]],
    columns: Sequence[SplitSeries],
    framing: Framing,
    options: Sequence[tuple[Any, ...]],
) -> tuple[str, np.ndarray]:
    """Fit a statistical model to each column that is forecast, transformed as the network reads it.

    Parameters
    ----------
    model : callable
        `ets` or `sarima`.
    columns : sequence of SplitSeries
    framing : Framing
    options : sequence of tuple
        The other arguments of the model for each column.
    """
    forms, forecasts = [], []
    for column, power, arguments in zip(columns, framing.powers, options, strict=True):
        transformed = apply_power(np.array(column.values), power).tolist()
        form, of_column = model(replace(column, values=tuple(transformed)), *arguments)
        name = name_transform(power)
        forms.append(f"{form} of the {name}" if name else form)
        forecasts.append(undo_power(of_column, power))
    return ", ".join(dict.fromkeys(forms)), _join_targets(forecasts)


def _join_targets(forecasts: Sequence[np.ndarray]) -> np.ndarray:
    """The forecasts of several targets in the order of `Framing.y`."""
    return np.stack(forecasts, axis=2).reshape(len(forecasts[0]), -1)
