"""The scores of every run after training, as the tutorials print them."""

from collections.abc import Iterable
from typing import Literal

import pandas as pd


def final_scores(
    runs: pd.DataFrame, configurations: Iterable[str], task: Literal["forecast", "classify"]
) -> str:
    """List the scores of every run after training.

    The LSTM tutorial prints such lines for forecasts, the batch-normalization tutorial for classes.
    Both count the runs from 0.

    Parameters
    ----------
    runs : DataFrame
        As `run_tables.collect_runs` makes it.
    configurations : iterable of str
    task : {"forecast", "classify"}
    """
    blocks = []
    for name in configurations:
        lines = [f"# {name}"]
        for run in runs[runs["configuration"] == name].to_dict("records"):
            if task == "classify":
                scores = f"Train: {run['train_accuracy']:.3f}, Test: {run['test_accuracy']:.3f}"
            else:
                scores = f"TrainRMSE={run['train_rmse']:f}, TestRMSE={run['test_rmse']:f}"
            state = "" if run["state"] == "ok" else f" ({run['state']})"
            lines.append(f"{run['repeat'] - 1}) {scores}{state}")
        blocks.append("".join(f"{line}\n" for line in lines))
    return "\n".join(blocks)
