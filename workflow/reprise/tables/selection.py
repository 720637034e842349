"""The configurations that the validation rows select."""

from collections.abc import Mapping

import pandas as pd

from reprise.evaluation.explained_variance import TEST_R2
from reprise.evaluation.metrics import lower_is_better, metric_without_split


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
    return table.reset_index()
