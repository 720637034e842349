"""How sure a summary of repeated runs is: bootstrap intervals of location."""

import warnings

import numpy as np
import pandas as pd

RESAMPLES = 9999
CONFIDENCE = 0.95
SEED = 0  # equal runs give equal intervals


def interquartile_mean(values, axis=-1):
    """The mean of the middle half (Agarwal et al. 2021, doi:10.48550/arXiv.2108.13264)."""
    from scipy.stats import trim_mean

    return trim_mean(values, 0.25, axis=axis)


STATISTICS = {"mean": np.mean, "median": np.median, "iqm": interquartile_mean}


def bootstrap_interval(samples, statistic, confidence=CONFIDENCE, resamples=RESAMPLES):
    """A bias-corrected and accelerated bootstrap interval (Efron 1987), by SciPy.

    Parameters
    ----------
    samples : sequence of 1-D arrays
        One, or several that are drawn anew independently.
    statistic : callable
        Takes the samples and `axis`.
    confidence : float
    resamples : int

    Returns
    -------
    (float, float)
        NaN where a sample has fewer than two values; where all resamples agree, that value
        twice. Where the acceleration is not defined, the percentile interval.
    """
    from scipy.stats import bootstrap

    samples = [np.asarray(sample, dtype=float) for sample in samples]
    if min(map(len, samples)) < 2:
        return float("nan"), float("nan")
    if all(np.ptp(sample) == 0 for sample in samples):
        value = float(statistic(*samples, axis=-1))
        return value, value
    options = dict(confidence_level=confidence, n_resamples=resamples, vectorized=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that BCa is not defined here: answered below
        found = bootstrap(samples, statistic, method="BCa", rng=SEED, **options)
    low, high = found.confidence_interval
    if not np.isfinite([low, high]).all():
        found = bootstrap(samples, statistic, method="percentile", rng=SEED, **options)
        low, high = found.confidence_interval
    return float(low), float(high)


def summarize_runs(runs, metric, configurations, confidence=CONFIDENCE):
    """Mean, median and interquartile mean of each configuration, with bootstrap intervals.

    Parameters
    ----------
    runs : DataFrame
        As tables.collect_runs makes it.
    metric : str
    configurations : list of str
    confidence : float

    Returns
    -------
    DataFrame
        A row a configuration: runs, diverged, share_diverged, and for each statistic its value
        over the runs that did not diverge, `_low` and `_high`.
    """
    rows = []
    grouped = runs.groupby("configuration", sort=False)
    for name in configurations:
        group = grouped.get_group(name)
        whole = group[group["state"] == "ok"]
        diverged = len(group) - len(whole)
        values = whole[metric].dropna().to_numpy()
        row = {
            "configuration": name,
            "runs": len(group),
            "diverged": diverged,
            "share_diverged": diverged / len(group),
        }
        for label, statistic in STATISTICS.items():
            row[label] = float(statistic(values, axis=-1)) if len(values) else float("nan")
            low, high = bootstrap_interval([values], statistic, confidence)
            row[f"{label}_low"], row[f"{label}_high"] = low, high
        rows.append(row)
    return pd.DataFrame(rows)
