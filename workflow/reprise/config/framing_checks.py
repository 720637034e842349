"""Check that a framing is consistent, and that it leaves enough rows of its dataset."""

from reprise.data.row_counts import RowCounts, count_rows
from reprise.data.samples import BUILT_IN
from reprise.errors import ConfigError
from reprise.settings import CLASSES_OF_TARGETS, DatasetSettings, FramingSettings, list_lags


def check_and_count_rows(
    dataset: DatasetSettings, framing: FramingSettings, observations: int | None, where: str
) -> RowCounts | None:
    """Check a framing, and count the rows that it gives.

    Parameters
    ----------
    dataset : DatasetSettings
    framing : FramingSettings
    observations : int or None
        The number of observations of the dataset; None if it is not downloaded yet.
    where : str
        The file and the configuration.

    Returns
    -------
    RowCounts or None
        None if the number of observations is not known.

    Raises
    ------
    ConfigError
        If keys of the framing contradict each other, or the dataset has too few observations.
    """
    if isinstance(framing.scale, tuple) and framing.scale[0] >= framing.scale[1]:
        raise ConfigError(
            f"framing.scale is {list(framing.scale)}; the second number must be the larger one.",
            where,
            "framing.scale",
            framing.scale,
        )
    if not dataset.is_series:
        _check_features_as(dataset, framing, where)
        if observations is None:
            return None
        return _count_rows_of_samples(framing, observations, where)
    _check_target(framing, where)
    _check_strategy(framing, where)
    _check_subtracted_mean(framing, where)
    _check_query(framing, where)
    _check_logarithms_of_query(framing, where)
    if observations is None:
        observations = framing.observations
    if observations is None:
        return None
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
        return len(CLASSES_OF_TARGETS[framing.target])
    return classes


def row_shape(dataset: DatasetSettings, framing: FramingSettings) -> tuple[int | None, ...]:
    """The shape of one row as far as the study defines it; (None,) for the features of samples."""
    if not dataset.is_series:
        if dataset.features and framing.features_as == "time_steps":
            return (len(dataset.features), 1)
        built_in = BUILT_IN.get(dataset.builtin or "")
        image_shape = built_in.image_shape if built_in else dataset.image_shape
        return (*image_shape, 1) if image_shape else (None,)
    lags = framing.number_of_lags
    return (1, lags) if framing.lags_as == "features" else (lags, 1)


def _check_features_as(dataset: DatasetSettings, framing: FramingSettings, where: str) -> None:
    if framing.features_as == "time_steps" and not dataset.features:
        raise ConfigError(
            "framing.features_as is time_steps, but this dataset has no columns in the order of"
            " time. Use a CSV with dataset.features, or remove framing.features_as.",
            where,
            "framing.features_as",
            framing.features_as,
        )


def _check_target(framing: FramingSettings, where: str) -> None:
    has_several_steps = framing.target == "above_mean" and framing.horizon > 1
    if framing.target != "value" and (has_several_steps or framing.query):
        needed = "a horizon of 1 and no query" if framing.target == "above_mean" else "no query"
        raise ConfigError(
            f"framing.target is {framing.target}, which needs {needed}.",
            where,
            "framing.target",
            framing.target,
        )


def _check_strategy(framing: FramingSettings, where: str) -> None:
    if framing.strategy is not None and framing.horizon == 1:
        raise ConfigError(
            f"framing.strategy is {framing.strategy}, which is a way to forecast several steps, but"
            " framing.horizon is 1. Raise framing.horizon or remove framing.strategy.",
            where,
            "framing.strategy",
            framing.strategy,
        )
    if framing.strategy is not None and framing.target != "value":
        raise ConfigError(
            f"framing.strategy is {framing.strategy}, which is a way to forecast values, but"
            f" framing.target is {framing.target}. Remove framing.strategy.",
            where,
            "framing.strategy",
            framing.strategy,
        )
    if framing.strategy == "recursive" and framing.number_of_lags < framing.longest_lag:
        raise ConfigError(
            f"framing.lags is {list(list_lags(framing.lags))}, but framing.strategy is recursive,"
            " which makes every forecast the newest of lags that follow each other. Write one"
            " number of lags, or choose another strategy.",
            where,
            "framing.lags",
            framing.lags,
        )


def _check_subtracted_mean(framing: FramingSettings, where: str) -> None:
    if framing.subtract_mean and (framing.difference or framing.query):
        other = "a difference" if framing.difference else "a query"
        raise ConfigError(
            f"framing has subtract_mean and {other}; remove one of them.",
            where,
            "framing.subtract_mean",
            framing.subtract_mean,
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
        ("inputs", query.inputs, framing.longest_lag + framing.difference, "lags + difference"),
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


def _check_logarithms_of_query(framing: FramingSettings, where: str) -> None:
    """Check that the logarithm of every value of a query exists, if logarithms are wanted."""
    if framing.transform is None or framing.query is None:
        return
    for key in ("inputs", "answer"):
        for value in getattr(framing.query, key):
            if value <= 0:
                raise ConfigError(
                    f"framing.query.{key} has the value {value:g}, but framing.transform is log,"
                    " which needs values above 0; remove framing.transform.",
                    where,
                    f"framing.query.{key}",
                    value,
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
            subtract_mean=framing.subtract_mean,
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
