"""Forecast with statsforecast and skforecast from the origins that bench/forecasters.py gives.

The arguments are a JSON file of tasks and a CSV file to write. Each task has `study`, `values`,
`period`, `lags`, `difference`, `steps`, `levels`, `origins` and `refits`. The script prints the
seconds of each forecaster, the refusals and the versions as JSON. It runs in its own environment,
because the libraries need another pandas than Reprise.

A forecaster is fitted at each refit, and once more to all values. From the other origins it
forecasts with the parameters of the last refit and all values before the origin.
"""

import json
import sys
import time
import warnings
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd
from skforecast.recursive import ForecasterRecursive
from sklearn.linear_model import LinearRegression
from statsforecast.models import AutoARIMA, AutoETS
from statsforecast.utils import ConformalIntervals

Task = dict[str, Any]
Row = dict[str, float]
WINDOWS = 20  # of the conformal intervals of statsforecast; 95 % needs at least 19 errors
CONFORMAL = "ConformalIntervals"


def main() -> None:
    warnings.simplefilter("ignore")
    tasks_file, forecasts_file = sys.argv[1:]
    with open(tasks_file, encoding="utf-8") as handle:
        tasks = json.load(handle)
    tables, seconds, refusals = [], [], []
    for task in tasks:
        for model, intervals, forecast in FORECASTERS:
            labels = {"study": task["study"], "model": model, "intervals": intervals}
            started = time.perf_counter()
            for start, origins in refits_with_origins(task):
                try:
                    rows = list(forecast(task, start, origins, model, intervals))
                except (ValueError, NotImplementedError) as error:
                    refusals.append(labels | {"values": start, "message": str(error)})
                    continue
                tables.append(pd.DataFrame(rows).assign(**labels))
            seconds.append(labels | {"seconds": time.perf_counter() - started})
    pd.concat(tables).to_csv(forecasts_file, index=False)
    versions = {name: version(name) for name in ("statsforecast", "skforecast", "scikit-learn")}
    print(json.dumps({"seconds": seconds, "refusals": refusals, "versions": versions}))


def refits_with_origins(task: Task) -> Iterator[tuple[int, list[int]]]:
    """The origins whose forecasts come from each refit; the last refit is to all values."""
    starts = [*task["refits"], len(task["values"])]
    origins = [*task["origins"], len(task["values"])]
    for start, end in zip(starts, [*starts[1:], np.inf], strict=True):
        yield start, [origin for origin in origins if start <= origin < end]


def forecast_by_statsforecast(
    task: Task, start: int, origins: list[int], model: str, intervals: str
) -> Iterator[Row]:
    """Forecast by AutoETS or AutoARIMA, fitted to the values before `start`.

    `fit` measures the errors for the conformal intervals. Therefore the half-widths stay the same
    until the next refit. (`forward` would measure them anew, which takes as long as a refit.)
    """
    values, steps, levels = np.array(task["values"]), task["steps"], task["levels"]
    windows = ConformalIntervals(WINDOWS, steps) if intervals == CONFORMAL else None
    kind = {"AutoETS": AutoETS, "AutoARIMA": AutoARIMA}[model]
    fitted = kind(season_length=task["period"] or 1, prediction_intervals=windows)
    fitted.fit(values[:start])
    at_refit = fitted.predict(steps, level=levels)
    for origin in origins:
        if windows is None:
            found = fitted.forward(values[:origin], steps, level=levels)
        else:
            found = fitted.forward(values[:origin], steps)
            for level in levels:
                for end in (f"lo-{level}", f"hi-{level}"):
                    found[end] = found["mean"] + at_refit[end] - at_refit["mean"]
        bounds = {level: (found[f"lo-{level}"], found[f"hi-{level}"]) for level in levels}
        yield from list_rows(origin, found["mean"], bounds)


def forecast_by_skforecast(
    task: Task, start: int, origins: list[int], model: str, intervals: str
) -> Iterator[Row]:
    """Forecast by least squares on the lags that the network reads, fed back for later steps."""
    values = pd.Series(task["values"])
    fitted = ForecasterRecursive(
        LinearRegression(), lags=task["lags"], differentiation=task["difference"] or None
    )
    fitted.fit(values[:start], store_in_sample_residuals=True)
    for origin in origins:
        tables = {
            level: fitted.predict_interval(
                task["steps"],
                last_window=values[origin - fitted.window_size : origin],
                method=intervals,
                interval=[0.5 - level / 200, 0.5 + level / 200],
            )
            for level in task["levels"]
        }
        bounds = {
            level: (table["lower_bound"].to_numpy(), table["upper_bound"].to_numpy())
            for level, table in tables.items()
        }
        yield from list_rows(origin, tables[task["levels"][0]]["pred"].to_numpy(), bounds)


def list_rows(
    origin: int, forecast: np.ndarray, bounds: dict[int, tuple[np.ndarray, np.ndarray]]
) -> Iterator[Row]:
    """One row per step, with the columns of forecast_errors.csv."""
    for k, value in enumerate(forecast):
        row = {"origin": origin, "step": k + 1, "forecast": value}
        for level, (low, high) in bounds.items():
            row |= {f"low_{level}": low[k], f"high_{level}": high[k]}
        yield row


FORECASTERS = (
    ("AutoETS", "of the model", forecast_by_statsforecast),
    ("AutoETS", CONFORMAL, forecast_by_statsforecast),
    ("AutoARIMA", "of the model", forecast_by_statsforecast),
    ("AutoARIMA", CONFORMAL, forecast_by_statsforecast),
    ("LinearRegression", "bootstrapping", forecast_by_skforecast),
    ("LinearRegression", "conformal", forecast_by_skforecast),
)


if __name__ == "__main__":
    main()
