"""Two uncertainties of a metric: its spread over random seeds and its spread over partitions.

A partition is an origin of a series or a split of samples. Every run has a new random seed, but
only another partition has new test rows. So the spread over random seeds says nothing about the
spread over partitions, and an interval over random seeds holds only for the partitions of the
study.

Splits divide the same samples, so their results are not independent. With n of them, the variance
of the mean is larger than the variance of the results divided by n. Nadeau & Bengio 2003,
doi:10.1023/A:1024068626366, multiply the variance of the results by 1/n + test rows / training
rows. This is the `overlap` of the functions below. The correction is approximate.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from reprise.evaluation.metrics import lower_is_better
from reprise.stats.intervals import CONFIDENCE, mean_interval, student_t_interval
from reprise.stats.run_values import comparable_pairs, values_by_configuration

COMPARISON_COLUMNS = (
    *("configuration", "other", "kind", "partitions", "mean", "other_mean"),
    *("difference", "difference_low", "difference_high", "lowest", "highest", "ahead"),
)
Partitions = Mapping[str, tuple[str, int]]
MeansByPartition = dict[int, float]


def describe_partitions(
    runs: pd.DataFrame,
    metric: str,
    partitions: Partitions,
    confidence: float = CONFIDENCE,
    overlap: float = 0.0,
) -> pd.DataFrame:
    """Describe each configuration over its partitions, with both spreads.

    Parameters
    ----------
    runs : DataFrame
        One row per run, as `run_tables.collect_runs` returns it; diverged runs are left out.
    metric : str
    partitions : mapping of str to (str, int)
        For each configuration its name without the partition, and the partition.
    confidence : float
    overlap : float
        Test rows divided by training rows, for splits of the same samples; otherwise 0.

    Returns
    -------
    DataFrame
        One row per configuration without its partition:

        - partitions: the number of partitions with completed runs;
        - runs: the number of completed runs at the partition that has the fewest;
        - diverged: the number of diverged runs;
        - mean, lowest, highest: of the means of the partitions;
        - std_starts: standard deviation over random seeds (within a partition, pooled);
        - std_partitions: standard deviation over partitions (between partitions, without the part
          that the random seeds cause);
        - share_partitions: the share of the partitions in the variance of a single run (the
          intraclass correlation);
        - starts_low, starts_high: the interval of the mean for these partitions and other random
          seeds (Student's t, pooled variance);
        - partitions_low, partitions_high: the interval of the mean for other partitions
          (Student's t).
    """
    values = values_by_configuration(runs, metric, partitions)
    diverged = runs[runs["state"] != "ok"].groupby("configuration").size()
    rows = []
    for base in _list_bases(partitions):
        names = [name for name, (its_base, _) in partitions.items() if its_base == base]
        samples = [values[name] for name in names if len(values[name])]
        means = [float(sample.mean()) for sample in samples]
        within, between = variance_components(samples)
        starts_low, starts_high = _interval_over_seeds(samples, within, confidence)
        partitions_low, partitions_high = mean_interval(means, confidence, overlap)
        rows.append(
            {
                "configuration": base,
                "partitions": len(samples),
                "runs": min(len(values[name]) for name in names),
                "diverged": int(diverged.reindex(names).sum()),
                "mean": np.mean(means) if means else np.nan,
                "lowest": min(means, default=np.nan),
                "highest": max(means, default=np.nan),
                "std_starts": np.sqrt(within),
                "std_partitions": np.sqrt(between),
                "share_partitions": between / (between + within) if between + within else np.nan,
                "starts_low": starts_low,
                "starts_high": starts_high,
                "partitions_low": partitions_low,
                "partitions_high": partitions_high,
            }
        )
    return pd.DataFrame(rows)


def compare_over_partitions(
    runs: pd.DataFrame,
    metric: str,
    forecast_groups: Mapping[str, str],
    baselines: pd.DataFrame,
    partitions: Partitions,
    confidence: float = CONFIDENCE,
    overlap: float = 0.0,
) -> pd.DataFrame:
    """Compare configurations with each other and with baselines, paired by partition.

    Parameters
    ----------
    runs : DataFrame
    metric : str
    forecast_groups : mapping of str to str
        The forecast target of each configuration, which includes its partition.
    baselines : DataFrame
        One row per baseline and configuration, as `run_tables.tabulate_baselines` returns it.
    partitions : mapping of str to (str, int)
    confidence : float
    overlap : float
        Test rows divided by training rows, for splits of the same samples; otherwise 0.

    Returns
    -------
    DataFrame
        One row per pair of `configuration` and `other`, whose kind is `configuration` or
        `baseline`:

        - partitions: the number of partitions at which both have a mean;
        - mean, other_mean: over these partitions;
        - difference: of the means at a partition (configuration minus other), averaged over these
          partitions, with the Student t interval over partitions;
        - lowest, highest: the extreme differences;
        - ahead: the number of partitions at which the configuration is better.
    """
    means: dict[str, MeansByPartition] = {base: {} for base in _list_bases(partitions)}
    for name, sample in values_by_configuration(runs, metric, partitions).items():
        base, partition = partitions[name]
        if len(sample):
            means[base][partition] = float(sample.mean())
    pairs: dict[tuple[str, str, str], MeansByPartition] = {}
    for one, other in comparable_pairs(forecast_groups):
        base, other_base = partitions[one][0], partitions[other][0]
        pairs[base, other_base, "configuration"] = means[other_base]
    if metric in baselines:
        for _, baseline in baselines.iterrows():
            base, partition = partitions[baseline["configuration"]]
            pair = base, baseline["baseline"], "baseline"
            pairs.setdefault(pair, {})[partition] = baseline[metric]
    rows = [
        {"configuration": base, "other": other, "kind": kind}
        | _describe_differences(means[base], others, lower_is_better(metric), confidence, overlap)
        for (base, other, kind), others in pairs.items()
    ]
    return pd.DataFrame(rows, columns=[*COMPARISON_COLUMNS])


def variance_components(samples: Sequence[ArrayLike]) -> tuple[float, float]:
    """Estimate the variances within and between samples (one-way random-effects model, ANOVA).

    Searle, Casella & McCulloch 1992, "Variance Components", section 3.6 (unequal sizes). A
    negative estimate of the variance between samples becomes 0.

    Parameters
    ----------
    samples : sequence of 1-D arrays
        None is empty.

    Returns
    -------
    within, between : float
        Both are NaN if no sample has two values; `between` is also NaN for fewer than two
        samples.
    """
    arrays = [np.asarray(sample) for sample in samples]
    counts = np.array([len(sample) for sample in arrays])
    total = counts.sum()
    freedom_within, freedom_between = total - len(arrays), len(arrays) - 1
    if freedom_within < 1:
        return np.nan, np.nan
    within = float(sum(np.sum((s - s.mean()) ** 2) for s in arrays) / freedom_within)
    if freedom_between < 1:
        return within, np.nan
    means = np.array([sample.mean() for sample in arrays])
    grand_mean = np.average(means, weights=counts)
    mean_square = np.sum(counts * (means - grand_mean) ** 2) / freedom_between
    average_size = (total - np.sum(counts**2) / total) / freedom_between
    return within, max(0.0, float((mean_square - within) / average_size))


def _interval_over_seeds(
    samples: Sequence[np.ndarray[Any, Any]], within: float, confidence: float
) -> tuple[float, float]:
    """Return the interval of the mean of these partitions, from the pooled variance of the runs."""
    if not samples:
        return np.nan, np.nan
    counts = np.array([len(sample) for sample in samples])
    mean = float(np.mean([sample.mean() for sample in samples]))
    standard_error = np.sqrt(within * np.sum(1 / counts)) / len(counts)
    return student_t_interval(mean, standard_error, counts.sum() - len(counts), confidence)


def _describe_differences(
    ours: MeansByPartition,
    others: MeansByPartition,
    prefer_low: bool,
    confidence: float,
    overlap: float,
) -> dict[str, Any]:
    """Compare two series of means at the partitions that both have."""
    shared = [partition for partition in ours if np.isfinite(others.get(partition, np.nan))]
    mean, other_mean = (
        np.mean([series[partition] for partition in shared]) if shared else np.nan
        for series in (ours, others)
    )
    differences = np.array([ours[partition] - others[partition] for partition in shared])
    low, high = mean_interval(differences, confidence, overlap)
    is_ahead = differences < 0 if prefer_low else differences > 0
    return {
        "partitions": len(shared),
        "mean": mean,
        "other_mean": other_mean,
        "difference": differences.mean() if shared else np.nan,
        "difference_low": low,
        "difference_high": high,
        "lowest": min(differences, default=np.nan),
        "highest": max(differences, default=np.nan),
        "ahead": int(is_ahead.sum()),
    }


def _list_bases(partitions: Partitions) -> list[str]:
    """List the configurations without their partitions, in the order of the study."""
    return list(dict.fromkeys(base for base, _ in partitions.values()))
