"""Check what a dataset contains: columns and classes from which a network can learn."""

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd

from reprise.config.dataset_checks import read_once
from reprise.console import show_message
from reprise.data.calendar_inputs import calendar_numbers
from reprise.data.row_counts import count_observations_before_tests
from reprise.data.samples import BUILT_IN, Samples
from reprise.data.samples_framing import check_classes_of_splits, order_samples
from reprise.data.series import Series
from reprise.errors import ConfigError
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings

MOST_NAMES = 5  # in a message


def check_content(
    dataset: DatasetSettings,
    framings: Sequence[FramingSettings],
    file: str | None,
    where: str,
) -> None:
    """Check the content of a dataset whose size was read before.

    What makes a study useless is refused. What is odd, but may be meant, is told in the terminal.

    Parameters
    ----------
    dataset : DatasetSettings
        A dataset that Reprise generates has no content to check, except a list of values.
    framings : sequence of FramingSettings
        Of all configurations and origins.
    file : str or None
        As `dataset_checks.dataset_file` gives it.
    where : str
        The study file.

    Raises
    ------
    ConfigError
        If a target is constant, if a class has one row, or if classes are numbers with decimals.
    """
    if dataset.builtin:
        _check_built_in(dataset, framings, where)
        return
    data, source = read_once(dataset, file), f"{where}: {file}" if file else where
    if isinstance(data, Series):
        _check_targets(data, framings, source, is_file=bool(file))
        odd = [*_describe_odd_columns(data), *_describe_odd_calendar(data, framings)]
    else:
        _check_classes(data, dataset.label or "", source)
        if data.class_names:
            _check_classes_of_splits(data, framings, where)
        odd = [*_describe_odd_features(data), *_describe_odd_classes(data)]
    for sentence in odd:
        show_message(f"{source}: {sentence}")


def _check_built_in(
    dataset: DatasetSettings, framings: Sequence[FramingSettings], where: str
) -> None:
    """Check that the rows of a built-in dataset that is sorted by class have a random order."""
    is_sorted = BUILT_IN[dataset.builtin].is_sorted if dataset.builtin in BUILT_IN else False
    if is_sorted and any(f.random_state is None and not f.stratified for f in framings):
        raise ConfigError(
            f"the rows of dataset.builtin {dataset.builtin} are sorted by class, so the test rows"
            " would have a class that no training row has. Set framing.random_state: 1 to put them"
            " in a random order.",
            where,
            "framing.random_state",
        )


def _check_classes_of_splits(
    samples: Samples, framings: Sequence[FramingSettings], where: str
) -> None:
    """Check that the training rows of every framing have every class of the other rows."""
    for framing in framings:
        order = order_samples(samples, framing.random_state, framing.stratified, framing.split)
        held_back = (framing.test_rows or 0) + framing.validation_rows
        kept = framing.train_rows or len(order) - held_back
        if not 0 < kept <= len(order) - held_back:  # another check refuses it
            continue
        try:
            check_classes_of_splits(samples, order[len(order) - held_back - kept :], kept)
        except ConfigError as error:
            raise error.inside(where) from None


def _check_targets(
    series: Series, framings: Sequence[FramingSettings], where: str, is_file: bool
) -> None:
    """Check that the values to forecast change, also before the test rows."""
    before = count_observations_before_tests(len(series), framings)
    for name in series.targets:
        values = series.columns[name]
        which, number = "all", len(values)
        if not _is_constant(values):
            which, number = "all", before
            if not _is_constant(values[:before]):
                continue
            which = "before the test rows, all"
        key = "dataset.value" if is_file else "dataset.values"
        column = f", column '{name}'" if is_file else ""
        raise ConfigError(
            f"{which} {number} observations are {values[0]:g}, so there is nothing to learn from"
            " them. Choose another column or a longer series, or lower framing.test_rows.",
            f"{where}{column}",
            key,
        )


def _is_constant(values: np.ndarray) -> bool:
    observed = values[~np.isnan(values)]
    return bool(len(observed)) and bool((observed == observed[0]).all())


def _describe_odd_columns(series: Series) -> list[str]:
    """Name the inputs of a series that never change."""
    inputs = {n: v for n, v in series.columns.items() if n not in series.targets}
    return [
        f"the column '{name}' is {values[0]:g} in every row, so a network learns nothing from it."
        for name, values in inputs.items()
        if _is_constant(values)
    ]


def _describe_odd_calendar(series: Series, framings: Sequence[FramingSettings]) -> list[str]:
    """Name the parts of the calendar that are the same at every time."""
    parts = dict.fromkeys(part for framing in framings for part in framing.calendar)
    times = series.times
    assert not parts or isinstance(times, pd.DatetimeIndex)  # another check refuses it
    return [
        f"framing.calendar has {part}, which is the same at every time, so a network learns nothing"
        " from it."
        for part in parts
        if len(np.unique(calendar_numbers(pd.DatetimeIndex(times), part))) == 1
    ]


def _check_classes(samples: Samples, column: str, where: str) -> None:
    """Check that the classes are names, and that each of them has at least two rows."""
    if not samples.class_names:  # each sample has a number
        if _is_constant(samples.y):
            raise ConfigError(
                f"all {len(samples.y)} rows have the target {samples.y[0]:g}, so there is nothing"
                " to learn. Choose another column.",
                where,
                "dataset.target",
            )
        return
    where = f"{where}, column '{column}'"
    with_decimals = [name for name in samples.class_names if _has_decimals(name)]
    if with_decimals:
        raise ConfigError(
            f"the classes {_list_names(with_decimals)} are numbers with decimals, but a class is"
            " the name of a group. If a network is to learn the numbers, set dataset.target in"
            " place of dataset.label; if they are groups, write texts (level 3.7).",
            where,
            "dataset.label",
        )
    counts = np.bincount(samples.y, minlength=len(samples.class_names))
    single = [name for name, count in zip(samples.class_names, counts, strict=True) if count == 1]
    if single:
        advice = (
            " If a network is to learn numbers, set dataset.target in place of dataset.label."
            if all(_is_number(name) for name in samples.class_names)
            else ""
        )
        what = (
            f"the class {_list_names(single)} has only one row"
            if len(single) == 1
            else f"{len(single)} classes have only one row ({_list_names(single)})"
        )
        raise ConfigError(
            f"{what}, but a class needs a row to learn from and a row to test on. Add rows, or join"
            f" the class with another one.{advice}",
            where,
            "dataset.label",
        )


def _describe_odd_classes(samples: Samples) -> list[str]:
    """Name the classes that differ only by capital letters and blanks."""
    groups = defaultdict(list)
    for name in samples.class_names:
        groups["".join(name.split()).casefold()].append(name)
    return [
        f"the classes {_list_names(names)} differ only by capital letters or blanks; they count as"
        " different classes."
        for names in groups.values()
        if len(names) > 1
    ]


def _describe_odd_features(samples: Samples) -> list[str]:
    """Tell if there are more features than rows, and name features that never change."""
    if samples.are_images:
        return []
    rows, features = samples.x.shape
    sentences = []
    if features > rows:
        sentences.append(
            f"there are {features} features and only {rows} rows; a network can learn the rows by"
            " heart, so look at the errors of the test rows."
        )
    is_constant = (samples.x == samples.x[0]).all(axis=0)
    constant = [n for n, is_it in zip(samples.feature_names, is_constant, strict=True) if is_it]
    if constant:
        verb = "has" if len(constant) == 1 else "have"
        sentences.append(
            f"{_list_names(constant)} {verb} the same value in every row, so a network learns"
            " nothing from it."
        )
    return sentences


def _has_decimals(text: str) -> bool:
    return _is_number(text) and not float(text.replace(",", ".")).is_integer()


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text.replace(",", ".")))
    except ValueError:
        return False


def _list_names(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:MOST_NAMES])
    return f"{shown} and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else shown
