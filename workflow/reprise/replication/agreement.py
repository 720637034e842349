"""How a printed figure agrees with our runs: the tests and intervals that its kind allows."""

from decimal import Decimal

import numpy as np
import pandas as pd

MARGIN = 0.10  # of the printed number: what counts as the same mean, quantile or extreme
RATIO = 1.5  # of two standard deviations: what counts as the same
RESAMPLES = 2000
SEED = 0
STATISTICS = ("mean", "std", "min", "25%", "50%", "75%", "max")


def equals_printed(printed, ours):
    """Whether a number without chance in it is ours, to the digits that are printed."""
    digits = -Decimal(str(printed)).as_tuple().exponent
    return abs(ours - printed) <= 0.5 * 10.0**-digits


def of_description(printed, ours, confidence):
    """A describe() column: its count, mean, standard deviation, extremes and quartiles.

    Parameters
    ----------
    printed : Series
        The statistics by name.
    ours : ndarray
    confidence : float

    Returns
    -------
    list of dict
        A row a statistic, with some of replication.COLUMNS.
    """
    count = int(printed["count"])
    rows = [{"statistic": "count", "published": count, "ours": len(ours), "published_runs": count}]
    if len(ours) < 2:
        return rows + [
            {"statistic": s, "published": printed[s], "published_runs": count} for s in STATISTICS
        ]
    described = pd.Series(ours).describe()
    for statistic in STATISTICS:
        theirs, mine = printed[statistic], described[statistic]
        row = {"statistic": statistic, "published": theirs, "ours": mine, "published_runs": count}
        if statistic == "mean":
            row |= _of_means(theirs, printed["std"], count, ours, confidence)
        elif statistic == "std":
            row |= _of_spreads(theirs, count, ours, confidence)
        else:
            row |= _of_quantiles(statistic, theirs, count, ours, confidence)
        rows.append(row)
    return rows


def _of_means(mean, std, count, ours, confidence):
    """Welch's test, equivalence and the prediction interval of a mean of `count` runs."""
    from scipy import stats

    mine, spread = ours.mean(), ours.std(ddof=1)
    margin = MARGIN * abs(mean)
    reach = stats.t.ppf((1 + confidence) / 2, len(ours) - 1) * spread
    reach *= np.sqrt(1 / len(ours) + 1 / count)
    row = {
        "prediction_low": mine - reach,
        "prediction_high": mine + reach,
        "same_low": mean - margin,
        "same_high": mean + margin,
    }
    if not std and not spread:
        return row

    def p_value(shift, alternative):
        return float(
            stats.ttest_ind_from_stats(
                *(mean + shift, std, count),
                *(mine, spread, len(ours)),
                equal_var=False,
                alternative=alternative,
            ).pvalue
        )

    return row | {
        "p": p_value(0, "two-sided"),
        "p_equivalent": max(p_value(margin, "greater"), p_value(-margin, "less")),
    }


def _of_spreads(theirs, count, ours, confidence):
    """The ratio of two standard deviations, against ratios of samples drawn from our runs.

    The bootstrap, as the F test of a ratio of variances is only true of normal runs. Of 30 runs
    each it errs in about 5 to 8 of 100 cases where it says 5, of strongly skewed ones in about 11
    (simulated): the tails of a distribution are not in 30 runs of it.
    """
    mine = ours.std(ddof=1)
    if not mine or not theirs:
        return {}
    rng = np.random.default_rng(SEED)
    drawn = [rng.choice(ours, (RESAMPLES, n)).std(axis=-1, ddof=1) for n in (count, len(ours))]
    with np.errstate(divide="ignore", invalid="ignore"):
        gaps = np.log(drawn[0] / drawn[1])
    gaps = np.where(np.isfinite(gaps), gaps, 0.0)  # one run drawn again and again
    gap, margin = np.log(theirs / mine), np.log(RATIO)
    low, high = np.quantile(gaps, [(1 - confidence) / 2, (1 + confidence) / 2])
    beyond = max(np.sum(gaps <= gap - margin), np.sum(gaps >= gap + margin))
    return {
        "variance_ratio": (theirs / mine) ** 2,
        "prediction_low": mine * np.exp(low),
        "prediction_high": mine * np.exp(high),
        "same_low": mine / RATIO,
        "same_high": mine * RATIO,
        "p": (1 + np.sum(np.abs(gaps) >= abs(gap))) / (1 + RESAMPLES),
        "p_equivalent": (1 + beyond) / (1 + RESAMPLES),
    }


def _of_quantiles(statistic, theirs, count, ours, confidence):
    """A quantile or an extreme of `count` runs, by how many of ours lie below it.

    That number does not depend on the shape of the distribution: it is beta-binomial, as the
    rank of an order statistic among other runs is (Wilks 1942, doi:10.1214/aoms/1177731537;
    Balakrishnan & Ng 2006, "Precedence-Type Tests and Applications"). An interval that reaches
    beyond our runs is open, and empty there.
    """
    from scipy.stats import betabinom

    share = {"min": 0.0, "max": 1.0}.get(statistic)
    share = float(statistic[:-1]) / 100 if share is None else share
    rank = 1 + share * (count - 1)  # of the order statistics that pandas interpolates
    below = betabinom(len(ours), rank, count + 1 - rank)
    ordered = np.sort(ours)
    margin = MARGIN * abs(theirs)
    tail = (1 - confidence) / 2
    low, high = int(below.ppf(tail)), int(below.ppf(1 - tail))

    def lower(shift):
        return below.cdf(np.sum(ours + shift < theirs))

    def upper(shift):
        return below.sf(np.sum(ours + shift <= theirs) - 1)

    return {
        "prediction_low": ordered[low - 1] if low > 0 else np.nan,
        "prediction_high": ordered[high] if high < len(ours) else np.nan,
        "same_low": theirs - margin,
        "same_high": theirs + margin,
        "p": min(1.0, 2 * min(lower(0), upper(0))),
        "p_equivalent": max(lower(margin), upper(-margin)),
    }


def of_list(metric, printed, ours, confidence):
    """A list of runs: the two samples compared, and each number's place among ours.

    Parameters
    ----------
    metric : str
    printed : Series
    ours : ndarray
    confidence : float

    Returns
    -------
    list of dict
        A row a printed number; `ours` is our quantile of the same rank.
    """
    from scipy import stats

    printed = printed.to_numpy()
    common = {"compared": f"list of {metric}", "published_runs": len(printed)}
    if len(ours) < 2:
        return [
            common | {"statistic": f"{metric}, run {k}", "published": value}
            for k, value in enumerate(printed, start=1)
        ]
    means = _of_means(printed.mean(), printed.std(ddof=1), len(printed), ours, confidence)
    common |= {
        "variance_ratio": printed.var(ddof=1) / ours.var(ddof=1) if np.ptp(ours) else np.nan,
        "p": means.get("p"),
        "p_equivalent": means.get("p_equivalent"),
        "p_ranks": float(stats.mannwhitneyu(printed, ours).pvalue),
    }
    ranks = (stats.rankdata(printed, "ordinal") - 0.5) / len(printed)
    return [
        common
        | {
            "statistic": f"{metric}, run {k}",
            "published": value,
            "ours": float(np.quantile(ours, rank, method="hazen")),
        }
        | _place(value, ours, confidence)
        for k, (value, rank) in enumerate(zip(printed, ranks, strict=True), start=1)
    ]


def of_one_run(metric, printed, ours, margin, confidence):
    """The figure of a single run: its place among ours, and the interval of one more run.

    Parameters
    ----------
    metric : str
    printed : float
    ours : ndarray
    margin : float or None
    confidence : float
    """
    from scipy import stats

    row = {"statistic": metric, "published": printed, "published_runs": 1}
    if len(ours) < 2:
        return row
    mean, spread = ours.mean(), ours.std(ddof=1)
    row |= {"ours": mean} | _place(printed, ours, confidence)
    if margin:
        row |= {"same_low": mean - margin, "same_high": mean + margin}
    if spread:
        far = abs(printed - mean) / (spread * np.sqrt(1 + 1 / len(ours)))
        row["p"] = 2 * float(stats.t.sf(far, len(ours) - 1))
    return row


def _place(value, ours, confidence):
    """The share of our runs below, a tie counted half, and the interval of one more run."""
    from scipy import stats

    reach = stats.t.ppf((1 + confidence) / 2, len(ours) - 1)
    reach *= ours.std(ddof=1) * np.sqrt(1 + 1 / len(ours))
    return {
        "place": float(np.mean(ours < value) + 0.5 * np.mean(ours == value)),
        "prediction_low": ours.mean() - reach,
        "prediction_high": ours.mean() + reach,
    }
