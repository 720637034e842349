"""Intervals of predictions of numbers, from the errors of predictions that are out-of-fold.

The prediction of a sample is the mean over the networks of an ensemble that were trained without
the fold of the sample. With n samples, the half width of all intervals is the k-th smallest
absolute error, k = ceil((n + 1) p) for a level of 100 p percent. The interval of a new sample is
the mean prediction of the networks that are trained on all rows, minus and plus the half width.

What is guaranteed: if the absolute error of a new sample and the n errors were exchangeable, the
interval would hold the observation with a probability of at least p, on average over new
samples and over the samples that set the half width (Lei et al. 2018,
doi:10.1080/01621459.2017.1307116). They are nearly so if the networks predict nearly the same with
and without the rows of a fold. Most often the level is then reached or exceeded, because the
networks of a fold have fewer rows to learn from. No guarantee holds for all datasets and networks:
Barber, Candès, Ramdas & Tibshirani 2021, doi:10.1214/20-AOS1965, who call these intervals the
jackknife (with folds of one sample), show that they can fail if the predictions change much with
the rows. Their CV+ intervals, which need the networks of all folds for every prediction, hold the
observation with a probability of at least 2 p - 1 - sqrt(2 / n), whatever the networks do. The
coverage of our intervals is therefore measured.

All intervals have the same width. So a level holds on average, and not for every kind of sample.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from reprise.conformal_levels import fewest_errors, require_rank
from reprise.stats.intervals import share_interval

COLUMNS = ("level", "samples", "half_width", "coverage", "low", "high", "mean_width")


def fit_half_width(actual: np.ndarray, predictions: np.ndarray, level: float) -> float:
    """Return the half width of the intervals of a level.

    Parameters
    ----------
    actual : ndarray, shape (samples,)
        The observations.
    predictions : ndarray, shape (samples,)
        See the module; in the units of the observations.
    level : float
        In percent, for example 90.

    Returns
    -------
    float
        In the units of the observations.

    Raises
    ------
    ConfigError
        If there are too few errors for the level; see `conformal_levels.require_rank`.
    """
    rank = require_rank(len(actual), level)
    return float(np.sort(np.abs(actual - predictions))[rank - 1])


def measure_residual_intervals(
    actual: np.ndarray,
    predictions: np.ndarray,
    folds: np.ndarray,
    levels: Sequence[float],
    confidence: float,
) -> pd.DataFrame:
    """Measure how often intervals hold the observation, with half widths from the other folds.

    Parameters
    ----------
    actual, predictions : ndarray
        As in `fit_half_width`.
    folds : ndarray, shape (samples,)
        The fold of each sample; at least two folds.
    levels : sequence of float
        In percent. All samples together support each level.
    confidence : float
        Of the intervals of the coverage, for example 0.95.

    Returns
    -------
    DataFrame
        One row per level:

        - samples
        - half_width, from all samples, for the intervals of new samples
        - coverage (the share of intervals that hold the observation), with its Clopper-Pearson
          interval from low to high, which takes the samples as independent
        - mean_width of the intervals whose coverage was measured

        Coverage and mean_width are empty if the other folds of a fold have too few errors for the
        level.

    Raises
    ------
    ConfigError
        If all samples together are too few for a level.
    """
    rows = []
    for level in levels:
        row = {
            "level": level,
            "samples": len(actual),
            "half_width": fit_half_width(actual, predictions, level),
        }
        half_widths = _fit_across_folds(actual, predictions, folds, level)
        if len(half_widths):
            is_covered = np.abs(actual - predictions) <= half_widths
            row["coverage"] = float(is_covered.mean())
            row["low"], row["high"] = share_interval(int(is_covered.sum()), len(actual), confidence)
            row["mean_width"] = 2 * float(half_widths.mean())
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _fit_across_folds(
    actual: np.ndarray, predictions: np.ndarray, folds: np.ndarray, level: float
) -> np.ndarray:
    """The half width of each sample by the errors of the other folds; empty if one has none."""
    half_widths = np.empty(len(actual))
    for fold in np.unique(folds):
        own = folds == fold
        if np.count_nonzero(~own) < fewest_errors(level):
            return half_widths[:0]
        half_widths[own] = fit_half_width(actual[~own], predictions[~own], level)
    return half_widths
