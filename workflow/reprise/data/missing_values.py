"""Fill missing observations without looking ahead.

A forecast that is made after observation t may use what was known then. A value that lies between
two observations can be interpolated only if both of them are known. Therefore every row fills its
own inputs: a missing value is interpolated if the next observation is known when the forecast is
made, and otherwise it is filled from earlier observations alone.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from reprise.settings import Missing


@dataclass(frozen=True)
class FilledColumn:
    """A column of a series with its missing observations filled.

    Attributes
    ----------
    observed : ndarray of float64, shape (observations,)
        NaN where an observation is missing.
    from_past : ndarray of float64, shape (observations,)
        Every missing value is filled from earlier observations alone.
    from_both_sides : ndarray of float64, shape (observations,)
        Missing values are interpolated if the study wants that; otherwise equal to `from_past`.
    next_observed : ndarray of int, shape (observations,)
        The position of the next observation that is not missing, or of the observation itself. The
        number of observations if there is none.
    """

    observed: np.ndarray
    from_past: np.ndarray
    from_both_sides: np.ndarray
    next_observed: np.ndarray

    @property
    def is_complete(self) -> bool:
        """Whether no observation is missing."""
        return self.observed is self.from_past

    def windows(self, width: int, known: int) -> np.ndarray:
        """Make every window of a width that fits into the column, the earliest first.

        Parameters
        ----------
        width : int
        known : int
            The number of values at the beginning of a window that are known when its forecast is
            made. Missing values among them are filled with what is known at that moment. Missing
            values after them stay NaN.

        Returns
        -------
        ndarray of float64, shape (windows, width)
            A view without missing values, and otherwise a copy.
        """
        view = np.lib.stride_tricks.sliding_window_view
        if self.is_complete:
            return view(self.observed, width)
        windows = view(self.observed, width).copy()
        first_unknown = np.arange(len(windows))[:, None] + known
        is_known_next = view(self.next_observed, width)[:, :known] < first_unknown
        past, both = (view(v, width)[:, :known] for v in (self.from_past, self.from_both_sides))
        windows[:, :known] = np.where(is_known_next, both, past)
        return windows


def fill_missing(
    values: np.ndarray, missing: Missing = "refuse", period: int | None = None
) -> FilledColumn:
    """Fill the missing observations of a column.

    Parameters
    ----------
    values : ndarray of float64, shape (observations,)
        The first one is not missing.
    missing : {"refuse", "interpolate", "forward_fill", "seasonal"}
        "forward_fill" repeats the last observation. "seasonal" repeats the observation one season
        before; in the first season it repeats the last observation. "interpolate" draws a straight
        line between the observations on both sides, as soon as both are known, and until then it
        repeats the last observation.
    period : int, optional
        The number of observations in a season.
    """
    positions = np.arange(len(values))
    is_missing = np.isnan(values)
    if not is_missing.any():
        return FilledColumn(values, values, values, positions)
    from_past = pd.Series(values).ffill().to_numpy(copy=True)
    if missing == "seasonal" and period:
        for position in np.flatnonzero(is_missing[period:]) + period:
            from_past[position] = from_past[position - period]
    from_both_sides = from_past
    if missing == "interpolate":
        line = pd.Series(values).interpolate(limit_area="inside")
        from_both_sides = line.fillna(pd.Series(from_past)).to_numpy()
    observed_positions = pd.Series(np.where(is_missing, np.nan, positions))
    next_observed = observed_positions.bfill().fillna(len(values)).to_numpy().astype(int)
    return FilledColumn(values, from_past, from_both_sides, next_observed)
