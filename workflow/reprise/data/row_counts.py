"""The numbers of rows that a framing of a series has, computed without the framing."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from reprise.errors import ConfigError
from reprise.framing_settings import FramingSettings

# Fewer values give bands as wide as the figure, and too few rows for the test of a unit root.
FEWEST_FOR_AUTOCORRELATIONS = 10


class RowCounts(NamedTuple):
    """The numbers of training, validation and test rows."""

    train: int
    validation: int
    test: int


def count_observations_before_tests(observations: int, framings: Iterable[FramingSettings]) -> int:
    """Count the first observations of a series that no framing of a study tests on.

    Every network of the study may read them. A query is no observation of the series.

    Parameters
    ----------
    observations : int
        The number of observations of the series.
    framings : iterable of FramingSettings
        Of all configurations and origins.
    """
    return min((f.observations or observations) - (f.test_rows or 0) for f in framings)


def count_rows(
    observations: int,
    settings: FramingSettings,
    is_observed: np.ndarray | None = None,
    where: str = "",
) -> RowCounts:
    """Count the training, validation and test rows that a framing of a series has.

    All targets of a row lie in one split. Therefore a split of n observations has n - horizon + 1
    rows, if no observation is missing.

    Parameters
    ----------
    observations : int
        The number of observations that the framing uses.
    settings : FramingSettings
    is_observed : ndarray of bool, shape (observations,), optional
        Whether no target is missing at a position. A row with a missing target is left out.
    where : str
        The file and the configuration, for the message of an error.

    Returns
    -------
    RowCounts
        A query does not count as a test row.

    Raises
    ------
    ConfigError
        If the series is too short, a split is shorter than the horizon, or a split has no row
        whose targets are all observed.
    """
    horizon, reach, train_rows = settings.horizon, settings.reach, settings.train_rows
    test_rows, validation_rows = settings.test_rows or 0, settings.validation_rows
    _check_horizon(settings, where)
    splits = {
        "train": (reach, observations - test_rows - validation_rows),
        "validation": (observations - test_rows - validation_rows, observations - test_rows),
        "test": (observations - test_rows, observations),
    }
    if is_observed is None or is_observed.all():
        counts = {
            name: max(stop - start - horizon + 1, 0) for name, (start, stop) in splits.items()
        }
    else:
        counts = {
            name: _count_complete(is_observed[max(start, 0) : max(stop, 0)], horizon)
            for name, (start, stop) in splits.items()
        }
    for name, held_back in (("test", test_rows), ("validation", validation_rows)):
        if held_back and not counts[name]:
            raise ConfigError(
                f"framing.{name}_rows is {held_back}, but every row of these has a missing target."
                f" Raise framing.{name}_rows.",
                where,
                f"framing.{name}_rows",
                held_back,
            )
    if counts["train"] < (train_rows or 1):
        raise _too_few_rows(observations, counts["train"], settings, where)
    return RowCounts(train_rows or counts["train"], counts["validation"], counts["test"])


def _count_complete(is_observed: np.ndarray, horizon: int) -> int:
    """Count the windows of the length of the horizon without a missing target."""
    if len(is_observed) < horizon:
        return 0
    windows = np.lib.stride_tricks.sliding_window_view(is_observed, horizon)
    return int(windows.all(axis=1).sum())


def _check_horizon(settings: FramingSettings, where: str) -> None:
    """Check that a split is not shorter than the horizon."""
    horizon = settings.horizon
    for key in ("test_rows", "validation_rows"):
        held_back = getattr(settings, key) or 0
        if 0 < held_back < horizon:
            raise ConfigError(
                f"framing.{key} is {held_back}, fewer than the horizon of {horizon} steps that a"
                " row forecasts.",
                where,
                f"framing.{key}",
                held_back,
            )


def _too_few_rows(
    observations: int, available: int, settings: FramingSettings, where: str
) -> ConfigError:
    """Explain why too few rows are left for training."""
    longest = max(settings.longest_lag, settings.subtract_mean or 0)
    use = "the mean that is subtracted" if longest > settings.longest_lag else "lags"
    needed = "the one row that training needs"
    if settings.train_rows:
        needed = f"train_rows {settings.train_rows}"
    return ConfigError(
        f"{observations} observations give"
        f" {max(observations - settings.reach - settings.horizon + 1, 0)} rows, because a row needs"
        f" {settings.longest_difference} observations for differencing, {longest} for {use} and"
        f" {settings.horizon} for the horizon. With test_rows {settings.test_rows or 0} and"
        f" validation_rows {settings.validation_rows}, {available} rows are left for training,"
        f" fewer than {needed}. Lower lags, horizon, test_rows, validation_rows or train_rows.",
        where,
        "framing",
    )
