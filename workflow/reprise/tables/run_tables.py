"""Tables that every study has: its runs, their description, baselines, final scores."""

import json

import pandas as pd

from reprise.storage import read_json
from reprise.training.run_files import read_run

FORECAST = ("forecasts", "predictions")


def read_runs(paths, see=None):
    """The run files of a study, as a list of dict, without what each forecast.

    Ten thousand runs' forecasts would not fit into a small memory, so they pass by one by one.

    Parameters
    ----------
    paths : list of path-like
    see : callable, optional
        Is given every run as it is stored, forecasts and all.

    Raises
    ------
    ValueError
        If a file is not whole or was changed; the message says what to do.
    """
    kept = []
    for path in paths:
        run = read_run(path)
        if see:
            see(run)
        kept.append({k: v for k, v in run.items() if k not in FORECAST})
    return kept


def collect_runs(stored):
    """All runs as one tidy table, a row a run.

    Parameters
    ----------
    stored : list of dict
        As `read_runs` gives them, in the order of the rows.

    Returns
    -------
    DataFrame
        Columns study, configuration, the varied keys, repeat, seed, state, kept_epoch (the
        one that the weights are of), every metric, seconds. A diverged run has its state and empty
        metrics.
    """
    metrics = list(dict.fromkeys(name for run in stored for name in run["metrics"]))
    varied = list(dict.fromkeys(name for run in stored for name in run["parameters"]))
    rows = [
        {"study": run["study"], "configuration": run["configuration"]}
        | {k: _cell(run["parameters"].get(k)) for k in varied}
        | {k: run[k] for k in ("repeat", "seed", "state", "kept_epoch")}
        | {k: run["metrics"].get(k) for k in metrics}
        | {"seconds": run["provenance"]["seconds"]}
        for run in stored
    ]
    table = pd.DataFrame(rows).astype(dict.fromkeys(metrics, float))
    table[varied] = table[varied].convert_dtypes()  # 2 beside an empty cell stays 2
    return table


def describe_runs(runs, metric, configurations, baselines):
    """pandas' describe() of one metric, a column a configuration, then a column a baseline.

    Parameters
    ----------
    runs : DataFrame
        As `collect_runs` makes it.
    metric : str
    configurations : list of str
        The order of the columns.
    baselines : DataFrame
        As `tabulate_baselines` makes it; each is one number.

    Returns
    -------
    DataFrame
        Rows count, mean, std, min, 25%, 50%, 75%, max over the runs that did not diverge, and
        `diverged`, the number of those that did.
    """
    grouped = runs.groupby("configuration", sort=False)
    columns = {}
    for name in configurations:
        group = grouped.get_group(name)
        whole = group.loc[group["state"] == "ok", metric]
        columns[name] = whole.describe()
        columns[name]["diverged"] = len(group) - len(whole)
    if metric in baselines:
        for _, baseline in baselines.iterrows():
            columns[baseline["baseline"]] = pd.Series([baseline[metric]], dtype=float).describe()
            columns[baseline["baseline"]]["diverged"] = 0
    return pd.DataFrame(columns).rename_axis("statistic")


def tabulate_baselines(path):
    """The baselines of a study: name, form, the configurations that they stand beside, errors."""
    stored = read_json(path)
    rows = [
        {k: b[k] for k in ("baseline", "form")}
        | {"configurations": "; ".join(b["configurations"])}
        | b["metrics"]
        for b in stored
    ]
    return pd.DataFrame(rows, columns=None if rows else ["baseline", "form", "configurations"])


def final_scores(runs, configurations, task):
    """The last scores of every run, in the lines that the tutorials print.

    Those of forecasts are the LSTM tutorial's, those of classes the batch-normalization
    tutorial's.
    """
    lines = []
    for name in configurations:
        lines.append(f"# {name}")
        for run in runs[runs["configuration"] == name].itertuples():
            note = "" if run.state == "ok" else f" ({run.state})"
            if task == "classify":
                scores = f"Train: {run.train_accuracy:.3f}, Test: {run.test_accuracy:.3f}"
            else:
                scores = f"TrainRMSE={run.train_rmse:f}, TestRMSE={run.test_rmse:f}"
            lines.append(f"{run.repeat - 1}) {scores}{note}")
        lines.append("")
    return "\n".join(lines)


def choose_by_validation(runs, metric, groups):
    """What the validation rows choose, and then, once, what that does on the test rows.

    Parameters
    ----------
    runs : DataFrame
        As `collect_runs` makes it.
    metric : str
        The headline metric (`test_rmse`); its validation twin decides.
    groups : dict of str to str
        Configuration to what it forecasts (`7 ahead`): only configurations that forecast the
        same are held against each other.

    Returns
    -------
    DataFrame
        A row a configuration: forecasts, mean of the metric on the validation rows, whether it
        is chosen, mean and standard deviation on the test rows, median of the chosen epochs.
    """
    name = metric.partition("_")[2]
    by_configuration = runs.groupby("configuration", sort=False)
    table = pd.DataFrame(
        {
            f"validation_{name}": by_configuration[f"validation_{name}"].mean(),
            f"test_{name}": by_configuration[f"test_{name}"].mean(),
            f"test_{name}_std": by_configuration[f"test_{name}"].std(),
            "kept_epoch": by_configuration["kept_epoch"].median(),
        }
    )
    table.insert(0, "forecasts", [groups[c] for c in table.index])
    sign = -1 if name == "accuracy" else 1
    best = (sign * table[f"validation_{name}"]).groupby(table["forecasts"]).transform("min")
    table.insert(2, "chosen", sign * table[f"validation_{name}"] == best)
    return table.reset_index()


def _cell(value):
    return json.dumps(value) if isinstance(value, list | dict) else value
