"""The rows of a series: lags, known inputs and targets of all columns, before split and scale."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from reprise.data.calendar_inputs import calendar_inputs
from reprise.data.missing_values import FilledColumn, fill_missing
from reprise.data.power_transforms import fit_power
from reprise.data.series import Series
from reprise.data.series_windows import Windows, make_windows
from reprise.framing_settings import FramingSettings
from reprise.settings import Missing


@dataclass(frozen=True)
class SeriesRows:
    """Every row that fits into a series, before it is split and scaled.

    Attributes
    ----------
    targets, inputs : dict of str to Windows
        The rows of each column that is forecast, and of each other column that is observed.
    known : dict of str to ndarray, shape (rows, horizon)
        The inputs that are known for the horizon, from columns and from the calendar.
    powers : dict of str to float
        The Box-Cox parameter of each target.
    first_target : ndarray of int, shape (rows,)
        The position of the first target of each row.
    first_validation, first_test : int
        The positions of the first validation target and the first test target.
    values : dict of str to ndarray, shape (observations,)
        The observations of each target that the framing uses; missing ones are NaN.
    """

    targets: dict[str, Windows]
    inputs: dict[str, Windows]
    known: dict[str, np.ndarray]
    powers: dict[str, float]
    first_target: np.ndarray
    first_validation: int
    first_test: int
    values: dict[str, np.ndarray]

    @property
    def observations(self) -> int:
        """The number of observations that the framing uses."""
        return len(next(iter(self.values.values())))

    @property
    def has_observed_targets(self) -> np.ndarray:
        """Whether no target is missing at a position; shape (observations,)."""
        missing = np.isnan(np.array(list(self.values.values())))
        return np.asarray(~missing.any(axis=0))

    @property
    def seen_targets(self) -> dict[str, np.ndarray]:
        """The observations of each target before the validation and test targets."""
        return {name: values[: self.first_validation] for name, values in self.values.items()}

    @property
    def observed(self) -> dict[str, Windows]:
        """The rows of all columns that are observed up to the forecast."""
        return self.targets | self.inputs

    def splits(self, horizon: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The positions of the training, validation and test rows.

        All targets of a row lie in one split, and none of them is missing.
        """
        last_target = self.first_target + horizon - 1
        is_complete = np.ones(len(self.first_target), dtype=bool)
        for windows in self.targets.values():
            is_complete &= ~np.isnan(windows.actual).any(axis=1)
        is_validation = (self.first_target >= self.first_validation) & (
            last_target < self.first_test
        )
        return (
            np.flatnonzero(is_complete & (last_target < self.first_validation)),
            np.flatnonzero(is_complete & is_validation),
            np.flatnonzero(is_complete & (self.first_target >= self.first_test)),
        )


def make_rows(
    series: Series, settings: FramingSettings, missing: Missing, period: int | None
) -> SeriesRows:
    """Make every row that fits into a series.

    Parameters
    ----------
    series : Series
    settings : FramingSettings
    missing : {"refuse", "interpolate", "forward_fill", "seasonal"}
        As `missing_values.fill_missing` takes it.
    period : int or None
        The number of observations in a season.

    Returns
    -------
    SeriesRows
        The row of a query comes last.

    Raises
    ------
    ConfigError
        If a transform is not possible.
    """
    used = len(series.times[: settings.observations])
    first_test = used - (settings.test_rows or 0)
    first_validation = first_test - settings.validation_rows
    filled = {
        name: fill_missing(column[:used], missing, period)
        for name, column in series.columns.items()
    }
    powers = {}

    def window(name: str, is_target: bool) -> Windows:
        column = settings.column(name, is_target)
        seen = filled[name].observed[:first_validation]
        powers[name] = fit_power(seen, column.transform, name)
        mean = settings.subtract_mean if is_target else None
        windows = make_windows(filled[name], settings, column.delays, powers[name], mean)
        if settings.query and is_target:
            query = np.array([*settings.query.inputs, *settings.query.answer], dtype=np.float64)
            last = make_windows(fill_missing(query), settings, column.delays, powers[name])
            return windows.append(last)
        return windows

    targets = {name: window(name, True) for name in series.targets}
    first_target = np.arange(settings.reach, used - settings.horizon + 1)
    if settings.query:
        first_target = np.append(first_target, used)
    return SeriesRows(
        targets=targets,
        inputs={name: window(name, False) for name in settings.inputs},
        known=_known_inputs(series, settings, filled),
        powers={name: powers[name] for name in series.targets},
        first_target=first_target,
        first_validation=first_validation,
        first_test=first_test,
        values={name: filled[name].observed for name in series.targets},
    )


def _known_inputs(
    series: Series, settings: FramingSettings, filled: dict[str, FilledColumn]
) -> dict[str, np.ndarray]:
    """The inputs of each row that are known for its targets, shape (rows, horizon) each.

    A missing value of such a column is filled from the past.
    """
    known = {name: filled[name].from_past for name in settings.known_inputs}
    if settings.calendar:
        times = series.times[: settings.observations]
        assert isinstance(times, pd.DatetimeIndex)  # checked before the study begins
        known |= calendar_inputs(times, settings.calendar, settings.calendar_as)
    view = np.lib.stride_tricks.sliding_window_view
    return {
        name: view(values, settings.horizon)[settings.reach :] for name, values in known.items()
    }
