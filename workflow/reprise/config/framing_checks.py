"""Check that a framing is consistent, and that it leaves enough rows of its dataset."""

import numpy as np

from reprise.config.framing_columns import check_framing_columns, check_scales
from reprise.data.calendar_inputs import CALENDAR_PARTS
from reprise.data.row_counts import RowCounts, count_rows
from reprise.data.samples import BUILT_IN
from reprise.errors import ConfigError
from reprise.framing_settings import CLASSES_OF_TARGETS, FramingSettings, list_lags
from reprise.settings import DatasetSettings, Task


def check_and_count_rows(
    dataset: DatasetSettings,
    framing: FramingSettings,
    observations: int | None,
    where: str,
    is_observed: np.ndarray | None = None,
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
    is_observed : ndarray of bool, shape (observations,), optional
        Whether no target of a series is missing at a position.

    Returns
    -------
    RowCounts or None
        None if the number of observations is not known.

    Raises
    ------
    ConfigError
        If keys of the framing contradict each other, or the dataset has too few observations.
    """
    if not dataset.is_series:
        check_scales(framing, where)
        _check_features_as(dataset, framing, where)
        _check_stratified_order(framing, where)
        if observations is None:
            return None
        return _count_rows_of_samples(framing, observations, where)
    check_framing_columns(dataset, framing, where)
    _check_target(framing, where)
    _check_strategy(framing, where)
    _check_query(framing, where)
    _check_transform_of_query(dataset, framing, where)
    if observations is None:
        observations = framing.observations
    if observations is None:
        return None
    rows = _count_rows_of_series(framing, observations, is_observed, where)
    _check_period(dataset, framing, observations, where)
    return rows


def count_target_classes(dataset: DatasetSettings, framing: FramingSettings, classes: int) -> int:
    """Count the classes that a network distinguishes; 0 for values.

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


def task_of(dataset: DatasetSettings, target_classes: int) -> Task:
    """What a network does that distinguishes so many classes of a dataset (0 for values)."""
    if target_classes:
        return "classify"
    return "forecast" if dataset.is_series else "regress"


def row_shape(dataset: DatasetSettings, framing: FramingSettings) -> tuple[int | None, ...]:
    """The shape of one row as far as the study defines it; (None,) for the features of samples."""
    if not dataset.is_series:
        if dataset.features and framing.features_as == "time_steps":
            return (len(dataset.features), 1)
        built_in = BUILT_IN.get(dataset.builtin or "")
        image_shape = built_in.image_shape if built_in else dataset.image_shape
        return (*image_shape, 1) if image_shape else (None,)
    lags, known = framing.number_of_lags, _count_known_inputs(framing)
    columns = len(dataset.targets or ("value",)) + len(framing.inputs)
    if framing.lags_as == "features":
        return (1, lags * columns + known)
    return (lags, columns + known)


def _count_known_inputs(framing: FramingSettings) -> int:
    """Count the features of a row that are known for the horizon."""
    parts = (CALENDAR_PARTS[name].number for name in framing.calendar)
    calendar = sum(2 if framing.calendar_as == "cycle" else number for number in parts)
    return framing.horizon * (len(framing.known_inputs) + calendar)


def _check_features_as(dataset: DatasetSettings, framing: FramingSettings, where: str) -> None:
    if framing.features_as == "time_steps" and not dataset.features:
        raise ConfigError(
            "framing.features_as is time_steps, but this dataset has no columns in the order of"
            " time. Use a CSV with dataset.features, or remove framing.features_as.",
            where,
            "framing.features_as",
            framing.features_as,
        )


def _check_stratified_order(framing: FramingSettings, where: str) -> None:
    if framing.stratified and framing.random_state is None:
        raise ConfigError(
            "framing.stratified is true, but framing.random_state is missing, which chooses the"
            " rows of each class. Set framing.random_state: 1.",
            where,
            "framing.random_state",
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
        ("inputs", query.inputs, framing.reach, "lags + difference"),
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


def _check_transform_of_query(
    dataset: DatasetSettings, framing: FramingSettings, where: str
) -> None:
    """Check that every value of a query can be transformed like the column that is forecast."""
    transform = framing.column((dataset.targets or ("value",))[0], True).transform
    if transform is None or framing.query is None:
        return
    for key in ("inputs", "answer"):
        for value in getattr(framing.query, key):
            if value <= 0:
                raise ConfigError(
                    f"framing.query.{key} has the value {value:g}, but framing.transform is"
                    f" {transform}, which needs values above 0; remove framing.transform.",
                    where,
                    f"framing.query.{key}",
                    value,
                )


def _count_rows_of_series(
    framing: FramingSettings, observations: int, is_observed: np.ndarray | None, where: str
) -> RowCounts:
    used = framing.observations or observations
    if used > observations:
        raise ConfigError(
            f"framing.observations is {used}, but the dataset has {observations} observations.",
            where,
            "framing.observations",
            used,
        )
    try:
        used_part = None if is_observed is None else is_observed[:used]
        train, validation, test = count_rows(used, framing, used_part)
    except ConfigError as error:
        raise error.inside(where, "framing") from None
    return RowCounts(train, validation, 1 if framing.query else test)


def _count_rows_of_samples(framing: FramingSettings, rows: int, where: str) -> RowCounts:
    if framing.test_rows is None:
        raise ConfigError(
            "framing lacks the key 'test_rows', or 'test_share' in its place.",
            where,
            "framing.test_rows",
        )
    test, validation = framing.test_rows, framing.validation_rows
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
