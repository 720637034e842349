"""Published numbers: what a tutorial prints, read from data/published/."""

from functools import cache

import pandas as pd

from reprise.paths import PUBLISHED


def published_descriptions(study: str) -> pd.DataFrame:
    """Read the describe tables of the test error that a tutorial prints for a study.

    If the tutorial prints single scores instead, the table is computed from these scores.

    Returns
    -------
    DataFrame
        One row per statistic, one column per configuration (without its era); empty if the
        tutorial prints nothing for the study.
    """
    scores = published_scores(study)
    if len(scores):
        return scores.groupby("configuration", sort=False)["test_rmse"].describe().T
    table = _rows_of_study("lstm_describe", study)
    return table.pivot(index="statistic", columns="configuration", values="value")


def published_scores(study: str) -> pd.DataFrame:
    """Read the final errors that a tutorial prints for a study, one row per run.

    Returns
    -------
    DataFrame
        Columns configuration, repeat, train_rmse, test_rmse; empty if there are none.
    """
    return _rows_of_study("lstm_final_scores", study).drop(columns="study")


def published_numbers(study: str) -> pd.DataFrame:
    """Read every number that a tutorial prints for a study, one row per number.

    Returns
    -------
    DataFrame
        Columns configuration (or baseline), kind (`describe`, `list`, `run`, `baseline`),
        statistic (of a describe table, or the metric) and published; empty if there are none.
    """
    described = _rows_of_study("lstm_describe", study).rename(columns={"value": "published"})
    listed = published_scores(study).melt(
        ["configuration", "repeat"], var_name="statistic", value_name="published"
    )
    single = _rows_of_study("single_figures", study).rename(
        columns={"metric": "statistic", "value": "published"}
    )
    columns = ["configuration", "kind", "statistic", "published"]
    tables = [described.assign(kind="describe"), listed.assign(kind="list"), single]
    tables = [table[columns] for table in tables if len(table)]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def _rows_of_study(name: str, study: str) -> pd.DataFrame:
    table = _read_table(name)
    return table[table["study"] == study].reset_index(drop=True)


@cache
def _read_table(name: str) -> pd.DataFrame:
    return pd.read_csv(PUBLISHED / f"{name}.csv")
