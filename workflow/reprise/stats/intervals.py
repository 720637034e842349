"""Confidence intervals of means and of other summaries of repeated runs."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from reprise.stats.skewness import sample_skewness, uncorrect_t

CONFIDENCE = 0.95
FEWEST_FOR_TRIMMING = 5


def student_t_interval(
    mean: float, standard_error: float, degrees_of_freedom: float, confidence: float
) -> tuple[float, float]:
    """Return the Student t interval around a mean, by SciPy.

    Parameters
    ----------
    mean, standard_error : float
        In the units of the metric.
    degrees_of_freedom : float
    confidence : float
        For example 0.95.

    Returns
    -------
    (float, float)
        (NaN, NaN) without degrees of freedom; the mean twice if the standard error is 0.
    """
    from scipy.stats import t

    # SciPy returns NaN for a scale of 0. So the interval is scaled here.
    low, high = t.interval(confidence, degrees_of_freedom)
    return float(mean + low * standard_error), float(mean + high * standard_error)


def mean_interval(
    values: ArrayLike, confidence: float = CONFIDENCE, overlap: float = 0.0
) -> tuple[float, float]:
    """Return the Student t interval of the mean of a sample, corrected for its skewness.

    The correction is Hall's (`skewness.correct_t`). Without skewness, the interval is that of
    Student's t.

    Parameters
    ----------
    values : array, shape (runs,)
    confidence : float
    overlap : float
        For the results of random splits of the same data, which are not independent: test rows
        divided by training rows (Nadeau & Bengio 2003, doi:10.1023/A:1024068626366). With an
        overlap, the skewness is not corrected, because the correction is known only for
        independent values.

    Returns
    -------
    (float, float)
        (NaN, NaN) for fewer than two values; the value twice if all values are equal.
    """
    sample = np.asarray(values, dtype=float)
    runs = len(sample)
    if runs < 2:
        return np.nan, np.nan
    mean, deviation = sample.mean(), np.std(sample, ddof=1)
    standard_error = deviation * np.sqrt(1 / runs + overlap)
    skewness_of_mean = 0.0 if overlap else sample_skewness(sample) / np.sqrt(runs)
    quantiles = np.array(student_t_interval(0.0, 1.0, runs - 1, confidence))
    # The limits of (mean - truth) / standard error, in the reverse order of those of the mean.
    least, most = uncorrect_t(quantiles, skewness_of_mean)
    return float(mean - standard_error * most), float(mean - standard_error * least)


def share_interval(successes: Any, total: Any, confidence: float) -> tuple[Any, Any]:
    """Return the exact binomial interval of a share (Clopper & Pearson 1934), by statsmodels.

    Parameters
    ----------
    successes, total : int, or arrays or Series of them
        The share is successes / total. No total is 0.
    confidence : float

    Returns
    -------
    (float, float), or two arrays or Series
    """
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(successes, total, 1 - confidence, method="beta")
    return low, high


def interquartile_mean(values: ArrayLike, axis: int = -1) -> Any:
    """Return the mean of the middle half (Agarwal et al. 2021, doi:10.48550/arXiv.2108.13264)."""
    from scipy.stats import trim_mean

    return trim_mean(values, 0.25, axis=axis)


def median_interval(values: ArrayLike, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the interval of a median between two of the values, by SciPy.

    It holds for every distribution (Conover 1999, "Practical Nonparametric Statistics", 3.2).

    Returns
    -------
    (float, float)
        (NaN, NaN) if there are too few values: at a confidence of 0.95, fewer than six.
    """
    from scipy.stats import quantile_test

    sample = np.asarray(values, dtype=float)
    if not len(sample):
        return np.nan, np.nan
    low, high = quantile_test(sample, p=0.5).confidence_interval(confidence)
    return float(low), float(high)


def interquartile_mean_interval(
    values: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Return the interval of an interquartile mean (Tukey & McLaughlin 1963), by SciPy.

    Returns
    -------
    (float, float)
        (NaN, NaN) for fewer than five values, because the interval covers too little there.
    """
    from scipy.stats.mstats import trimmed_mean_ci

    sample = np.asarray(values, dtype=float)
    if len(sample) < FEWEST_FOR_TRIMMING:
        return np.nan, np.nan
    if np.ptp(sample) == 0:
        return float(sample[0]), float(sample[0])
    low, high = trimmed_mean_ci(sample, limits=(0.25, 0.25), alpha=1 - confidence)
    return float(low), float(high)


# Statistic to its function, and to the function of its interval.
STATISTICS: dict[str, tuple[Callable[..., Any], Callable[..., tuple[float, float]]]] = {
    "mean": (np.mean, mean_interval),
    "median": (np.median, median_interval),
    "iqm": (interquartile_mean, interquartile_mean_interval),
}


def summarize_runs(
    runs: pd.DataFrame, metric: str, configurations: Iterable[str], confidence: float = CONFIDENCE
) -> pd.DataFrame:
    """Return mean, median and interquartile mean per configuration, with their intervals.

    Parameters
    ----------
    runs : DataFrame
        One row per run, as `run_tables.collect_runs` returns it.
    metric : str
    configurations : iterable of str
        Each has at least one row in `runs`.
    confidence : float

    Returns
    -------
    DataFrame
        One row per configuration: runs; diverged, and the share that diverged with its exact
        interval (`share_diverged`, `share_diverged_low`, `share_diverged_high`); and for each
        statistic its value over the completed runs with its interval (`mean`, `mean_low`,
        `mean_high`). An interval that needs more runs is NaN.
    """
    rows = []
    grouped = runs.groupby("configuration")
    for name in configurations:
        group = grouped.get_group(name)
        completed = group[group["state"] == "ok"]
        diverged = len(group) - len(completed)
        values = completed[metric].dropna().to_numpy()
        low, high = share_interval(diverged, len(group), confidence)
        row: dict[str, Any] = {
            "configuration": name,
            "runs": len(group),
            "diverged": diverged,
            "share_diverged": diverged / len(group),
            "share_diverged_low": float(low),
            "share_diverged_high": float(high),
        }
        for label, (statistic, interval) in STATISTICS.items():
            row[label] = float(statistic(values)) if len(values) else np.nan
            row[f"{label}_low"], row[f"{label}_high"] = interval(values, confidence)
        rows.append(row)
    return pd.DataFrame(rows)
