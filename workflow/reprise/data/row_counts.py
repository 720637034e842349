"""The numbers of rows that a framing of a series has, computed without any data."""

from typing import NamedTuple

from reprise.errors import ConfigError


class RowCounts(NamedTuple):
    """The numbers of training, validation and test rows."""

    train: int
    validation: int
    test: int


def count_rows(
    observations: int,
    test_rows: int | None = None,
    difference: int = 1,
    lags: int = 1,
    horizon: int = 1,
    train_rows: int | None = None,
    validation_rows: int = 0,
    where: str = "",
) -> RowCounts:
    """Count the training, validation and test rows that a framing of a series has.

    All targets of a row lie in one split. Therefore a split of n observations has n - horizon + 1
    rows.

    Parameters
    ----------
    observations : int
        The number of observations that the framing uses.
    test_rows, difference, lags, horizon, train_rows, validation_rows
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
    test_rows = test_rows or 0
    for key, held_back in (("test_rows", test_rows), ("validation_rows", validation_rows)):
        if 0 < held_back < horizon:
            raise ConfigError(
                f"framing.{key} is {held_back}, fewer than the horizon of {horizon} steps that a"
                " row forecasts.",
                where,
                f"framing.{key}",
                held_back,
            )
    all_rows = observations - difference - lags - horizon + 1
    available = all_rows - test_rows - validation_rows
    if available < (train_rows or 1):
        raise ConfigError(
            f"{observations} observations give {max(all_rows, 0)} rows, because a row needs"
            f" {difference} observations for differencing, {lags} for lags and {horizon} for the"
            f" horizon. With test_rows {test_rows} and validation_rows {validation_rows},"
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
