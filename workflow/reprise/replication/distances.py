"""The distance of published tables from our runs, and the distances that chance gives.

A table or list is a vector of statistics. We compare the whole vector, because numbers that are
tested one by one fail by chance in 5 of 100 cases, and the numbers of a table are dependent.

By chance, published and our runs have one distribution. Its shape is estimated from the residuals
of all configurations together, because 30 runs of one configuration hardly show its tails. If a
table is printed several times, or if configurations share their training, they share our runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from reprise.digests import document_digest
from reprise.replication.residual_shape import ResidualShape

RESAMPLES = 2000
NORMAL_SAMPLES = 20000
MOST_NUMBERS = 2_000_000  # that are drawn at once, so that they need 16 MB
SEED = 0
QUARTILES = {"25%": 0.25, "50%": 0.5, "75%": 0.75}
# The extremes are left out, because they vary too much to add information.
TABLE_STATISTICS = ("mean", "std", *QUARTILES)
LIST_STATISTICS = ("mean", "std")


@dataclass(frozen=True)
class PrintedTable:
    """A published table or list of one configuration.

    Attributes
    ----------
    name : str
        A name that no other table has. The random draws depend on it.
    key : str
        The distribution key of our configuration.
    runs : int
        The number of published runs.
    statistics : dict of str to dict
        Metric to statistic to published value. Every metric has `mean` and `std`.
    """

    name: str
    key: str
    runs: int
    statistics: Mapping[str, Mapping[str, float]]

    @property
    def dimensions(self) -> int:
        """The number of statistics that are compared."""
        return sum(map(len, self.statistics.values()))


@dataclass(frozen=True)
class DistanceTest:
    """A squared distance, and squared distances of samples from one distribution.

    Attributes
    ----------
    observed : float
    by_chance : ndarray of shape (resamples,)
    """

    observed: float
    by_chance: np.ndarray

    @property
    def p_value(self) -> float:
        """The share of distances by chance that are as large, the observed one among them."""
        return (1 + np.sum(self.by_chance >= self.observed)) / (1 + len(self.by_chance))


def add_tests(tests: Sequence[DistanceTest]) -> DistanceTest:
    """Add the distances of several tables and lists, sample by sample."""
    return DistanceTest(
        sum(test.observed for test in tests), np.sum([test.by_chance for test in tests], axis=0)
    )


def sample_statistics(samples: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Compute statistics of samples.

    Parameters
    ----------
    samples : ndarray of shape (..., n)
    names : sequence of str
        Some of TABLE_STATISTICS.

    Returns
    -------
    ndarray of shape (..., len(names))
    """
    computed = {"mean": samples.mean(axis=-1), "std": samples.std(axis=-1, ddof=1)}
    quartiles = [name for name in names if name in QUARTILES]
    if quartiles:
        values = np.quantile(samples, [QUARTILES[name] for name in quartiles], axis=-1)
        computed |= dict(zip(quartiles, values, strict=True))
    return np.stack([computed[name] for name in names], axis=-1)


@cache
def precision_matrix(names: tuple[str, ...], published_runs: int, our_runs: int) -> np.ndarray:
    """The inverse covariance matrix of the difference between two samples' statistics.

    The matrix only weighs the statistics against each other. It is simulated with normal samples
    with a standard deviation of 1, and with a fixed seed, so it depends only on the arguments.

    Returns
    -------
    ndarray of shape (len(names), len(names))
    """
    rng = np.random.default_rng(SEED)
    first, second = (_normal_statistics(rng, n, names) for n in (published_runs, our_runs))
    return np.linalg.inv(np.cov((first - second).T))


def _normal_statistics(rng: np.random.Generator, runs: int, names: Sequence[str]) -> np.ndarray:
    """Statistics of NORMAL_SAMPLES samples of normal numbers, a few samples at a time."""
    at_once = max(1, MOST_NUMBERS // runs)
    return np.concatenate(
        [
            sample_statistics(
                rng.standard_normal((min(at_once, NORMAL_SAMPLES - start), runs)), names
            )
            for start in range(0, NORMAL_SAMPLES, at_once)
        ]
    )


def squared_distance(published: np.ndarray, ours: np.ndarray, precision: np.ndarray) -> np.ndarray:
    """The squared Mahalanobis distance of two vectors of statistics.

    Mahalanobis 1936, with the pooled variance of both samples.

    Parameters
    ----------
    published, ours : ndarray of shape (..., k)
        The mean first, the standard deviation second.
    precision : ndarray of shape (k, k)
        As `precision_matrix` makes it.

    Returns
    -------
    ndarray of shape (...)
        If nothing varies, 0 for equal vectors and infinity for others.
    """
    gap = published - ours
    variance = (published[..., 1] ** 2 + ours[..., 1] ** 2) / 2
    squared = np.einsum("...i,ij,...j->...", gap, precision, gap)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(squared == 0, 0.0, squared / variance)


def compare_tables(
    tables: Sequence[PrintedTable],
    trainings: Mapping[str, pd.DataFrame],
    resamples: int = RESAMPLES,
) -> list[DistanceTest]:
    """Test the distance of each published table from our runs.

    Sample number k by chance uses the same draw of our runs in every test, so that the tests can be
    added.

    Parameters
    ----------
    tables : sequence of PrintedTable
    trainings : dict of str to DataFrame
        Our runs. Each frame has the runs of one training, with the repeats as rows and
        (distribution key, metric) as columns; NaN if a run diverged. Runs of one distribution can
        stand in several frames.
    resamples : int

    Returns
    -------
    list of DistanceTest
        One per table. A table needs at least two runs of ours that vary.
    """
    ours = _pool(trainings)
    shapes = _shapes(ours)
    drawn = _draw_ours(trainings, shapes, resamples)
    return [_test_table(table, ours, drawn, shapes, resamples) for table in tables]


def _pool(trainings: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], np.ndarray]:
    """Distribution key and metric to all runs of ours."""
    parts: dict[tuple[str, str], list[np.ndarray]] = {}
    for frame in trainings.values():
        for column in _columns(frame):
            parts.setdefault(column, []).append(frame[column].dropna().to_numpy())
    return {column: np.concatenate(values) for column, values in parts.items()}


def _columns(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """The distribution key and the metric of each column."""
    return [(str(key), str(metric)) for key, metric in frame.columns.to_frame().to_numpy()]


def _shapes(ours: Mapping[tuple[str, str], np.ndarray]) -> dict[str, ResidualShape]:
    """Metric to the shape of the distribution of its runs."""
    metrics = dict.fromkeys(metric for _, metric in ours)
    return {
        metric: ResidualShape([values for (_, m), values in ours.items() if m == metric])
        for metric in metrics
    }


def _draw_ours(
    trainings: Mapping[str, pd.DataFrame], shapes: Mapping[str, ResidualShape], resamples: int
) -> dict[tuple[str, str], np.ndarray]:
    """Draw experiments like ours: distribution key and metric to (resamples, runs).

    The columns of one training are drawn together, with the correlation of their repeats.
    """
    parts: dict[tuple[str, str], list[np.ndarray]] = {}
    for name, frame in trainings.items():
        rng = _generator(name)
        normals = _correlated_normals(rng, (resamples, len(frame)), frame.corr().to_numpy())
        for position, column in enumerate(_columns(frame)):
            completed = frame[column].notna().to_numpy()
            draws = shapes[column[1]].quantiles(normals[..., position][:, completed])
            parts.setdefault(column, []).append(draws)
    return {column: np.concatenate(draws, axis=1) for column, draws in parts.items()}


def _test_table(
    table: PrintedTable,
    ours: Mapping[tuple[str, str], np.ndarray],
    drawn: Mapping[tuple[str, str], np.ndarray],
    shapes: Mapping[str, ResidualShape],
    resamples: int,
) -> DistanceTest:
    """The sum of the squared distances of all metrics of a table."""
    metrics = list(table.statistics)
    columns = [(table.key, metric) for metric in metrics]
    correlation = np.eye(len(metrics))
    if len({len(ours[column]) for column in columns}) == 1 and len(columns) > 1:
        correlation = np.corrcoef([ours[column] for column in columns])
    normals = _correlated_normals(
        _generator(f"published {table.name}"), (resamples, table.runs), correlation
    )
    observed, by_chance = 0.0, np.zeros(resamples)
    for position, (metric, column) in enumerate(zip(metrics, columns, strict=True)):
        names = tuple(table.statistics[metric])
        precision = precision_matrix(names, table.runs, len(ours[column]))
        published = np.array(list(table.statistics[metric].values()), dtype=float)
        observed += float(
            squared_distance(published, sample_statistics(ours[column], names), precision)
        )
        by_chance += squared_distance(
            sample_statistics(shapes[metric].quantiles(normals[..., position]), names),
            sample_statistics(drawn[column], names),
            precision,
        )
    return DistanceTest(observed, by_chance)


def _generator(name: str) -> np.random.Generator:
    """A generator of random numbers that depends only on a name."""
    return np.random.default_rng(int(document_digest(name)[:16], 16))


def _correlated_normals(
    rng: np.random.Generator, shape: tuple[int, int], correlation: np.ndarray
) -> np.ndarray:
    """Draw standard normal numbers of shape (*shape, columns) with a correlation matrix."""
    normals = rng.standard_normal((*shape, len(correlation)))
    if len(correlation) == 1:
        return normals
    matrix = np.nan_to_num(correlation)
    np.fill_diagonal(matrix, 1.0)
    values, vectors = np.linalg.eigh(matrix)
    root = vectors * np.sqrt(np.clip(values, 0, None))
    root /= np.linalg.norm(root, axis=1, keepdims=True)
    return np.asarray(normals @ root.T)
