"""Quantiles of the errors of forecasts: of the errors of each step, or of all steps together.

A score is the size of the error of one origin at one step. A level is treated in one of two ways:

- If every step has enough scores, each step uses its own n scores: the score of the rank
  ceil((n + 1) level) (split conformal prediction; Lei et al. 2018,
  doi:10.1080/01621459.2017.1307116).
- Otherwise the scores of all steps are pooled. Each score is divided by the scale of its step.
  The scores of an origin depend on each other, so an origin is a group: each of G groups has the
  weight 1 / (G + 1), spread evenly over its known scores, and infinity has the weight 1 / (G + 1)
  (hierarchical conformal prediction; Dunn, Wasserman & Ramdas 2023,
  doi:10.1080/01621459.2022.2060112; Lee, Barber & Willett 2023, arXiv:2306.06342). A pooled
  quantile promises its level for a step drawn at random, and not for each step.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from reprise.conformal_levels import ROUNDING, count_known_origins, is_supported

Values = NDArray[np.float64]


def score_quantiles(scores: Values, levels: Sequence[float], shares: Values) -> Values:
    """Return a quantile of the scores for each level and step.

    Parameters
    ----------
    scores : ndarray, shape (origins, steps)
        At least 0; NaN where a score is not known.
    levels : sequence of float
        In percent. A level decides whether the scores of a step suffice or are pooled.
    shares : ndarray, shape (levels, steps)
        The share of the scores that the quantile covers; `levels / 100` for intervals that do not
        adapt.

    Returns
    -------
    ndarray, shape (levels, steps)
        - infinite if the scores do not support the level, or if a step has no score;
        - the largest score if the share needs a higher rank than there is;
        - 0 for a share of 0 or less.
    """
    quantiles = np.full(shares.shape, np.inf)
    fewest = int((~np.isnan(scores)).sum(axis=0).min())
    groups = count_known_origins(scores)
    own = [is_supported(level, fewest) for level in levels]
    pooled = [not o and is_supported(level, groups) for o, level in zip(own, levels, strict=True)]
    for chosen, find in ((own, _quantiles_of_steps), (pooled, _pooled_quantiles)):
        if any(chosen):
            quantiles[chosen] = find(scores, shares[chosen])
    return np.where(shares <= 0, 0.0, quantiles)


def step_scales(scores: Values) -> Values:
    """Return the scale of the scores of each step, which does not decrease with the step.

    The scale is the mean of the known scores. With few origins, the means of neighbouring steps
    differ by chance. Errors of a later step are rarely smaller, so the means are made
    non-decreasing by isotonic regression, weighted by the numbers of scores (Robertson, Wright &
    Dykstra 1988, Order Restricted Statistical Inference, chapter 1).

    Parameters
    ----------
    scores : ndarray, shape (origins, steps)

    Returns
    -------
    ndarray, shape (steps,)
        NaN for a step without finite scores.
    """
    from sklearn.isotonic import isotonic_regression

    finite = np.isfinite(scores)
    counts = finite.sum(axis=0)
    has_scores = counts > 0
    scales = np.full(scores.shape[1], np.nan)
    if has_scores.any():
        sums = np.where(finite, scores, 0.0).sum(axis=0)[has_scores]
        weights = counts[has_scores].astype(float)
        scales[has_scores] = isotonic_regression(sums / weights, sample_weight=weights)
    return scales


def _quantiles_of_steps(scores: Values, shares: Values) -> Values:
    """The quantiles of the scores of each step; every step has a score."""
    counts = (~np.isnan(scores)).sum(axis=0)
    ranks = np.ceil((counts + 1) * shares - ROUNDING).astype(int)
    in_order = np.sort(scores, axis=0)  # NaN comes last
    rows = np.clip(ranks, 1, counts) - 1
    return np.take_along_axis(in_order, rows, axis=0)


def _pooled_quantiles(scores: Values, shares: Values) -> Values:
    """The quantiles of the scaled scores of all steps, multiplied by the scale of each step."""
    scales = step_scales(scores)
    known = ~np.isnan(scores) & ~np.isnan(scales)
    # A scale is 0 only if all scores of the step are 0.
    scaled = np.where(scores > 0, scores, 0.0) / np.where(scales > 0, scales, 1.0)
    sizes = known.sum(axis=1)
    weights = 1 / ((np.count_nonzero(sizes) + 1) * np.maximum(sizes, 1))
    values, weights = scaled[known], np.broadcast_to(weights[:, None], scores.shape)[known]
    order = np.argsort(values, kind="stable")
    places = np.searchsorted(np.cumsum(weights[order]), shares - ROUNDING)
    found = values[order][np.minimum(places, len(values) - 1)]
    quantiles = np.where(scales > 0, found * np.where(scales > 0, scales, 1.0), 0.0)
    return np.where(np.isnan(scales), np.inf, quantiles)
