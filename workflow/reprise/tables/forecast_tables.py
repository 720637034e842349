"""Tables of forecasts: every one of them, how many are near, and how errors grow with steps."""

import gzip
from contextlib import contextmanager

import numpy as np
import pandas as pd

from reprise.storage import whole_file

ROWS_AT_ONCE = 50_000  # few enough for any memory, enough that tables are written fast


@contextmanager
def forecasts_file(path, framings, numbers, times):
    """A compressed table of every forecast of the test rows beside what was observed.

    Columns configuration, repeat, time (of the forecast value; `query` for a query), step,
    observed, forecast. A forecast that is not a number is empty.

    Parameters
    ----------
    path : path-like
    framings : list of Framing
    numbers : dict of str to int
        Configuration to the number of its framing.
    times : list of list
        For each framing the time of each observation that it uses.

    Yields
    ------
    callable
        Takes a run as it is stored; some runs are kept at a time, never all.
    """
    waiting, rows, header = [], 0, True

    def write():
        nonlocal waiting, rows, header
        if waiting:
            table = pd.concat(waiting, ignore_index=True)
            packed.write(table.to_csv(index=False, header=header, float_format="%.7g").encode())
            waiting, rows, header = [], 0, False

    def add(run):
        nonlocal rows
        number = numbers[run["configuration"]]
        waiting.append(forecasts_of(run, framings[number], times[number]))
        rows += len(waiting[-1])
        if rows > ROWS_AT_ONCE:
            write()

    with whole_file(path) as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed:
        yield add
        write()


def forecasts_of(run, framing, times):
    """The forecasts of one run as a table, as `forecasts_file` writes it."""
    forecasts = np.array(run["forecasts"], dtype=float)
    forecasts = forecasts.reshape(len(forecasts), -1)
    rows, horizon = forecasts.shape
    if framing.has_query:
        when = ["query"] * (rows * horizon)
    else:
        first = len(times) - rows - horizon + 1
        when = [times[first + r + k] for r in range(rows) for k in range(horizon)]
    return pd.DataFrame(
        {
            "configuration": run["configuration"],
            "repeat": run["repeat"],
            "time": when,
            "step": np.tile(np.arange(1, horizon + 1), rows),
            "observed": framing.actual[framing.split("test")].ravel(),
            "forecast": forecasts.ravel(),
        }
    )


def shares_within(forecasts, tolerances):
    """The share of forecasts that lie within so much of what was observed.

    Parameters
    ----------
    forecasts : DataFrame
        As `forecasts_file` writes it; one that is not a number lies nowhere.
    tolerances : list of float, in the dataset's units

    Returns
    -------
    DataFrame
        A row a configuration and step: how many forecasts, their mean, and a share for each
        tolerance.
    """
    missed = (forecasts["forecast"] - forecasts["observed"]).abs()
    near = {f"within {t:g}": (missed <= t).astype(float) for t in tolerances}
    grouped = forecasts.assign(**near).groupby(["configuration", "step"], sort=False)
    shares = grouped[list(near)].mean()
    shares.insert(0, "mean_forecast", grouped["forecast"].mean())
    shares.insert(0, "forecasts", grouped.size())
    return shares.reset_index()


def collect_steps(stored):
    """The errors of each step of the horizon, run by run.

    Returns
    -------
    DataFrame
        Columns configuration, repeat, step and the test metrics; only of configurations that
        forecast several steps.
    """
    parts = [
        pd.DataFrame(
            {
                "configuration": run["configuration"],
                "repeat": run["repeat"],
                "step": np.arange(1, len(next(iter(run["steps"].values()))) + 1),
            }
            | {name: np.array(errors, dtype=float) for name, errors in run["steps"].items()}
        )
        for run in stored
        if "steps" in run
    ]
    return pd.concat(parts, ignore_index=True)


def baseline_steps(stored):
    """The same of baselines, as their JSON holds them."""
    rows = [
        {"baseline": b["baseline"], "step": k + 1}
        | {name: b["steps"][name][k] for name in b["steps"]}
        for b in stored
        if b["steps"] and len(b["steps"]["test_rmse"]) > 1
        for k in range(len(b["steps"]["test_rmse"]))
    ]
    return pd.DataFrame(rows)


def describe_windows(framings, settings, names, shown=5):
    """The first rows of X and y of each framing, in the dataset's units, as text.

    The crash course shows a sliding window so (lesson 2).

    Parameters
    ----------
    framings : list of (ndarray of shape (rows, lags), ndarray of shape (rows, horizon))
        Inputs and targets, undone.
    settings : list of dict
    names : list of list of str
        The configurations that use each framing.
    shown : int
    """
    blocks = []
    for (x, y), said, beside in zip(framings, settings, names, strict=True):
        many = "all configurations" if len(framings) == 1 else ", ".join(beside)
        steps = f"{said['lags']} in, {said['horizon']} out"
        of = f"differences at lag {said['difference']}" if said["difference"] else "observations"
        lines = [f"# {many}: {steps}, {of}", "X -> y"]
        lines += [
            f"{_numbers(a)} -> {_numbers(b)}" for a, b in zip(x[:shown], y[:shown], strict=True)
        ]
        if len(x) > shown:
            lines.append(f"... {len(x)} rows to train on")
        if "query" in said:
            asked = said["query"]
            lines.append(
                f"query, observations: {_numbers(asked['inputs'])} -> {_numbers(asked['answer'])}"
            )
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _numbers(values):
    return "[" + ", ".join(f"{v:g}" for v in values) + "]"
