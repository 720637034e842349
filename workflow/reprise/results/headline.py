"""The main result of a study as a table: its best configurations, how good and how sure."""

from collections.abc import Collection

import pandas as pd

from reprise.evaluation.metrics import find_best
from reprise.tables.study_tables import StudyTables

OPPOSITE = {"better": "worse", "worse": "better"}
COLUMNS = ("configuration", "runs", "diverged", "mean", "mean_low", "mean_high")


def tabulate_headline(tables: StudyTables) -> pd.DataFrame:
    """Tabulate the configuration with the best mean of each group that predicts the same values.

    Every number is a cell of summary.csv, best.csv or one_training.csv, and every verdict is a cell
    of comparisons.csv.

    Returns
    -------
    DataFrame
        One row per group, indexed by what the group predicts:

        - configuration, runs, diverged, mean, mean_low, mean_high, as in summary.csv;
        - probability_best, honest_mean, as in best.csv; empty if the choice is not judged;
        - prediction_low, prediction_high, as in one_training.csv;
        - `against {baseline}`: the verdict on the configuration beside each baseline.

        A group whose runs all diverged has no row.
    """
    settings = tables.settings
    summary = tables.summary.set_index("configuration")
    groups = pd.Series(settings.forecast_groups)
    means = summary["mean"].dropna()
    best_names = {
        group: str(find_best(means[of_group], settings.metric))
        for group, names in groups.groupby(groups, sort=False)
        if len(of_group := [name for name in names.index if name in means.index])
    }
    table = summary.loc[list(best_names.values())].reset_index()[[*COLUMNS]]
    best = tables.best.set_index("configuration")
    one_training = tables.one_training.set_index("configuration")
    for source, columns in (
        (best, ("probability_best", "honest_mean")),
        (one_training, ("prediction_low", "prediction_high")),
    ):
        for column in columns:
            table[column] = source[column].reindex(table["configuration"]).to_numpy(dtype=float)
    comparisons = tables.comparisons
    with_baselines = comparisons[comparisons["kind"] == "baseline"]
    for baseline, rows in with_baselines.groupby("other", sort=False):
        verdicts = rows.set_index("configuration")["verdict"]
        table[f"against {baseline}"] = table["configuration"].map(verdicts)
    return table.set_index(pd.Index([*best_names], name="predicts"))


def verdicts_on(comparisons: pd.DataFrame, names: Collection[str]) -> pd.DataFrame:
    """Select the verdicts on some configurations, each seen from its configuration.

    Parameters
    ----------
    comparisons : DataFrame
        comparisons.csv.
    names : collection of str

    Returns
    -------
    DataFrame
        Columns configuration, other, verdict, difference, difference_low and difference_high, one
        row per pair of a configuration with another one or with a baseline. A pair whose `other` is
        one of the names is turned.
    """
    is_first = comparisons["configuration"].isin(names)
    turned = comparisons[~is_first & comparisons["other"].isin(names)]
    turned = turned.assign(
        configuration=turned["other"],
        other=turned["configuration"],
        verdict=turned["verdict"].replace(OPPOSITE),
        difference=0 - turned["difference"],
        difference_low=0 - turned["difference_high"],
        difference_high=0 - turned["difference_low"],
    )
    columns = ["configuration", "other", "verdict"]
    columns += ["difference", "difference_low", "difference_high"]
    return pd.concat([comparisons[is_first], turned])[columns].sort_index(kind="stable")
