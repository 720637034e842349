"""The mean forecast of several networks, compared with the forecast of one network.

The networks of an ensemble differ only in their random seed. All of them exist already, so that
nothing is trained: sets of networks are drawn from the repeats of a configuration.

Source: Hansen & Salamon 1990, "Neural network ensembles", doi:10.1109/34.58871
"""

from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

from reprise.data.framing import Framing
from reprise.evaluation.metrics import (
    lower_is_better,
    metric_names,
    split_metrics,
)

MAX_SETS = 1000  # of more possible sets, so many are drawn at random
SEED = 0  # The seed is fixed so that equal runs give equal tables.
MAX_VALUES_AT_ONCE = 4_000_000  # forecasts in memory
COLUMNS = ("metric", "networks", "sets", "mean", "low", "high", "gain", "gain_percent", "beaten")


def evaluate_ensembles(
    framing: Framing, outputs: np.ndarray, sizes: Sequence[int], confidence: float
) -> pd.DataFrame:
    """Evaluate the mean output of sets of networks on the test rows.

    Parameters
    ----------
    framing : Framing
    outputs : ndarray, shape (networks, test rows, outputs)
        Forecasts in the dataset's units, or the probabilities of class 1.
    sizes : sequence of int
        The numbers of networks in a set. Sizes above the number of networks are left out.
    confidence : float
        The share of the sets between `low` and `high`.

    Returns
    -------
    DataFrame
        One row per metric and size, the size 1 first:

        - metric, networks (the size), sets (how many were evaluated)
        - mean of the metric over the sets
        - low and high, the quantiles of the sets; empty for a single set
        - gain (how much better the mean is than that of one network, in the units of the metric),
          and gain_percent of the mean of one network
        - beaten, the share of single networks that are worse than the mean
    """
    networks = len(outputs)
    names = metric_names(framing)
    values = {
        size: _evaluate_sets(framing, outputs, choose_sets(networks, size), names)
        for size in [1, *sorted(sizes)]
        if size <= networks
    }
    tail = (1 - confidence) / 2
    rows = []
    for metric in values[1]:
        for size, by_metric in values.items():
            of_sets, of_one = by_metric[metric], values[1][metric]
            mean, mean_of_one = of_sets.mean(), of_one.mean()
            low, high = np.quantile(of_sets, [tail, 1 - tail]) if len(of_sets) > 1 else [np.nan] * 2
            is_lower_better = lower_is_better(metric)
            gain = mean_of_one - mean if is_lower_better else mean - mean_of_one
            percent = 100 * gain / abs(mean_of_one) if mean_of_one else np.nan
            beaten = np.mean(of_one > mean if is_lower_better else of_one < mean)
            rows.append((metric, size, len(of_sets), mean, low, high, gain, percent, beaten))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def choose_sets(networks: int, size: int) -> np.ndarray:
    """Choose sets of networks without replacement: all sets, or MAX_SETS random ones.

    Parameters
    ----------
    networks : int
    size : int
        At most `networks`.

    Returns
    -------
    ndarray of int, shape (sets, size)
    """
    if comb(networks, size) <= MAX_SETS:
        return np.array(list(combinations(range(networks), size)))
    order = np.random.default_rng([SEED, size]).random((MAX_SETS, networks)).argsort(axis=1)
    return order[:, :size]


def _evaluate_sets(
    framing: Framing, outputs: np.ndarray, sets: np.ndarray, names: tuple[str, ...]
) -> dict[str, np.ndarray]:
    """The metrics of the mean output of each set; metric to an ndarray of shape (sets,)."""
    sets_at_once = max(1, MAX_VALUES_AT_ONCE // (sets.shape[1] * outputs[0].size))
    parts = [
        split_metrics(framing, outputs[chosen].mean(axis=1), "test", names)
        for chosen in np.split(sets, range(sets_at_once, len(sets), sets_at_once))
    ]
    return {metric: np.concatenate([part[metric] for part in parts]) for metric in parts[0]}
