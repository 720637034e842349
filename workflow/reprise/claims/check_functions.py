"""The kinds of checks that a claim consists of.

Each function takes a check (a mapping, see `workflow/schemas/claims.schema.yaml`) and the
evidence. It decides whether the check holds for our runs, and for every bootstrap sample of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reprise.claims.check_descriptions import (
    describe_measure,
    describe_shares,
    describe_statistics,
    format_value,
    format_values,
)
from reprise.claims.evidence import Evidence

Check = dict[str, Any]
CHANCE = 0.05  # means that lie as far apart in at most 5 of 100 cases differ beyond chance
STATISTICS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "mean": lambda samples: samples.mean(axis=1),
    "median": lambda samples: np.median(samples, axis=1),
    "std": lambda samples: samples.std(axis=1, ddof=1),
    "min": lambda samples: samples.min(axis=1),
    "max": lambda samples: samples.max(axis=1),
}


@dataclass(frozen=True)
class CheckResult:
    """The result of one check; position 0 of every array belongs to our runs themselves.

    Attributes
    ----------
    holds : ndarray of bool, shape (1 + resamples,)
        Whether the check holds.
    numbers : ndarray of float, shape (1 + resamples,)
        The number that the check decides about.
    fewest_runs : int
        The number of runs of the configuration with the fewest runs.
    summary : str
        The numbers of our runs in words.
    conditions : dict of str to ndarray of bool, shape (1 + resamples,)
        The conditions that must all hold: each step of an ordering, each rival of the lowest,
        each configuration in a range.
    """

    holds: np.ndarray
    numbers: np.ndarray
    fewest_runs: int
    summary: str
    conditions: dict[str, np.ndarray]


def lowest(check: Check, evidence: Evidence) -> CheckResult:
    """One of `configurations` has the lowest statistic `among` all.

    The number is the lowest statistic of `configurations` minus the lowest statistic of the others.
    """
    return _check_extreme(check, evidence, 1, "lower")


def highest(check: Check, evidence: Evidence) -> CheckResult:
    """One of `configurations` has the highest statistic `among` all.

    The number is the highest statistic of `configurations` minus the highest of the others.
    """
    return _check_extreme(check, evidence, -1, "higher")


def _check_extreme(check: Check, evidence: Evidence, sign: int, word: str) -> CheckResult:
    values, fewest_runs = _statistics(check, evidence, check["among"])
    is_claimed = np.isin(check["among"], check["configurations"])
    claimed = sign * np.min(sign * values[is_claimed], axis=0)
    others = sign * np.min(sign * values[~is_claimed], axis=0)
    gap = _subtract(claimed, others)
    conditions = {
        f"{word} than {check['shown'][rival]}": sign * _subtract(claimed, values[rival]) < 0
        for rival in np.flatnonzero(~is_claimed)
    }
    summary = describe_statistics(check, values[:, 0])
    return CheckResult(sign * gap < 0, gap, fewest_runs, summary, conditions)


def ordering(check: Check, evidence: Evidence) -> CheckResult:
    """The statistic rises or falls from each of `configurations` to the next.

    The number is the smallest step in the claimed direction.
    """
    values, fewest_runs = _statistics(check, evidence, check["configurations"])
    direction = check["direction"]
    sign = 1 if direction == "rising" else -1
    steps = sign * _subtract(values[1:], values[:-1])
    names = zip(check["shown"][:-1], check["shown"][1:], strict=True)
    conditions = {
        f"{direction} from {start} to {end}": step > 0
        for (start, end), step in zip(names, steps, strict=True)
    }
    smallest = np.min(steps, axis=0)
    summary = describe_statistics(check, values[:, 0])
    return CheckResult(smallest > 0, smallest, fewest_runs, summary, conditions)


def trend(check: Check, evidence: Evidence) -> CheckResult:
    """The statistic rises or falls over `configurations` as a whole, not at every step.

    The number is the slope of the straight line that fits the statistics best (least squares),
    per step from one configuration to the next.
    """
    values, fewest_runs = _statistics(check, evidence, check["configurations"])
    direction = check["direction"]
    sign = 1 if direction == "rising" else -1
    steps = np.arange(len(values)) - (len(values) - 1) / 2  # from the middle
    with np.errstate(invalid="ignore"):  # the epoch of an event that never happens
        slope = steps @ values / (steps @ steps)
    summary = describe_statistics(check, values[:, 0])
    holds = sign * slope > 0
    names = check["shown"]
    condition = f"{direction} trend from {names[0]} to {names[-1]}"
    return CheckResult(holds, slope, fewest_runs, summary, {condition: holds})


def share(check: Check, evidence: Evidence) -> CheckResult:
    """The share of runs `below`, `above` or `between` is in a range, for every configuration.

    The number is the share of the first of `configurations`.
    """
    shares, runs = [], []
    for name in check["configurations"]:
        samples = evidence.resample(check["study"], name, check["of"])
        runs.append(samples.shape[1])
        if runs[-1]:
            shares.append(_meets_condition(samples, check, name, evidence).mean(axis=1))
        else:
            shares.append(np.full(len(samples), np.nan))
    values = np.array(shares)
    return _check_range(values, check, min(runs), describe_shares(check, values[:, 0]))


def within(check: Check, evidence: Evidence) -> CheckResult:
    """The statistic of each of `configurations` is in a range.

    The number is the statistic of the first configuration.
    """
    values, fewest_runs = _statistics(check, evidence, check["configurations"])
    return _check_range(values, check, fewest_runs, describe_statistics(check, values[:, 0]))


def difference(check: Check, evidence: Evidence) -> CheckResult:
    """A statistic minus that of another configuration, or minus a baseline, is in a range.

    Without `baseline`, there are two `configurations`: the first minus the second. With
    `baseline`, the score of the baseline is subtracted from every configuration. The number is the
    first difference.
    """
    values, fewest_runs = _statistics(check, evidence, check["configurations"])
    summary = describe_statistics(check, values[:, 0])
    if "baseline" in check:
        scores = [
            _baseline_score(check, check["baseline"], name, evidence)
            for name in check["configurations"]
        ]
        listed = format_values(scores if len(set(scores)) > 1 else scores[:1])
        summary = f"{summary}; {check['baseline']} {listed}"
        gaps = values - np.array(scores)[:, None]
        names = [f"{name} compared with {check['baseline']}" for name in check["shown"]]
    else:
        gaps = _subtract(values[:1], values[1:])
        names = [" minus ".join(check["shown"])]
    return _check_range(gaps, check | {"shown": names}, fewest_runs, summary)


def baseline(check: Check, evidence: Evidence) -> CheckResult:
    """The score of a baseline is in a range.

    The score is one number that does not depend on the runs, so every bootstrap sample has it.
    """
    name, configuration = check["baseline"], check["configurations"][0]
    score = _baseline_score(check, name, configuration, evidence)
    values, fewest_runs = _statistics(check, evidence, [configuration])
    scores = np.full(values.shape, score)
    summary = f"{name}: {describe_measure(check['of'])} {format_value(score)}"
    return _check_range(scores, check | {"shown": [name]}, fewest_runs, summary)


def one_distribution(check: Check, evidence: Evidence) -> CheckResult:
    """Published means (`printed`) may be means of samples from one distribution.

    The check holds if the range of as many means of equally large samples from our pooled runs is
    at least as large as the published range in more than 5 of 100 cases. The probability is that of
    the studentized range (Tukey 1949), by SciPy; the pooled standard deviation counts as known. The
    number is that probability.
    """
    from scipy.stats import studentized_range

    samples = [
        evidence.resample(study, name, check["of"]) for study, name in check["samples"].items()
    ]
    fewest_runs = min(sample.shape[1] for sample in samples)
    if fewest_runs < 2:
        unknown = np.full(len(samples[0]), np.nan)
        return CheckResult(unknown > 0, unknown, fewest_runs, "", {})
    spread = np.concatenate(samples, axis=1).std(axis=1, ddof=1)
    means = check["printed"]
    # Runs that do not vary lie infinitely far apart. SciPy needs a finite number.
    spread = spread + np.finfo(float).tiny
    ranges = np.minimum(np.ptp(means) * np.sqrt(check["printed_runs"]) / spread, 1e3)
    # SciPy integrates every value anew, so we interpolate in a table of 25 values.
    grid = np.linspace(ranges.min(), ranges.max(), 25)
    p = np.interp(ranges, grid, studentized_range.sf(grid, len(means), np.inf))
    summary = (
        f"our means {format_values([sample[0].mean() for sample in samples])}; published means"
        f" {format_values(means)}; by chance, means lie as far apart in {100 * p[0]:.0f} of 100"
        " cases"
    )
    holds = p > CHANCE
    return CheckResult(holds, p, fewest_runs, summary, {"as far apart by chance": holds})


CHECK_FUNCTIONS: dict[str, Callable[[Check, Evidence], CheckResult]] = {
    function.__name__: function
    for function in (
        *(lowest, highest, ordering, trend, share, within),
        *(difference, baseline, one_distribution),
    )
}


def _statistics(check: Check, evidence: Evidence, names: Sequence[str]) -> tuple[np.ndarray, int]:
    """The statistic of each configuration, shape (configurations, 1 + resamples); fewest runs.

    The statistic of fewer than two runs is NaN.
    """
    statistic = STATISTICS[check.get("statistic", "mean")]
    values, runs = [], []
    for name in names:
        samples = evidence.resample(check["study"], name, check["of"])
        runs.append(samples.shape[1])
        if runs[-1] < 2:
            values.append(np.full(len(samples), np.nan))
        else:
            with np.errstate(invalid="ignore"):  # the epoch of an event that never happens
                values.append(statistic(samples))
    return np.array(values), min(runs)


def _meets_condition(
    samples: np.ndarray, check: Check, configuration: str, evidence: Evidence
) -> np.ndarray:
    """Whether each run of each sample is below, above or between the limits of a check."""
    if "between" in check:
        low, high = check["between"]
        return (samples >= low) & (samples <= high)
    word = "below" if "below" in check else "above"
    limit = check[word]
    if isinstance(limit, dict):
        limit = _baseline_score(check, limit["baseline"], configuration, evidence)
    return samples < limit if word == "below" else samples > limit


def _baseline_score(check: Check, name: str, configuration: str, evidence: Evidence) -> float:
    return evidence.baseline_score(check["study"], configuration, name, check["of"])


def _subtract(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The difference; 0 where both are infinite."""
    with np.errstate(invalid="ignore"):
        return np.where(left == right, 0.0, left - right)


def _check_range(values: np.ndarray, check: Check, fewest_runs: int, summary: str) -> CheckResult:
    """The result of a check in which every row of values must be in a range."""
    low, high = check.get("at_least", -np.inf), check.get("at_most", np.inf)
    inside = (values >= low) & (values <= high)
    conditions = dict(zip(check["shown"], inside, strict=True))
    return CheckResult(inside.all(axis=0), values[0], fewest_runs, summary, conditions)
