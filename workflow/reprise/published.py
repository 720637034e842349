"""Published figures: the numbers that a tutorial prints, from data/published/."""

from pathlib import Path

import pandas as pd

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "published"


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
    table = pd.read_csv(PUBLISHED / "lstm_describe.csv")
    table = table[table["study"] == study]
    return table.pivot(index="statistic", columns="configuration", values="value")


def published_scores(study):
    """The final errors that a tutorial lists for a study.

    Returns
    -------
    DataFrame
        Columns configuration, repeat, train_rmse, test_rmse; empty if there are none.
    """
    table = pd.read_csv(PUBLISHED / "lstm_final_scores.csv")
    return table[table["study"] == study].drop(columns="study")
