"""How many repeats a comparison needs, and what a study's own number can tell apart."""

import math

import numpy as np
import pandas as pd

from reprise.stats.comparisons import is_error, pairs_of, probability_better, values_of

SAMPLES = 200  # redrawn studies for the bootstrap check
MOST_REPEATS_CHECKED = 200
REPEATS_SHOWN = (5, 10, 15, 20, 30, 50, 100, 200)


def repeats_needed(probability, power, level):
    """Repeats a configuration for a two-sided rank test of two equally large samples.

    Noether 1987 (doi:10.1080/01621459.1987.10478478): N = (z + z')^2 / (12 c (1 - c) (p - 1/2)^2)
    in both samples together, with c = 1/2.

    Parameters
    ----------
    probability : float
        That a run of one configuration is better than a run of the other.
    power, level : float

    Returns
    -------
    float
        A whole number, or infinity where the probability is one half.
    """
    gap = abs(probability - 0.5)
    if not gap > 0:
        return math.inf if gap == 0 else math.nan
    return math.ceil(_quantiles(power, level) / (6 * gap**2))


def smallest_probability(repeats, power, level):
    """The probability of being better that so many repeats a configuration tell from one half."""
    return min(1.0, 0.5 + math.sqrt(_quantiles(power, level) / (6 * repeats)))


def smallest_difference(repeats, power, level):
    """The difference of means, in standard deviations, that so many repeats tell from none.

    Two-sided t test of two independent samples (Cohen 1988), by statsmodels.
    """
    from statsmodels.stats.power import TTestIndPower

    if repeats < 2:
        return math.nan
    return float(TTestIndPower().solve_power(nobs1=repeats, alpha=level, power=power))


def bootstrap_power(ours, others, repeats, level, samples=SAMPLES):
    """The share of redrawn studies in which Mann-Whitney's test tells the two apart.

    Parameters
    ----------
    ours, others : ndarray
        Runs that were trained; redrawn with replacement.
    repeats : int
        Runs a configuration in each redrawn study.
    level : float
    samples : int
    """
    from scipy.stats import mannwhitneyu

    rng = np.random.default_rng(0)
    drawn = (rng.choice(values, (samples, repeats)) for values in (ours, others))
    p_values = mannwhitneyu(*drawn, axis=1, method="asymptotic").pvalue
    return float(np.mean(p_values <= level))


def plan_repeats(runs, metric, groups, power, confidence):
    """For every pair of configurations, the repeats that it takes to tell them apart.

    Parameters
    ----------
    runs : DataFrame
        As tables.collect_runs makes it; runs that diverged are left out.
    metric : str
    groups : dict of str to str
        Configuration to what it forecasts; only pairs that forecast the same are planned for.
    power, confidence : float

    Returns
    -------
    DataFrame
        A row a pair: runs of the one that has fewer, probability that a run of the first is
        better, power of a single test with so many, repeats needed (Noether 1987) and the power
        that the bootstrap finds with these, empty above 200 repeats.
    """
    level = 1 - confidence
    values = values_of(runs, metric, groups)
    lower_is_better = is_error(metric)
    rows = []
    for one, other in pairs_of(groups):
        ours, others = values[one], values[other]
        row = {"configuration": one, "other": other, "runs": min(len(ours), len(others))}
        if row["runs"] > 1:
            row["probability_better"] = float(probability_better(ours, others, lower_is_better))
            row["power"] = bootstrap_power(ours, others, row["runs"], level)
            needed = repeats_needed(row["probability_better"], power, level)
            row["repeats_needed"] = needed
            if needed <= MOST_REPEATS_CHECKED:
                repeats = max(2, int(needed))
                row["power_with_these"] = bootstrap_power(ours, others, repeats, level)
        rows.append(row)
    columns = ["configuration", "other", "runs", "probability_better", "power"]
    return pd.DataFrame(rows, columns=[*columns, "repeats_needed", "power_with_these"])


def expected_widths(values, confidence, repeats=REPEATS_SHOWN):
    """How wide the interval of a mean will be with other numbers of repeats, by Student's t.

    Parameters
    ----------
    values : ndarray
        At least two runs.
    confidence : float
    repeats : sequence of int
    """
    from scipy.stats import t

    spread = np.std(values, ddof=1)
    counts = np.asarray(repeats)
    return 2 * t.ppf((1 + confidence) / 2, counts - 1) * spread / np.sqrt(counts)


def say_repeats(plan, repeats, power, confidence):
    """What a study's own number of repeats can and cannot resolve, in sentences.

    Returns
    -------
    list of str, in reStructuredText
    """
    level = 1 - confidence
    said = []
    if repeats == 1:
        said.append("One run a configuration has no spread: no interval and no verdict.")
    else:
        said.append(
            f"A single comparison with {repeats} repeats a configuration finds, with a power of"
            f" {power:g}, a difference of means of {smallest_difference(repeats, power, level):.2f}"
            " standard deviations, or a probability of being better of"
            f" {smallest_probability(repeats, power, level):.2f}; smaller ones need more repeats."
        )
    known = plan.dropna(subset="repeats_needed")
    if len(known):
        enough = (known["repeats_needed"] <= repeats).sum()
        said.append(
            f"By Noether's formula {enough} of {len(known)} pairs need no more repeats than that."
        )
        finite = known[np.isfinite(known["repeats_needed"])]
        more = finite[finite["repeats_needed"] > repeats]
        if len(more):
            nearest = more.loc[more["repeats_needed"].idxmin()]
            said.append(
                f"The nearest of the others, ``{nearest['configuration']}`` and"
                f" ``{nearest['other']}``, would need {int(nearest['repeats_needed'])}."
            )
    return said


def _quantiles(power, level):
    from scipy.stats import norm

    return (norm.ppf(1 - level / 2) + norm.ppf(power)) ** 2
