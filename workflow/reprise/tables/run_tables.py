"""The table of all runs, and the description of one metric."""

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd

from reprise.evaluation.explained_variance import (
    Variances,
    add_explained_steps,
    add_explained_variance,
)

OUTPUTS = ("forecasts", "predictions")  # keys of a run file


def without_outputs(document: dict[str, Any], variances: Variances) -> dict[str, Any]:
    """The content of a run file without forecasts and predictions, with R² beside every RMSE."""
    kept = {key: value for key, value in document.items() if key not in OUTPUTS}
    kept["metrics"] = add_explained_variance(document["metrics"], variances)
    if "steps" in document:
        kept["steps"] = add_explained_steps(document["steps"], variances)
    return kept


def collect_runs(documents: list[dict[str, Any]], can_end_early: bool = False) -> pd.DataFrame:
    """Collect all runs of a study in one tidy table.

    Parameters
    ----------
    documents : list of dict
        The contents of the run files, in the order of the rows.
    can_end_early : bool
        Whether the numbers of trained epochs can differ from those of the settings.

    Returns
    -------
    DataFrame
        One row per run: study, configuration, the varied keys, repeat, seed, state, trained_epochs
        (only if runs can end early), kept_epoch (the epoch whose weights the network ends with),
        every metric, seconds. The metrics that are missing from a run file are empty.
    """
    metrics = list(dict.fromkeys(name for run in documents for name in run["metrics"]))
    varied = list(dict.fromkeys(name for run in documents for name in run["parameters"]))
    epochs = ["trained_epochs", "kept_epoch"] if can_end_early else ["kept_epoch"]
    rows = [
        {"study": run["study"], "configuration": run["configuration"]}
        | {name: _cell(run["parameters"].get(name)) for name in varied}
        | {name: run[name] for name in ("repeat", "seed", "state", *epochs)}
        | {name: run["metrics"].get(name) for name in metrics}
        | {"seconds": run["provenance"]["seconds"]}
        for run in documents
    ]
    table = pd.DataFrame(rows).astype(dict.fromkeys(metrics, float))
    # pandas would make 2.0 of a 2 in a column with an empty cell.
    table[varied] = table[varied].convert_dtypes()
    return table


def describe_runs(
    runs: pd.DataFrame, metric: str, configurations: Iterable[str], baselines: pd.DataFrame
) -> pd.DataFrame:
    """Describe one metric, as pandas' describe() does.

    Parameters
    ----------
    runs : DataFrame
        As `collect_runs` makes it.
    metric : str
    configurations : iterable of str
        The order of the columns.
    baselines : DataFrame
        As `baseline_tables.tabulate_baselines` makes it; each baseline is one number.

    Returns
    -------
    DataFrame
        One column per configuration, then one column per baseline. The rows, named `statistic`,
        are count, mean, std, min, 25%, 50%, 75% and max over the runs that did not diverge, and
        `diverged`, the number of runs that diverged.
    """
    columns = {}
    for name in configurations:
        runs_of_configuration = runs[runs["configuration"] == name]
        is_ok = runs_of_configuration["state"] == "ok"
        columns[name] = runs_of_configuration.loc[is_ok, metric].describe()
        columns[name]["diverged"] = (~is_ok).sum()
    if metric in baselines:
        for label, rows in baselines.groupby("label", sort=False):
            columns[str(label)] = rows[metric].head(1).astype(float).describe()
            columns[str(label)]["diverged"] = 0
    return pd.DataFrame(columns).rename_axis("statistic")


def mean_of_runs(runs: pd.DataFrame, metric: str) -> "pd.Series[float]":
    """The mean of a metric over the runs of each configuration that did not diverge.

    Configurations without a mean are left out.
    """
    completed = runs[runs["state"] == "ok"]
    return completed.groupby("configuration", sort=False)[metric].mean().dropna()


def _cell(value: Any) -> Any:
    """A value of a varied key for a cell; a list or a mapping becomes JSON."""
    return json.dumps(value) if isinstance(value, list | dict) else value
