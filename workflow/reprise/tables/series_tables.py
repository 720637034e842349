"""Tables that describe the series of a study: autocorrelations, and a test of a unit root.

They use only the observations before all test rows, so that nobody chooses a network by what the
test rows look like.
"""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from reprise.data.row_counts import count_observations_before_tests
from reprise.data.series import Series
from reprise.settings import FramingSettings
from reprise.stats.autocorrelation import (
    autocorrelations,
    check_unit_root,
    why_no_autocorrelation,
)


def series_before_tests(
    series: Series, framings: Sequence[FramingSettings]
) -> dict[str, np.ndarray]:
    """The observations before all test rows, and their differences if the study uses differences.

    Parameters
    ----------
    series : Series
    framings : sequence of FramingSettings
        Of all configurations and origins.

    Returns
    -------
    dict of str to ndarray
        `observations` and, for each lag of differencing, `differences at lag {lag}`.
    """
    seen = series.values[: count_observations_before_tests(len(series.values), framings)]
    lags = sorted({framing.difference for framing in framings if framing.difference})
    differences = {f"differences at lag {lag}": seen[lag:] - seen[:-lag] for lag in lags}
    return {"observations": seen} | differences


def tabulate_autocorrelations(
    series: Series, framings: Sequence[FramingSettings], period: int | None, confidence: float
) -> pd.DataFrame:
    """Tabulate the autocorrelations of the observations before all test rows.

    Returns
    -------
    DataFrame
        The columns of `stats.autocorrelation.autocorrelations` after the columns `series`,
        `values` (their number) and `problem`. A series without autocorrelations has one row, whose
        `problem` says why.
    """

    def describe(values: np.ndarray) -> pd.DataFrame:
        table = autocorrelations(values, period, confidence)
        table.insert(0, "problem", why_no_autocorrelation(values))
        table.insert(0, "values", len(values))
        if table.empty:
            table.loc[0] = {"values": len(values), "problem": why_no_autocorrelation(values)}
        return table

    return _tabulate_each(series, framings, describe)


def tabulate_unit_roots(series: Series, framings: Sequence[FramingSettings]) -> pd.DataFrame:
    """Tabulate the test of a unit root for the observations before all test rows.

    Returns
    -------
    DataFrame
        The columns of `stats.autocorrelation.check_unit_root` after the column `series`.
    """
    return _tabulate_each(series, framings, check_unit_root)


def _tabulate_each(
    series: Series,
    framings: Sequence[FramingSettings],
    describe: Callable[[np.ndarray], pd.DataFrame],
) -> pd.DataFrame:
    tables = []
    for name, values in series_before_tests(series, framings).items():
        table = describe(values)
        table.insert(0, "series", name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
