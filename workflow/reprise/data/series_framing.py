"""Framing of a series: difference, lags, split and scale, in this order.

The order is that of the LSTM tutorial, "Data Preparation". `Framing.forecasts` undoes the steps in
the reverse order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from reprise.data.framing import Framing
from reprise.data.row_counts import count_rows
from reprise.settings import FramingSettings, QuerySettings


@dataclass(frozen=True)
class _Windows:
    """Every row that fits into a series, before scaling, the earliest row first.

    Attributes
    ----------
    columns : ndarray, shape (rows, lags + horizon)
        The lags and the targets, differenced, the oldest first.
    actual, subtracted : ndarray, shape (rows, horizon)
    last_observation : ndarray, shape (rows,)
        These three as in Framing.
    mean_of_lags : ndarray, shape (rows,)
        The mean of the observations that the lags are made of, without differencing.
    """

    columns: np.ndarray
    actual: np.ndarray
    subtracted: np.ndarray
    last_observation: np.ndarray
    mean_of_lags: np.ndarray

    def take(self, rows: np.ndarray) -> "_Windows":
        """Select rows by their positions."""
        return _Windows(*(values[rows] for values in vars(self).values()))

    def append(self, other: "_Windows") -> "_Windows":
        """Put the rows of other windows after these."""
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return _Windows(*(np.concatenate(pair) for pair in pairs))


def frame_series(
    values: npt.ArrayLike,
    test_rows: int | None = None,
    difference: int = 1,
    lags: int = 1,
    lags_as: Literal["features", "time_steps"] = "features",
    horizon: int = 1,
    target: Literal["value", "above_mean"] = "value",
    scale: tuple[float, float] | None = (-1, 1),
    train_rows: int | None = None,
    validation_rows: int = 0,
    observations: int | None = None,
    query: QuerySettings | None = None,
    period: int | None = None,
) -> Framing:
    """Frame a series as supervised rows.

    All targets of a row lie in one split: a row whose targets lie in two splits is left out.

    Parameters
    ----------
    values : array, shape (observations,)
    test_rows : int, optional
        The number of observations at the end that are test targets; none with a query.
    difference, lags, horizon : int
        The lag of differencing (0 for none), the number of inputs and the number of targets.
    lags_as : {"features", "time_steps"}
        Whether the lags are the features of one time step, or time steps of one feature.
    target : {"value", "above_mean"}
        What is forecast. "value": the next observations. "above_mean": class 1 if the next
        observation is greater than the mean of the row's lags, and otherwise class 0.
    scale : pair of float or None
        The range to which scikit-learn's MinMaxScaler scales each column. The scaler is fitted
        on all training rows.
    train_rows : int, optional
        Only this number of training rows, the last ones, is kept after the scaler is fitted.
    validation_rows : int
        The number of observations before the test targets that are validation targets.
    observations : int, optional
        Only this number of observations, the first ones, is used.
    query : QuerySettings, optional
        It becomes the only test row. It has lags + difference `inputs` and one `answer` per step.
    period : int, optional
        The number of observations in a season, for the scale of MASE.

    Returns
    -------
    Framing

    Raises
    ------
    ConfigError
        If the series is too short.
    """
    values = np.asarray(values, dtype=np.float64)[:observations]
    counts = count_rows(
        len(values), test_rows, difference, lags, horizon, train_rows, validation_rows
    )
    windows = _make_windows(values, difference, lags, horizon)
    first_target = np.arange(len(windows.columns)) + difference + lags
    first_test = len(values) - (test_rows or 0)
    first_validation = first_test - validation_rows
    training, validation, test = _split_rows(first_target, horizon, first_validation, first_test)
    if query is not None:
        query_values = np.array([*query.inputs, *query.answer], dtype=np.float64)
        windows = windows.append(_make_windows(query_values, difference, lags, horizon))
        test = np.array([len(first_target)])
    kept = np.concatenate([training[len(training) - counts.train :], validation, test])
    scaled, target_minimum, target_range = _scale(windows.columns, training, horizon, scale)
    x, y = scaled[kept, :lags], scaled[kept, lags:]
    rows = windows.take(kept)
    actual, subtracted = rows.actual, rows.subtracted
    if target == "above_mean":
        y = actual = (actual > rows.mean_of_lags[:, None]).astype(np.float64)
        subtracted = np.zeros_like(y)
    return Framing(
        x=x.reshape((-1, 1, lags) if lags_as == "features" else (-1, lags, 1)),
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
        classes=2 if target == "above_mean" else 0,
        has_query=query is not None,
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
        The inputs and the targets, differenced if the settings say so. Classes are targets
        without a change.
    """
    lags, difference = settings.lags, settings.difference
    values = np.asarray(values, dtype=np.float64)[: settings.observations]
    columns = _make_windows(values, difference, lags, settings.horizon).columns
    first = framing.first_row - difference - lags
    training = columns[first : first + framing.train_rows]
    targets = framing.y[framing.split("train")] if framing.classes else training[:, lags:]
    return training[:, :lags], targets


def _make_windows(values: np.ndarray, difference: int, lags: int, horizon: int) -> _Windows:
    """Make every row that fits into a series."""
    changes = values[difference:] - values[: len(values) - difference] if difference else values
    view = np.lib.stride_tricks.sliding_window_view
    columns = view(changes, lags + horizon)
    raw = view(values, difference + lags + horizon)  # the same rows without differencing
    before = raw[:, : difference + lags]
    subtracted = np.zeros((len(columns), horizon))
    steps = min(difference, horizon)
    subtracted[:, :steps] = before[:, lags : lags + steps]
    return _Windows(
        columns=columns,
        actual=raw[:, difference + lags :],
        subtracted=subtracted,
        last_observation=before[:, -1],
        mean_of_lags=before[:, difference:].mean(axis=1),
    )


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


def _scale(
    columns: np.ndarray, training: np.ndarray, horizon: int, scale: Sequence[float] | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scale each column to a range.

    Parameters
    ----------
    columns : ndarray, shape (rows, lags + horizon)
    training : ndarray of int
        The positions of the rows that the scaler is fitted on.
    horizon : int
    scale : pair of float or None

    Returns
    -------
    (ndarray of the shape of columns, ndarray of shape (horizon,), ndarray of shape (horizon,))
        The scaled columns, and `target_minimum` and `target_range` of Framing.
    """
    if scale is None:
        return columns, np.zeros(horizon), np.ones(horizon)
    from sklearn.preprocessing import MinMaxScaler  # takes long to import: only where it is used

    scaler = MinMaxScaler(feature_range=tuple(scale)).fit(columns[training])
    target_scale, target_offset = scaler.scale_[-horizon:], scaler.min_[-horizon:]
    # scaled = value * scale + offset; therefore value = -offset / scale + scaled * (1 / scale)
    return scaler.transform(columns), -target_offset / target_scale, 1 / target_scale


def _naive_error(values: np.ndarray, period: int | None) -> float:
    """The mean absolute error of the naive forecast, or of the seasonal one if a season fits."""
    season = period if period and period < len(values) else 1
    return float(np.abs(values[season:] - values[:-season]).mean())
