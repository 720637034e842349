"""The analysis of a grid in which several configurations are evaluations of the same networks.

The runs of such configurations are not independent. The analysis therefore estimates how the means
of the configurations vary together, and makes no assumption on it.
"""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from reprise.stats.run_values import Values

FEWEST_NETWORKS = 2
LEAST_VARIANCE = 1e-12  # of the variance of all means; a smaller one is an error of rounding
Grid = Mapping[str, Mapping[str, str]]  # configuration to the level (value) of each key


def networks_by_training(
    runs: pd.DataFrame, metric: str, trainings: Mapping[str, str], configurations: Sequence[str]
) -> dict[str, pd.DataFrame]:
    """Return the networks of each training that have a value in all of its configurations.

    Parameters
    ----------
    runs : DataFrame
        One row per run, as `run_tables.collect_runs` returns it.
    metric : str
    trainings : mapping of str to str
        Configuration to the name of its training; equal names are one network per repeat.
    configurations : sequence of str

    Returns
    -------
    dict of str to DataFrame
        For each training, one row per repeat and one column per configuration. Networks with a run
        that diverged are left out.
    """
    completed = runs[runs["state"] == "ok"].dropna(subset=[metric])
    table = completed.pivot(index="repeat", columns="configuration", values=metric)
    members: dict[str, list[str]] = {}
    for name in configurations:
        members.setdefault(trainings[name], []).append(name)
    return {training: table.reindex(columns=names).dropna() for training, names in members.items()}


def analyse_shared_networks(networks: Mapping[str, pd.DataFrame], grid: Grid) -> pd.DataFrame:
    """Test the effect of each key and of each interaction; the runs of one network are dependent.

    The test is the ANOVA-type statistic (Brunner, Dette & Munk 1997,
    doi:10.1080/01621459.1997.10473671). The weighted squares of the means are divided by their
    expectation without an effect. Box's approximation gives both degrees of freedom (Box 1954,
    doi:10.1214/aoms/1177728786). For two means, this is the test of Welch, or the paired t-test.

    Parameters
    ----------
    networks : mapping of str to DataFrame
        As `networks_by_training` returns it, with at least two networks per training. Not all
        values are equal.
    grid : mapping of str to mapping
        The level of each key, for each configuration. Every combination of levels is there once.

    Returns
    -------
    DataFrame
        One row per term, with the numbers of its keys (`keys`, a tuple); `share_of_variance`, which
        is epsilon squared for independent runs; F and p, which are NaN if the effect is equal in
        all networks. Every configuration has the same weight.
    """
    from scipy.linalg import block_diag
    from scipy.stats import f

    names = [str(name) for table in networks.values() for name in table]
    counts = np.array([len(table) for table in networks.values()])
    sizes = np.array([table.shape[1] for table in networks.values()])
    means = np.concatenate([table.to_numpy().mean(axis=0) for table in networks.values()])
    covariances = [np.atleast_2d(np.cov(table.to_numpy().T)) for table in networks.values()]
    of_means = block_diag(*(c / count for c, count in zip(covariances, counts, strict=True)))
    ends = np.cumsum(sizes)
    parts = [slice(end - size, end) for end, size in zip(ends, sizes, strict=True)]
    runs_of_each = np.repeat(counts, sizes)
    within = np.concatenate([np.diag(c) for c in covariances]) * (1 - 1 / runs_of_each)
    total = np.sum((means - means.mean()) ** 2) + within.sum()
    rows = []
    for keys, projection in _project_terms([[*grid[name].values()] for name in names]).items():
        squares = means @ projection @ means
        product = projection @ of_means
        expected = np.trace(product)
        row = {"keys": keys, "share_of_variance": (squares - expected) / total}
        if expected > LEAST_VARIANCE * np.trace(of_means):
            lost = sum(
                np.sum(product[at, at] * product[at, at].T) / (count - 1)
                for at, count in zip(parts, counts, strict=True)
            )
            freedom = expected**2 / np.sum(product * product.T)
            row["f"] = squares / expected
            row["p"] = f.sf(row["f"], freedom, expected**2 / lost)
        rows.append(row)
    return pd.DataFrame(rows, columns=["keys", "share_of_variance", "f", "p"])


def variance_of_average(networks: Mapping[str, pd.DataFrame]) -> tuple[float, float]:
    """Return the variance of the average of the means of configurations, and its freedom.

    Parameters
    ----------
    networks : mapping of str to DataFrame
        As `networks_by_training` returns it, with at least two networks per training.

    Returns
    -------
    (float, float)
        The squared standard error, and the degrees of freedom (Satterthwaite 1946,
        doi:10.2307/3002019; NaN if nothing varies). The values of one network are averaged first.
    """
    sums = [table.to_numpy().sum(axis=1) for table in networks.values()]
    number = sum(table.shape[1] for table in networks.values())
    variances = np.array([np.var(values, ddof=1) / len(values) for values in sums]) / number**2
    if not variances.any():
        return 0.0, np.nan
    lost = np.array([len(values) - 1 for values in sums])
    return float(variances.sum()), float(variances.sum() ** 2 / (variances**2 / lost).sum())


def _project_terms(levels: Sequence[Sequence[str]]) -> dict[tuple[int, ...], Values]:
    """Map the keys of each term to the projection of the means of configurations on its effect."""
    centred, averaged = [], []
    for column in map(np.array, zip(*levels, strict=True)):
        average = np.full((len(column), len(column)), 1 / len(set(column)))
        averaged.append(average)
        centred.append((column[:, None] == column) - average)
    numbers = range(len(centred))
    return {
        chosen: np.prod([(centred if n in chosen else averaged)[n] for n in numbers], axis=0)
        for size in range(1, len(centred) + 1)
        for chosen in itertools.combinations(numbers, size)
    }
