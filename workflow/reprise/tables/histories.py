"""Tables of what was recorded while networks trained."""

import gzip

import pandas as pd

from reprise.storage import whole_file


def collect_histories(planned, path):
    """Write all histories of a study into one compressed table, a run at a time.

    Columns configuration, repeat, those of the files. A column that a configuration does not
    have is empty for it.

    Parameters
    ----------
    planned : list of (str, int, path-like)
        Configuration, repeat and history file.
    path : path-like
        A .csv.gz; equal histories give equal bytes.
    """
    headers = {}
    for configuration, _, history in planned:
        if configuration not in headers:
            with open(history) as lines:
                headers[configuration] = next(lines).rstrip("\n").split(",")
    columns = list(dict.fromkeys(c for header in headers.values() for c in header))
    with whole_file(path) as raw, gzip.GzipFile("", "wb", 1, raw, mtime=0) as packed:
        packed.write(f"configuration,repeat,{','.join(columns)}\n".encode())
        for configuration, repeat, history in planned:
            start = f'"{configuration}",{repeat},'
            with open(history) as lines:
                next(lines)
                if headers[configuration] != columns:
                    lines = _with_gaps(lines, headers[configuration], columns)
                packed.write("".join(start + line for line in lines).encode())


def first_reaching(history, values):
    """The first epoch at which a metric reaches a value, run by run.

    Parameters
    ----------
    history : DataFrame
        Columns configuration, repeat, epoch and metrics.
    values : dict of str to float
        Metric to value; an accuracy reaches it from below, an error or a loss from above.

    Returns
    -------
    DataFrame
        Columns metric, value, configuration, repeat, epoch (empty where it never does).
    """
    tables = []
    for metric, value in values.items():
        there = history[metric] >= value if rises(metric) else history[metric] <= value
        runs = ["configuration", "repeat"]
        first = history[there].groupby(runs, sort=False)["epoch"].min()
        every = pd.MultiIndex.from_frame(history[runs].drop_duplicates())
        found = first.reindex(every).astype("Int64").reset_index()
        tables.append(found.assign(metric=metric, value=value))
    columns = ["metric", "value", "configuration", "repeat", "epoch"]
    return pd.concat(tables, ignore_index=True)[columns]


def describe_reaching(reached):
    """How soon the runs of each configuration reach a value.

    Parameters
    ----------
    reached : DataFrame
        As `first_reaching` makes it.

    Returns
    -------
    DataFrame
        A row a configuration and value: runs, reached, and pandas' describe() of the epochs of
        those that did.
    """
    grouped = reached.groupby(["metric", "value", "configuration"], sort=False)["epoch"]
    described = grouped.apply(lambda epochs: epochs.dropna().astype(float).describe()).unstack()
    described.insert(0, "runs", grouped.size())
    described = described.rename(columns={"count": "reached"})
    return described.astype({"reached": int}).reset_index()


def describe_at_epochs(history, epochs):
    """pandas' describe() of every metric as it was after some epochs.

    Parameters
    ----------
    history : DataFrame
        Columns configuration, repeat, epoch and metrics.
    epochs : list of int

    Returns
    -------
    DataFrame
        A row a metric, configuration and epoch.
    """
    long = history[history["epoch"].isin(epochs)].melt(
        ["configuration", "repeat", "epoch"], var_name="metric"
    )
    long = long[long["metric"].isin(history.columns)].dropna(subset="value")
    keys = ["metric", "configuration", "epoch"]
    return long.groupby(keys, sort=False)["value"].describe().reset_index()


def rises(metric):
    """Whether a metric reaches a value from below: an accuracy, or the forecast of a query."""
    return metric.endswith("accuracy") or metric.startswith("query")


def _with_gaps(lines, has, wanted):
    places = [has.index(c) if c in has else None for c in wanted]
    for line in lines:
        cells = line.rstrip("\n").split(",")
        yield ",".join("" if p is None else cells[p] for p in places) + "\n"
