"""The shape of the distribution of runs, estimated from several configurations together."""

from collections.abc import Sequence

import numpy as np


class ResidualShape:
    """The distribution of standardized runs of several configurations.

    Each configuration counts the same, however many runs it has. A residual is a run, standardized
    by the mean and the standard deviation of all other runs of its configuration (the externally
    studentized residual of Cook & Weisberg 1982, section 2.2). If the run itself took part, the
    residuals of few runs would have too short tails. docs/calibration.md shows how often the tests
    err.

    Parameters
    ----------
    samples : sequence of ndarray of shape (runs,)
        The runs of each configuration; configurations with fewer than three runs or without
        variation do not count.
    """

    def __init__(self, samples: Sequence[np.ndarray]) -> None:
        usable = [values for values in samples if len(values) > 2 and np.ptp(values) > 0]
        if not usable:
            # Two runs show no shape, so it is taken to be normal.
            from scipy import stats

            usable = [stats.norm.ppf((np.arange(1000) + 0.5) / 1000)]
        residuals = np.concatenate([_residuals(values) for values in usable])
        weights = np.concatenate([np.full(len(v), 1 / len(v)) for v in usable])
        order = np.argsort(residuals)
        self._residuals = residuals[order]
        cumulative = np.cumsum(weights[order])
        self._probabilities = (cumulative - weights[order] / 2) / cumulative[-1]

    def quantiles(self, normals: np.ndarray) -> np.ndarray:
        """Turn standard normal numbers into residuals with the same ranks."""
        from scipy.special import ndtr

        return np.asarray(np.interp(ndtr(normals), self._probabilities, self._residuals))


def _residuals(values: np.ndarray) -> np.ndarray:
    count = len(values)
    centred = values - values.mean()
    other_means = -centred / (count - 1)
    other_squares = (centred**2).sum() - centred**2 - (count - 1) * other_means**2
    with np.errstate(divide="ignore", invalid="ignore"):
        residuals = (centred - other_means) / np.sqrt(np.clip(other_squares, 0, None) / (count - 2))
    # If all other runs are equal, a residual is not finite.
    return np.asarray(np.where(np.isfinite(residuals), residuals, centred / values.std(ddof=1)))
