"""The effect of each key of a grid and of their interactions: an analysis of variance."""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from reprise.escape import rst_literal
from reprise.stats.intervals import CONFIDENCE, student_t_interval
from reprise.stats.run_values import Values, values_by_configuration
from reprise.stats.shared_networks import (
    FEWEST_NETWORKS,
    Grid,
    analyse_shared_networks,
    networks_by_training,
    variance_of_average,
)

COLUMNS = (
    *("term", "sum_of_squares", "degrees_of_freedom", "share_of_variance"),
    *("f", "p", "f_robust", "p_robust"),
)
RESIDUAL = "residual"
MAX_NAMED = 3


def analyse_effects(
    runs: pd.DataFrame, metric: str, grid: Grid, trainings: Mapping[str, str]
) -> pd.DataFrame:
    """Test the effect of each key and of each interaction; the levels are categories.

    Configurations with one training are evaluations of the same networks, so their runs depend on
    each other. The assumption of F and p, that all runs are independent, is then wrong.
    They are NaN, and the robust test is that of `shared_networks.analyse_shared_networks`.

    Parameters
    ----------
    runs : DataFrame
        One row per run, as `run_tables.collect_runs` returns it; diverged runs are left out.
    metric : str
    grid : mapping of str to mapping
        The level of each key, for each configuration.
    trainings : mapping of str to str
        Configuration to the name of its training; equal names are one network per repeat.

    Returns
    -------
    DataFrame
        One row per term (`epochs`, `epochs x units`), then the row `residual`:

        - the sum of squares (type II) and the degrees of freedom;
        - the estimated share of the variance of all runs (epsilon squared; Kelley 1935,
          doi:10.1073/pnas.21.9.554). Eta squared, the share of the total sum of squares, is too
          large if there are few runs; from epsilon squared, the part that chance explains is
          subtracted (Liu 2022, doi:10.5964/meth.7745). A share can be slightly below 0. The
          shares of a balanced grid add up to one;
        - F and its p-value, if no configurations share a training;
        - F and p of a test that does not assume equal spreads of the configurations
          (for independent runs with the covariance HC3; Long and Ervin 2000,
          doi:10.1080/00031305.2000.10474549), in which every configuration has the same weight.

        A number that cannot be computed is NaN; `explain_missing_analysis` returns the reason.
    """
    keys = list(next(iter(grid.values())))
    terms = _name_terms(keys)
    values = values_by_configuration(runs, metric, grid)
    if explain_missing_analysis(runs, metric, grid, trainings):
        return pd.DataFrame({"term": [*terms.values(), RESIDUAL]}, columns=[*COLUMNS])
    from statsmodels.formula.api import ols
    from statsmodels.stats.anova import anova_lm

    formula = f"value ~ {' * '.join(_name_factor(number) for number in range(len(keys)))}"
    model = ols(formula, _list_values(values, grid)).fit()
    anova = anova_lm(model, typ=2)
    shares = (anova["sum_sq"] - anova["df"] * model.mse_resid) / model.centered_tss
    shares["Residual"] = model.mse_resid * (model.nobs - 1) / model.centered_tss
    effects = pd.DataFrame(
        {
            "sum_of_squares": anova["sum_sq"],
            "degrees_of_freedom": anova["df"].astype(int),
            "share_of_variance": shares,
            "f": anova["F"],
            "p": anova["PR(>F)"],
        }
    )
    if share_networks(grid, trainings):
        networks = networks_by_training(runs, metric, trainings, [*grid])
        found = analyse_shared_networks(networks, grid).set_index(effects.index[:-1])
        effects[["f", "p"]] = np.nan
        effects["f_robust"], effects["p_robust"] = found["f"], found["p"]
        effects["share_of_variance"] = found["share_of_variance"]
        effects.loc["Residual", "share_of_variance"] = 1 - found["share_of_variance"].sum()
    elif all(np.ptp(sample) > 0 for sample in values.values()):
        # Type III, because type II would weight the configurations by their noisy spreads.
        robust = anova_lm(model, typ=3, robust="hc3")
        effects["f_robust"], effects["p_robust"] = robust["F"], robust["PR(>F)"]
    effects["term"] = effects.index.map(terms | {"Residual": RESIDUAL})
    return effects.reindex(columns=[*COLUMNS]).reset_index(drop=True)


def share_networks(grid: Grid, trainings: Mapping[str, str]) -> bool:
    """Tell whether some configurations of a grid are evaluations of the same networks."""
    return len({trainings[name] for name in grid}) < len(grid)


def explain_missing_analysis(
    runs: pd.DataFrame, metric: str, grid: Grid, trainings: Mapping[str, str]
) -> str:
    """Return why these runs allow no analysis of variance, or an empty text if they allow one.

    Parameters
    ----------
    runs, metric, grid, trainings
        As `analyse_effects` takes them.
    """
    values = values_by_configuration(runs, metric, grid)
    empty = [name for name, sample in values.items() if not len(sample)]
    if empty:
        return f"no run is left for {_list_some(empty)}"
    if max(map(len, values.values())) == 1:
        return "one run per configuration has no spread"
    if all(np.ptp(sample) == 0 for sample in values.values()):
        return "all runs of a configuration are equal"
    if share_networks(grid, trainings):
        networks = networks_by_training(runs, metric, trainings, [*grid])
        few = [table.columns[0] for table in networks.values() if len(table) < FEWEST_NETWORKS]
        if few:
            return (
                f"fewer than {FEWEST_NETWORKS} repeats completed in all configurations with the"
                f" training of {_list_some(few)}"
            )
    return ""


def marginal_means(
    runs: pd.DataFrame,
    metric: str,
    grid: Grid,
    trainings: Mapping[str, str],
    keys: Sequence[str],
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Return the mean at every pair of levels of two keys, averaged over all other keys.

    Every configuration has the same weight. The interval is the Student t interval of a sum of
    independent means with different spreads (Satterthwaite 1946, doi:10.2307/3002019). Of
    configurations with one training, the values of each network are averaged first. It shows the
    uncertainty due to the random seeds and not the variation between the other keys' levels.

    Parameters
    ----------
    runs : DataFrame
    metric : str
    grid : mapping of str to mapping
    trainings : mapping of str to str
    keys : (str, str)
    confidence : float

    Returns
    -------
    DataFrame
        One row per pair of levels: both keys, mean, low, high. The mean is NaN if a
        configuration has no completed run, and the interval if a training has fewer than two
        networks that completed all of its configurations.
    """
    values = values_by_configuration(runs, metric, grid)
    groups: dict[tuple[str, ...], list[str]] = {}
    for name, levels in grid.items():
        groups.setdefault(tuple(levels[key] for key in keys), []).append(name)
    rows = []
    for group_levels, names in groups.items():
        mean = _average_means([values[name] for name in names])
        networks = networks_by_training(runs, metric, trainings, names)
        low, high = _interval_of_average(mean, networks, confidence)
        numbers = {"mean": mean, "low": low, "high": high}
        rows.append(dict(zip(keys, group_levels, strict=True)) | numbers)
    return pd.DataFrame(rows)


def _average_means(samples: Sequence[Values]) -> float:
    """Return the average of the means of samples; NaN if a sample is empty."""
    if not all(map(len, samples)):
        return np.nan
    return float(np.mean([sample.mean() for sample in samples]))


def _interval_of_average(
    mean: float, networks: Mapping[str, pd.DataFrame], confidence: float
) -> tuple[float, float]:
    """Return the interval of the average of the means of configurations.

    Both limits are NaN if a training has fewer than two networks.
    """
    if min(map(len, networks.values())) < FEWEST_NETWORKS:
        return np.nan, np.nan
    variance, degrees_of_freedom = variance_of_average(networks)
    if not variance:
        return mean, mean
    return student_t_interval(mean, np.sqrt(variance), degrees_of_freedom, confidence)


def _list_some(names: Sequence[str]) -> str:
    """Name the first configurations, and count the others."""
    more = f" and {len(names) - MAX_NAMED} more" if len(names) > MAX_NAMED else ""
    return ", ".join(map(rst_literal, names[:MAX_NAMED])) + more


def _name_factor(number: int) -> str:
    """Return the name of a key in the formula of statsmodels; sums of effects are zero."""
    return f"C(key_{number}, Sum)"


def _name_terms(keys: Sequence[str]) -> dict[str, str]:
    """Map the name of each term in statsmodels to its name in the table."""
    numbers = range(len(keys))
    return {
        ":".join(map(_name_factor, chosen)): " x ".join(keys[number] for number in chosen)
        for size in range(1, len(keys) + 1)
        for chosen in itertools.combinations(numbers, size)
    }


def _list_values(values: Mapping[str, Values], grid: Grid) -> pd.DataFrame:
    """Return one row per run: its value and its levels, under names that a formula accepts."""
    rows = []
    for name, levels in grid.items():
        columns = {f"key_{number}": level for number, level in enumerate(levels.values())}
        rows += [columns | {"value": value} for value in values[name]]
    return pd.DataFrame(rows)
