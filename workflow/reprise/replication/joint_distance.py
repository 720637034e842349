"""All published tables and lists held against ours at once: one distance, one p-value.

A hundred numbers judged one by one fail five times by chance, and those of one table move
together. So each table or list is one vector of statistics, and the distances of all add up.
"""

from functools import cache

import numpy as np
import pandas as pd

from reprise.data.published import published_descriptions, published_scores

RESAMPLES = 2000
NORMAL_SAMPLES = 20000
SEED = 0  # equal runs give equal distances
QUARTILES = (0.25, 0.5, 0.75)
OF_TABLE = ("mean", "std", "25%", "50%", "75%")  # the extremes of a bootstrap are ours again
# Of the noise that smooths the bootstrap, in standard deviations times n ** -1/5: without it a
# sample of few distinct values has quartiles that jump, and chance looks larger than it is.
# Chosen so that halves of 60 of our own runs are told apart in about 5 of 100 cases.
BANDWIDTH = 0.4
FEWEST_RUNS = 10  # fewer find no difference, however large
OF_LIST = ("mean", "std")
LISTED = ["train_rmse", "test_rmse"]


def statistics(samples, names):
    """Statistics of samples of shape (..., n), stacked into shape (..., len(names))."""
    found = [samples.mean(axis=-1), samples.std(axis=-1, ddof=1)]
    if names == OF_TABLE:
        found += list(np.quantile(samples, QUARTILES, axis=-1))
    return np.stack(found, axis=-1)


@cache
def precision(names, printed_runs, our_runs):
    """The inverse covariance of the difference of two normal samples' statistics.

    Fixed by the numbers of runs alone, so that it adds no noise of its own: it only weighs the
    statistics. What the distance is by chance is found from the runs themselves.

    Returns
    -------
    ndarray of shape (len(names), len(names))
        For samples with a standard deviation of 1.
    """
    rng = np.random.default_rng(SEED)
    printed, ours = (
        statistics(rng.standard_normal((NORMAL_SAMPLES, n)), names)
        for n in (printed_runs, our_runs)
    )
    return np.linalg.inv(np.cov((printed - ours).T))


def distance(printed, ours, weights):
    """The squared Mahalanobis distance of two vectors of statistics (mean, std first).

    Mahalanobis 1936, with the variances of both samples pooled.

    Parameters
    ----------
    printed, ours : ndarray of shape (..., k)
    weights : ndarray of shape (k, k)
        As `precision` makes them.

    Returns
    -------
    ndarray of shape (...)
    """
    gap = printed - ours
    variance = (printed[..., 1] ** 2 + ours[..., 1] ** 2) / 2
    squared = np.einsum("...i,ij,...j->...", gap, weights, gap)
    with np.errstate(divide="ignore", invalid="ignore"):  # nothing varies: equal or far
        return np.where(squared == 0, 0.0, squared / variance)


def table_distance(printed, ours, printed_runs, resamples=RESAMPLES):
    """A describe() table's column against our runs.

    Parameters
    ----------
    printed : sequence of float
        The statistics of OF_TABLE.
    ours : ndarray
        At least two runs.
    printed_runs : int
    resamples : int

    Returns
    -------
    (float, ndarray of shape (resamples,))
        The distance, and distances by chance: of two samples that are both drawn from our runs
        by the smoothed bootstrap (Silverman & Young 1987, doi:10.1093/biomet/74.3.469).
    """
    rng = np.random.default_rng(SEED)
    weights = precision(OF_TABLE, printed_runs, len(ours))
    width = BANDWIDTH * ours.std(ddof=1) * len(ours) ** -0.2
    drawn = [
        statistics(
            rng.choice(ours, (resamples, n)) + width * rng.standard_normal((resamples, n)), OF_TABLE
        )
        for n in (printed_runs, len(ours))
    ]
    found = distance(np.asarray(printed, dtype=float), statistics(ours, OF_TABLE), weights)
    return float(found), distance(*drawn, weights)


def list_distance(printed, ours, resamples=RESAMPLES):
    """A list of runs, each with several errors, against our runs.

    Parameters
    ----------
    printed, ours : ndarray of shape (runs, errors)
        At least two runs each.
    resamples : int

    Returns
    -------
    (float, ndarray of shape (resamples,))
        The distance, and distances by chance: of the pooled runs dealt out anew (a permutation
        test, Pitman 1937).
    """
    rng = np.random.default_rng(SEED)
    weights = precision(OF_LIST, len(printed), len(ours))
    pooled = np.concatenate([printed, ours])
    dealt = pooled[rng.permuted(np.tile(np.arange(len(pooled)), (resamples, 1)), axis=1)]
    found = _list_distance(printed, ours, weights)
    chance = _list_distance(dealt[:, : len(printed)], dealt[:, len(printed) :], weights)
    return float(found), chance


def _list_distance(printed, ours, weights):
    columns = (np.moveaxis(runs, -1, 0) for runs in (printed, ours))
    return sum(
        distance(statistics(p, OF_LIST), statistics(o, OF_LIST), weights)
        for p, o in zip(*columns, strict=True)
    )


def chance_of(found, by_chance):
    """The share of distances by chance that are as large, ours counted among them."""
    return (1 + np.sum(by_chance >= found)) / (1 + len(by_chance))


def joint_table(studies, others, level):
    """The distance of every published table and list, and of all together, era by era.

    Ours are all runs of a configuration, whichever of the studies trained it: the tutorial
    prints one of them three times.

    Parameters
    ----------
    studies : list of (dict, DataFrame)
        What each study file says (study, panels, alike), and its runs.
    others : list of (dict, DataFrame)
        Studies without printed tables that train some of the same configurations.
    level : float
        The p below which an era does not replicate.

    Returns
    -------
    DataFrame
        Columns era, study, configuration, runs (of ours), dimensions, distance, expected (its
        mean by chance), limit (what chance exceeds with probability `level`), p, verdict
        (`beyond chance`, `within chance`, or `cannot tell` of fewer than FEWEST_RUNS runs); the
        rows of all tables and lists together have the study `all`.
    """
    alike = _pooled([*studies, *others])
    parts = {}
    for said, _ in studies:
        for title, names in said["panels"].items():
            era = title.partition("=")[2]
            for unit in _distances(said, names, alike):
                parts.setdefault(era, []).append((said["study"], *unit))
    rows = []
    for era, units in parts.items():
        total = [sum(found[k] for *_, found in units) for k in (0, 1)]
        fewest, dimensions = min(u[2] for u in units), sum(u[3] for u in units)
        whole = ("all", f"{len(units)} tables and lists", fewest, dimensions, total)
        rows += [_row(era, *unit, level) for unit in [whole, *units]]
    return pd.DataFrame(rows, columns=None if rows else COLUMNS)


COLUMNS = (
    *("era", "study", "configuration", "runs", "dimensions", "distance", "expected", "limit"),
    *("p", "verdict"),
)


def _pooled(studies):
    """The runs that did not diverge by what their configurations are, over all studies."""
    pooled = {}
    for said, runs in studies:
        for name, group in runs[runs["state"] == "ok"].groupby("configuration", sort=False):
            pooled.setdefault(said["alike"][name], []).append(group)
    return {key: pd.concat(groups) for key, groups in pooled.items()}


def _distances(said, names, alike):
    """Configuration, runs, dimensions and (distance, by chance) of a study's tables."""
    scores = published_scores(said["study"])
    described = published_descriptions(said["study"])
    for full, within in names.items():
        ours = alike.get(said["alike"][full], ())
        if within not in described or len(ours) < 2:
            continue
        if len(scores):
            printed = scores.loc[scores["configuration"] == within, LISTED].to_numpy()
            found = list_distance(printed, ours[LISTED].to_numpy())
            yield within, len(ours), len(OF_LIST) * len(LISTED), found
        else:
            printed = described[within]
            errors = ours[LISTED[-1]].to_numpy()
            found = table_distance(printed[list(OF_TABLE)], errors, int(printed["count"]))
            yield within, len(ours), len(OF_TABLE), found


def _row(era, study, configuration, runs, dimensions, found, level):
    distance_found, by_chance = found
    p = chance_of(distance_found, by_chance)
    verdict = "within chance" if p > level else "beyond chance"
    if runs < FEWEST_RUNS:
        verdict = "cannot tell"
    values = [era, study, configuration, runs, dimensions, distance_found, by_chance.mean()]
    values += [np.quantile(by_chance, 1 - level), p, verdict]
    return dict(zip(COLUMNS, values, strict=True))


def say_p(p):
    """A p-value in words: none is smaller than one of so many resamples."""
    return "p < 0.001" if p < 0.001 else f"p {p:.2g}"
