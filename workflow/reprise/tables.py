"""Tables of one study: its runs, their description, their histories."""

import gzip
import json

import pandas as pd

from reprise.runs import read_run

METRICS = ("train_rmse", "test_rmse")


def collect_runs(paths):
    """All run files as one tidy table, a row a run.

    Parameters
    ----------
    paths : list of path-like
        In the order of the rows.

    Returns
    -------
    DataFrame
        Columns study, configuration, the varied keys, repeat, seed, state, every metric,
        seconds. A diverged run has its state and empty metrics.

    Raises
    ------
    ValueError
        If a file is not whole or was changed; the message says what to do.
    """
    rows = []
    for path in paths:
        run = read_run(path)
        parameters = {k: _cell(v) for k, v in run["parameters"].items()}
        rows.append(
            {"study": run["study"], "configuration": run["configuration"]}
            | parameters
            | {k: run[k] for k in ("repeat", "seed", "state")}
            | run["metrics"]
            | {"seconds": run["provenance"]["seconds"]}
        )
    table = pd.DataFrame(rows)
    front = ["study", "configuration"]
    back = ["repeat", "seed", "state", *METRICS, "seconds"]
    varied = [column for column in table.columns if column not in front + back]
    return table[front + varied + back].astype(dict.fromkeys(METRICS, float))


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
    if metric == "test_rmse":
        for _, baseline in baselines.iterrows():
            columns[baseline["baseline"]] = pd.Series([baseline[metric]]).describe()
            columns[baseline["baseline"]]["diverged"] = 0
    return pd.DataFrame(columns).rename_axis("statistic")


def tabulate_baselines(path):
    """The baselines of a study: name, form, the configurations that they stand beside, errors."""
    with open(path) as handle:
        stored = json.load(handle)
    columns = ["baseline", "form", "configurations", "test_rmse"]
    rows = [{k: b[k] for k in columns} for b in stored]
    table = pd.DataFrame(rows, columns=columns)
    table["configurations"] = table["configurations"].map("; ".join)
    return table


def final_scores(runs, configurations):
    """The last errors of every run, in the lines that the LSTM tutorial prints."""
    lines = []
    for name in configurations:
        lines.append(f"# {name}")
        for run in runs[runs["configuration"] == name].itertuples():
            scores = f"TrainRMSE={run.train_rmse:f}, TestRMSE={run.test_rmse:f}"
            note = "" if run.state == "ok" else f" ({run.state})"
            lines.append(f"{run.repeat - 1}) {scores}{note}")
        lines.append("")
    return "\n".join(lines)


def collect_histories(planned, path):
    """Write all histories of a study into one compressed table, a run at a time.

    Columns configuration, repeat, epoch and every metric.

    Parameters
    ----------
    planned : list of (str, int, path-like)
        Configuration, repeat and history file.
    path : path-like
        A .csv.gz; equal histories give equal bytes.
    """
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed:
        header = None
        for configuration, repeat, history in planned:
            with open(history) as lines:
                columns = next(lines)
                if header is None:
                    header = columns
                    packed.write(f"configuration,repeat,{header}".encode())
                start = f'"{configuration}",{repeat},'
                packed.write("".join(start + line for line in lines).encode())


def _cell(value):
    return json.dumps(value) if isinstance(value, list | dict) else value
