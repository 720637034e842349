"""The numbers of rows that a framing of a series has, computed without any data."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from reprise.errors import ConfigError
from reprise.settings import FramingSettings, list_lags

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
    test_rows: int | None = None,
    difference: int = 1,
    lags: int | Sequence[int] = 1,
    horizon: int = 1,
    train_rows: int | None = None,
    validation_rows: int = 0,
    subtract_mean: int | None = None,
    where: str = "",
) -> RowCounts:
    """Count the training, validation and test rows that a framing of a series has.

    All targets of a row lie in one split. Therefore a split of n observations has n - horizon + 1
    rows.

    Parameters
    ----------
    observations : int
        The number of observations that the framing uses.
    test_rows, difference, lags, horizon, train_rows, validation_rows, subtract_mean
        As in `series_framing.frame_series`.
    where : str
        The file and the configuration, for the message of an error.

    Returns
    -------
    RowCounts
        A query does not count as a test row.

    Raises
    ------
    ConfigError
        If the series is too short, or a split is shorter than the horizon.
    """
    test_rows, longest_lag = test_rows or 0, max(list_lags(lags))
    for key, held_back in (("test_rows", test_rows), ("validation_rows", validation_rows)):
        if 0 < held_back < horizon:
            raise ConfigError(
                f"framing.{key} is {held_back}, fewer than the horizon of {horizon} steps that a"
                " row forecasts.",
                where,
                f"framing.{key}",
                held_back,
            )
    reach = max(longest_lag, subtract_mean or 0)
    all_rows = observations - difference - reach - horizon + 1
    available = all_rows - test_rows - validation_rows
    if available < (train_rows or 1):
        raise ConfigError(
            f"{observations} observations give {max(all_rows, 0)} rows, because a row needs"
            f" {difference} observations for differencing, {reach} for"
            f" {'the mean that is subtracted' if reach > longest_lag else 'lags'} and {horizon} for"
            f" the horizon. With test_rows {test_rows} and validation_rows {validation_rows},"
            f" {max(available, 0)} rows are left for training, fewer than"
            f" {f'train_rows {train_rows}' if train_rows else 'the one row that training needs'}."
            " Lower lags, horizon, test_rows, validation_rows or train_rows.",
            where,
            "framing",
        )
    return RowCounts(
        train=train_rows or available,
        validation=validation_rows - horizon + 1 if validation_rows else 0,
        test=test_rows - horizon + 1 if test_rows else 0,
    )
