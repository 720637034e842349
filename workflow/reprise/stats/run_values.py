"""The metric values of each configuration, and the pairs of configurations to compare."""

import itertools
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Values = NDArray[np.float64]


def values_by_configuration(
    runs: pd.DataFrame, metric: str, configurations: Iterable[str]
) -> dict[str, Values]:
    """Return the metric values of each configuration, without the runs that diverged.

    Parameters
    ----------
    runs : DataFrame
        One row per run, as `run_tables.collect_runs` returns it.
    metric : str
        Column of `runs`, for example `test_rmse`.
    configurations : iterable of str

    Returns
    -------
    dict of str to ndarray, shape (completed runs,)
        The array is empty for a configuration without completed runs.
    """
    completed = runs[runs["state"] == "ok"].dropna(subset=[metric])
    return {
        name: completed.loc[completed["configuration"] == name, metric].to_numpy(dtype=np.float64)
        for name in configurations
    }


def comparable_pairs(forecast_groups: Mapping[str, str]) -> list[tuple[str, str]]:
    """List the pairs of configurations that forecast the same target.

    Parameters
    ----------
    forecast_groups : mapping of str to str
        The forecast target of each configuration, for example `7 ahead`.

    Returns
    -------
    list of (str, str)
        Each pair once, in the order of `forecast_groups`.
    """
    return [
        (one, other)
        for one, other in itertools.combinations(forecast_groups, 2)
        if forecast_groups[one] == forecast_groups[other]
    ]
