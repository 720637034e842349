"""The scores of every run after training, in the words of the listings of the tutorials."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from reprise.stage_settings import Listing

Run = dict[Hashable, Any]  # one row of runs.csv


def final_scores(runs: pd.DataFrame, listings: Mapping[str, Listing]) -> str:
    """List the scores of every run after training, one configuration after the other.

    Parameters
    ----------
    runs : DataFrame
        As `run_tables.collect_runs` makes it.
    listings : mapping of str to {"summary", "diagnostic", "accuracy", "query", "targets"}
        Configuration to the listing whose words are used:

        - summary: `1) Test RMSE: 94.421` (LSTM tutorial, summaries; the first run is 1)
        - diagnostic: `0) TrainRMSE=63.495594, TestRMSE=113.472643` (LSTM tutorial, diagnostics;
          the first run is 0)
        - accuracy: `Train: 0.838, Test: 0.846` (batch-normalization tutorial; no number)
        - query: `[[80.12345]]`, the forecast as NumPy prints it (crash course, lessons 3 to 7; no
          number)
        - targets: `1) Test MASE: 0.912, RMSE: sales 94.421, price 3.2`, for several targets
    """
    blocks = []
    for name, listing in listings.items():
        lines = [f"# {name}"]
        for run in runs[runs["configuration"] == name].to_dict("records"):
            state = "" if run["state"] == "ok" else f" ({run['state']})"
            lines.append(f"{PRINT_RUN[listing](run)}{state}")
        blocks.append("".join(f"{line}\n" for line in lines))
    return "\n".join(blocks)


def _print_summary(run: Run) -> str:
    return f"{run['repeat']}) Test RMSE: {run['test_rmse']:.3f}"


def _print_diagnostic(run: Run) -> str:
    scores = f"TrainRMSE={run['train_rmse']:f}, TestRMSE={run['test_rmse']:f}"
    return f"{run['repeat'] - 1}) {scores}"


def _print_accuracy(run: Run) -> str:
    return f"Train: {run['train_accuracy']:.3f}, Test: {run['test_accuracy']:.3f}"


def _print_query(run: Run) -> str:
    """The output of `model.predict` for the query: (1, 1), or (1, steps, 1) for several steps."""
    steps = [value for key, value in run.items() if str(key).startswith("query_forecast_")]
    forecast = np.array([value for value in steps if not pd.isna(value)] or [np.nan], np.float32)
    return str(forecast[None, :] if len(forecast) == 1 else forecast[None, :, None])


def _print_targets(run: Run) -> str:
    """The mean MASE of all targets, and the RMSE of each."""
    start = "test_rmse_"
    errors = [
        f"{str(key).removeprefix(start)} {value:.4g}"
        for key, value in run.items()
        if str(key).startswith(start)
    ]
    return f"{run['repeat']}) Test MASE: {run['test_mase']:.3f}, RMSE: {', '.join(errors)}"


PRINT_RUN: dict[Listing, Callable[[Run], str]] = {
    "summary": _print_summary,
    "diagnostic": _print_diagnostic,
    "accuracy": _print_accuracy,
    "query": _print_query,
    "targets": _print_targets,
}
