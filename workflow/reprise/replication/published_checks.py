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
            place = (settings.study, title, name)
            content = (metric, *column.sort_index())
            if content in columns.get(keys[name], {}):
                continue  # several studies are compared with one printed table
            columns.setdefault(keys[name], {})[content] = (place, column)
            rows += [(*place, *check) for check in check_column(column)]
    for of_distribution in columns.values():
        rows += _check_one_distribution(of_distribution)
    return pd.DataFrame(
        rows, columns=["study", "table", "configuration", "check", "holds", "found"]
    )


def check_column(column: pd.Series) -> Iterator[Check]:
    """Check one column: the order of its quantiles, its mean, its standard deviation.

    A check needs all statistics that it is about. Rounded numbers that are equal count as rising.

    Yields
    ------
    (str, bool, str)
        One of CHECKS_OF_COLUMNS, whether it holds, and the numbers.
    """
    names = [name for name in ("min", "25%", "50%", "75%", "max") if name in column]
    if len(names) > 1:
        quantiles = [column[name] for name in names]
        numbers = " <= ".join(f"{value:.4g}" for value in quantiles)
        yield QUANTILES_RISE, quantiles == sorted(quantiles), numbers
    if not {"mean", "min", "max"} <= set(column.index):
        return
    mean = column["mean"]
    yield MEAN_IN_RANGE, column["min"] <= mean <= column["max"], f"{mean:.4g}"
    if "std" not in column or column["count"] < 2:
        return
    low, high = std_bounds(column)
    std = column["std"]
    yield STD_IN_BOUNDS, low <= std <= high, f"{low:.4g} <= {std:.4g} <= {high:.4g}"


def std_bounds(column: pd.Series) -> tuple[float, float]:
    """The smallest and the largest standard deviation that count, mean, min and max allow.

    The largest variance is (max - mean)(mean - min), by Bhatia and Davis 2000
    (doi:10.1080/00029890.2000.12005203). The variance is smallest if all other runs lie in the
    middle between the extremes.

    Parameters
    ----------
    column : Series
        Count, mean, min and max of a describe() table.
    """
    count = column["count"]
    value_range = column["max"] - column["min"]
    smallest = value_range / math.sqrt(2 * (count - 1))
    product = (column["max"] - column["mean"]) * (column["mean"] - column["min"])
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
