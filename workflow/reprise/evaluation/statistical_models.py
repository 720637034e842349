"""Exponential smoothing and seasonal ARIMA as baselines.

Each model is fitted to the observations before the test rows, and its parameters stay as fitted.
Its form is chosen by AICc (Hurvich & Tsai 1989, doi:10.1093/biomet/76.2.297). Each forecast of a
test row uses every observation before the first target of this row.
"""

import itertools
import logging
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from reprise.data.framing import Framing
from reprise.data.missing_values import FilledColumn
from reprise.errors import RepriseError
from reprise.framing_settings import FramingSettings

log = logging.getLogger(__name__)
Candidate = tuple[str, dict[str, Any]]  # the form of a model, and the options of statsmodels


@dataclass(frozen=True)
class SplitSeries:
    """A column of a series that is split into the observations before the test rows and the others.

    Attributes
    ----------
    values : tuple of float
        All observations that the framing uses. Missing ones are filled from the past.
    first_test : int
        The position of the first test target. A baseline is fitted to the observations before it.
    horizon : int
        The number of steps that each row forecasts.
    first_targets : tuple of int
        The position of the first target of each test row.
    is_missing : tuple of bool
        Whether an observation was missing; empty if none was.
    """

    values: tuple[float, ...]
    first_test: int
    horizon: int
    first_targets: tuple[int, ...]
    is_missing: tuple[bool, ...] = ()

    @property
    def values_before_test(self) -> tuple[float, ...]:
        """The observations before the test rows, which a baseline is fitted to."""
        return self.values[: self.first_test]

    @property
    def mean_before_test(self) -> float:
        """The mean of the observations before the test rows that are not missing."""
        values = np.array(self.values_before_test)
        if self.is_missing:
            values = values[~np.array(self.is_missing[: self.first_test])]
        return float(np.mean(values))


def split_column(column: FilledColumn, framing: Framing, settings: FramingSettings) -> SplitSeries:
    """Split a column before the test rows of its framing.

    Parameters
    ----------
    column : FilledColumn
    framing : Framing
    settings : FramingSettings
        The settings of the framing.

    Returns
    -------
    SplitSeries
        With a query there are no test rows, and all observations come before the query.
    """
    used = tuple(column.from_past[: settings.observations].tolist())
    is_missing = tuple(np.isnan(column.observed[: settings.observations]).tolist())
    first_targets = () if framing.has_query else framing.first_targets[framing.split("test")]
    first_test = len(used) - (settings.test_rows or 0)
    return SplitSeries(
        used,
        first_test,
        framing.horizon,
        tuple(map(int, first_targets)),
        is_missing if any(is_missing) else (),
    )


def ets(series: SplitSeries, period: int | None = None) -> tuple[str, np.ndarray]:
    """Forecast by exponential smoothing, with error, trend and season chosen by AICc.

    Source: Hyndman, Koehler, Ord & Snyder, "Forecasting with Exponential Smoothing", 2008
    (doi:10.1007/978-3-540-71918-2), as in the ETSModel of statsmodels.

    Parameters
    ----------
    series : SplitSeries
    period : int, optional
        The number of observations in a season.

    Returns
    -------
    (str, ndarray of shape (test rows, horizon))
        The form of the model, and its forecasts in the dataset's units.

    Raises
    ------
    RepriseError
        If no form can be fitted to the series.
    """
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    form, options, fitted = _fit_ets(series.values_before_test, period)
    smoothed = ETSModel(np.array(series.values), **options).smooth(fitted.params)
    if series.horizon == 1:
        return form, np.asarray(smoothed.fittedvalues)[list(series.first_targets), None]
    return form, _forecast_each_row(smoothed, series)


def sarima(
    series: SplitSeries, integration: int = 1, period: int | None = None
) -> tuple[str, np.ndarray]:
    """Forecast by seasonal ARIMA, with orders up to (2, d, 2)(1, 0, 0) chosen by AICc.

    Source: Box & Jenkins, "Time Series Analysis", as in the SARIMAX of statsmodels.

    Parameters
    ----------
    series : SplitSeries
    integration : int
        The order d of integration. With d = 0 the model has a constant.
    period : int, optional
        The number of observations in a season.

    Returns
    -------
    (str, ndarray of shape (test rows, horizon))
        The form of the model, and its forecasts in the dataset's units.

    Raises
    ------
    RepriseError
        If no form can be fitted to the series.
    """
    form, _, fitted = _fit_sarima(series.values_before_test, integration, period)
    extended = fitted.append(np.array(series.values[series.first_test :]))
    if series.horizon == 1:
        one_step = np.asarray(extended.predict(series.first_test, len(series.values) - 1))
        rows = np.array(series.first_targets) - series.first_test
        return form, one_step[rows, None]
    return form, _forecast_each_row(extended, series)


@cache  # because studies of one series, and horizons of one study, share the fitted model
def _fit_ets(values: tuple[float, ...], period: int | None) -> tuple[str, dict[str, Any], Any]:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    series = np.array(values)

    def fit(options: dict[str, Any]) -> Any:
        return ETSModel(series, **options).fit(disp=False)

    return _lowest_aicc("ets", _ets_candidates(series, period), fit)


def _ets_candidates(series: np.ndarray, period: int | None) -> Iterator[Candidate]:
    errors = ["add", "mul"] if (series > 0).all() else ["add"]
    trends = [(None, False), ("add", False), ("add", True)]
    seasons = [None, "add"] if _has_two_seasons(series, period) else [None]
    letters = {None: "N", "add": "A", "mul": "M"}
    for error, (trend, is_damped), season in itertools.product(errors, trends, seasons):
        trend_letters = letters[trend] + ("d" if is_damped else "")
        yield (
            f"ETS({letters[error]},{trend_letters},{letters[season]})",
            {
                "error": error,
                "trend": trend,
                "damped_trend": is_damped,
                "seasonal": season,
                "seasonal_periods": period if season else None,
            },
        )


@cache  # for the same reason as _fit_ets
def _fit_sarima(
    values: tuple[float, ...], integration: int, period: int | None
) -> tuple[str, dict[str, Any], Any]:
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    series = np.array(values)

    def fit(options: dict[str, Any]) -> Any:
        return SARIMAX(series, **options).fit(disp=False)

    return _lowest_aicc("sarima", _sarima_candidates(series, integration, period), fit)


def _sarima_candidates(
    series: np.ndarray, integration: int, period: int | None
) -> Iterator[Candidate]:
    seasonal_orders = [0, 1] if _has_two_seasons(series, period) else [0]
    for p, q, seasonal in itertools.product(range(3), range(3), seasonal_orders):
        season = f"({seasonal},0,0)[{period}]" if seasonal else ""
        yield (
            f"SARIMA({p},{integration},{q}){season}",
            {
                "order": (p, integration, q),
                "seasonal_order": (seasonal, 0, 0, period) if seasonal else (0, 0, 0, 0),
                "trend": None if integration else "c",
            },
        )


def _has_two_seasons(series: np.ndarray, period: int | None) -> bool:
    """Whether a series is long enough to fit a season to it."""
    return bool(period) and len(series) >= 2 * (period or 0)


def _lowest_aicc(
    name: str, candidates: Iterable[Candidate], fit: Callable[[dict[str, Any]], Any]
) -> tuple[str, dict[str, Any], Any]:
    """Fit each candidate, and choose the one with the lowest corrected AIC.

    Returns
    -------
    (str, dict, fitted model)
        The form, the options and the fitted model of statsmodels.
    """
    best: tuple[str, dict[str, Any], Any] | None = None
    for form, options in candidates:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                fitted = fit(options)
            except (ValueError, np.linalg.LinAlgError) as error:
                log.info("%s: %s cannot be fitted to this series: %s", name, form, error)
                continue
        for warning in caught:
            log.info("%s: %s: %s", name, form, warning.message)
        log.info("%s: %s has AICc %.2f", name, form, fitted.aicc)
        if np.isfinite(fitted.aicc) and (best is None or fitted.aicc < best[2].aicc):
            best = form, options, fitted
    if best is None:
        raise RepriseError(
            f"The baseline '{name}' cannot be fitted to this series. Remove {name} from baselines."
        )
    return best


def _forecast_each_row(fitted: Any, series: SplitSeries) -> np.ndarray:
    """Forecast every step of each test row from the observations before its first target."""
    last_step = series.horizon - 1
    return np.array(
        [
            np.asarray(fitted.predict(first, first + last_step, dynamic=True))
            for first in series.first_targets
        ]
    )
