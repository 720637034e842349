"""Forecasts that need no network, made for the same rows as the network's.

Each is fitted on the observations before the first test row alone and then walked forward: it
sees every observation before the one it forecasts, and its parameters stay as fitted, like the
network's weights.
"""

import itertools
import logging
import warnings
from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Baseline:
    """A forecast without a network.

    Attributes
    ----------
    name : str
    form : str
        What was fitted, as a person would write it ("SARIMA(1,1,0)").
    forecasts : ndarray of float64, shape (test rows,), in the dataset's units
    test_rmse : float, in the dataset's units
    """

    name: str
    form: str
    forecasts: np.ndarray
    test_rmse: float


def study_baselines(names, values, framings, settings, configurations, period=None):
    """Make the baselines of a study, each of its framings considered.

    Parameters
    ----------
    names : list of str
    values : array, shape (observations,)
    framings : list of Framing
    settings : list of dict
        What the study says of each framing.
    configurations : list of list of str
        The configurations that use each framing.
    period : int, optional

    Returns
    -------
    list of dict, for JSON
        baseline, form, test_rmse, forecasts, configurations. What is the same under several
        framings stands there once; a name that is not is told apart by a configuration.
    """
    made = {}
    for framing, said, beside in zip(framings, settings, configurations, strict=True):
        for baseline in make_baselines(names, values, framing, said["difference"], period):
            key = (baseline.name, baseline.form, tuple(baseline.forecasts))
            made.setdefault(key, (baseline, []))[1].extend(beside)
    often = Counter(baseline.name for baseline, _ in made.values())
    return [
        {
            "baseline": b.name if often[b.name] == 1 else f"{b.name} ({beside[0]})",
            "form": b.form,
            "test_rmse": b.test_rmse,
            "forecasts": b.forecasts.tolist(),
            "configurations": beside,
        }
        for b, beside in made.values()
    ]


def make_baselines(names, values, framing, difference=1, period=None):
    """Make the named baselines for one framing of a series.

    Parameters
    ----------
    names : iterable of {"persistence", "least_squares", "ets", "sarima"}
    values : array, shape (observations,), in the dataset's units
    framing : Framing
    difference : int
        The framing's differencing; SARIMA takes it as its order of integration, at most 1.
    period : int, optional
        Observations in a season.

    Returns
    -------
    list of Baseline
    """
    series, start = tuple(values), _test_start(values, framing)
    makers = {
        "persistence": lambda: ("last observation", persistence(values, framing)),
        "least_squares": lambda: ("least squares on the network's inputs", least_squares(framing)),
        "ets": lambda: ets(series, start, period),
        "sarima": lambda: sarima(series, start, min(difference, 1), period),
    }
    made = []
    for name in names:
        form, forecasts = makers[name]()
        actual = framing.actual[framing.train_rows :]
        rmse = float(np.sqrt(np.mean(np.square(actual - forecasts))))
        log.info("baseline %s: %s, test RMSE %.3f", name, form, rmse)
        made.append(Baseline(name, form, forecasts, rmse))
    return made


def persistence(values, framing):
    """The observation before (LSTM tutorial, "Data Split": 136.761 on Shampoo Sales)."""
    start = _test_start(values, framing)
    return np.asarray(values, dtype=np.float64)[start - 1 : -1]


def least_squares(framing):
    """Ordinary least squares with an intercept on the very rows that the network trains on."""
    inputs = framing.x.reshape(len(framing.x), -1)
    design = np.column_stack([np.ones(len(inputs)), inputs])
    train = slice(framing.train_rows)
    weights, *_ = np.linalg.lstsq(design[train], framing.y[train, 0], rcond=None)
    return framing.forecasts(design @ weights)[framing.train_rows :]


@cache
def ets(values, start, period=None):
    """Exponential smoothing; error, trend and season chosen by AICc before `start`.

    Parameters
    ----------
    values : tuple of float
        All observations; a tuple, because studies of one series share what was fitted.
    start : int
        The position of the first one to forecast.
    period : int, optional

    Source: Hyndman, Koehler, Ord & Snyder, "Forecasting with Exponential Smoothing", 2008,
    as in statsmodels' ETSModel.

    Returns
    -------
    (str, ndarray of shape (observations - start,))
    """
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    values = np.asarray(values, dtype=np.float64)
    errors = ["add", "mul"] if (values > 0).all() else ["add"]
    trends = [(None, False), ("add", False), ("add", True)]
    seasons = [None, "add"] if period and start >= 2 * period else [None]
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
        return ETSModel(values[:start], **options).fit(disp=False)

    form, options, fitted = _lowest_aicc("ets", candidates(), fit)
    smoothed = ETSModel(values, **options).smooth(fitted.params)
    return form, np.asarray(smoothed.fittedvalues)[start:]


@cache
def sarima(values, start, integration=1, period=None):
    """Seasonal ARIMA; orders up to (2, d, 2)(1, 0, 0) chosen by AICc before `start`.

    Parameters
    ----------
    values : tuple of float
    start : int
    integration : int
    period : int, optional

    Source: Box & Jenkins, "Time Series Analysis", as in statsmodels' SARIMAX.

    Returns
    -------
    (str, ndarray of shape (observations - start,))
    """
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    values = np.asarray(values, dtype=np.float64)
    seasons = [0, 1] if period and start >= 2 * period else [0]

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
        return SARIMAX(values[:start], **options).fit(disp=False)

    form, _, fitted = _lowest_aicc("sarima", candidates(), fit)
    walked = fitted.append(values[start:])
    return form, np.asarray(walked.predict(start, len(values) - 1))


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


def _test_start(values, framing):
    """The position of the first test observation."""
    return len(values) - (len(framing.actual) - framing.train_rows)
