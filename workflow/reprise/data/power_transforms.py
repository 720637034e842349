"""Logarithms and Box-Cox transforms of observations, and their inverses.

A transform is stored as its Box-Cox parameter lambda: 0 for logarithms, NaN for no transform.

Source: Box & Cox 1964, doi:10.1111/j.2517-6161.1964.tb00553.x, as in `scipy.special.boxcox`
"""

import numpy as np

from reprise.errors import ConfigError
from reprise.framing_settings import Transform

NO_TRANSFORM = float("nan")


def fit_power(values: np.ndarray, transform: Transform | None, name: str = "") -> float:
    """Find the Box-Cox parameter of a transform.

    Parameters
    ----------
    values : ndarray
        The observations that a network may learn from; missing ones are NaN.
    transform : {"log", "box_cox"} or None
        "box_cox" chooses the parameter of the highest likelihood.
    name : str
        The name of the column, for the message of an error.

    Raises
    ------
    ConfigError
        If an observation is not above 0, or all observations are equal.
    """
    if transform is None:
        return NO_TRANSFORM
    known = values[~np.isnan(values)]
    if not (known > 0).all():
        raise ConfigError(
            f"framing.transform is {transform}, but the column '{name}' has a value that is not"
            " above 0; remove framing.transform.",
            key="framing.transform",
            value=transform,
        )
    if transform == "log":
        return 0.0
    if np.ptp(known) == 0:
        raise ConfigError(
            f"framing.transform is box_cox, but all training values of the column '{name}' are"
            " equal; remove framing.transform.",
            key="framing.transform",
            value=transform,
        )
    from scipy.stats import boxcox  # SciPy takes long to import: only where it is used

    return float(boxcox(known)[1])


def apply_power(values: np.ndarray, power: float) -> np.ndarray:
    """Transform observations; NaN stays NaN."""
    if np.isnan(power):
        return values
    if power == 0:
        return np.log(values)
    from scipy.special import boxcox

    return np.asarray(boxcox(values, power))


def undo_power(values: np.ndarray, power: float) -> np.ndarray:
    """Transform values back. A value below all that the transform can give becomes 0.

    With a negative parameter the transform has an upper bound, and a value above it becomes
    infinite.
    """
    if np.isnan(power):
        return values
    with np.errstate(over="ignore", divide="ignore"):  # a diverged run has infinity
        if power == 0:
            return np.exp(values)
        from scipy.special import inv_boxcox

        bound = -1 / power
        inside = np.maximum(values, bound) if power > 0 else np.minimum(values, bound)
        return np.asarray(inv_boxcox(inside, power))


def name_transform(power: float) -> str:
    """What a column consists of after its transform; empty without a transform."""
    if np.isnan(power):
        return ""
    return "logarithms" if power == 0 else f"Box-Cox transforms, lambda {power:.3g}"
