"""Hall's correction of Student's t for skewed runs.

Student's interval misses the mean of a skewed distribution too often, and nearly always on the same
side. Hall's transformation removes most of this (Hall 1992, J. R. Statist. Soc. B 54:221-228).
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

LEAST_SKEWNESS = 1e-6  # a smaller one changes nothing, and dividing by it loses digits


def sample_skewness(values: ArrayLike) -> float:
    """Return the third standardized moment of a sample; 0 if all values are equal.

    Parameters
    ----------
    values : array, shape (runs,)
    """
    sample = np.asarray(values, dtype=float)
    if np.ptp(sample) == 0:
        return 0.0
    standardized = (sample - sample.mean()) / sample.std()
    return float(np.mean(standardized**3))


def correct_t(t: Any, skewness: Any) -> Any:
    """Return Student's t, corrected for the skewness of the estimate.

    Parameters
    ----------
    t : float or ndarray
        The distance of the estimate from the hypothesis, in standard errors.
    skewness : float or ndarray
        Of the estimate. For a mean: the skewness of the sample, divided by the square root of the
        number of runs.
    """
    is_symmetric = np.abs(skewness) < LEAST_SKEWNESS
    known = np.where(is_symmetric, 1.0, skewness)
    # As a cube, and not as a sum of powers of t, because t may be infinite.
    with np.errstate(over="ignore"):
        corrected = ((1 + known * t / 3) ** 3 - 1) / known + known / 6
    return np.where(is_symmetric, t, corrected)


def uncorrect_t(corrected: Any, skewness: Any) -> Any:
    """Return the t whose corrected value is given: the inverse of `correct_t`.

    Parameters
    ----------
    corrected, skewness : float or ndarray
    """
    is_symmetric = np.abs(skewness) < LEAST_SKEWNESS
    known = np.where(is_symmetric, 1.0, skewness)
    roots = 3 / known * (np.cbrt(1 + known * (corrected - known / 6)) - 1)
    return np.where(is_symmetric, corrected, roots)
