"""A grid tuned one key at a time, as tutorials do, held against all of it at once."""

from dataclasses import dataclass

import numpy as np

from reprise.stats.comparisons import is_error, values_of

REDRAWN = 2000  # studies
SEED = 0  # equal runs give equal probabilities


@dataclass(frozen=True)
class Tuning:
    """Where tuning one key at a time ends.

    Attributes
    ----------
    best : str
        The configuration of the best mean in the whole grid.
    reached : str
        The configuration that tuning ends at.
    best_mean, reached_mean : float
    probability : float
        The share of redrawn studies in which tuning ends at the best mean of that study.
    """

    best: str
    reached: str
    best_mean: float
    reached_mean: float
    probability: float


def tune_one_key_at_a_time(runs, metric, grid, redrawn=REDRAWN):
    """Begin at every key's first value and choose key after key, the others held.

    A key's value is the one of the best mean (of equal ones the first). A configuration without
    a run left is never chosen. A study is redrawn by drawing the runs of each configuration
    anew, with replacement (Efron 1979, doi:10.1214/aos/1176344552).

    Parameters
    ----------
    runs : DataFrame
        As tables.collect_runs makes it; runs that diverged are left out.
    metric : str
    grid : dict of str to dict
        Configuration to its level of each key, as study.Study.grid gives it: the keys in the
        order in which they are tuned, the last one changing fastest.
    redrawn : int

    Returns
    -------
    Tuning or None
        None where no run is left.
    """
    names = list(grid)
    sign = 1 if is_error(metric) else -1
    values = [sign * cell for cell in values_of(runs, metric, grid).values()]
    if not any(map(len, values)):
        return None
    shape = [len(set(levels)) for levels in zip(*map(dict.values, grid.values()), strict=True)]
    means = np.array([cell.mean() if len(cell) else np.inf for cell in values])
    best, reached = np.argmin(means), _tuned(means[None], shape)[0]
    rng = np.random.default_rng(SEED)
    again = np.full((redrawn, len(names)), np.inf)
    for number, cell in enumerate(values):
        if len(cell):
            again[:, number] = rng.choice(cell, (redrawn, len(cell))).mean(axis=1)
    return Tuning(
        best=names[best],
        reached=names[reached],
        best_mean=float(sign * means[best]),
        reached_mean=float(sign * means[reached]),
        probability=float(np.mean(_tuned(again, shape) == again.argmin(axis=1))),
    )


def _tuned(means, shape):
    """Where each study's tuning ends, as a position in its grid.

    Parameters
    ----------
    means : ndarray, (studies, configurations)
        Lower is better.
    shape : sequence of int
        The number of levels of each key.
    """
    studies = np.arange(len(means))
    cube = means.reshape(len(means), *shape)
    held = np.zeros((len(shape), len(means)), dtype=int)
    for key, levels in enumerate(shape):
        tried = [(studies, *held[:key], level, *held[key + 1 :]) for level in range(levels)]
        held[key] = np.argmin([cube[at] for at in tried], axis=0)
    return np.ravel_multi_index(tuple(held), shape)
