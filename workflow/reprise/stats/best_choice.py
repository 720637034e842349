"""The best of many configurations: how sure the choice is, and how good it is on new runs.

The best of several means is lower than its true value, because the luckiest configuration is the
one that is chosen. Therefore one half of the runs chooses, and the other half is the score.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reprise.evaluation.metrics import lower_is_better
from reprise.stats.run_values import Values

FEWEST_RUNS = 4  # a half has two runs
SPLITS = 1000
DRAWS = 10_000
SEED = 0  # The seed is fixed so that equal runs give equal numbers.
COLUMNS = (
    *("forecasts", "configuration", "runs", "diverged", "mean", "best"),
    *("probability_best", "share_chosen", "honest_mean", "optimism"),
)


@dataclass(frozen=True)
class HalfChoices:
    """What the choices by random halves of the runs gave.

    Attributes
    ----------
    shares : ndarray, shape (configurations,)
        The share of the halves that choose each configuration.
    score : float
        The mean score of the chosen configuration on the other half.
    """

    shares: Values
    score: float


def describe_choice(
    runs: pd.DataFrame,
    metric: str,
    forecast_groups: Mapping[str, str],
    trainings: Mapping[str, str],
) -> pd.DataFrame:
    """Describe the choice of the best mean in each group of several configurations.

    Parameters
    ----------
    runs : DataFrame
        One row per run, as `run_tables.collect_runs` returns it.
    metric : str
    forecast_groups : mapping of str to str
        Configuration to what it forecasts; one configuration of each group is the best.
    trainings : mapping of str to str
        The training of each configuration; equal trainings share their random seeds.

    Returns
    -------
    DataFrame
        One row per configuration of a group with more than one:

        - runs that did not diverge, diverged, and the mean of the completed runs;
        - best: whether its mean is the best of the group;
        - probability_best: the probability that its true mean is the best, as
          `probabilities_best` returns it;
        - share_chosen: the share of the halves of the runs that choose it (the stability);
        - honest_mean, optimism: only for the best configuration: the score of the choice on runs
          that did not choose, and the mean minus this score, without its sign: how much
          better the mean looks than it is.

        A configuration with fewer than four completed runs takes no part in the choice. The last
        four numbers are NaN if fewer than two configurations of a group take part.
    """
    prefer_low = lower_is_better(metric)
    tables: list[pd.DataFrame] = []
    for group in dict.fromkeys(forecast_groups.values()):
        names = [name for name, its_group in forecast_groups.items() if its_group == group]
        if len(names) < 2:
            continue
        values = values_by_repeat(runs, metric, names)
        counts, means = values.notna().sum(), values.mean()
        chosen = means[means == (means.min() if prefer_low else means.max())].index[:1]
        table = pd.DataFrame(
            {
                "forecasts": group,
                "runs": counts,
                "diverged": (runs[runs["state"] != "ok"].groupby("configuration").size())
                .reindex(names, fill_value=0)
                .astype(int),
                "mean": means,
                "best": [name in chosen for name in names],
            }
        ).rename_axis("configuration")
        candidates = [name for name in names if counts[name] >= FEWEST_RUNS]
        if len(candidates) > 1 and set(chosen) <= set(candidates):
            known = values[candidates]
            labels = [trainings[name] for name in candidates]
            halves = choose_by_halves(known.to_numpy(), known.to_numpy(), prefer_low)
            table["probability_best"] = pd.Series(
                probabilities_best(known.to_numpy(), labels, prefer_low), candidates
            )
            table["share_chosen"] = pd.Series(halves.shares, candidates)
            sign = 1 if prefer_low else -1
            table.loc[chosen, "honest_mean"] = halves.score
            table.loc[chosen, "optimism"] = sign * (halves.score - means[chosen])
        tables.append(table.reset_index())
    if not tables:
        return pd.DataFrame(columns=[*COLUMNS])
    return pd.concat(tables, ignore_index=True).reindex(columns=[*COLUMNS])


def values_by_repeat(runs: pd.DataFrame, metric: str, names: Sequence[str]) -> pd.DataFrame:
    """Return the completed runs, one row per repeat and one column per configuration.

    A run that diverged or is missing is NaN.
    """
    completed = runs[(runs["state"] == "ok") & runs["configuration"].isin(names)]
    table = completed.pivot(index="repeat", columns="configuration", values=metric)
    return table.reindex(columns=list(names)).astype(float)


def choose_by_halves(choice: Values, score: Values, prefer_low: bool) -> HalfChoices:
    """Choose by the mean on a random half of the repeats, and score on the other half.

    Every split is used in both directions. The repeats of all configurations are split together,
    so runs with one random seed are never on both sides.

    Parameters
    ----------
    choice, score : ndarray, shape (repeats, configurations)
        The values that choose and the values of the score; NaN for a run that diverged. Each
        configuration has at least one value in every half that can choose it.
    prefer_low : bool
        Whether the lowest mean is chosen.
    """
    halves = split_repeats(len(choice))
    sign = 1 if prefer_low else -1
    chosen = _share_of_lowest(np.nan_to_num(sign * means_of_halves(choice, halves), nan=np.inf))
    scores = means_of_halves(score, ~halves)
    known = np.isfinite(scores)
    weights = np.where(known, chosen, 0)
    return HalfChoices(
        shares=chosen.mean(axis=0),
        score=float((weights * np.where(known, scores, 0)).sum() / weights.sum()),
    )


def probabilities_best(values: Values, trainings: Sequence[str], prefer_low: bool) -> Values:
    """Return the probability that each configuration has the best true mean.

    The true means are drawn from their t distributions: each mean plus its standard error times a
    value of Student's t (the posterior distribution of a mean under the usual reference prior;
    Box & Tiao 1973, "Bayesian Inference in Statistical Analysis", section 2.4). Runs with one
    training and one repeat get the same noise, so the draws have the correlation of the runs.

    Parameters
    ----------
    values : ndarray, shape (repeats, configurations)
        NaN for a run that diverged; each configuration has at least two values.
    trainings : sequence of str, shape (configurations,)
    prefer_low : bool

    Returns
    -------
    ndarray, shape (configurations,)
        The sum is one. Equal draws share their probability.
    """
    rng = np.random.default_rng(SEED)
    known = np.isfinite(values)
    counts, means = known.sum(axis=0), np.nanmean(values, axis=0)
    deviations = np.where(known, values - means, 0) / np.sqrt(counts * (counts - 1))
    draws = np.empty((DRAWS, values.shape[1]))
    labels = np.asarray(trainings)
    for label in dict.fromkeys(trainings):
        columns = labels == label
        freedom = counts[columns].min() - 1
        noise = rng.normal(size=(DRAWS, len(values))) @ deviations[:, columns]
        spread = np.sqrt(rng.chisquare(freedom, size=(DRAWS, 1)) / freedom)
        draws[:, columns] = means[columns] + noise / spread
    return np.asarray(_share_of_lowest(draws if prefer_low else -draws).mean(axis=0))


def split_repeats(repeats: int) -> NDArray[np.bool_]:
    """Return random halves of the repeats and their other halves, shape (2 SPLITS, repeats)."""
    rng = np.random.default_rng(SEED)
    first = np.argsort(rng.random((SPLITS, repeats)), axis=1) < repeats // 2
    return np.concatenate([first, ~first])


def means_of_halves(values: Values, halves: NDArray[np.bool_]) -> Values:
    """Return the mean of each column over each half, shape (halves, configurations).

    The mean is NaN if all runs of the half are NaN.
    """
    known = np.isfinite(values)
    weights = halves.astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(weights @ np.where(known, values, 0) / (weights @ known))


def _share_of_lowest(values: Values) -> Values:
    """Return 1 for the lowest value of each row, and 0 for the others; equal ones share the 1."""
    is_lowest = values == values.min(axis=1, keepdims=True)
    return np.asarray(is_lowest / is_lowest.sum(axis=1, keepdims=True))
