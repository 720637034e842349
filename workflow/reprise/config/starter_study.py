"""Write the text of a first study of a CSV: columns, calendar and sizes that fit the file."""

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from reprise.config.starter_sizes import FEWEST_ROWS, choose_sizes
from reprise.config.starter_text import (
    in_one_line,
    join_lines,
    list_names,
    quote,
    write_format,
    write_head,
    write_line,
    write_rows,
    write_title,
    write_training,
)
from reprise.data.csv_contents import Contents
from reprise.data.csv_numbers import explain_number, is_missing
from reprise.data.time_columns import FoundTimes, find_times
from reprise.errors import ConfigError

# The number of observations in one season, and what the season is.
SEASONS = {
    **{"M": (12, "a year"), "Q": (4, "a year"), "W": (52, "a year")},
    **{"B": (5, "a week"), "D": (7, "a week")},
    **{"h": (24, "a day"), "min": (1440, "a day")},
}
LONGEST_PERIOD_OF_ALL_BASELINES = 24  # ets and sarima take minutes with a longer season
MOST_ROWS_OF_ALL_BASELINES = 2000
MOST_CLASSES_IN_NUMBERS, MOST_CLASSES_IN_TEXTS = 20, 100
ROWS_PER_CLASS = 4  # fewer rows for each different text mean that the texts are no classes
USUAL_NAMES = ("label", "class", "target")  # of the column that is to be predicted
UNITS_LINE = "  units: value  # write the unit that the figures show, such as euro"


def write_starter_study(name: str, csv: str, contents: Contents) -> str:
    """Write a study of a series, if the CSV has a column of times, and otherwise one of samples.

    Parameters
    ----------
    name : str
        The name of the study.
    csv : str
        The path of the CSV, as the study names it.
    contents : Contents

    Returns
    -------
    str
        YAML with comments.

    Raises
    ------
    ConfigError
        If the CSV has too few rows, or no column of numbers to learn from.
    """
    file, rows = contents.table.file, len(contents.table)
    if rows < FEWEST_ROWS:
        raise ConfigError(
            f"has {rows} row{'s' * (rows != 1)} below its header, but a study needs at least"
            f" {FEWEST_ROWS}: for training, for validation and for the test. Add rows.",
            file,
        )
    if not contents.numbers:
        raise ConfigError(f"has no column of numbers. {_explain_texts(contents)}", file)
    write = _write_series if contents.formats else _write_samples
    return write(name, csv, contents)


def _write_series(name: str, csv: str, contents: Contents) -> str:
    times = find_times(contents.table, contents.formats)
    frequency = times.calendar.frequency
    columns = {n: _on_calendar(numbers, times) for n, numbers in contents.numbers.items()}
    usable = [n for n, numbers in columns.items() if _reason_against(numbers) is None]
    values = [n for n in usable if not np.isnan(contents.numbers[n][-1])]
    if not values:
        reasons = [f"'{n}' {_reason_against(v) or 'ends empty'}" for n, v in columns.items()]
        raise ConfigError(
            f"has no column that can be forecast: {'; '.join(reasons)}. Correct a column.",
            contents.table.file,
        )
    value = values[-1]
    number = len(times.calendar.times)
    missing = int(np.isnan(columns[value]).sum())
    period, season = find_season(frequency)
    sizes = choose_sizes(number, period)
    period_line = None
    if period and 2 * period <= number - sizes.test_rows:
        period_line = write_line("  period", period, f"observations in one season: {season}")
    else:
        period = None
    calendar = f"frequency {frequency}, inferred from the times" if frequency else "irregular times"
    further = [n for n in usable if n != value]
    is_changing = _changes_little(columns[value][: number - sizes.test_rows])
    meaning = "the changes from one observation to the next" if is_changing else "the values"
    gaps = number - len(contents.table)
    lines = [
        *write_head(csv, f"a series of {number} observations, {calendar}"),
        f"title: {write_title(name)}",
        "dataset:",
        f"  file: {quote(csv)}",
        *write_format(contents),
        *_write_times(times),
        f"  value: {quote(value)}",
        UNITS_LINE,
        further and "  # Further columns of numbers, which a network can also read:",
        further and f"  # inputs: {list_names(further)}",
        period_line,
        missing and write_line("  missing", "interpolate", _describe_gaps(missing, gaps, number)),
        "framing:",
        write_line("  difference", int(is_changing), f"a network learns {meaning}"),
        write_line("  lags", sizes.lags, "each forecast reads so many observations before it"),
        *write_rows(sizes, "observations"),
        *write_training(sizes),
        *_baseline_lines(number, period),
        *_not_used(contents, {times.column, *usable}),
    ]
    return join_lines(lines)


def _write_times(times: FoundTimes) -> list[str]:
    lines = [f"  time: {quote(times.column)}"]
    if times.time_format:
        others = " or ".join(map(quote, times.other_formats))
        comment = f"{others} is also possible, and gives gaps" if others else ""
        lines.append(write_line("  time_format", times.time_format, comment))
    if times.has_mixed_offsets:
        comment = "the zone of the clocks is better, such as Europe/Berlin"
        lines.append(write_line("  time_zone", "UTC", comment))
    if times.is_irregular:
        comment = "the times have no calendar, so each row is one step"
        lines.append(write_line("  frequency", "irregular", comment))
    return lines


def _write_samples(name: str, csv: str, contents: Contents) -> str:
    has_gaps = {n for n, numbers in contents.numbers.items() if np.isnan(numbers).any()}
    complete = [n for n in contents.numbers if n not in has_gaps]
    target, classes = _choose_target(contents, complete)
    features = [n for n in complete if n != target]
    if not features:
        raise ConfigError(_explain_no_features(contents, target), contents.table.file)
    sizes = choose_sizes(len(contents.table), None)
    kind = "classes" if classes else "numbers"
    lines = [
        *write_head(csv, f"{len(contents.table)} samples with {kind} to learn, no times"),
        f"title: {write_title(name)}",
        "dataset:",
        f"  file: {quote(csv)}",
        *write_format(contents),
        f"  features: {list_names(features, all_of_them=True)}",
        write_line("  label", target, f"{len(classes)} classes: {list_names(classes)}")
        if classes
        else write_line("  target", target, "the number to predict; label would make it a class"),
        None if classes else UNITS_LINE,
        "framing:",
        write_line("  scale", "standard", "each feature has mean 0 and standard deviation 1"),
        write_line("  random_state", 1, "shuffles the rows, in case that they are sorted"),
        *write_rows(sizes, "rows"),
        *write_training(sizes),
        *_not_used(contents, {target, *features}),
    ]
    return join_lines(lines)


def find_season(frequency: str | None) -> tuple[int | None, str]:
    """The number of observations in the season that a frequency suggests, and its name."""
    if frequency is None:
        return None, ""
    step, word = re.fullmatch(r"(\d*)([A-Za-z]+).*", frequency).groups()  # type: ignore[union-attr]
    number, season = SEASONS.get(word) or SEASONS.get(word.removeprefix("B")[:1], (0, ""))
    step = int(step or 1)
    if number % step or number // step < 2:
        return None, ""
    return number // step, season


def _choose_target(contents: Contents, complete: Sequence[str]) -> tuple[str, list[str]]:
    """Choose the column to predict, and its classes; no classes if it has numbers."""
    choices = [name for name in contents.columns if name not in contents.formats]
    usual = [name for name in choices if name.casefold() in USUAL_NAMES]
    texts = [n for n in choices if n in contents.texts and _list_classes(contents, n)]
    target = [*complete[-1:], *texts[-1:], *usual[-1:]][-1]
    return target, _list_classes(contents, target)


def _list_classes(contents: Contents, name: str) -> list[str]:
    """The classes in a column; none if it has numbers, or too many different texts."""
    texts = contents.table.texts[name]
    classes = sorted(set(texts))
    most = MOST_CLASSES_IN_TEXTS
    if name in contents.numbers:
        numbers = contents.numbers[name]
        if (numbers != np.round(numbers)).any():
            return []
        most = MOST_CLASSES_IN_NUMBERS
    is_few = 2 <= len(classes) <= min(most, len(texts) // ROWS_PER_CLASS)
    return classes if is_few and "" not in classes and name not in contents.mistakes else []


def _on_calendar(numbers: np.ndarray, times: FoundTimes) -> np.ndarray:
    """The numbers at all times of the calendar; NaN where the file has no row."""
    complete = np.full(len(times.calendar.times), np.nan)
    complete[times.calendar.rows] = numbers
    return complete


def _reason_against(numbers: np.ndarray) -> str | None:
    """Why a network can learn nothing from a column of a series."""
    if np.isnan(numbers[0]):
        return "begins with an empty cell"
    observed = numbers[~np.isnan(numbers)]
    return "never changes" if (observed == observed[0]).all() else None


def _changes_little(numbers: np.ndarray) -> bool:
    """Whether the changes from one observation to the next vary less than the observations."""
    values = pd.Series(numbers)
    return bool(values.diff().std() < values.std())


def _baseline_lines(observations: int, period: int | None) -> list[str]:
    """List the fast baselines if the others would take minutes."""
    is_slow = (period or 0) > LONGEST_PERIOD_OF_ALL_BASELINES
    if not is_slow and observations <= MOST_ROWS_OF_ALL_BASELINES:
        return []
    names = ["persistence", "mean", "least_squares", *(["seasonal_naive"] if period else [])]
    return [
        "# All baselines but ets and sarima, which would take minutes with this series:",
        f"baselines: [{', '.join(names)}]",
    ]


def _describe_gaps(missing: int, gaps: int, number: int) -> str:
    rows = f"; the file lacks {gaps} row{'s' * (gaps != 1)}" if gaps else ""
    return f"{missing} of {number} observations are missing{rows}"


def _not_used(contents: Contents, used: Iterable[str]) -> list[str]:
    others = [name for name in contents.columns if name not in used]
    if not others:
        return []
    lines = [f"# Columns that this study does not use: {list_names(others)}"]
    for name, error in contents.mistakes.items():
        lines.append(f"# {in_one_line(str(error))}" if name in others else "")
    return lines


def _explain_no_features(contents: Contents, target: str) -> str:
    texts = [f"'{name}' ('{contents.table.texts[name][0]}', ...)" for name in contents.texts]
    others = f" The columns {', '.join(texts)} have texts." if texts else ""
    return (
        f"has no column of numbers from which '{target}' could be learned, and no column of times"
        f" for a series.{others} If one of them has times, write all of them in one way and with"
        " the year, such as 2024-01-31."
    )


def _explain_texts(contents: Contents) -> str:
    if contents.mistakes:
        return str(next(iter(contents.mistakes.values())))
    for name in contents.texts:
        for row, text in enumerate(contents.table.texts[name]):
            if not is_missing(text):
                decimal = contents.table.decimal
                return f"{contents.table.place(row, name)}: {explain_number(text, decimal)}"
    return f"Its columns are: {list_names(contents.columns)}."
