"""Published tables held against themselves: can such numbers stand together?"""

import math

import numpy as np
import pandas as pd

from reprise.data.published import published_descriptions

DESCRIBED = ("lstm_epochs", "lstm_batch_size", "lstm_neurons")
# One configuration, 1000 epochs, batches of 4 and one neuron, is printed three times.
PRINTED_THRICE = (
    ("lstm_epochs", "epochs=1000"),
    ("lstm_batch_size", "batch_size=4"),
    ("lstm_neurons", "units=1"),
)


WITHIN_EVERY_COLUMN = (
    "quantiles rise",
    "mean lies between the extremes",
    "std lies within the bounds of range and mean",
)


def check_published():
    """What must hold within each describe() table that the LSTM tutorial prints.

    Returns
    -------
    DataFrame
        Columns study, configuration, check, holds, found.
    """
    rows = []
    for study in DESCRIBED:
        table = published_descriptions(study)
        for configuration in table:
            for check, holds, found in _within_column(table[configuration]):
                rows.append((study, configuration, check, holds, found))
    rows += [_tightest(), _one_distribution()]
    return pd.DataFrame(rows, columns=["study", "configuration", "check", "holds", "found"])


def _within_column(column):
    """The order of the quantiles, and the bounds that range and mean set to the std."""
    order = [column[name] for name in ("min", "25%", "50%", "75%", "max")]
    yield WITHIN_EVERY_COLUMN[0], order == sorted(order), " <= ".join(f"{v:.1f}" for v in order)
    yield (
        WITHIN_EVERY_COLUMN[1],
        column["min"] <= column["mean"] <= column["max"],
        f"{column['mean']:.1f}",
    )
    low, high = std_bounds(column)
    yield (
        WITHIN_EVERY_COLUMN[2],
        low <= column["std"] <= high,
        f"{low:.1f} <= {column['std']:.1f} <= {high:.1f}",
    )


def std_bounds(column):
    """The least and the greatest standard deviation that count, mean, min and max allow.

    The greatest by Bhatia and Davis 2000 (doi:10.1080/00029890.2000.12005203): variance at most
    (max - mean)(mean - min); the least with all other runs in the middle of the two extremes.

    Parameters
    ----------
    column : Series
        Of a describe() table: count, mean, min, max.

    Returns
    -------
    (float, float)
    """
    count = column["count"]
    span = column["max"] - column["min"]
    least = span / math.sqrt(2 * (count - 1))
    product = (column["max"] - column["mean"]) * (column["mean"] - column["min"])
    return least, math.sqrt(product * count / (count - 1))


def _tightest():
    """The text says that one neuron has the tightest spread; its own table decides."""
    spread = published_descriptions("lstm_neurons").loc["std"]
    least = spread.idxmin()
    found = f"std {spread['units=1']:.2f} with one, {spread[least]:.2f} with {least}"
    return (
        "lstm_neurons",
        "units=1",
        "has the smallest std, as the text says",
        bool(least == "units=1"),
        found,
    )


def _one_distribution():
    """Whether three printed tables of one configuration may come from one distribution.

    Welch's analysis of variance from the summary statistics (Welch 1951), by statsmodels.
    """
    from statsmodels.stats.oneway import anova_generic

    columns = [published_descriptions(study)[name] for study, name in PRINTED_THRICE]
    means, stds, counts = (
        np.array([column[name] for column in columns]) for name in ("mean", "std", "count")
    )
    test = anova_generic(means, stds**2, counts, use_var="unequal")
    found = f"means {', '.join(f'{mean:.1f}' for mean in means)}: p {test.pvalue:.2f}"
    return (
        ", ".join(study for study, _ in PRINTED_THRICE),
        ", ".join(name for _, name in PRINTED_THRICE),
        "three tables of one configuration may come from one distribution",
        bool(test.pvalue > 0.05),
        found,
    )
