"""Consistency of the published tables: checks within each table, and between tables."""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from reprise.data.published import published_descriptions
from reprise.stats.p_values import describe_p_value

Check = tuple[str, bool, str]

DESCRIBED = ("lstm_epochs", "lstm_batch_size", "lstm_neurons")
# The tutorial publishes one configuration (1000 epochs, batches of 4, one neuron) three times.
PUBLISHED_THREE_TIMES = (
    ("lstm_epochs", "epochs=1000"),
    ("lstm_batch_size", "batch_size=4"),
    ("lstm_neurons", "units=1"),
)
QUANTILES_RISE = "the quantiles rise"
MEAN_IN_RANGE = "the mean lies between the extremes"
STD_IN_BOUNDS = "the range and the mean allow this std"
CHECKS_OF_COLUMNS = (QUANTILES_RISE, MEAN_IN_RANGE, STD_IN_BOUNDS)


def check_published_tables() -> pd.DataFrame:
    """Check the describe() tables that the LSTM tutorial publishes.

    Returns
    -------
    DataFrame
        One row per check, with columns study, configuration, check, holds, found (the numbers).
    """
    rows = []
    for study in DESCRIBED:
        table = published_descriptions(study)
        for configuration in table:
            for check in check_column(table[configuration]):
                rows.append((study, configuration, *check))
    rows += [_check_smallest_std(), _check_one_distribution()]
    return pd.DataFrame(rows, columns=["study", "configuration", "check", "holds", "found"])


def check_column(column: pd.Series) -> Iterator[Check]:
    """Check one describe() column: the order of its quantiles, its mean, its standard deviation.

    Yields
    ------
    (str, bool, str)
        One of CHECKS_OF_COLUMNS, whether it holds, and the numbers.
    """
    quantiles = [column[name] for name in ("min", "25%", "50%", "75%", "max")]
    numbers = " <= ".join(f"{value:.1f}" for value in quantiles)
    yield QUANTILES_RISE, quantiles == sorted(quantiles), numbers
    mean = column["mean"]
    yield MEAN_IN_RANGE, column["min"] <= mean <= column["max"], f"{mean:.1f}"
    low, high = std_bounds(column)
    std = column["std"]
    yield STD_IN_BOUNDS, low <= std <= high, f"{low:.1f} <= {std:.1f} <= {high:.1f}"


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
    return smallest, math.sqrt(product * count / (count - 1))


def _check_smallest_std() -> tuple[str, str, str, bool, str]:
    """Check the tutorial's sentence that one neuron has the tightest spread by its own table."""
    stds = published_descriptions("lstm_neurons").loc["std"]
    smallest = str(stds.idxmin())
    return (
        "lstm_neurons",
        "units=1",
        "the std is the smallest of the table, as the text concludes",
        bool(smallest == "units=1"),
        f"std {stds['units=1']:.2f} for units=1, {stds[smallest]:.2f} for {smallest}",
    )


def _check_one_distribution() -> tuple[str, str, str, bool, str]:
    """Check whether three published tables of one configuration may have one distribution.

    Welch's analysis of variance from the summary statistics (Welch 1951), by statsmodels.
    """
    from statsmodels.stats.oneway import anova_generic

    columns = [published_descriptions(study)[name] for study, name in PUBLISHED_THREE_TIMES]
    means, stds, counts = (
        np.array([column[name] for column in columns]) for name in ("mean", "std", "count")
    )
    test = anova_generic(means, stds**2, counts, use_var="unequal")
    listed = ", ".join(f"{mean:.1f}" for mean in means)
    return (
        ", ".join(study for study, _ in PUBLISHED_THREE_TIMES),
        ", ".join(name for _, name in PUBLISHED_THREE_TIMES),
        "three tables of one configuration may come from one distribution",
        bool(test.pvalue > 0.05),
        f"means {listed}: {describe_p_value(test.pvalue)}",
    )
