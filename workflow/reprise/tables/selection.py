"""The configurations that the validation rows select."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from reprise.evaluation.explained_variance import TEST_R2
from reprise.evaluation.metrics import lower_is_better, metric_without_split
from reprise.stats.best_choice import FEWEST_RUNS, choose_by_halves, values_by_repeat


def choose_by_validation(
    runs: pd.DataFrame, metric: str, forecast_groups: Mapping[str, str]
) -> pd.DataFrame:
    """Select the configuration with the best mean on the validation rows, and show its test rows.

    Parameters
    ----------
    runs : DataFrame
        As `run_tables.collect_runs` makes it.
    metric : str
        The headline metric (`test_rmse`). The same metric of the validation rows decides.
    forecast_groups : mapping of str to str
        Configuration to what it forecasts (`7 ahead`). One configuration of each group is chosen;
        all of them if their means are equal.

    Returns
    -------
    DataFrame
        One row per configuration: forecasts (the group), mean of the metric on the validation
        rows, chosen, mean and standard deviation on the test rows, test_r2 (the mean; only if the
        runs have R²), kept_epoch and, if the runs can end early, trained_epochs (the medians).
        The last columns judge the choice by random halves of the runs: share_chosen (of the halves
        whose validation mean chooses the configuration), and for the chosen configuration
        honest_test_rmse (the test mean of the choices on the other half) and optimism (how
        much better the test mean looks). They are NaN if a configuration of the group has fewer
        than four runs that did not diverge.
    """
    name = metric_without_split(metric)
    validation, test = f"validation_{name}", f"test_{name}"
    grouped = runs.groupby("configuration", sort=False)
    table = pd.DataFrame(
        {
            validation: grouped[validation].mean(),
            test: grouped[test].mean(),
            f"{test}_std": grouped[test].std(),
            "kept_epoch": grouped["kept_epoch"].median(),
        }
    )
    if "trained_epochs" in runs:
        table["trained_epochs"] = grouped["trained_epochs"].median()
    if TEST_R2 in runs and test != TEST_R2:
        table.insert(3, TEST_R2, grouped[TEST_R2].mean())
    table.insert(0, "forecasts", [forecast_groups[name] for name in table.index])
    means = table.groupby("forecasts")[validation]
    best_means = means.transform("min") if lower_is_better(metric) else means.transform("max")
    table.insert(2, "chosen", table[validation] == best_means)
    table["share_chosen"] = table[f"honest_{test}"] = table["optimism"] = np.nan
    for _, rows in table.groupby("forecasts"):
        _judge_choice(table, list(rows.index), runs, validation, test)
    return table.reset_index()


def _judge_choice(
    table: pd.DataFrame, names: list[str], runs: pd.DataFrame, validation: str, test: str
) -> None:
    """Add what the choice of a group gives if one half chooses and the other half is tested."""
    by_choice, by_score = (values_by_repeat(runs, name, names) for name in (validation, test))
    if len(names) < 2 or by_choice.notna().sum().min() < FEWEST_RUNS:
        return
    halves = choose_by_halves(
        by_choice.to_numpy(), by_score.to_numpy(), lower_is_better(validation)
    )
    table.loc[names, "share_chosen"] = halves.shares
    chosen = [name for name in names if table.loc[name, "chosen"]]
    sign = 1 if lower_is_better(test) else -1
    table.loc[chosen, f"honest_{test}"] = halves.score
    table.loc[chosen, "optimism"] = sign * (halves.score - table.loc[chosen, test])
