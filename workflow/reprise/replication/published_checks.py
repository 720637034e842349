"""Consistency of the published tables: checks within each table, and between tables."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from reprise.data.published import published_table
from reprise.stage_settings import FigureSettings
from reprise.stats.p_values import describe_p_value

Check = tuple[str, bool, str]

LEVEL = 0.05
QUANTILES_RISE = "the quantiles rise"
MEAN_IN_RANGE = "the mean lies between the extremes"
STD_IN_BOUNDS = "the range and the mean allow this std"
CHECKS_OF_COLUMNS = (QUANTILES_RISE, MEAN_IN_RANGE, STD_IN_BOUNDS)


def check_published_tables(studies: Sequence[FigureSettings]) -> pd.DataFrame:
    """Check the describe tables that the sources of studies print.

    Each column is checked alone. Columns of configurations with one distribution are checked
    together: they may come from one distribution.

    Returns
    -------
    DataFrame
        One row per check, with columns study, table, configuration, check, holds, found (the
        numbers).
    """
    rows: list[tuple[Any, ...]] = []
    columns: dict[str, dict[tuple[Any, ...], Any]] = {}
    for settings in studies:
        table = published_table(settings.published)
        described = table[table["kind"] == "describe"]
        keys = {
            name: settings.distribution_keys[full_name]
            for era in reversed(settings.eras.values())
            for full_name, aliases in era.items()
            for name in aliases
        }
        groups = described.groupby(["table", "configuration", "metric"], sort=False)
        for names, numbers in groups:
            title, name, metric = map(str, names)
            column = numbers.set_index("statistic")["published"]
            column["count"] = numbers["published_runs"].iloc[0]
            rounding = dict(zip(numbers["statistic"], numbers["rounding"], strict=True))
            place = (settings.study, title, name)
            content = (metric, *column.sort_index())
            if content in columns.get(keys[name], {}):
                continue  # several studies are compared with one printed table
            columns.setdefault(keys[name], {})[content] = (place, column)
            rows += [(*place, *check) for check in check_column(column, rounding)]
    for of_distribution in columns.values():
        rows += _check_one_distribution(of_distribution)
    return pd.DataFrame(
        rows, columns=["study", "table", "configuration", "check", "holds", "found"]
    )


def check_column(column: pd.Series, rounding: Mapping[str, float]) -> Iterator[Check]:
    """Check one column: the order of its quantiles, its mean, its standard deviation.

    A check needs all statistics that it is about. It fails only if no numbers that round to the
    printed ones could pass it.

    Parameters
    ----------
    column : Series
        Statistic to published number, with the count.
    rounding : mapping of str to float
        Statistic to the largest error of its number by rounding.

    Yields
    ------
    (str, bool, str)
        One of CHECKS_OF_COLUMNS, whether it holds, and the numbers.
    """
    # Floats differ in their last digits, so the errors are a little larger than the rounding.
    errors = {
        name: rounding.get(name, 0.0) * (1 + 1e-9) + 1e-12 * abs(column[name])
        for name in column.index
    }
    lowest = {name: column[name] - error for name, error in errors.items()}
    highest = {name: column[name] + error for name, error in errors.items()}
    names = [name for name in ("min", "25%", "50%", "75%", "max") if name in column]
    if len(names) > 1:
        numbers = " <= ".join(f"{column[name]:.4g}" for name in names)
        yield QUANTILES_RISE, _can_rise(names, lowest, highest), numbers
    if not {"mean", "min", "max"} <= set(column.index):
        return
    mean = column["mean"]
    can_be_between = _can_rise(["min", "mean", "max"], lowest, highest)
    yield MEAN_IN_RANGE, can_be_between, f"{mean:.4g}"
    if "std" not in column or column["count"] < 2:
        return
    low, high = std_bounds(column, errors)
    std = column["std"]
    holds = low <= highest["std"] and lowest["std"] <= high
    yield STD_IN_BOUNDS, holds, f"{low:.4g} <= {std:.4g} <= {high:.4g}"


def _can_rise(
    names: Sequence[str], lowest: Mapping[str, float], highest: Mapping[str, float]
) -> bool:
    """Whether numbers between the lowest and the highest values can rise in this order."""
    return all(
        lowest[first] <= highest[second]
        for place, first in enumerate(names)
        for second in names[place + 1 :]
    )


def std_bounds(column: pd.Series, errors: Mapping[str, float]) -> tuple[float, float]:
    """The smallest and the largest standard deviation that count, mean, min and max allow.

    The largest variance is (max - mean)(mean - min), by Bhatia and Davis 2000
    (doi:10.1080/00029890.2000.12005203). The variance is smallest if all other runs lie in the
    middle between the extremes.

    Parameters
    ----------
    column : Series
        Count, mean, min and max of a describe() table.
    errors : mapping of str to float
        The largest error of mean, min and max by rounding.

    Returns
    -------
    (float, float)
        The bounds for the numbers that allow most and that round to the printed ones.
    """
    count = column["count"]
    narrowest = column["max"] - column["min"] - errors["max"] - errors["min"]
    smallest = max(narrowest, 0.0) / math.sqrt(2 * (count - 1))
    low, high = column["min"] - errors["min"], column["max"] + errors["max"]
    # The product below is largest for a mean in the middle of the widest range.
    middle = (low + high) / 2
    mean = min(max(middle, column["mean"] - errors["mean"]), column["mean"] + errors["mean"])
    product = (high - mean) * (mean - low)
    return smallest, math.sqrt(max(product, 0.0) * count / (count - 1))


def _check_one_distribution(columns: Mapping[tuple[Any, ...], Any]) -> Iterator[tuple[Any, ...]]:
    """Check whether printed tables of one configuration may have one distribution.

    Welch's analysis of variance from the summary statistics (Welch 1951), by statsmodels.

    Parameters
    ----------
    columns : dict
        Metric and values to the place of a column (study, table, configuration), and the column.
    """
    from statsmodels.stats.oneway import anova_generic

    for metric in dict.fromkeys(content[0] for content in columns):
        usable = [
            (place, column)
            for (m, *_), (place, column) in columns.items()
            if m == metric and {"mean", "std"} <= set(column.index) and column["std"] > 0
        ]
        if len(usable) < 2:
            continue
        means, stds, counts = (
            np.array([column[name] for _, column in usable]) for name in ("mean", "std", "count")
        )
        test = anova_generic(means, stds**2, counts, use_var="unequal")
        listed = ", ".join(f"{mean:.4g}" for mean in means)
        yield (
            *(
                ", ".join(dict.fromkeys(names))
                for names in zip(*(p for p, _ in usable), strict=True)
            ),
            f"{len(usable)} tables of one configuration may come from one distribution",
            bool(test.pvalue > LEVEL),
            f"means {listed}: {describe_p_value(test.pvalue)}",
        )
