"""Features of one recorded curve: a metric of one run after every epoch.

Every function takes a Series of metric values, whose index holds the epochs in rising order.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

SMOOTHING = 21  # epochs of the moving mean
NEVER = np.inf  # the epoch of an event that does not happen


def at_epoch(curve: pd.Series, at: int | None = None) -> float:
    """The value after epoch `at`, or after the last epoch."""
    return curve.iloc[-1] if at is None else curve.loc[at]


def mean_of_last(curve: pd.Series, last: int) -> float:
    """The mean of the last epochs."""
    return curve.iloc[-last:].mean()


def first_reaching(curve: pd.Series, value: float, rises: bool) -> float:
    """The first epoch at which the curve reaches a value: from below if it rises."""
    reached = curve.index[curve >= value if rises else curve <= value]
    return reached[0] if len(reached) else NEVER


def turning_epoch(curve: pd.Series) -> float:
    """The epoch at which the smoothed curve is lowest; NEVER if that is the last epoch."""
    lowest = curve.index[int(_smooth(curve).argmin())]
    return lowest if lowest < curve.index[-1] else NEVER


def rise_after_turn(curve: pd.Series) -> float:
    """How far the smoothed curve ends above its lowest value, as a share of the lowest value."""
    smooth = _smooth(curve)
    return smooth.iloc[-1] / smooth.min() - 1


def change_at_end(curve: pd.Series, last: int) -> float:
    """The mean of the last epochs minus the mean of as many epochs before them."""
    return curve.iloc[-last:].mean() - curve.iloc[-2 * last : -last].mean()


def roughness(curve: pd.Series) -> float:
    """The standard deviation of the second differences: how much the curve jitters.

    The first tenth of the epochs does not count, because every curve falls there.
    """
    return curve.iloc[len(curve) // 10 :].diff().diff().std()


def settling_epoch(curve: pd.Series, within: float) -> float:
    """The first epoch from which on the smoothed curve stays near its last value.

    `within` is the largest relative distance that counts as near.
    """
    smooth = _smooth(curve)
    far = smooth.index[(smooth / smooth.iloc[-1] - 1).abs() > within]
    return far[-1] + 1 if len(far) else smooth.index[0]


FEATURES: dict[str, Callable[..., float]] = {
    function.__name__: function
    for function in (
        *(at_epoch, mean_of_last, first_reaching, turning_epoch, rise_after_turn),
        *(change_at_end, roughness, settling_epoch),
    )
}


def _smooth(curve: pd.Series) -> pd.Series:
    return curve.rolling(SMOOTHING, center=True, min_periods=1).mean()
