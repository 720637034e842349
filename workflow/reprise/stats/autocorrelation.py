"""How the values of a series depend on earlier values: autocorrelations and a test of a unit root.

Sources: Box, Jenkins, Reinsel & Ljung, Time Series Analysis, 5th ed., Wiley 2015, chapters 2 and 3
(autocorrelations); Said & Dickey 1984, doi:10.1093/biomet/71.3.599 (the test); MacKinnon 2010,
Queen's University working paper 1227 (its p-values).
"""

import math
import warnings
from typing import Any

import numpy as np
import pandas as pd

from reprise.data.row_counts import FEWEST_FOR_AUTOCORRELATIONS

SMALLEST_RANGE = 1e-12  # of the largest value; a smaller range is a rounding error
SMALLEST_RESIDUAL = 1e-16  # of the sum of squares; a smaller residual is a rounding error
REGRESSIONS = {"c": "constant", "ct": "constant and trend"}
AUTOCORRELATION_COLUMNS = ["function", "lag", "correlation", "band"]


def why_no_autocorrelation(values: np.ndarray) -> str:
    """Say why a series has no autocorrelations, as a part of a sentence; empty if it has some."""
    fewest = FEWEST_FOR_AUTOCORRELATIONS
    if len(values) < fewest:
        return f"there are {len(values)} values, and at least {fewest} are necessary"
    return "all values are equal" if _is_constant(values) else ""


def autocorrelations(
    values: np.ndarray, period: int | None = None, confidence: float = 0.95
) -> pd.DataFrame:
    """Compute the autocorrelations and the partial autocorrelations of a series.

    Parameters
    ----------
    values : ndarray, shape (n,)
    period : int, optional
        The number of values in a season; two seasons are shown if the series is long enough.
    confidence : float
        The confidence of the bands.

    Returns
    -------
    DataFrame
        `function` (acf or pacf), `lag`, `correlation`, and `band`: half the width of the band
        around zero in which the correlation would lie if there were none. The band of the acf is
        Bartlett's, which grows with the lag. No row if `why_no_autocorrelation` has a reason.
    """
    from statsmodels.tsa.stattools import acf, pacf

    if why_no_autocorrelation(values):
        return pd.DataFrame(columns=AUTOCORRELATION_COLUMNS)
    most = len(values) // 2 - 1  # statsmodels computes partial autocorrelations up to here
    lags = min(max(int(10 * math.log10(len(values))), 2 * (period or 0)), most)
    tables = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a straight line has a singular matrix of correlations
        options = {"nlags": lags, "alpha": 1 - confidence, "result_object": True}
        results = {"acf": acf(values, **options)}
        results["pacf"] = pacf(
            values, method="ywm", **options
        )  # the only method that stays in -1, 1
    for name, result in results.items():
        limits = result.confint[1:]
        tables.append(
            pd.DataFrame(
                {
                    "function": name,
                    "lag": range(1, lags + 1),
                    "correlation": getattr(result, name)[1:],
                    "band": (limits[:, 1] - limits[:, 0]) / 2,
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def check_unit_root(values: np.ndarray) -> pd.DataFrame:
    """Test whether a series has a unit root (augmented Dickey-Fuller, by statsmodels).

    The null hypothesis is that the series has a unit root: a shock shifts all later values, as in a
    random walk. The number of lags in the regression is chosen by AIC.

    Parameters
    ----------
    values : ndarray, shape (n,)

    Returns
    -------
    DataFrame
        One row per regression (with a constant; with a constant and a linear trend): `regression`,
        `values` (n), `lags`, `statistic`, `critical_5_percent`, `p`, and `problem`, which says why
        there is no test and is otherwise empty.
    """
    rows = []
    for regression, name in REGRESSIONS.items():
        row: dict[str, Any] = {"regression": name, "values": len(values)}
        problem = _why_no_test(values)
        if not problem:
            result = _run_test(values, regression)
            problem = "" if result else "a regression on past values fits the series without error"
            row |= result
        rows.append(row | {"problem": problem})
    columns = ["regression", "values", "lags", "statistic", "critical_5_percent", "p", "problem"]
    return pd.DataFrame(rows).reindex(columns=columns)


def _why_no_test(values: np.ndarray) -> str:
    problem = why_no_autocorrelation(values)
    if not problem and _is_constant(np.diff(values)):
        problem = "the series changes by the same amount at every step"
    return problem


def _run_test(values: np.ndarray, regression: str) -> dict[str, Any]:
    """The result of the test, or an empty dict if the regression has no residuals."""
    from statsmodels.tsa.stattools import adfuller

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # of a regression without residuals
        result = adfuller(values, regression=regression, store=True, result_object=True)
    fitted = result.resstore.resols
    if not math.isfinite(result.pvalue) or fitted.ssr <= SMALLEST_RESIDUAL * fitted.centered_tss:
        return {}
    return {
        "lags": result.lags,
        "statistic": result.statistic,
        "critical_5_percent": result.critical_values["5%"],
        "p": result.pvalue,
    }


def _is_constant(values: np.ndarray) -> bool:
    return bool(np.ptp(values) <= SMALLEST_RANGE * np.abs(values).max())
