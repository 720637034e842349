"""Framing of a series: transform, difference, lags, split and scale, in this order.

The order is that of the LSTM tutorial, "Data Preparation"; the transform is optional.
`Framing.forecasts` undoes the steps in the reverse order.
"""

import numpy as np

from reprise.data.framing import Framing
from reprise.data.row_counts import RowCounts, count_rows
from reprise.data.scaling import ScaledColumns, scale_columns
from reprise.data.series import Series
from reprise.data.series_rows import SeriesRows, make_rows
from reprise.data.series_windows import difference_weights
from reprise.framing_settings import CLASSES_OF_TARGETS, FramingSettings
from reprise.settings import Missing


def frame_series(
    series: Series,
    settings: FramingSettings,
    missing: Missing = "refuse",
    period: int | None = None,
) -> Framing:
    """Frame a series as supervised rows.

    Parameters
    ----------
    series : Series
    settings : FramingSettings
        The schema of a study describes every key. The scalers are fitted on all training rows,
        and only then `train_rows` takes effect.
    missing : {"refuse", "interpolate", "forward_fill", "seasonal"}
        How missing observations are filled if they are inputs. A row with a missing target is left
        out.
    period : int, optional
        The number of observations in a season, for the scale of MASE.

    Returns
    -------
    Framing
        A feature is a lag of a column, or an input that is known for a step. If the lags are time
        steps, every time step has all inputs that are known for the horizon.

    Raises
    ------
    ConfigError
        If the series is too short, or a transform is not possible.
    """
    rows = make_rows(series, settings, missing, period)
    counts = count_rows(rows.observations, settings, rows.has_observed_targets)
    training, validation, test = rows.splits(settings.horizon)
    if settings.query:
        test = np.array([len(rows.first_target) - 1])
    kept = np.concatenate([training[len(training) - counts.train :], validation, test])
    return frame_rows(rows, settings, training, kept, counts, period)


def frame_rows(
    rows: SeriesRows,
    settings: FramingSettings,
    training: np.ndarray,
    kept: np.ndarray,
    counts: RowCounts,
    period: int | None,
) -> Framing:
    """Scale rows that are split already.

    Parameters
    ----------
    rows : SeriesRows
    settings : FramingSettings
    training : ndarray of int
        The positions of the rows on which the scalers are fitted.
    kept : ndarray of int
        The positions of the rows of the framing: training, validation and test rows.
    counts : RowCounts
        The numbers of rows among `kept`.
    period : int or None
        As in `frame_series`.

    Returns
    -------
    Framing
    """
    x, scaled_lags = _scale_inputs(rows, settings, training)
    is_recursive = settings.strategy == "recursive"  # there is one target, and no other input
    learned_steps = 1 if is_recursive else settings.horizon
    scaled = [
        scale_columns(
            windows.targets[:, :learned_steps], training, settings.column(name, True).scale
        )
        for name, windows in rows.targets.items()
    ]
    y = _join([columns.values for columns in scaled])[kept]
    minimum, value_range = (
        _join([c.minimum for c in scaled]),
        _join([c.value_range for c in scaled]),
    )
    feedback_factor = feedback_offset = np.zeros(0)
    if is_recursive:
        minimum, value_range = (
            np.full(settings.horizon, minimum[0]),
            np.full(settings.horizon, value_range[0]),
        )
        unscaled = _join([windows.targets for windows in rows.targets.values()])[kept]
        later_steps = (unscaled[:, 1:] - minimum[1:]) / value_range[1:]
        y = np.concatenate([y, later_steps], axis=1)
        all_minima = np.append(scaled_lags.minimum, minimum[0])
        all_ranges = np.append(scaled_lags.value_range, value_range[0])
        feedback_factor = all_ranges[1:] / all_ranges[:-1]
        feedback_offset = (all_minima[1:] - all_minima[:-1]) / all_ranges[:-1]
    actual, subtracted = (
        _join([getattr(windows, name) for windows in rows.targets.values()])[kept]
        for name in ("actual", "subtracted")
    )
    last_observation = np.stack([w.last_observation for w in rows.targets.values()], axis=1)
    if settings.target != "value":
        y = actual = _classify(rows, settings, kept)
        subtracted = np.zeros_like(y)
    weights = [difference_weights(settings.column(name, True).delays) for name in rows.targets]
    return Framing(
        x=x[kept],
        y=y,
        actual=actual,
        subtracted=subtracted,
        last_observation=last_observation[kept],
        target_minimum=minimum,
        target_range=value_range,
        naive_error=np.array([_naive_error(v, period) for v in rows.seen_targets.values()]),
        difference_weights=_pad(weights),
        powers=np.array(list(rows.powers.values())),
        target_names=np.array(list(rows.targets)),
        first_targets=rows.first_target[kept],
        train_rows=counts.train,
        validation_rows=counts.validation,
        classes=len(CLASSES_OF_TARGETS[settings.target]),
        has_query=settings.query is not None,
        feedback_factor=feedback_factor,
        feedback_offset=feedback_offset,
    )


def unscaled_training_rows(rows: SeriesRows, framing: Framing) -> tuple[np.ndarray, np.ndarray]:
    """Select the training rows of a framing as they are before scaling.

    Returns
    -------
    (ndarray of shape (training rows, inputs), ndarray of shape (training rows, targets))
        The inputs and the targets, after the transform, the differencing and the subtraction of
        the mean that the settings ask for. Classes are targets without a change.
    """
    first_targets = framing.first_targets[framing.split("train")]
    training = np.searchsorted(rows.first_target, first_targets)
    inputs = [windows.inputs for windows in rows.observed.values()] + list(rows.known.values())
    targets = _join([windows.targets for windows in rows.targets.values()])[training]
    if framing.classes:
        targets = framing.y[framing.split("train")]
    return np.concatenate(inputs, axis=1)[training], targets


def _scale_inputs(
    rows: SeriesRows, settings: FramingSettings, training: np.ndarray
) -> tuple[np.ndarray, ScaledColumns]:
    """Scale the inputs of all rows, and put them into the shape that a network reads.

    Returns
    -------
    (ndarray of shape (rows, time steps, features), ScaledColumns)
        The inputs, and the scaling of the lags of the first target.
    """
    lags = [
        scale_columns(windows.inputs, training, settings.column(name, name in rows.targets).scale)
        for name, windows in rows.observed.items()
    ]
    known = [
        # A part of the calendar has its own range and is not scaled.
        scale_columns(
            values,
            training,
            settings.column(name, False).scale if name in settings.known_inputs else None,
        ).values
        for name, values in rows.known.items()
    ]
    values = [columns.values for columns in lags]
    if settings.lags_as == "features":
        return np.concatenate([*values, *known], axis=1)[:, None, :], lags[0]
    x = np.stack(values, axis=2)
    if known:
        steps = np.concatenate(known, axis=1)[:, None, :]
        x = np.concatenate([x, np.repeat(steps, x.shape[1], axis=1)], axis=2)
    return x, lags[0]


def _classify(rows: SeriesRows, settings: FramingSettings, kept: np.ndarray) -> np.ndarray:
    """The class of each target of some rows, shape (rows, horizon)."""
    (windows,), (seen,) = rows.targets.values(), rows.seen_targets.values()
    if settings.target == "above_mean":
        bounds = windows.mean_of_lags[kept, None, None]
    else:
        bounds = np.nanquantile(seen, [1 / 3, 2 / 3])
    return (windows.actual[kept, :, None] > bounds).sum(axis=-1).astype(np.float64)


def _join(parts: list[np.ndarray]) -> np.ndarray:
    """Put the steps of several targets side by side: all targets of step 1, then of step 2..."""
    joined = np.stack(parts, axis=-1)
    return joined.reshape(*joined.shape[:-2], -1)


def _pad(weights: list[np.ndarray]) -> np.ndarray:
    """Arrays of different lengths as the rows of one array, with zeros at the end."""
    longest = max(map(len, weights))
    return np.array([np.pad(row, (0, longest - len(row))) for row in weights])


def _naive_error(values: np.ndarray, period: int | None) -> float:
    """The mean absolute error of the naive forecast, or of the seasonal one if a season fits.

    NaN if no two observations with this distance are known.
    """
    season = period if period and period < len(values) else 1
    errors = np.abs(values[season:] - values[:-season])
    known = errors[~np.isnan(errors)]
    return float(known.mean()) if len(known) else float("nan")
