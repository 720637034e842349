"""How published numbers of single runs agree with our runs: lists, one run, exact numbers."""

import numpy as np
import pandas as pd

from reprise.replication.description_agreement import compare_means
from reprise.replication.spread_agreement import Row, sample_std
from reprise.stats.intervals import mean_interval, student_t_interval


def equals_published_digits(published: float, ours: float, rounding: float) -> bool:
    """Whether our number can round to the published number; floats differ in their last digits."""
    return bool(abs(ours - published) <= rounding * (1 + 1e-9) + 1e-12 * abs(published))


def compare_list(
    published: pd.DataFrame, ours: np.ndarray, confidence: float, margin: float | None
) -> list[Row]:
    """Compare a published list of runs with ours: as two samples, and number by number.

    Parameters
    ----------
    published : DataFrame
        One row per published run, with the columns of `data.published.published_table`.
    ours : ndarray of shape (runs,)
    confidence : float
        The confidence level of the prediction intervals.
    margin : float or None
        The largest difference of means that does not matter, in the metric's units.

    Returns
    -------
    list of dict
        One row per published number, with some of the columns of `replicate.replicate_study`.
        `ours` is our quantile of the same rank. The tests compare the whole lists. With fewer than
        two runs of ours, the rows hold no test.
    """
    from scipy import stats

    numbers = published["published"].to_numpy()
    metric, rounding = published["metric"].iloc[0], float(published["rounding"].max())
    common: Row = {"compared": f"list of {metric}", "published_runs": len(numbers)}
    rows = [
        {"statistic": f"{metric}, run {k}", "published": value}
        for k, value in enumerate(numbers, start=1)
    ]
    if len(ours) < 2:
        return [common | row for row in rows]
    means = compare_means(
        numbers.mean(), sample_std(numbers), len(numbers), ours, confidence, margin, rounding
    )
    common |= {
        "variance_ratio": numbers.var(ddof=1) / ours.var(ddof=1) if np.ptp(ours) else np.nan,
        "p": means.get("p", np.nan),
        "p_equivalent": means.get("p_equivalent", np.nan),
        "p_ranks": float(stats.mannwhitneyu(numbers, ours).pvalue),
    }
    ranks = (stats.rankdata(numbers, "ordinal") - 0.5) / len(numbers)
    our_quantiles = np.quantile(ours, ranks, method="hazen")
    return [
        common | row | {"ours": float(quantile)} | _rank_run(row["published"], ours, confidence)
        for row, quantile in zip(rows, our_quantiles, strict=True)
    ]


def compare_single_run(
    published: pd.Series, ours: np.ndarray, margin: float | None, confidence: float
) -> Row:
    """Compare the published number of a single run with our runs.

    Parameters
    ----------
    published : Series
        A row of `data.published.published_table`.
    ours : ndarray of shape (runs,)
    margin : float or None
        The largest difference from our mean that does not matter, in the metric's units.
    confidence : float
        The confidence level of the prediction interval and of the interval of our mean.

    Returns
    -------
    dict
        Some of the columns of `replicate.replicate_study`; with fewer than two runs of ours, no
        test.
    """
    from scipy import stats

    value = float(published["published"])
    row: Row = {"statistic": published["metric"], "published": value, "published_runs": 1}
    if len(ours) < 2:
        return row
    mean, spread = ours.mean(), sample_std(ours)
    row |= {"ours": mean} | _rank_run(value, ours, confidence)
    row["mean_low"], row["mean_high"] = mean_interval(ours, confidence)
    if margin:
        row |= {"same_low": value - margin, "same_high": value + margin}
    if spread:
        gap = max(abs(value - mean) - published["rounding"], 0)
        distance = gap / (spread * np.sqrt(1 + 1 / len(ours)))
        row["p"] = 2 * float(stats.t.sf(distance, len(ours) - 1))
    return row


def _rank_run(published: float, ours: np.ndarray, confidence: float) -> Row:
    """The share of our runs below a number, and Student's t interval for one more run.

    A run of ours that is equal to the number counts half.
    """
    standard_error = sample_std(ours) * np.sqrt(1 + 1 / len(ours))
    low, high = student_t_interval(ours.mean(), standard_error, len(ours) - 1, confidence)
    return {
        "place": float(np.mean(ours < published) + 0.5 * np.mean(ours == published)),
        "prediction_low": low,
        "prediction_high": high,
    }
