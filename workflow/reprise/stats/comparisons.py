"""Comparisons of configurations with each other and with baselines: tests and verdicts."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from reprise.evaluation.metrics import lower_is_better
from reprise.stats.intervals import CONFIDENCE, bootstrap_interval, share_interval
from reprise.stats.p_values import correct_by_holm
from reprise.stats.run_values import Values, comparable_pairs, values_by_configuration

RESAMPLES_PER_PAIR = 999  # A study of 15 configurations has 105 pairs.
FEWEST_RUNS = 2  # A test needs a standard deviation.
KEY_COLUMNS = ("configuration", "other", "kind")
NUMBER_COLUMNS = (
    *("runs", "other_runs", "mean", "other_mean"),
    *("difference", "difference_low", "difference_high"),
    *("probability_better", "probability_low", "probability_high"),
    *("p_means", "p_ranks", "p_equivalent"),
)


def compare_study(
    runs: pd.DataFrame,
    metric: str,
    forecast_groups: Mapping[str, str],
    baselines: pd.DataFrame,
    margin: float | None = None,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Compare every pair of configurations, and each configuration with its baselines.

    Configurations with different forecast targets (one day, a week) are not compared.

    Parameters
    ----------
    runs : DataFrame
        One row per run, as `run_tables.collect_runs` returns it; diverged runs are left out.
    metric : str
    forecast_groups : mapping of str to str
        The forecast target of each configuration, for example `7 ahead`.
    baselines : DataFrame
        One row per baseline and configuration, as `run_tables.tabulate_baselines` returns it.
    margin : float, optional
        The largest difference of means that does not matter, in the units of the metric.
    confidence : float

    Returns
    -------
    DataFrame
        One row per pair of `configuration` and `other`, whose kind is `configuration` or
        `baseline`:

        - the numbers of runs and the means;
        - the difference (configuration minus other) and the interval of the test of means;
        - the probability that a run of the configuration is better, with a bootstrap interval
          (for a baseline: the interval of Clopper and Pearson);
        - the p-values of the t test by Welch and of the U test by Mann and Whitney (for a
          baseline: of the one-sample t test and of the signed-rank test by Wilcoxon), also
          corrected over the study (Holm 1979);
        - the larger p-value of two one-sided tests of equivalence (Schuirmann 1987);
        - the verdict on the configuration.

        A number that needs more runs or a spread is NaN.
    """
    prefer_low = lower_is_better(metric)
    values = values_by_configuration(runs, metric, forecast_groups)
    rows = []
    for one, other in comparable_pairs(forecast_groups):
        numbers = _compare_samples(values[one], values[other], margin, confidence, prefer_low)
        rows.append({"configuration": one, "other": other, "kind": "configuration"} | numbers)
    if metric in baselines:
        for _, baseline in baselines[baselines[metric].notna()].iterrows():
            one, other = baseline["configuration"], baseline["baseline"]
            numbers = _compare_with_number(
                values[one], baseline[metric], margin, confidence, prefer_low
            )
            rows.append({"configuration": one, "other": other, "kind": "baseline"} | numbers)
    table = pd.DataFrame(rows, columns=[*KEY_COLUMNS, *NUMBER_COLUMNS])
    for test in ("p_means", "p_ranks"):
        table[f"{test}_holm"] = correct_by_holm(table[test])
    columns = (table["difference"], table["p_means_holm"], table["p_equivalent"])
    table["verdict"] = [
        _decide_verdict(difference, p_means, p_equivalent, 1 - confidence, prefer_low)
        for difference, p_means, p_equivalent in zip(*columns, strict=True)
    ]
    return table


def probability_better(
    ours: Values, others: Values, prefer_low: bool = True, axis: int = -1
) -> Any:
    """Return the share of pairs of runs in which ours is better; a tie counts as one half.

    This is Mann and Whitney's U divided by the number of pairs, the probability of improvement
    of Agarwal et al. 2021 (doi:10.48550/arXiv.2108.13264).

    Parameters
    ----------
    ours, others : ndarray
        Runs along `axis`; the other dimensions are equal.
    prefer_low : bool
        Whether a lower value is better.
    axis : int
    """
    ours, others = np.moveaxis(ours, axis, -1), np.moveaxis(others, axis, -1)
    ours, others = ours[..., :, None], others[..., None, :]
    better = ours < others if prefer_low else ours > others
    pairs = better.shape[-2] * better.shape[-1]
    # Counting is faster than averaging, and a bootstrap calls this function thousands of times.
    wins, ties = (np.count_nonzero(cells, axis=(-2, -1)) for cells in (better, ours == others))
    return (wins + 0.5 * ties) / pairs


def _compare_samples(
    ours: Values, others: Values, margin: float | None, confidence: float, prefer_low: bool
) -> dict[str, float]:
    """Compare two samples of runs."""
    from scipy import stats
    from statsmodels.stats.weightstats import ttost_ind

    numbers = _describe_means(ours, others)
    if min(len(ours), len(others)) < FEWEST_RUNS:
        return numbers

    def probability(a: Values, b: Values, axis: int) -> Any:
        return probability_better(a, b, prefer_low, axis)

    interval = bootstrap_interval([ours, others], probability, confidence, RESAMPLES_PER_PAIR)
    numbers |= {
        "probability_better": float(probability(ours, others, -1)),
        "probability_low": interval[0],
        "probability_high": interval[1],
    }
    if np.ptp(ours) == 0 and np.ptp(others) == 0:  # Without any spread no test is defined.
        return numbers
    welch = stats.ttest_ind(ours, others, equal_var=False)
    low, high = welch.confidence_interval(confidence)
    numbers |= {
        "p_means": float(welch.pvalue),
        "difference_low": float(low),
        "difference_high": float(high),
        "p_ranks": float(stats.mannwhitneyu(ours, others).pvalue),
    }
    if margin:
        numbers["p_equivalent"] = float(
            ttost_ind(ours, others, -margin, margin, usevar="unequal")[0]
        )
    return numbers


def _compare_with_number(
    ours: Values, number: float, margin: float | None, confidence: float, prefer_low: bool
) -> dict[str, float]:
    """Compare a sample of runs with the one number of a baseline."""
    from scipy import stats
    from statsmodels.stats.weightstats import DescrStatsW

    numbers = _describe_means(ours, np.array([number]))
    if len(ours) < FEWEST_RUNS:
        return numbers
    wins = np.sum(ours < number if prefer_low else ours > number)
    interval = share_interval(wins, len(ours), confidence)
    numbers |= {
        "probability_better": wins / len(ours),
        "probability_low": float(interval[0]),
        "probability_high": float(interval[1]),
    }
    if np.ptp(ours) == 0:
        return numbers
    student = stats.ttest_1samp(ours, number)
    low, high = student.confidence_interval(confidence)
    numbers |= {
        "p_means": float(student.pvalue),
        "difference_low": float(low) - number,
        "difference_high": float(high) - number,
        "p_ranks": float(stats.wilcoxon(ours - number).pvalue),
    }
    if margin:
        sample = DescrStatsW(ours)
        numbers["p_equivalent"] = float(sample.ttost_mean(number - margin, number + margin)[0])
    return numbers


def _describe_means(ours: Values, others: Values) -> dict[str, float]:
    mean, other_mean = (float(np.mean(v)) if len(v) else np.nan for v in (ours, others))
    return dict.fromkeys(NUMBER_COLUMNS, np.nan) | {
        "runs": len(ours),
        "other_runs": len(others),
        "mean": mean,
        "other_mean": other_mean,
        "difference": mean - other_mean,
    }


def _decide_verdict(
    difference: float, p_means: float, p_equivalent: float, level: float, prefer_low: bool
) -> str:
    """Return the verdict on the configuration.

    - `equivalent`: the tests show that the difference lies within the margin, whatever its sign.
    - `better` or `worse`: the corrected test of means finds a difference.
    - `cannot tell`: neither. A p-value that is NaN proves nothing.
    """
    if p_equivalent <= level:
        return "equivalent"
    if p_means <= level:
        is_better = difference < 0 if prefer_low else difference > 0
        return "better" if is_better else "worse"
    return "cannot tell"
