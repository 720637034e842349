"""Tables made from histories: when a run reaches a value, and metrics after chosen epochs."""

from collections.abc import Iterable, Mapping

import pandas as pd

from reprise.evaluation.metrics import is_reached_from_below

RUN = ["configuration", "repeat"]


def first_reaching(history: pd.DataFrame, values: Mapping[str, float]) -> pd.DataFrame:
    """Find the first epoch at which a metric reaches a value, run by run.

    Parameters
    ----------
    history : DataFrame
        Columns configuration, repeat, epoch and metrics.
    values : mapping of str to float
        Metric to value. An accuracy reaches its value from below, an error or a loss from above.

    Returns
    -------
    DataFrame
        Columns metric, value, configuration, repeat, epoch. The epoch is empty for a run that
        never reaches the value.
    """
    every_run = pd.MultiIndex.from_frame(history[RUN].drop_duplicates())
    parts = []
    for metric, value in values.items():
        measured = history[metric]
        has_reached = measured >= value if is_reached_from_below(metric) else measured <= value
        first_epochs = history[has_reached].groupby(RUN, sort=False)["epoch"].min()
        part = first_epochs.reindex(every_run).astype("Int64").reset_index()
        part.insert(0, "metric", metric)
        part.insert(1, "value", value)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def describe_reaching(reached: pd.DataFrame) -> pd.DataFrame:
    """Describe the first epochs at which the runs of each configuration reach a value.

    Parameters
    ----------
    reached : DataFrame
        As `first_reaching` makes it.

    Returns
    -------
    DataFrame
        One row per metric, value and configuration: runs, reached (the number of runs that reach
        the value), and mean, std, min, quartiles and max of the first epochs of those runs.
    """
    keys = ["metric", "value", "configuration"]
    grouped = reached.astype({"epoch": float}).groupby(keys, sort=False)["epoch"]
    described = grouped.describe().rename(columns={"count": "reached"})
    described.insert(0, "runs", grouped.size())
    return described.astype({"reached": int}).reset_index()


def describe_at_epochs(history: pd.DataFrame, epochs: Iterable[int]) -> pd.DataFrame:
    """Describe every metric as it was after some epochs, as pandas' describe() does.

    Parameters
    ----------
    history : DataFrame
        Columns configuration, repeat, epoch and metrics.
    epochs : iterable of int

    Returns
    -------
    DataFrame
        One row per metric, configuration and epoch: count, mean, std, min, quartiles and max over
        the repeats. Empty values do not count.
    """
    chosen = history[history["epoch"].isin(list(epochs))]
    values = chosen.melt([*RUN, "epoch"], var_name="metric").dropna(subset="value")
    keys = ["metric", "configuration", "epoch"]
    return values.groupby(keys, sort=False)["value"].describe().reset_index()
