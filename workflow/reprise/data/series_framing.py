"""Framing of a series: logarithms, difference, lags, split and scale, in this order.

The order is that of the LSTM tutorial, "Data Preparation"; logarithms are optional.
`Framing.forecasts` undoes the steps in the reverse order.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from reprise.data.framing import Framing
from reprise.data.row_counts import count_rows
from reprise.data.scaling import Scale, scale_columns
from reprise.data.series_windows import make_windows
from reprise.settings import CLASSES_OF_TARGETS, FramingSettings, QuerySettings, Target, list_lags


def frame_series(
    values: npt.ArrayLike,
    test_rows: int | None = None,
    difference: int = 1,
    lags: int | Sequence[int] = 1,
    lags_as: Literal["features", "time_steps"] = "features",
    horizon: int = 1,
    strategy: Literal["recursive", "direct"] | None = None,
    target: Target = "value",
    scale: Scale | None = (-1, 1),
    train_rows: int | None = None,
    validation_rows: int = 0,
    observations: int | None = None,
    query: QuerySettings | None = None,
    transform: Literal["log"] | None = None,
    period: int | None = None,
    subtract_mean: int | None = None,
) -> Framing:
    """Frame a series as supervised rows.

    All targets of a row lie in one split: a row whose targets lie in two splits is left out.

    Parameters
    ----------
    values : array, shape (observations,)
    test_rows : int, optional
        The number of observations at the end that are test targets; none with a query.
    difference, horizon : int
        The lag of differencing (0 for none) and the number of targets.
    lags : int or sequence of int
        The number of inputs, or the distance of each input from the first target: [1, 2, 12] are
        the last observation, the one before it, and the one 12 steps before the first target.
    lags_as : {"features", "time_steps"}
        Whether the lags are the features of one time step, or time steps of one feature.
    strategy : {"recursive", "direct"}, optional
        How a network forecasts several steps. "recursive" changes the scaling of the targets: all
        steps have the scaling of the first step, which is the only one that the network learns.
    target : {"value", "above_mean", "third"}
        What is forecast. "value": the next observations. "above_mean": class 1 if the next
        observation is greater than the mean of the row's lags, and otherwise class 0. "third": a
        class for each of the next observations. Class 0 is the lowest third of the observations
        before the validation and test targets, class 1 the middle third, class 2 the highest.
    scale : pair of float, "standard" or None
        How each column is scaled, as in `scaling.fit_scaler`. The scaler is fitted on all
        training rows.
    train_rows : int, optional
        Only this number of training rows, the last ones, is kept after the scaler is fitted.
    validation_rows : int
        The number of observations before the test targets that are validation targets.
    observations : int, optional
        Only this number of observations, the first ones, is used.
    query : QuerySettings, optional
        It becomes the only test row. It has as many `inputs` as the sum of the longest lag and
        the difference, and one `answer` per step.
    transform : "log" or None
        With "log", the natural logarithms of the observations are differenced and framed.
    period : int, optional
        The number of observations in a season, for the scale of MASE.
    subtract_mean : int, optional
        From the lags and targets of a row, the mean of this number of observations before the
        first target is subtracted. Only without differencing and without a query.

    Returns
    -------
    Framing

    Raises
    ------
    ConfigError
        If the series is too short, or "log" is wanted of a value that is not above 0.
    """
    values = np.asarray(values, dtype=np.float64)[:observations]
    counts = count_rows(
        len(values),
        test_rows,
        difference,
        lags,
        horizon,
        train_rows,
        validation_rows,
        subtract_mean,
    )
    distances = list_lags(lags)
    windows = make_windows(values, transform, difference, distances, horizon, subtract_mean)
    reach = max(*distances, subtract_mean or 0)
    first_target = np.arange(len(windows.columns)) + difference + reach
    first_test = len(values) - (test_rows or 0)
    first_validation = first_test - validation_rows
    training, validation, test = _split_rows(first_target, horizon, first_validation, first_test)
    if query is not None:
        query_values = np.array([*query.inputs, *query.answer], dtype=np.float64)
        query_window = make_windows(query_values, transform, difference, distances, horizon)
        windows = windows.append(query_window)
        test = np.array([len(first_target)])
    kept = np.concatenate([training[len(training) - counts.train :], validation, test])
    scaled, minimum, value_range = scale_columns(windows.columns, training, scale)
    inputs = len(distances)
    x, y = scaled[kept, :inputs], scaled[kept, inputs:]
    rows = windows.take(kept)
    target_minimum, target_range = minimum[inputs:], value_range[inputs:]
    feedback_factor = feedback_offset = np.zeros(0)
    if strategy == "recursive":
        target_minimum = np.repeat(target_minimum[:1], horizon)
        target_range = np.repeat(target_range[:1], horizon)
        y[:, 1:] = (rows.columns[:, inputs + 1 :] - target_minimum[1:]) / target_range[1:]
        feedback_factor = value_range[1 : inputs + 1] / value_range[:inputs]
        feedback_offset = (minimum[1 : inputs + 1] - minimum[:inputs]) / value_range[:inputs]
    actual, subtracted = rows.actual, rows.subtracted
    if target != "value":
        if target == "above_mean":
            bounds = rows.mean_of_lags[:, None, None]
        else:
            bounds = np.quantile(values[:first_validation], [1 / 3, 2 / 3])
        y = actual = (actual[..., None] > bounds).sum(axis=-1).astype(np.float64)
        subtracted = np.zeros_like(y)
    return Framing(
        x=x.reshape((-1, 1, inputs) if lags_as == "features" else (-1, inputs, 1)),
        y=y,
        actual=actual,
        subtracted=subtracted,
        last_observation=rows.last_observation,
        target_minimum=target_minimum,
        target_range=target_range,
        naive_error=_naive_error(values[:first_validation], period),
        difference=difference,
        train_rows=counts.train,
        validation_rows=counts.validation,
        first_row=int(first_target[kept[0]]),
        classes=len(CLASSES_OF_TARGETS[target]),
        has_query=query is not None,
        feedback_factor=feedback_factor,
        feedback_offset=feedback_offset,
        logarithms=transform == "log",
    )


def unscaled_training_rows(
    values: npt.ArrayLike, framing: Framing, settings: FramingSettings
) -> tuple[np.ndarray, np.ndarray]:
    """Make the training rows of a series as they are before scaling.

    Parameters
    ----------
    values : array, shape (observations,)
    framing : Framing
        The framing of these values.
    settings : FramingSettings
        The settings of the framing.

    Returns
    -------
    (ndarray of shape (training rows, lags), ndarray of shape (training rows, horizon))
        The inputs and the targets, after the transform, the differencing and the subtraction of
        the mean that the settings ask for. Classes are targets without a change.
    """
    difference, distances = settings.difference, list_lags(settings.lags)
    values = np.asarray(values, dtype=np.float64)[: settings.observations]
    windows = make_windows(
        values,
        settings.transform,
        difference,
        distances,
        settings.horizon,
        settings.subtract_mean,
    )
    columns, lags = windows.columns, len(distances)
    first = framing.first_row - difference - max(*distances, settings.subtract_mean or 0)
    training = columns[first : first + framing.train_rows]
    targets = framing.y[framing.split("train")] if framing.classes else training[:, lags:]
    return training[:, :lags], targets


def _split_rows(
    first_target: np.ndarray, horizon: int, first_validation: int, first_test: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The positions of the rows whose targets all lie in one split, split by split."""
    last_target = first_target + horizon - 1
    is_validation = (first_target >= first_validation) & (last_target < first_test)
    return (
        np.flatnonzero(last_target < first_validation),
        np.flatnonzero(is_validation),
        np.flatnonzero(first_target >= first_test),
    )


def _naive_error(values: np.ndarray, period: int | None) -> float:
    """The mean absolute error of the naive forecast, or of the seasonal one if a season fits."""
    season = period if period and period < len(values) else 1
    return float(np.abs(values[season:] - values[:-season]).mean())
