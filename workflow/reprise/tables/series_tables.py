"""Tables that describe the series of a study: autocorrelations, and a test of a unit root.

They use only the observations before all test rows, so that nobody chooses a network by what the
test rows look like.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from reprise.data.missing_values import fill_missing
from reprise.data.row_counts import count_observations_before_tests
from reprise.data.series import Series
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings
from reprise.stats.autocorrelation import (
    autocorrelations,
    check_unit_root,
    why_no_autocorrelation,
)
from reprise.tables.sliding_windows import describe_differences


def series_before_tests(
    series: Series, dataset: DatasetSettings, framings: Sequence[FramingSettings]
) -> dict[str, np.ndarray]:
    """The observations before all test rows, and their differences if the study uses differences.

    Parameters
    ----------
    series : Series
    dataset : DatasetSettings
        Missing observations are filled as it says.
    framings : sequence of FramingSettings
        Of all configurations and origins.

    Returns
    -------
    dict of str to ndarray
        `observations` and, for each differencing, `differences at lag {lag}`. With several targets,
        the name of the target follows.
    """
    before = count_observations_before_tests(len(series), framings)
    parts = {}
    for name in series.targets:
        end = f" of {name}" if len(series.targets) > 1 else ""
        known = series.columns[name][:before]
        seen = fill_missing(known, dataset.missing, dataset.period).from_both_sides
        parts[f"observations{end}"] = seen
        for delays in sorted({framing.column(name, True).delays for framing in framings} - {()}):
            differences = seen
            for delay in delays:
                differences = differences[delay:] - differences[:-delay]
            parts[f"{describe_differences(delays)}{end}"] = differences
    return parts


def tabulate_autocorrelations(
    series: Series,
    dataset: DatasetSettings,
    framings: Sequence[FramingSettings],
    confidence: float,
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
        table = autocorrelations(values, dataset.period, confidence)
        table.insert(0, "problem", why_no_autocorrelation(values))
        table.insert(0, "values", len(values))
        if table.empty:
            table.loc[0] = {"values": len(values), "problem": why_no_autocorrelation(values)}
        return table

    return _tabulate_each(series_before_tests(series, dataset, framings), describe)


def tabulate_unit_roots(
    series: Series, dataset: DatasetSettings, framings: Sequence[FramingSettings]
) -> pd.DataFrame:
    """Tabulate the test of a unit root for the observations before all test rows.

    Returns
    -------
    DataFrame
        The columns of `stats.autocorrelation.check_unit_root` after the column `series`.
    """
    return _tabulate_each(series_before_tests(series, dataset, framings), check_unit_root)


def _tabulate_each(
    parts: Mapping[str, np.ndarray], describe: Callable[[np.ndarray], pd.DataFrame]
) -> pd.DataFrame:
    tables = []
    for name, values in parts.items():
        table = describe(values)
        table.insert(0, "series", name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)
