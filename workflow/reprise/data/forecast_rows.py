"""Rows for forecasts: from the observations before an origin, also beyond the last observation.

A network is trained on all rows whose targets were observed before an origin, and it forecasts from
this origin and from later ones. The targets of these forecasts may be unknown.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from reprise.data.framing import Framing
from reprise.data.later_times import later_times
from reprise.data.row_counts import RowCounts
from reprise.data.series import Series
from reprise.data.series_framing import frame_rows
from reprise.data.series_rows import make_rows
from reprise.errors import RepriseError
from reprise.framing_settings import FramingSettings
from reprise.settings import Missing


def cut_series(series: Series, observations: int, known_inputs: tuple[str, ...] = ()) -> Series:
    """Keep the first observations of a series, and what is known in advance of the later times.

    Parameters
    ----------
    series : Series
    observations : int
    known_inputs : tuple of str
        The columns that are known in advance.
    """
    if observations >= len(series):
        return series
    empty = np.zeros(0)
    return replace(
        series,
        times=series.times[:observations],
        columns={name: values[:observations] for name, values in series.columns.items()},
        future={
            name: np.concatenate(
                [series.columns[name][observations:], series.future.get(name, empty)]
            )
            for name in known_inputs
        },
        future_times=series.times[observations:].append(_future_times(series)),
    )


def extend_series(series: Series, steps: int, known_inputs: tuple[str, ...] = ()) -> Series:
    """Add times after the last observation, whose observations are missing.

    Parameters
    ----------
    series : Series
    steps : int
        The number of times to add; nothing is added if it is not above 0.
    known_inputs : tuple of str
        The columns that must be known for these times.

    Returns
    -------
    Series
        With the known inputs of these times. The times of an irregular series are NaT if its file
        has no rows for them.

    Raises
    ------
    RepriseError
        If the known inputs end before the last of the times.
    """
    if steps <= 0:
        return series
    for name in known_inputs:
        known = series.future.get(name, np.zeros(0))[:steps]
        if len(known) < steps or np.isnan(known).any():
            observed = np.flatnonzero(~np.isnan(known))
            have = f"it has {len(observed)}" if len(observed) else "it has none"
            raise RepriseError(
                f"a forecast of {steps} steps needs {steps} values of the known input '{name}'"
                f" after the last observation, but {have}. Add rows with their times and known"
                " inputs at the end, and leave the cells of the other columns empty."
            )
    columns = {}
    for name, values in series.columns.items():
        later = np.full(steps, np.nan)
        known = series.future.get(name, later)[:steps]
        later[: len(known)] = known
        columns[name] = np.concatenate([values, later])
    return replace(
        series, times=times_with_later(series, steps), columns=columns, future={}, future_times=None
    )


def times_with_later(series: Series, steps: int) -> pd.Index:
    """The times of a series, and the times of some steps after it."""
    times = series.times
    if not isinstance(times, pd.DatetimeIndex):
        last = int(times[-1])
        return times.append(pd.RangeIndex(last + 1, last + steps + 1))
    if series.frequency is None:
        unknown = pd.DatetimeIndex([pd.NaT] * steps, dtype=times.dtype)
        later = _future_times(series).append(unknown)[:steps]
    else:
        later = later_times(times, series.frequency, steps)
    return times.append(later)


def _future_times(series: Series) -> pd.Index:
    return series.times[:0] if series.future_times is None else series.future_times


def frame_forecasts(
    series: Series,
    settings: FramingSettings,
    missing: Missing = "refuse",
    period: int | None = None,
    rows_per_batch: int = 1,
) -> Framing:
    """Frame a series for networks that forecast from an origin and from the origins after it.

    Parameters
    ----------
    series : Series
        Extended as far as the last target.
    settings : FramingSettings
        The first origin comes `test_rows` before the end of the `observations`. All rows whose
        targets lie before it are training rows; a recursive network needs only their first target.
        There are no validation rows.
    missing, period
        As `frame_series` takes them.
    rows_per_batch : int
        The number of training rows is a multiple of this number; the oldest rows are left out.

    Returns
    -------
    Framing
        With one test row per origin, from the first origin to the last one that has room for its
        targets. A target that is not observed, or not needed for the training,
        is NaN in `y` and `actual`.
    """
    assert settings.observations is not None and settings.test_rows is not None
    first, horizon = settings.observations - settings.test_rows, settings.horizon
    rows = make_rows(series, settings, missing, period)
    is_recursive = settings.strategy == "recursive"
    learned_steps = 1 if is_recursive else horizon
    actual = np.stack([windows.actual for windows in rows.targets.values()])
    is_learned = ~np.isnan(actual[:, :, :learned_steps]).any(axis=(0, 2))
    training = np.flatnonzero(is_learned & (rows.first_target + learned_steps <= first))
    test = np.flatnonzero(rows.first_target >= first)
    train_rows = len(training) // rows_per_batch * rows_per_batch
    kept = np.concatenate([training[len(training) - train_rows :], test])
    counts = RowCounts(train_rows, 0, len(test))
    framing = frame_rows(rows, settings, training, kept, counts, period)
    steps = np.repeat(np.arange(horizon), framing.targets)
    is_later = framing.first_targets[:train_rows, None] + steps >= first
    for values in (framing.y, framing.actual):
        values[:train_rows][is_later] = np.nan
    return framing
