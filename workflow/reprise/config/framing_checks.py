"""Check that a framing is consistent, and that it leaves enough rows of its dataset."""

from reprise.data.row_counts import RowCounts, count_rows
from reprise.errors import ConfigError
from reprise.settings import DatasetSettings, FramingSettings


def check_and_count_rows(
    dataset: DatasetSettings, framing: FramingSettings, observations: int, where: str
) -> RowCounts:
    """Check a framing, and count the rows that it gives.

    Parameters
    ----------
    dataset : DatasetSettings
    framing : FramingSettings
    observations : int
        The number of observations of the dataset.
    where : str
        The file and the configuration.

    Raises
    ------
    ConfigError
        If keys of the framing contradict each other, or the dataset has too few observations.
    """
    if framing.scale is not None and framing.scale[0] >= framing.scale[1]:
        raise ConfigError(
            f"framing.scale is {list(framing.scale)}; the second number must be the larger one.",
            where,
            "framing.scale",
            framing.scale,
        )
    if not dataset.is_series:
        return _count_rows_of_samples(framing, observations, where)
    _check_target(framing, where)
    _check_query(framing, where)
    rows = _count_rows_of_series(framing, observations, where)
    _check_period(dataset, framing, observations, where)
    return rows


def count_target_classes(dataset: DatasetSettings, framing: FramingSettings, classes: int) -> int:
    """Count the classes that a network distinguishes; 0 for forecasts.

    Parameters
    ----------
    dataset : DatasetSettings
    framing : FramingSettings
    classes : int
        The number of classes of the dataset.
    """
    if dataset.is_series:
        return 2 if framing.target == "above_mean" else 0
    return classes


def row_shape(dataset: DatasetSettings, framing: FramingSettings) -> tuple[int | None, ...]:
    """The shape of one row as far as the study defines it; (None,) for the features of samples."""
    if not dataset.is_series:
        return (8, 8, 1) if dataset.builtin == "digits" else (None,)
    lags = framing.lags
    return (1, lags) if framing.lags_as == "features" else (lags, 1)


def _check_target(framing: FramingSettings, where: str) -> None:
    if framing.target != "value" and (framing.horizon > 1 or framing.query):
        raise ConfigError(
            f"framing.target is {framing.target}, which needs a horizon of 1 and no query.",
            where,
            "framing.target",
            framing.target,
        )


def _check_query(framing: FramingSettings, where: str) -> None:
    """Check that there are either test rows or a query with inputs and answer of the right size."""
    query = framing.query
    if query is None:
        if framing.test_rows is None:
            raise ConfigError(
                "framing lacks the key 'test_rows', or a 'query' in place of test rows.",
                where,
                "framing.test_rows",
            )
        return
    if framing.test_rows is not None:
        raise ConfigError(
            "framing has both 'test_rows' and 'query'; keep one.", where, "framing.query"
        )
    for key, numbers, expected, meaning in (
        ("inputs", query.inputs, framing.lags + framing.difference, "lags + difference"),
        ("answer", query.answer, framing.horizon, "the horizon"),
    ):
        if len(numbers) != expected:
            raise ConfigError(
                f"framing.query.{key} has the length {len(numbers)}, but it needs the length"
                f" {expected} ({meaning}).",
                where,
                f"framing.query.{key}",
                numbers,
            )


def _count_rows_of_series(framing: FramingSettings, observations: int, where: str) -> RowCounts:
    used = framing.observations or observations
    if used > observations:
        raise ConfigError(
            f"framing.observations is {used}, but the dataset has {observations} observations.",
            where,
            "framing.observations",
            used,
        )
    try:
        train, validation, test = count_rows(
            used,
            framing.test_rows,
            difference=framing.difference,
            lags=framing.lags,
            horizon=framing.horizon,
            train_rows=framing.train_rows,
            validation_rows=framing.validation_rows,
        )
    except ConfigError as error:
        raise error.inside(where, "framing") from None
    return RowCounts(train, validation, 1 if framing.query else test)


def _count_rows_of_samples(framing: FramingSettings, rows: int, where: str) -> RowCounts:
    test, validation = framing.test_rows or 0, framing.validation_rows
    available, wanted = rows - test - validation, framing.train_rows or 1
    if available < wanted:
        raise ConfigError(
            f"the dataset has {rows} rows. With framing.test_rows {test} and"
            f" framing.validation_rows {validation}, {max(available, 0)} rows remain for training,"
            f" fewer than framing.train_rows {wanted}. Lower one of the three.",
            where,
            "framing",
        )
    return RowCounts(framing.train_rows or available, validation, test)


def _check_period(
    dataset: DatasetSettings, framing: FramingSettings, observations: int, where: str
) -> None:
    """Check that more than one season comes before the test rows."""
    period = dataset.period
    observations_before = (framing.observations or observations) - (framing.test_rows or 0)
    if period and period >= observations_before:
        raise ConfigError(
            f"dataset.period is {period}, but only {observations_before} observations come before"
            " the test rows. Remove dataset.period, or set it to the number of observations in one"
            " season.",
            where,
            "dataset.period",
            period,
        )
