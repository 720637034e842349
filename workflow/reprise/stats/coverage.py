"""How many actual values lie in the intervals of earlier forecasts, and how sure this share is."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from reprise.stats.intervals import CONFIDENCE

ALL_STEPS = 0  # the step of the row over all steps
COLUMNS = (
    *("level", "step", "evaluated", "covered", "share"),
    *("independent_origins", "low", "high"),
)


def measure_coverage(
    scores: ArrayLike,
    half_widths: ArrayLike,
    levels: Sequence[float],
    positions: ArrayLike,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Measure the share of errors that are not larger than the half-widths of their origins.

    The interval of the share is that of Clopper and Pearson, by statsmodels, with the number of
    *independent* origins, and not with the number of errors:

    - The errors of one origin depend on each other. Over all steps, an origin counts once, with
      the share of its errors that are covered. A share varies at most as much as a result that is
      only 0 or 1 (Hoeffding 1963, doi:10.1080/01621459.1963.10500830), so the interval is not too
      narrow for this reason.
    - The errors of two origins at step h share observations if the origins are less than h
      observations apart. So only origins at least h apart count (over all steps: as far apart as
      the last step).

    Parameters
    ----------
    scores : array, shape (origins, steps)
        NaN where an error is not known.
    half_widths : array, shape (levels, origins, steps)
        As `conformal.sequential_half_widths` returns it: NaN where there is no interval.
    levels : sequence of float
        In percent.
    positions : array of int, shape (origins,)
        The number of observations before each origin, ascending.
    confidence : float
        Of the intervals of the shares.

    Returns
    -------
    DataFrame
        For each level one row per step, then one row with the step 0 over all steps:

        - evaluated: the number of errors with an interval;
        - covered: the number of errors that are not larger than their half-width;
        - share: covered / evaluated; NaN if nothing was evaluated;
        - independent_origins: the number behind the interval;
        - low, high: the interval of the share; NaN if nothing was evaluated.
    """
    scores, half_widths = np.asarray(scores, dtype=float), np.asarray(half_widths, dtype=float)
    positions = np.asarray(positions)
    rows = []
    for level, widths in zip(levels, half_widths, strict=True):
        has_interval = ~np.isnan(scores) & ~np.isnan(widths)
        covered = has_interval & (scores <= widths)
        steps = scores.shape[1]
        columns = [(step, slice(step - 1, step)) for step in range(1, steps + 1)]
        for step, chosen in [*columns, (ALL_STEPS, slice(None))]:
            row = _describe_share(
                has_interval[:, chosen],
                covered[:, chosen],
                positions,
                step or steps,
                confidence,
            )
            rows.append({"level": level, "step": step} | row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def count_independent_origins(positions: ArrayLike, distance: int) -> int:
    """Count the origins of a longest list in which each is so far after the one before.

    Parameters
    ----------
    positions : array of int, shape (origins,)
        Ascending.
    distance : int
        In observations.
    """
    count, earliest = 0, -np.inf
    for position in np.asarray(positions).tolist():
        if position >= earliest:
            count, earliest = count + 1, position + distance
    return count


def _describe_share(
    has_interval: np.ndarray,
    covered: np.ndarray,
    positions: np.ndarray,
    distance: int,
    confidence: float,
) -> dict[str, Any]:
    from statsmodels.stats.proportion import proportion_confint

    evaluated, hits = int(has_interval.sum()), int(covered.sum())
    if not evaluated:
        unknown = dict.fromkeys(("share", "low", "high"), np.nan)
        return {"evaluated": 0, "covered": 0, "independent_origins": 0} | unknown
    share = hits / evaluated
    independent = count_independent_origins(positions[has_interval.any(axis=1)], distance)
    # A share of 1 must stay 1: the method compares the count with the number of observations.
    low, high = proportion_confint(share * independent, independent, 1 - confidence, "beta")
    return {
        "evaluated": evaluated,
        "covered": hits,
        "share": share,
        "independent_origins": independent,
        "low": float(low),
        "high": float(high),
    }
