"""How published statistics of several runs agree with our runs: tests, intervals and margins."""

import numpy as np
import pandas as pd

from reprise.replication.spread_agreement import Row, compare_spreads, sample_std
from reprise.stats.intervals import student_t_interval

EXTREMES = ("min", "max")


def compare_description(
    published: pd.DataFrame,
    ours: np.ndarray,
    confidence: float,
    margin: float | None,
    kurtosis: float,
) -> list[Row]:
    """Compare the published statistics of one configuration with our runs.

    Parameters
    ----------
    published : DataFrame
        One row per statistic, with the columns of `data.published.published_table`.
    ours : ndarray of shape (runs,)
    confidence : float
        The confidence level of the prediction intervals.
    margin : float or None
        The largest difference of means or quantiles that does not matter, in the metric's units.
    kurtosis : float
        As `pooled_kurtosis` gives it.

    Returns
    -------
    list of dict
        One row per statistic, with some of the columns of `replicate.replicate_study`. With fewer
        than two runs of ours, the rows hold no test.
    """
    count = int(published["published_runs"].iloc[0])
    values = published.set_index("statistic")["published"]
    described = pd.Series(ours, dtype=float).describe()
    rows: list[Row] = []
    for number in published.to_dict("records"):
        name, value = str(number["statistic"]), float(number["published"])
        rounding = float(number["rounding"])
        row: Row = {"statistic": name, "published": value, "published_runs": count}
        if name == "count" or len(ours) > 1:
            row["ours"] = described[name]
        if len(ours) < 2 or name == "count":
            pass
        elif name == "mean":
            std = float(values.get("std", np.nan))
            row |= compare_means(value, std, count, ours, confidence, margin, rounding)
        elif name == "std":
            row |= compare_spreads(value, count, ours, confidence, kurtosis, rounding)
        else:
            row |= _compare_quantiles(name, value, count, ours, confidence, margin, rounding)
        rows.append(row)
    return rows


def compare_means(
    published_mean: float,
    published_std: float,
    count: int,
    ours: np.ndarray,
    confidence: float,
    margin: float | None,
    rounding: float = 0.0,
) -> Row:
    """Compare a published mean of `count` runs with ours.

    Parameters
    ----------
    published_mean, published_std : float
        A missing standard deviation is NaN; it is taken to be ours.
    count : int
    ours : ndarray of shape (runs,)
    confidence : float
    margin : float or None
        The largest difference that does not matter, in the metric's units.
    rounding : float
        The largest error of the published mean by rounding.

    Returns
    -------
    dict
        - `prediction_low`, `prediction_high`: Student's t interval for the mean of `count` new
          runs
        - `same_low`, `same_high`: the published mean, minus and plus the margin
        - `p`: Welch's t test
        - `p_equivalent`: two one-sided tests (Schuirmann 1987)

        The p-values are missing if neither the published runs nor ours vary, and `p_equivalent`
        also without a margin.
    """
    from scipy import stats

    mean, spread, runs = ours.mean(), sample_std(ours), len(ours)
    low, high = student_t_interval(
        mean, spread * np.sqrt(1 / runs + 1 / count), runs - 1, confidence
    )
    row: Row = {"prediction_low": low, "prediction_high": high}
    if margin:
        row |= {"same_low": published_mean - margin, "same_high": published_mean + margin}
    if np.isnan(published_std):
        error, freedom = spread * np.sqrt(1 / runs + 1 / count), runs - 1.0
    else:
        of_published, of_ours = published_std**2 / count, spread**2 / runs
        error = np.sqrt(of_published + of_ours)
        # Welch-Satterthwaite; a single published run has no spread of its own.
        parts = of_published**2 / max(count - 1, 1) + of_ours**2 / (runs - 1)
        freedom = error**4 / parts if parts else np.nan
    if not error:
        return row
    student = stats.t(freedom)
    distance = abs(published_mean - mean)
    row["p"] = 2 * float(student.sf(max(distance - rounding, 0) / error))
    if margin:
        row["p_equivalent"] = float(student.sf((margin - distance - rounding) / error))
    return row


def _compare_quantiles(
    statistic: str,
    published: float,
    count: int,
    ours: np.ndarray,
    confidence: float,
    margin: float | None,
    rounding: float,
) -> Row:
    """Compare a published quantile or extreme of `count` runs with the ranks of ours.

    If both experiments have one distribution, the number of our runs below the published number
    does not depend on the shape of that distribution. It is beta-binomial, as is the rank of an
    order statistic among other runs (Wilks 1942, doi:10.1214/aoms/1177731537; Balakrishnan & Ng
    2006, "Precedence-Type Tests and Applications"). The end of a prediction interval is NaN where
    the interval reaches beyond our runs. Extremes have no test.
    """
    from scipy.stats import betabinom

    share = {"min": 0.0, "max": 1.0}.get(statistic)
    if share is None:
        share = float(statistic.removesuffix("%")) / 100
    rank = 1 + share * (count - 1)  # pandas interpolates between order statistics
    runs_below = betabinom(len(ours), rank, count + 1 - rank)
    ordered = np.sort(ours)
    tail = (1 - confidence) / 2
    low, high = int(runs_below.ppf(tail)), int(runs_below.ppf(1 - tail))
    row: Row = {
        "prediction_low": ordered[low - 1] if low > 0 else np.nan,
        "prediction_high": ordered[high] if high < len(ours) else np.nan,
    }
    if statistic in EXTREMES:
        return row

    def p_as_few_below(shift: float) -> float:
        return float(runs_below.cdf(np.sum(ours + shift < published)))

    def p_as_many_below(shift: float) -> float:
        return float(runs_below.sf(np.sum(ours + shift <= published) - 1))

    row["p"] = min(1.0, 2 * min(p_as_few_below(-rounding), p_as_many_below(rounding)))
    if margin:
        row |= {"same_low": published - margin, "same_high": published + margin}
        limit = margin - rounding
        row["p_equivalent"] = max(p_as_few_below(limit), p_as_many_below(-limit))
    return row
