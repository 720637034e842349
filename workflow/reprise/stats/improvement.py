"""The probability that a run of one configuration is better than a run of another one."""

from typing import Any

import numpy as np

from reprise.stats.intervals import share_interval
from reprise.stats.run_values import Values

FEWEST_RUNS = 2


def probability_better(
    ours: Values, others: Values, prefer_low: bool = True, axis: int = -1
) -> Any:
    """Return the share of pairs of runs in which ours is better; a tie counts as one half.

    This is Mann and Whitney's U divided by the number of pairs, the probability of improvement
    of Agarwal et al. 2021 (doi:10.48550/arXiv.2108.13264).

    Parameters
    ----------
    ours, others : ndarray
        Runs along `axis`; the other dimensions are equal. An infinite value is the loss of a run
        that diverged.
    prefer_low : bool
        Whether a lower value is better.
    axis : int
    """
    ours, others = np.moveaxis(ours, axis, -1), np.moveaxis(others, axis, -1)
    return _score(ours[..., :, None], others[..., None, :], prefer_low).mean(axis=(-2, -1))


def improvement_of_samples(
    ours: Values, others: Values, confidence: float, prefer_low: bool = True
) -> tuple[float, float, float]:
    """Return `probability_better` of independent runs, with its interval.

    The interval is that of Mee 1990 (J. Am. Stat. Assoc. 85:793-800): Wilson's interval of a share,
    for the number of independent pairs that has the variance of the estimate. This variance is by
    Brunner & Munzel 2000 (Biometrical Journal 42:17-25), so the spreads may differ. Where every run
    of one configuration is better, there is no variance, and the number of pairs is that of the
    runs of the smaller sample, the smallest number that is possible (Birnbaum & Klose 1957, Ann.
    Math. Statist. 28:933-945).

    Parameters
    ----------
    ours, others : ndarray, shape (runs,)
        An infinite value is the loss of a run that diverged.
    confidence : float
    prefer_low : bool

    Returns
    -------
    (float, float, float)
        The probability, and the limits of its interval; NaN for fewer than two runs of each.
    """
    if min(len(ours), len(others)) < FEWEST_RUNS:
        return np.nan, np.nan, np.nan
    scores = _score(ours[:, None], others[None, :], prefer_low)
    estimate = float(scores.mean())
    wins_per_run = scores.mean(axis=1), scores.mean(axis=0)
    variance = sum(np.var(wins, ddof=1) / len(wins) for wins in wins_per_run)
    fewest, most = min(scores.shape), sum(scores.shape)
    pairs = float(estimate * (1 - estimate) / variance) if variance > 0 else fewest
    return estimate, *_wilson_interval(estimate, min(max(pairs, 2), most), confidence)


def improvement_of_pairs(
    ours: Values, others: Values, confidence: float, prefer_low: bool = True
) -> tuple[float, float, float]:
    """Return the share of pairs in which ours is better, with its exact binomial interval.

    A tie counts as one half, so the number of better pairs need not be whole. The quantiles of the
    beta distribution by Clopper and Pearson 1934 take it as it is. The variance of a score of 0,
    one half or 1 is never larger than that of a score of 0 or 1 with the same mean.

    Parameters
    ----------
    ours : ndarray, shape (runs,)
        An infinite value is the loss of a run that diverged.
    others : ndarray, shape (runs,) or (1,)
        The other run of each pair, or the number of a baseline.
    confidence : float
    prefer_low : bool

    Returns
    -------
    (float, float, float)
        The share, and the limits of its interval; NaN for fewer than two runs.
    """
    if len(ours) < FEWEST_RUNS:
        return np.nan, np.nan, np.nan
    better = float(_score(ours, others, prefer_low).sum())
    low, high = share_interval(better, len(ours), confidence)
    return better / len(ours), float(low), float(high)


def _wilson_interval(share: float, total: float, confidence: float) -> tuple[float, float]:
    """Wilson's interval (1927), for a total that need not be whole."""
    from scipy.special import ndtri

    square = float(ndtri((1 + confidence) / 2)) ** 2
    middle = share + square / (2 * total)
    half_width = np.sqrt(square * (share * (1 - share) / total + square / (4 * total**2)))
    scale = 1 + square / total
    return float((middle - half_width) / scale), float((middle + half_width) / scale)


def _score(ours: Values, others: Values, prefer_low: bool) -> Values:
    """Return 1 where ours is better, one half where both are equal, and 0 elsewhere."""
    better = ours < others if prefer_low else ours > others
    return np.where(ours == others, 0.5, better)
