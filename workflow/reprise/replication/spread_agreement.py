"""How a published standard deviation agrees with ours, also if the runs are not normal."""

from collections.abc import Sequence
from typing import Any

import numpy as np

Row = dict[str, Any]

RATIO = 1.5  # standard deviations with a ratio below this count as the same
# Few runs hardly show the tails of their distribution. Therefore runs with a kurtosis of 4.5, which
# is that of a gamma distribution with skewness 1, count along with ours.
ASSUMED_RUNS, ASSUMED_KURTOSIS = 60, 4.5


def pooled_kurtosis(samples: Sequence[np.ndarray]) -> float:
    """The kurtosis that the distributions of several configurations have on average.

    Bonett 2006 (doi:10.1016/j.csda.2005.06.013) pools the two samples that are compared. A
    published sample is not known, so we pool the configurations of a study. The kurtosis of few
    runs is too small; we correct it by the jackknife, and at least for normal runs.

    Parameters
    ----------
    samples : sequence of ndarray of shape (runs,)
        The runs of each configuration; fewer than four runs and runs that do not vary do not count.

    Returns
    -------
    float
        3 for normal distributions.
    """
    usable = [values for values in samples if len(values) > 3 and np.ptp(values) > 0]
    counts = [len(values) for values in usable]
    kurtoses = [_kurtosis(values) for values in usable]
    total = sum(n * k for n, k in zip(counts, kurtoses, strict=True))
    total += ASSUMED_RUNS * ASSUMED_KURTOSIS
    return float(total / (sum(counts) + ASSUMED_RUNS))


def sample_std(values: np.ndarray) -> float:
    """The standard deviation of a sample; exactly 0 for equal values, in spite of rounding."""
    return float(values.std(ddof=1)) if np.ptp(values) else 0.0


def compare_spreads(
    published_std: float,
    count: int,
    ours: np.ndarray,
    confidence: float,
    kurtosis: float,
    rounding: float = 0.0,
) -> Row:
    """Compare a published standard deviation with ours, by the logarithm of their ratio.

    The variance of the logarithm of a variance follows from the kurtosis (Bonett 2006). Its
    quantiles are those of Student's t with the degrees of freedom of the smaller sample.

    Parameters
    ----------
    published_std : float
    count : int
        The number of published runs.
    ours : ndarray of shape (runs,)
    confidence : float
        The confidence level of the prediction interval.
    kurtosis : float
        As `pooled_kurtosis` gives it.
    rounding : float
        The largest error of the published number by rounding. A printed 0.00 may be 0.005.

    Returns
    -------
    dict
        Some of the columns of `replicate.replicate_study`; empty if our runs do not vary, or if the
        source has fewer than two runs.
    """
    from scipy import stats

    our_std = sample_std(ours)
    if not our_std or published_std + rounding <= 0 or count < 2:
        return {}
    error = np.sqrt(sum(_log_variance(kurtosis, n) for n in (count, len(ours)))) / 2
    student = stats.t(min(count, len(ours)) - 1)
    # Rounding makes a difference smaller in the test, and larger in the test of equivalence.
    ends = np.log(
        np.maximum([published_std - rounding, published_std + rounding], 1e-300) / our_std
    )
    smallest = 0.0 if ends[0] <= 0 <= ends[1] else float(np.abs(ends).min())
    largest = float(np.abs(ends).max())
    margin = np.log(RATIO)
    reach = student.ppf((1 + confidence) / 2) * error
    return {
        "variance_ratio": (published_std / our_std) ** 2,
        "prediction_low": our_std * np.exp(-reach),
        "prediction_high": our_std * np.exp(reach),
        "same_low": our_std / RATIO,
        "same_high": our_std * RATIO,
        "p": 2 * float(student.sf(smallest / error)),
        "p_equivalent": float(student.sf((margin - largest) / error)),
    }


def _log_variance(kurtosis: float, runs: int) -> float:
    """The variance of the logarithm of a sample's variance."""
    return max(kurtosis - (runs - 3) / runs, 0.0) / (runs - 1)


def _kurtosis(values: np.ndarray) -> float:
    count = len(values)
    plain = float(_plain_kurtosis(values))
    for_normal = plain * (count + 1) / (count - 1)
    others = np.tile(values, (count, 1))[~np.eye(count, dtype=bool)].reshape(count, count - 1)
    left_out = _plain_kurtosis(others)
    finite = left_out[np.isfinite(left_out)]
    jackknife = count * plain - (count - 1) * finite.mean() if len(finite) else for_normal
    return max(for_normal, float(jackknife))


def _plain_kurtosis(samples: np.ndarray) -> np.ndarray:
    """The kurtosis of samples of shape (..., runs), without a correction for few runs."""
    squares = (samples - samples.mean(axis=-1, keepdims=True)) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((squares**2).mean(axis=-1) / squares.mean(axis=-1) ** 2)
