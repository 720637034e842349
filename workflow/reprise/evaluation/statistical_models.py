"""Exponential smoothing and seasonal ARIMA, fitted before the test rows and walked over them."""

import itertools
import logging
import warnings
from dataclasses import dataclass
from functools import cache

import numpy as np

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Walk:
    """Where in a series the rows of a framing lie.

    Attributes
    ----------
    values : tuple of float
        All observations that the framing uses.
    first_test : int
        The position of the first test row's first target: what comes before it is fitted on.
    horizon : int
    """

    values: tuple
    first_test: int
    horizon: int

    @property
    def before(self):
        """The observations before the test rows."""
        return self.values[: self.first_test]

    @property
    def origins(self):
        """The position of each test row's first target."""
        return range(self.first_test, len(self.values) - self.horizon + 1)


def walk_of(values, framing, observations=None):
    """The Walk of a framing over a series."""
    values = tuple(float(v) for v in values[:observations])
    horizon = framing.actual.shape[1]
    test = framing.split("test")
    rows = 0 if framing.has_query else test.stop - test.start
    first_test = len(values) - (rows + horizon - 1 if rows else 0)
    return Walk(values, first_test, horizon)


def ets(walk, period=None):
    """Exponential smoothing; error, trend and season chosen by AICc before the test.

    Parameters
    ----------
    walk : Walk
    period : int, optional

    Source: Hyndman, Koehler, Ord & Snyder, "Forecasting with Exponential Smoothing", 2008,
    as in statsmodels' ETSModel.

    Returns
    -------
    (str, ndarray of shape (test rows, horizon))
    """
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    form, options, fitted = _fit_ets(walk.before, period)
    smoothed = ETSModel(np.array(walk.values), **options).smooth(fitted.params)
    if walk.horizon == 1:
        return form, np.asarray(smoothed.fittedvalues)[walk.first_test :, None]
    return form, _from_each_origin(smoothed, walk)


def sarima(walk, integration=1, period=None):
    """Seasonal ARIMA; orders up to (2, d, 2)(1, 0, 0) by AICc before the test.

    Parameters
    ----------
    walk : Walk
    integration : int
    period : int, optional

    Source: Box & Jenkins, "Time Series Analysis", as in statsmodels' SARIMAX.

    Returns
    -------
    (str, ndarray of shape (test rows, horizon))
    """
    form, _, fitted = _fit_sarima(walk.before, integration, period)
    values = walk.values
    walked = fitted.append(np.array(values[walk.first_test :]))
    if walk.horizon == 1:
        return form, np.asarray(walked.predict(walk.first_test, len(values) - 1))[:, None]
    return form, _from_each_origin(walked, walk)


@cache
def _fit_ets(values, period):
    """Studies of one series, and horizons of one study, share what was fitted."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    values = np.array(values)
    errors = ["add", "mul"] if (values > 0).all() else ["add"]
    trends = [(None, False), ("add", False), ("add", True)]
    seasons = [None, "add"] if period and len(values) >= 2 * period else [None]
    letters = {None: "N", "add": "A", "mul": "M"}

    def candidates():
        for error, (trend, damped), season in itertools.product(errors, trends, seasons):
            options = dict(
                error=error,
                trend=trend,
                damped_trend=damped,
                seasonal=season,
                seasonal_periods=period if season else None,
            )
            trend_letter = letters[trend] + ("d" if damped else "")
            yield f"ETS({letters[error]},{trend_letter},{letters[season]})", options

    def fit(options):
        return ETSModel(values, **options).fit(disp=False)

    return _lowest_aicc("ets", candidates(), fit)


@cache
def _fit_sarima(values, integration, period):
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    values = np.array(values)
    seasons = [0, 1] if period and len(values) >= 2 * period else [0]

    def candidates():
        for p, q, seasonal in itertools.product(range(3), range(3), seasons):
            season = f"({seasonal},0,0)[{period}]" if seasonal else ""
            yield (
                f"SARIMA({p},{integration},{q}){season}",
                dict(
                    order=(p, integration, q),
                    seasonal_order=(seasonal, 0, 0, period) if seasonal else (0, 0, 0, 0),
                    trend=None if integration else "c",
                ),
            )

    def fit(options):
        return SARIMAX(values, **options).fit(disp=False)

    return _lowest_aicc("sarima", candidates(), fit)


def _lowest_aicc(name, candidates, fit):
    """Fit each candidate; return the form, options and fit of the lowest corrected AIC."""
    best = None
    for form, options in candidates:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                fitted = fit(options)
            except (ValueError, np.linalg.LinAlgError) as error:
                log.info("%s: %s cannot be fitted here: %s", name, form, error)
                continue
        for warning in caught:
            log.info("%s: %s: %s", name, form, warning.message)
        log.info("%s: %s has AICc %.2f", name, form, fitted.aicc)
        if np.isfinite(fitted.aicc) and (best is None or fitted.aicc < best[2].aicc):
            best = form, options, fitted
    if best is None:
        raise ValueError(f"no {name} model can be fitted to this series; leave it out of baselines")
    return best


def _from_each_origin(fitted, walk):
    """Forecasts of every step from each origin, which knows the observations before it."""
    last_step = walk.horizon - 1
    return np.array(
        [np.asarray(fitted.predict(t, t + last_step, dynamic=True)) for t in walk.origins]
    )
