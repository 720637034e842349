"""Half-widths of forecast intervals, from the errors of earlier forecasts of the same kind.

Two methods are available. Both use the quantiles of `score_quantiles`.

- `conformal`: the share of the known scores that an interval covers is its level. The promise holds
  if the next error is exchangeable with the known errors: if no order of the errors is more
  probable than another order. A break, a growing variance, and errors that overlap violate this.
- `adaptive`: the share changes after every error that becomes known (adaptive conformal inference;
  Gibbs & Candès 2021, arXiv:2106.00170). After a miss the intervals become wider, after a hit they
  become slightly narrower. Over many origins, the share of misses comes close to 1 - level, also
  if the errors grow.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reprise.stats.score_quantiles import Values, score_quantiles

Method = Literal["conformal", "adaptive"]
# The step size of alpha, about its change after a miss. Gibbs & Candès 2021 use 0.005 on series of
# thousands of values. A study has tens of origins, and a step of 0.005 has hardly an effect there.
# docs/forecast_calibration.md compares some step sizes.
GAMMA = 0.05


def half_widths(
    scores: ArrayLike,
    levels: Sequence[float],
    method: Method = "conformal",
    positions: ArrayLike | None = None,
    gamma: float = GAMMA,
) -> Values:
    """Return the half-widths of the intervals of the next forecast.

    Parameters
    ----------
    scores : array, shape (origins, steps)
        The absolute errors of one column, in the units of its transform, the oldest origin first.
        NaN where an error is not known.
    levels : sequence of float
        In percent, for example 80 and 95.
    method : {"conformal", "adaptive"}
    positions : array of int, shape (origins,)
        The number of observations before each origin, ascending. Only `adaptive` needs it.
    gamma : float
        The step size of alpha. Only `adaptive` uses it.

    Returns
    -------
    ndarray, shape (levels, steps)
        In the units of the scores. A higher level is never narrower. Infinite where the scores do
        not support a level (`conformal_levels.refuse_unsupported_levels` raises an error before),
        and where a step has no known score.

    Notes
    -----
    If alpha of `adaptive` is so small that the interval would be infinite, the half-width is the
    largest known score, because an infinite interval is of no use. A score above it counts as a
    miss. Gibbs & Candès use the infinite interval, so their proof does not cover this case;
    docs/forecast_calibration.md measures the coverage.
    """
    scores = _check_scores(scores)
    if method == "adaptive":
        if positions is None:
            raise ValueError("The method 'adaptive' needs the positions of the origins.")
        widths: Values = _adapt(scores, _check_positions(scores, positions), levels, gamma)[-1]
        return widths
    return _widths(scores, levels, _nominal_shares(levels, scores.shape[1]))


def sequential_half_widths(
    scores: ArrayLike,
    positions: ArrayLike,
    levels: Sequence[float],
    method: Method = "conformal",
    gamma: float = GAMMA,
) -> Values:
    """Return the half-widths that each origin had, from the scores that were known there.

    The score of the origin s at step h is known at the origin t if s + h <= t.

    Parameters
    ----------
    scores : array, shape (origins, steps)
        As for `half_widths`.
    positions : array of int, shape (origins,)
        The number of observations before each origin, ascending.
    levels : sequence of float
        In percent.
    method : {"conformal", "adaptive"}
    gamma : float
        The step size of alpha. Only `adaptive` uses it.

    Returns
    -------
    ndarray, shape (levels, origins, steps)
        NaN where the known scores do not support the level.
    """
    scores = _check_scores(scores)
    positions = _check_positions(scores, positions)
    if method == "adaptive":
        widths = _adapt(scores, positions, levels, gamma)[:-1]
    else:
        shares = _nominal_shares(levels, scores.shape[1])
        widths = np.array(
            [
                _widths(_known_at(scores, positions, k), levels, shares)
                for k in range(len(positions))
            ]
        ).reshape(len(positions), *shares.shape)
    return np.where(np.isfinite(widths), widths, np.nan).transpose(1, 0, 2)


def _adapt(
    scores: Values, positions: NDArray[np.int_], levels: Sequence[float], gamma: float
) -> Values:
    """The half-widths at each origin and after the last, shape (origins + 1, levels, steps).

    Each level and step has its own alpha. Alpha becomes alpha + gamma (1 - level - miss) for each
    score that becomes known; `miss` is 1 if the score is above the half-width that its origin had,
    otherwise 0. If alpha is 1 or more, the interval is empty and counts as a miss. An interval
    that the known scores did not support changes nothing.
    """
    origins, steps = scores.shape
    nominal = 1 - _nominal_shares(levels, steps)
    alphas = nominal.copy()
    widths = np.empty((origins + 1, *nominal.shape))
    changes = np.zeros((origins, *nominal.shape))  # of alpha, as soon as the score is known
    counted = np.zeros(scores.shape, dtype=bool)
    for k in range(origins + 1):
        known = _known_at(scores, positions, k)
        new = ~np.isnan(known) & ~counted[: len(known)]
        alphas = alphas + (changes[: len(known)] * new[:, None, :]).sum(axis=0)
        counted[: len(known)] |= new
        widths[k] = _widths(known, levels, 1 - alphas)
        if k < origins:
            misses = (alphas >= 1) | (scores[k] > widths[k])
            changes[k] = np.where(np.isfinite(widths[k]), gamma * (nominal - misses), 0.0)
    return widths


def _widths(scores: Values, levels: Sequence[float], shares: Values) -> Values:
    """The quantiles of the scores, widened so that a higher level is never narrower.

    A pooled quantile of a high level can be smaller than the quantile of a lower level that is
    that of its step alone.
    """
    quantiles = score_quantiles(scores, levels, shares)
    order = np.argsort(levels, kind="stable")
    widened = np.empty_like(quantiles)
    widened[order] = np.maximum.accumulate(quantiles[order], axis=0)
    return widened


def _known_at(scores: Values, positions: NDArray[np.int_], k: int) -> Values:
    """The scores of the origins before the k-th, NaN where not known there; all for k = origins."""
    if k == len(scores):
        return scores
    ends = positions[:k, None] + np.arange(1, scores.shape[1] + 1)
    return np.where(ends <= positions[k], scores[:k], np.nan)


def _nominal_shares(levels: Sequence[float], steps: int) -> Values:
    return np.repeat(np.asarray(levels, dtype=float)[:, None] / 100, steps, axis=1)


def _check_scores(scores: ArrayLike) -> Values:
    scores = np.asarray(scores, dtype=float)
    if scores.ndim != 2 or (scores < 0).any():
        raise ValueError("Scores must have the shape (origins, steps), and none is negative.")
    return scores


def _check_positions(scores: Values, positions: ArrayLike) -> NDArray[np.int_]:
    positions = np.asarray(positions, dtype=int)
    if positions.shape != scores.shape[:1] or (np.diff(positions) <= 0).any():
        raise ValueError("Each origin must have one position, and positions must ascend.")
    return positions
