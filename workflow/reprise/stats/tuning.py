"""Tuning one key at a time, as tutorials do, compared with a search of the whole grid."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from reprise.evaluation.metrics import lower_is_better
from reprise.stats.best_choice import (
    FEWEST_RUNS,
    means_of_halves,
    split_repeats,
    values_by_repeat,
)
from reprise.stats.run_values import Values, values_by_configuration

RESAMPLED_STUDIES = 2000
SEED = 0  # The seed is fixed so that equal runs give equal probabilities.


@dataclass(frozen=True)
class Tuning:
    """The result of tuning one key at a time.

    Attributes
    ----------
    best : str
        The configuration with the best mean in the whole grid.
    reached : str
        The configuration at which tuning ends.
    best_mean, reached_mean : float
    gap : float
        How much worse the configuration at which tuning ends is than the best of the grid. Half
        of the runs chooses both, and the other half is the score (`best_choice`), because the
        best mean of many is the luckiest one. It is NaN if no two configurations have four runs.
    probability : float
        The share of resampled studies in which tuning ends at the best mean of that study.
    """

    best: str
    reached: str
    best_mean: float
    reached_mean: float
    gap: float
    probability: float


def tune_one_key_at_a_time(
    runs: pd.DataFrame,
    metric: str,
    grid: Mapping[str, Mapping[str, str]],
    studies: int = RESAMPLED_STUDIES,
) -> Tuning | None:
    """Start at the first level of every key, and choose the best level of one key after another.

    - The best level of a key is the one with the best mean; the first one of equal means.
    - A configuration without completed runs is never chosen.
    - A resampled study draws the runs of each configuration with replacement (Efron 1979,
      doi:10.1214/aos/1176344552).

    Parameters
    ----------
    runs : DataFrame
        One row per run, as `run_tables.collect_runs` returns it; diverged runs are left out.
    metric : str
    grid : mapping of str to mapping
        The level of each key, for each configuration. The keys are in the order of tuning; the
        level of the last key changes fastest.
    studies : int
        Number of resampled studies.

    Returns
    -------
    Tuning or None
        None if no configuration has a completed run.
    """
    names = list(grid)
    sign = 1 if lower_is_better(metric) else -1
    samples = [sign * sample for sample in values_by_configuration(runs, metric, grid).values()]
    if not any(map(len, samples)):
        return None
    levels_by_key = zip(*(levels.values() for levels in grid.values()), strict=True)
    shape = [len(set(levels)) for levels in levels_by_key]
    means = np.array([sample.mean() if len(sample) else np.inf for sample in samples])
    best, reached = means.argmin(), _tune(means[None], shape)[0]
    resampled = _resample_means(samples, studies)
    return Tuning(
        best=names[best],
        reached=names[reached],
        best_mean=float(sign * means[best]),
        reached_mean=float(sign * means[reached]),
        gap=_measure_gap(sign * values_by_repeat(runs, metric, names).to_numpy(), shape),
        probability=float(np.mean(_tune(resampled, shape) == resampled.argmin(axis=1))),
    )


def _measure_gap(values: Values, shape: Sequence[int]) -> float:
    """Return the mean gap of the choices by halves; lower values are better."""
    values = np.where(np.isfinite(values).sum(axis=0) < FEWEST_RUNS, np.nan, values)
    if np.isfinite(values).any(axis=0).sum() < 2:
        return np.nan
    halves = split_repeats(len(values))
    means = np.nan_to_num(means_of_halves(values, halves), nan=np.inf)
    scores, rows = means_of_halves(values, ~halves), np.arange(len(halves))
    gaps = scores[rows, _tune(means, shape)] - scores[rows, means.argmin(axis=1)]
    return float(np.nanmean(gaps))


def _resample_means(samples: Sequence[Values], studies: int) -> Values:
    """Return the means of resampled runs, shape (studies, configurations)."""
    rng = np.random.default_rng(SEED)
    means = np.full((studies, len(samples)), np.inf)
    for position, sample in enumerate(samples):
        if len(sample):
            means[:, position] = rng.choice(sample, (studies, len(sample))).mean(axis=1)
    return means


def _tune(means: Values, shape: Sequence[int]) -> NDArray[np.intp]:
    """Return the position in the grid at which the tuning of each study ends.

    Parameters
    ----------
    means : ndarray, shape (studies, configurations)
        Lower is better.
    shape : sequence of int
        The number of levels of each key.
    """
    studies = np.arange(len(means))
    cube = means.reshape(len(means), *shape)
    chosen = np.zeros((len(shape), len(means)), dtype=int)
    for key, levels in enumerate(shape):
        candidates = [
            cube[(studies, *chosen[:key], np.full(len(means), level), *chosen[key + 1 :])]
            for level in range(levels)
        ]
        chosen[key] = np.argmin(candidates, axis=0)
    return np.asarray(np.ravel_multi_index(tuple(chosen), tuple(shape)))
