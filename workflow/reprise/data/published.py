"""Published figures: the numbers that a tutorial prints, from data/published/."""

from functools import cache

import pandas as pd

from reprise.paths import PUBLISHED


def published_descriptions(study):
    """What a tutorial prints for a study, as describe() tables of the test error.

    Where it lists single scores instead, the description is computed from them.

    Returns
    -------
    DataFrame
        A row a statistic, a column a configuration without its era; empty if there are none.
    """
    scores = published_scores(study)
    if len(scores):
        return scores.groupby("configuration", sort=False)["test_rmse"].describe().T
    table = _table_of("lstm_describe", study)
    return table.pivot(index="statistic", columns="configuration", values="value")


def published_scores(study):
    """The final errors that a tutorial lists for a study.

    Returns
    -------
    DataFrame
        Columns configuration, repeat, train_rmse, test_rmse; empty if there are none.
    """
    return _table_of("lstm_final_scores", study).drop(columns="study")


def published_figures(study):
    """Every number that a tutorial prints for a study, a row a number.

    Returns
    -------
    DataFrame
        Columns configuration (or baseline), kind (`describe`, `list`, `run`, `baseline`),
        statistic (of a describe() table, or the metric) and published; empty if there are none.
    """
    described = _table_of("lstm_describe", study).rename(columns={"value": "published"})
    listed = published_scores(study).melt(
        ["configuration", "repeat"], var_name="statistic", value_name="published"
    )
    single = _table_of("single_figures", study).rename(
        columns={"metric": "statistic", "value": "published"}
    )
    columns = ["configuration", "kind", "statistic", "published"]
    parts = [described.assign(kind="describe"), listed.assign(kind="list"), single]
    parts = [part[columns] for part in parts if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _table_of(name, study):
    table = _table(name)
    return table[table["study"] == study].reset_index(drop=True)


@cache
def _table(name):
    return pd.read_csv(PUBLISHED / f"{name}.csv")
