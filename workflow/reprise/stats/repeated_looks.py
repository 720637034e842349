"""Verdicts with error rates that hold although the runs are looked at again and again.

A study that trains until its pairs are decided looks at its runs after every round. If each look
had the whole error rate, the study would err more often than it says. Therefore each look has a
share of the error rate (alpha spending, Lan & DeMets 1983, doi:10.1093/biomet/70.3.659). The shares
of all looks add up to at most 1. By the union bound, the chance that any interval of any look is
wrong is then at most the error rate, whatever the test and however the looks depend on each other.

Two properties make this exact:

- The looks and their shares do not depend on the results, nor on the largest number of repeats.
  Therefore a study may get a larger number later.
- Both configurations of an undecided pair have all repeats of the look, because both were trained
  further. The interval of the pair is therefore the interval that it would have if no configuration
  had stopped, and a stop for another pair does not bias it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

GROWTH = 1.5  # of the number of repeats from one look to the next
CANNOT_TELL = "cannot tell"
# What names a pair in a row of `comparisons.compare_study`.
PAIR_COLUMNS = ("family", "configuration", "other", "kind")

Row = dict[str, Any]


def list_looks(at_least: int, at_most: int) -> list[int]:
    """Return the number of repeats per configuration at each look.

    Parameters
    ----------
    at_least : int
        The number of repeats at the first look.
    at_most : int
        The last look has at most this number of repeats.

    Returns
    -------
    list of int
        Each number is half as large again as the one before, rounded up.
    """
    looks = [at_least]
    while (repeats := math.ceil(GROWTH * looks[-1])) <= at_most:
        looks.append(repeats)
    return looks


def error_of_look(look: int, error: float) -> float:
    """Return the error rate of one look.

    Parameters
    ----------
    look : int
        From 1.
    error : float
        The error rate of all looks together.

    Returns
    -------
    float
        The shares 4 / ((look + 3) (look + 4)) are 1/5, 2/15, 2/21, 1/14, …; their sum over all
        looks is 1. The first looks get more, because a large difference is decided there.
    """
    return error * 4 / ((look + 3) * (look + 4))


def keep_decisions(
    earlier: Iterable[Mapping[str, Any]], comparisons: "pd.DataFrame", look: int, confidence: float
) -> list[Row]:
    """Add the decisions of a look to those of the looks before.

    A pair that was decided at an earlier look keeps its verdict and its interval.

    Parameters
    ----------
    earlier : iterable of dict
        The rows that this function returned for the look before; empty at the first look.
    comparisons : DataFrame
        As `comparisons.compare_study` returns it for this look.
    look : int
    confidence : float
        The confidence of the intervals of this look.

    Returns
    -------
    list of dict
        One row per pair, in the order of `comparisons`. It has its columns, the `confidence` of
        its interval, and the `round` of the decision, which is None for an undecided pair. `p` is
        divided by the share of the look, so that it is compared with the error rate of all looks.
        A number that is NaN becomes None.
    """
    decided = {pair_of(row): dict(row) for row in earlier if row["round"] is not None}
    rows = []
    for found in comparisons.to_dict("records"):
        row = {str(name): None if _is_nan(value) else value for name, value in found.items()}
        if row["p"] is not None:
            row["p"] = min(1.0, row["p"] / error_of_look(look, 1.0))
        row |= {"confidence": confidence, "round": None if row["verdict"] == CANNOT_TELL else look}
        rows.append(decided.get(pair_of(row), row))
    return rows


def pair_of(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what names the pair of a row."""
    return tuple(row[column] for column in PAIR_COLUMNS)


def list_undecided(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> list[str]:
    """Return the configurations that belong to an undecided pair.

    Parameters
    ----------
    rows : iterable of dict
        As `keep_decisions` returns them.
    names : sequence of str
        All configurations, in the order of the result. A baseline is none of them.
    """
    undecided = set()
    for row in rows:
        if row["round"] is None:
            undecided.add(row["configuration"])
            if row["kind"] == "configuration":
                undecided.add(row["other"])
    return [name for name in names if name in undecided]


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)
