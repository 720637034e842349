"""How many repeats a comparison needs, and which differences a number of repeats can detect."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from reprise.evaluation.metrics import lower_is_better
from reprise.stats.improvement import probability_better
from reprise.stats.intervals import student_t_interval
from reprise.stats.run_values import Values, comparable_pairs, values_by_configuration

BOOTSTRAP_STUDIES = 200
MOST_REPEATS_CHECKED = 200
REPEATS_SHOWN = (5, 10, 15, 20, 30, 50, 100, 200)
COLUMNS = (
    *("configuration", "other", "runs", "probability_better"),
    *("power", "repeats_needed", "power_with_these"),
)


def compute_repeats_needed(probability: float, power: float, level: float) -> float:
    """Return the repeats per configuration for a two-sided rank test of two equal samples.

    Noether 1987 (doi:10.1080/01621459.1987.10478478): N = (z + z')^2 / (12 c (1 - c) (p - 1/2)^2)
    runs in both samples together, with c = 1/2.

    Parameters
    ----------
    probability : float
        The probability that a run of one configuration is better than a run of the other.
    power, level : float

    Returns
    -------
    float
        A whole number; infinity if the probability is one half; NaN if it is NaN.
    """
    distance = abs(probability - 0.5)
    if math.isnan(distance):
        return math.nan
    if distance == 0:
        return math.inf
    return math.ceil(_sum_quantiles(power, level) ** 2 / (6 * distance**2))


def compute_detectable_probability(repeats: int, power: float, level: float) -> float:
    """Return the smallest probability of being better that this number of repeats detects.

    This is the formula of `compute_repeats_needed`, solved for the probability; at most 1.
    """
    return min(1.0, 0.5 + _sum_quantiles(power, level) / math.sqrt(6 * repeats))


def compute_detectable_difference(repeats: int, power: float, level: float) -> float:
    """Return the smallest difference of means that this number of repeats detects.

    Two-sided t test of two independent samples (Cohen 1988), by statsmodels.

    Returns
    -------
    float
        In standard deviations; NaN for fewer than two repeats.
    """
    from statsmodels.stats.power import TTestIndPower

    if repeats < 2:
        return math.nan
    return float(TTestIndPower().solve_power(nobs1=repeats, alpha=level, power=power))


def estimate_power(
    ours: Values, others: Values, repeats: int, level: float, studies: int = BOOTSTRAP_STUDIES
) -> float:
    """Return the share of resampled studies in which the Mann-Whitney test finds a difference.

    Parameters
    ----------
    ours, others : ndarray, shape (runs,)
        Trained runs of two configurations; they are resampled with replacement.
    repeats : int
        Runs per configuration in each resampled study.
    level : float
    studies : int
        Number of resampled studies.
    """
    from scipy.stats import mannwhitneyu

    rng = np.random.default_rng(0)
    resampled = [rng.choice(values, (studies, repeats)) for values in (ours, others)]
    p_values = mannwhitneyu(*resampled, axis=1, method="asymptotic").pvalue
    return float(np.mean(p_values <= level))


def plan_repeats(
    runs: pd.DataFrame,
    metric: str,
    forecast_groups: Mapping[str, str],
    power: float,
    confidence: float,
) -> pd.DataFrame:
    """Return the number of repeats that every pair of configurations needs.

    Parameters
    ----------
    runs : DataFrame
        One row per run, as `run_tables.collect_runs` returns it; diverged runs are left out.
    metric : str
    forecast_groups : mapping of str to str
        The forecast target of each configuration; only pairs with the same target are planned.
    power, confidence : float

    Returns
    -------
    DataFrame
        One row per pair:

        - runs: the number of runs of the configuration that has fewer;
        - probability_better: that a run of the first configuration is better;
        - power: of a single test with this number of runs, by the bootstrap;
        - repeats_needed: by `compute_repeats_needed`;
        - power_with_these: of a test with the repeats needed; NaN above MOST_REPEATS_CHECKED.
    """
    level = 1 - confidence
    values = values_by_configuration(runs, metric, forecast_groups)
    prefer_low = lower_is_better(metric)
    rows = []
    for one, other in comparable_pairs(forecast_groups):
        ours, others = values[one], values[other]
        fewest = min(len(ours), len(others))
        row: dict[str, Any] = {"configuration": one, "other": other, "runs": fewest}
        if fewest > 1:
            probability = float(probability_better(ours, others, prefer_low))
            needed = compute_repeats_needed(probability, power, level)
            row["probability_better"] = probability
            row["power"] = estimate_power(ours, others, fewest, level)
            row["repeats_needed"] = needed
            if needed <= MOST_REPEATS_CHECKED:
                repeats = max(2, int(needed))
                row["power_with_these"] = estimate_power(ours, others, repeats, level)
        rows.append(row)
    return pd.DataFrame(rows, columns=[*COLUMNS])


def expected_widths(
    values: Values, confidence: float, repeats: Sequence[int] = REPEATS_SHOWN
) -> Values:
    """Return the expected width of the Student t interval of a mean for numbers of repeats.

    Parameters
    ----------
    values : ndarray, shape (runs,)
        At least two runs; their standard deviation is used for every number of repeats.
    confidence : float
    repeats : sequence of int

    Returns
    -------
    ndarray, shape (len(repeats),)
        In the units of the metric.
    """
    deviation = float(np.std(values, ddof=1))
    intervals = [
        student_t_interval(0.0, deviation / math.sqrt(count), count - 1, confidence)
        for count in repeats
    ]
    return np.array([high - low for low, high in intervals])


def _sum_quantiles(power: float, level: float) -> float:
    """Return the sum of the normal quantiles of a two-sided level and of a power."""
    from scipy.stats import norm

    return float(norm.ppf(1 - level / 2) + norm.ppf(power))
