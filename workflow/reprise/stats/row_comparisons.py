"""How much the difference of two configurations depends on the choice of the test rows.

`comparisons` asks what other random seeds would give on the same test rows. This module asks what
other test rows would give for the same networks.
"""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from reprise.evaluation.metrics import measure_of
from reprise.stats.families import first_families
from reprise.stats.intervals import CONFIDENCE
from reprise.stats.pair_tests import compare_with_number
from reprise.stats.run_values import Values

FEWEST_ROWS = 10
FEWEST_ROWS_PER_STEP = 2  # with fewer, the errors of the rows are nearly one error


@dataclass(frozen=True)
class RowScores:
    """The scores of the test rows of a configuration or of a baseline.

    Attributes
    ----------
    rows : ndarray of int, shape (rows,)
        The position of each row in the dataset.
    scores : ndarray, shape (rows,)
        As `evaluation.row_scores` makes them; of a configuration, the mean over its runs.
    steps : int
        The number of steps that a row forecasts.
    """

    rows: Values
    scores: Values
    steps: int = 1


@dataclass(frozen=True)
class RowComparison:
    """One row of the table that `compare_rows` makes; the fields are its columns."""

    family: str
    configuration: str
    other: str
    kind: str
    rows: int
    value: float
    other_value: float
    difference: float
    difference_low: float
    difference_high: float
    reason: str


def compare_rows(
    configurations: Mapping[str, RowScores],
    baselines: Sequence[tuple[str, str, RowScores]],
    metric: str,
    families: Mapping[str, Sequence[str]],
    is_series: bool,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Compare pairs and baselines over the test rows, with intervals for the choice of the rows.

    The test of Diebold & Mariano 1995: the interval of the mean of the differences of scores, row
    by row. The rows of samples are independent, so it is that of `pair_tests`. The errors of a
    series are not, also if each row forecasts one step. Therefore its long-run variance is the
    mean of the periodogram at the lowest frequencies, as many as the cubic root of the number of
    rows, and Student's t has twice as many degrees of freedom (Coroneo & Iacone 2020,
    doi:10.1002/jae.2756). It covers the truth where the correction of Harvey, Leybourne & Newbold
    1997 does not (`docs/calibration.md`).

    The difference of two RMSE is the difference of the mean squares divided by the sum of the two.

    Parameters
    ----------
    configurations : mapping of str to RowScores
        A configuration without completed runs is absent.
    baselines : sequence of (str, str, RowScores)
        The name of a baseline, the configuration that it is compared with, and its scores.
    metric : str
    families : mapping of str to sequence of str
        As `comparisons.compare_study` takes them. The intervals of a family are simultaneous
        (Bonferroni), as there, and baselines are a family of their own.
    is_series : bool
        Whether the rows follow each other in time.
    confidence : float

    Returns
    -------
    DataFrame
        One row per pair, with the fields of `RowComparison`: the number of test rows, the metric of
        both over all runs together, their difference (configuration minus other) with its
        interval, and the reason if the rows allow no interval.
    """
    pairs = [
        _Pair(
            family, one, other, "configuration", configurations.get(one), configurations.get(other)
        )
        for family, names in families.items()
        for one, other in itertools.combinations(names, 2)
    ]
    groups = first_families(families)
    pairs += [
        _Pair(groups.get(name, name), name, baseline, "baseline", configurations.get(name), scores)
        for baseline, name, scores in baselines
    ]
    intervals = Counter((pair.family, pair.kind) for pair in pairs if not pair.reason)
    is_rmse = measure_of(metric) == "rmse"
    rows = [
        _compare(pair, is_rmse, is_series, confidence, intervals[pair.family, pair.kind])
        for pair in pairs
    ]
    return pd.DataFrame(rows, columns=[field.name for field in fields(RowComparison)])


@dataclass(frozen=True)
class _Pair:
    """What is compared; None for a configuration without completed runs."""

    family: str
    configuration: str
    other: str
    kind: str
    ours: RowScores | None
    others: RowScores | None

    @property
    def reason(self) -> str:
        """Why there is no interval, as a phrase; otherwise empty."""
        if self.ours is None or self.others is None:
            return "no run is left"
        if not np.array_equal(self.ours.rows, self.others.rows):
            return "the test rows differ"
        rows, steps = len(self.ours.rows), self.ours.steps
        if rows < FEWEST_ROWS:
            return f"fewer than {FEWEST_ROWS} test rows"
        if rows < FEWEST_ROWS_PER_STEP * steps:
            return f"fewer than {FEWEST_ROWS_PER_STEP} test rows per step"
        if np.ptp(self.ours.scores - self.others.scores) == 0:
            return "the rows do not differ"
        return ""


def _compare(
    pair: _Pair, is_rmse: bool, is_series: bool, confidence: float, intervals: int
) -> RowComparison:
    scores = [np.zeros(0) if part is None else part.scores for part in (pair.ours, pair.others)]
    means = [float(part.mean()) if len(part) else np.nan for part in scores]
    values = [float(np.sqrt(mean)) for mean in means] if is_rmse else means
    low = high = np.nan
    if not pair.reason:
        gaps = scores[0] - scores[1]
        if is_rmse:
            gaps = gaps / sum(values)
        low, high = _interval_of_mean(gaps, is_series, confidence, intervals)
    return RowComparison(
        family=pair.family,
        configuration=pair.configuration,
        other=pair.other,
        kind=pair.kind,
        rows=len(scores[0]),
        value=values[0],
        other_value=values[1],
        difference=values[0] - values[1],
        difference_low=low,
        difference_high=high,
        reason=pair.reason,
    )


def _interval_of_mean(
    values: Values, is_series: bool, confidence: float, intervals: int
) -> tuple[float, float]:
    """Return the interval of the mean of values, which follow each other in time in a series."""
    from scipy.special import stdtrit

    if not is_series:
        found = compare_with_number(values, 0.0, confidence, intervals)
        return found.low, found.high
    rows, mean = len(values), float(values.mean())
    frequencies = int(np.cbrt(rows) + 1e-9)
    periodogram = np.abs(np.fft.rfft(values - mean)[1 : frequencies + 1]) ** 2 / rows
    error = np.sqrt(periodogram.mean() / rows)
    half_width = float(-stdtrit(2 * frequencies, (1 - confidence) / (2 * intervals)) * error)
    return mean - half_width, mean + half_width
