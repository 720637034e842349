"""Configurations held against each other and against baselines, with a verdict in words."""

import itertools

import numpy as np
import pandas as pd

from reprise.stats.intervals import CONFIDENCE, bootstrap_interval

RESAMPLES_OF_PAIRS = 999  # a study of 15 configurations has 105 pairs
NAMES_SAID = 12


def compare_study(runs, metric, groups, baselines, margin=None, confidence=CONFIDENCE):
    """Every pair of configurations, and each configuration against each baseline of its own.

    Configurations that forecast different things (one day, a week) are not held against each
    other.

    Parameters
    ----------
    runs : DataFrame
        As tables.collect_runs makes it; runs that diverged are left out.
    metric : str
    groups : dict of str to str
        Configuration to what it forecasts (`7 ahead`).
    baselines : DataFrame
        As tables.tabulate_baselines makes it.
    margin : float, optional
        The difference of means, in the metric's units, that does not matter.
    confidence : float

    Returns
    -------
    DataFrame
        A row a pair, of `configuration` against `other` (kind: configuration or baseline):
        numbers of runs, means, difference (configuration less other) with the interval of its
        test; probability that a run of the configuration is better with a bootstrap interval
        (Clopper and Pearson's against a baseline); p of Welch's
        t test and of Mann-Whitney's U test (of one-sample t and Wilcoxon's signed ranks against
        a baseline), each corrected by Holm (1979) over the study, the larger p of two one-sided
        tests (Schuirmann 1987), and a verdict on the configuration.
    """
    lower_is_better = is_error(metric)
    values = values_of(runs, metric, groups)
    rows = []
    for one, other in pairs_of(groups):
        pair = values[one], values[other]
        rows.append(
            {"configuration": one, "other": other, "kind": "configuration"}
            | _compare(*pair, margin, confidence, lower_is_better)
        )
    if metric in baselines:
        for _, baseline in baselines[baselines[metric].notna()].iterrows():
            for one in baseline["configurations"].split("; "):
                rows.append(
                    {"configuration": one, "other": baseline["baseline"], "kind": "baseline"}
                    | _compare_with_number(
                        values[one],
                        baseline[metric],
                        margin,
                        confidence,
                        lower_is_better,
                    )
                )
    table = pd.DataFrame(rows, columns=None if rows else COLUMNS)
    for test in ("p_means", "p_ranks"):
        table[f"{test}_holm"] = _holm(table[test])
    table["verdict"] = [
        _verdict(row, margin, 1 - confidence, lower_is_better) for row in table.itertuples()
    ]
    return table


COLUMNS = (
    *("configuration", "other", "kind", "runs", "other_runs", "mean", "other_mean"),
    *("difference", "difference_low", "difference_high"),
    *("probability_better", "probability_low", "probability_high"),
    *("p_means", "p_ranks", "p_equivalent"),
)


def values_of(runs, metric, configurations):
    """The metric of each configuration's runs, those that did not diverge, as dict of ndarray."""
    whole = runs[runs["state"] == "ok"]
    return {
        name: whole.loc[whole["configuration"] == name, metric].dropna().to_numpy(dtype=float)
        for name in configurations
    }


def pairs_of(groups):
    """The pairs of configurations that forecast the same, in their order."""
    return [(a, b) for a, b in itertools.combinations(groups, 2) if groups[a] == groups[b]]


def is_error(metric):
    """Whether less of a metric is better: of every one but an accuracy."""
    return not metric.endswith("accuracy")


def best_of(means, metric):
    """The configuration of the best mean, of a Series without empty cells."""
    return means.idxmin() if is_error(metric) else means.idxmax()


def kind_of(baseline):
    """`least_squares` of a baseline named `least_squares (lag_1)`."""
    return baseline.partition(" ")[0]


def probability_better(ours, others, lower_is_better=True, axis=-1):
    """The share of pairs in which a run of ours is better, a tie counted half.

    Mann-Whitney's U over the number of pairs; the probability of improvement of Agarwal et al.
    2021 (doi:10.48550/arXiv.2108.13264).
    """
    ours, others = np.moveaxis(ours, axis, -1), np.moveaxis(others, axis, -1)
    ours, others = ours[..., :, None], others[..., None, :]
    better = ours < others if lower_is_better else ours > others
    pairs = better.shape[-2] * better.shape[-1]
    # Counted, not averaged: bootstraps ask for thousands of these.
    wins, ties = (np.count_nonzero(won, axis=(-2, -1)) for won in (better, ours == others))
    return (wins + 0.5 * ties) / pairs


def _compare(ours, others, margin, confidence, lower_is_better):
    from scipy import stats
    from statsmodels.stats.weightstats import ttost_ind

    found = _means(ours, others)
    if min(len(ours), len(others)) < 2:
        return found

    def better(a, b, axis):
        return probability_better(a, b, lower_is_better, axis)

    interval = bootstrap_interval([ours, others], better, confidence, RESAMPLES_OF_PAIRS)
    found |= {
        "probability_better": float(better(ours, others, -1)),
        "probability_low": interval[0],
        "probability_high": interval[1],
    }
    if np.ptp(ours) == 0 and np.ptp(others) == 0:  # nothing varies: no test is defined
        return found
    welch = stats.ttest_ind(ours, others, equal_var=False)
    found |= _of_test(welch, confidence)
    found["p_ranks"] = float(stats.mannwhitneyu(ours, others).pvalue)
    if margin:
        found["p_equivalent"] = float(ttost_ind(ours, others, -margin, margin, usevar="unequal")[0])
    return found


def _compare_with_number(ours, number, margin, confidence, lower_is_better):
    """A baseline is one number: the share of runs that beat it, its interval Clopper-Pearson's."""
    from scipy import stats
    from statsmodels.stats.proportion import proportion_confint

    others = np.array([number])
    found = _means(ours, others)
    if len(ours) < 2:
        return found
    wins = np.sum(ours < number if lower_is_better else ours > number)
    interval = proportion_confint(wins, len(ours), 1 - confidence, method="beta")
    found |= {
        "probability_better": wins / len(ours),
        "probability_low": float(interval[0]),
        "probability_high": float(interval[1]),
    }
    if np.ptp(ours) == 0:
        return found
    found |= _of_test(stats.ttest_1samp(ours, number), confidence, number)
    found["p_ranks"] = float(stats.wilcoxon(ours - number).pvalue)
    if margin:
        above = stats.ttest_1samp(ours, number - margin, alternative="greater").pvalue
        below = stats.ttest_1samp(ours, number + margin, alternative="less").pvalue
        found["p_equivalent"] = float(max(above, below))
    return found


def _means(ours, others):
    found = dict.fromkeys(COLUMNS[3:], float("nan"))
    mean, other = (float(np.mean(v)) if len(v) else float("nan") for v in (ours, others))
    return found | {
        "runs": len(ours),
        "other_runs": len(others),
        "mean": mean,
        "other_mean": other,
        "difference": mean - other,
    }


def _of_test(test, confidence, less=0.0):
    """The p-value of a test of means, and its interval of the difference."""
    low, high = test.confidence_interval(confidence)
    return {
        "p_means": float(test.pvalue),
        "difference_low": float(low) - less,
        "difference_high": float(high) - less,
    }


def _holm(p_values):
    """Holm's correction over all tests of a study; what was not tested stays empty."""
    from statsmodels.stats.multitest import multipletests

    corrected = p_values.astype(float).copy()
    tested = corrected.notna()
    if tested.any():
        corrected[tested] = multipletests(corrected[tested], method="holm")[1]
    return corrected


def _verdict(row, margin, level, lower_is_better):
    """What the means allow to say.

    A difference that is shown to lie within the margin is `equivalent`, whatever its sign; one
    that Welch's test, corrected by Holm, tells from none is `better` or `worse`.
    """
    if margin and row.p_equivalent <= level:
        return "equivalent"
    if row.p_means_holm <= level:
        ahead = row.difference < 0 if lower_is_better else row.difference > 0
        return "better" if ahead else "worse"
    return "cannot tell"


def say_comparisons(table, metric, margin):
    """What a study's comparisons say, in sentences.

    Returns
    -------
    list of str, in reStructuredText
    """
    said = []
    against = table[table["kind"] == "baseline"]
    for name, rows in against.groupby(against["other"].map(kind_of), sort=False):
        beaten = rows.loc[rows["verdict"] == "worse", "configuration"].tolist()
        if len(beaten) == len(rows):
            said.append(f"``{name}``, which needs no network, beats every configuration.")
        elif beaten:
            named = ", ".join(f"``{n}``" for n in beaten)
            if len(beaten) > NAMES_SAID:
                named = f"{len(beaten)} of {len(rows)} configurations"
            said.append(f"``{name}``, which needs no network, beats {named}.")
    pairs = table[table["kind"] == "configuration"]
    if len(pairs):
        counts = pairs["verdict"].value_counts()
        told = counts.get("better", 0) + counts.get("worse", 0)
        within = (
            f", {counts.get('equivalent', 0)} are equivalent within {margin:g}" if margin else ""
        )
        cannot = counts.get("cannot tell", 0)
        said.append(
            f"Of {len(pairs)} pairs of configurations that forecast the same, {told} are told"
            f" apart by {metric}{within}, and of {cannot} these runs cannot tell."
        )
    return said
