"""The kinds of checks that a claim consists of.

Each function takes a check (a mapping, see `workflow/schemas/claims.schema.yaml`) and the
evidence. It tests every condition of the check on our runs.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from reprise.claims.check_descriptions import (
    describe_measure,
    describe_shares,
    describe_statistics,
    format_value,
    format_values,
)
from reprise.claims.check_numbers import (
    Check,
    combine_statistics,
    compute_statistics,
    make_condition,
    make_range_condition,
    meets_condition,
    score_of_baseline,
)
from reprise.claims.conditions import LEVEL, Condition
from reprise.claims.evidence import Evidence
from reprise.stats.combinations import TOO_FEW, estimate_combination
from reprise.stats.estimates import Quantity, Score, Untestable
from reprise.stats.exact_estimates import ShareEstimate


@dataclass(frozen=True)
class CheckResult:
    """The result of one check.

    Attributes
    ----------
    number : Quantity
        The number that the check decides about.
    conditions : list of Condition
        The conditions that must all hold: each step of an ordering, each rival of the lowest,
        each configuration in a range.
    fewest_runs : int
        The number of runs of the configuration with the fewest runs.
    summary : str
        The numbers of our runs in words.
    """

    number: Quantity
    conditions: list[Condition]
    fewest_runs: int
    summary: str


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
    """Compare the best of the claimed configurations with each rival.

    The best of several is chosen on the same runs. So its p-value is multiplied by their number. A
    rival contradicts the claim only if it is better than all of them.
    """
    values = compute_statistics(check, evidence, check["among"])
    rivals = [name for name in check["among"] if name not in check["configurations"]]

    def best_of(names: list[str]) -> str:
        return min(names, key=lambda name: np.nan_to_num(sign * values[name], nan=np.inf))

    best = best_of(check["configurations"])
    shown = dict(zip(check["among"], check["shown"], strict=True))
    conditions = []
    for rival in rivals:
        gaps = {
            name: combine_statistics(check, evidence, {name: sign, rival: -sign})
            for name in check["configurations"]
        }
        p_supported = np.minimum(1.0, len(gaps) * gaps[best].p_below(0))
        p_contradicted = np.max([gap.p_above(0, or_equal=True) for gap in gaps.values()])
        says = f"{word} than {shown[rival]}"
        conditions.append(make_condition(says, gaps[best], p_supported, p_contradicted))
    number = combine_statistics(check, evidence, {best: 1, best_of(rivals): -1})
    return _result(number, conditions, check, values)


def ordering(check: Check, evidence: Evidence) -> CheckResult:
    """The statistic rises or falls from each of `configurations` to the next.

    The number is the smallest step in the claimed direction.
    """
    direction, names, shown = check["direction"], check["configurations"], check["shown"]
    sign = 1 if direction == "rising" else -1
    steps = [
        combine_statistics(check, evidence, {later: sign, earlier: -sign})
        for earlier, later in pairwise(names)
    ]
    conditions = [
        make_condition(
            f"{direction} from {start} to {end}", step, step.p_above(0), step.p_below(0, True)
        )
        for (start, end), step in zip(pairwise(shown), steps, strict=True)
    ]
    smallest = min(steps, key=lambda step: np.nan_to_num(step.value, nan=np.inf))
    return _result(smallest, conditions, check, compute_statistics(check, evidence, names))


def trend(check: Check, evidence: Evidence) -> CheckResult:
    """The statistic rises or falls over `configurations` as a whole, not at every step.

    The number is the slope of the straight line that fits the statistics best (least squares),
    per step from one configuration to the next.
    """
    names, shown, direction = check["configurations"], check["shown"], check["direction"]
    steps = np.arange(len(names)) - (len(names) - 1) / 2  # from the middle
    slope = combine_statistics(
        check, evidence, dict(zip(names, steps / (steps @ steps), strict=True))
    )
    rising, falling = slope.p_above(0), slope.p_below(0)
    p_values = (rising, falling) if direction == "rising" else (falling, rising)
    says = f"{direction} trend from {shown[0]} to {shown[-1]}"
    condition = make_condition(says, slope, *p_values)
    return _result(slope, [condition], check, compute_statistics(check, evidence, names))


def share(check: Check, evidence: Evidence) -> CheckResult:
    """The share of runs `below`, `above` or `between` is in a range, for every configuration.

    The number is the share of the first of `configurations`.
    """
    shares: list[Quantity] = []
    counts = []
    for name in check["configurations"]:
        values = evidence.pooled(check["study"], name, check["of"])
        met = int(meets_condition(values, check, name, evidence).sum())
        counts.append((met, len(values)))
        has_runs = len(values) > 0
        shares.append(
            ShareEstimate(met, len(values)) if has_runs else Untestable(np.nan, 0, TOO_FEW)
        )
    conditions = [
        make_range_condition(shown, quantity, check)
        for shown, quantity in zip(check["shown"], shares, strict=True)
    ]
    fewest = min(runs for _, runs in counts)
    return CheckResult(shares[0], conditions, fewest, describe_shares(check, counts))


def within(check: Check, evidence: Evidence) -> CheckResult:
    """The statistic of each of `configurations` is in a range.

    The number is the statistic of the first configuration.
    """
    names = check["configurations"]
    quantities = [combine_statistics(check, evidence, {name: 1}) for name in names]
    conditions = [
        make_range_condition(shown, quantity, check)
        for shown, quantity in zip(check["shown"], quantities, strict=True)
    ]
    return _result(quantities[0], conditions, check, _statistics_alone(check, evidence))


def difference(check: Check, evidence: Evidence) -> CheckResult:
    """A statistic minus that of another configuration, or minus a baseline, is in a range.

    Without `baseline`, there are two `configurations`: the first minus the second. With
    `baseline`, the score of the baseline is subtracted from every configuration. The number is the
    first difference.
    """
    names, shown = check["configurations"], check["shown"]
    if "baseline" not in check:
        gap = combine_statistics(check, evidence, {names[0]: 1, names[1]: -1})
        condition = make_range_condition(" minus ".join(shown), gap, check)
        return _result(gap, [condition], check, compute_statistics(check, evidence, names))
    scores = [score_of_baseline(check, check["baseline"], name, evidence) for name in names]
    gaps = [
        combine_statistics(check, evidence, {name: 1}, score)
        for name, score in zip(names, scores, strict=True)
    ]
    conditions = [
        make_range_condition(f"{name} compared with {check['baseline']}", gap, check)
        for name, gap in zip(shown, gaps, strict=True)
    ]
    listed = format_values(scores if len(set(scores)) > 1 else scores[:1])
    result = _result(gaps[0], conditions, check, _statistics_alone(check, evidence))
    return replace(result, summary=f"{result.summary}; {check['baseline']} {listed}")


def baseline(check: Check, evidence: Evidence) -> CheckResult:
    """The score of a baseline is in a range.

    The score is one number that does not depend on the runs, so it is in the range or it is not.
    """
    name, configuration = check["baseline"], check["configurations"][0]
    score = score_of_baseline(check, name, configuration, evidence)
    runs = len(evidence.pooled(check["study"], configuration, check["of"]))
    summary = f"{name}: {describe_measure(check['of'])} {format_value(score)}"
    return CheckResult(
        Score(score), [make_range_condition(name, Score(score), check)], runs, summary
    )


def one_distribution(check: Check, evidence: Evidence) -> CheckResult:
    """Published means (`printed`) may be means of samples from one distribution.

    The check holds if the range of as many means of equally large samples is at least as large as
    the published range in more than 5 of 100 cases (studentized range, Tukey 1949; by SciPy). This
    depends on the standard deviation of one run, which our pooled runs estimate: the check holds if
    it is above a limit. The number is the probability of such a range.
    """
    from scipy.stats import studentized_range

    sources = {
        evidence.distribution_key(study, name): (study, name)
        for study, name in check["samples"].items()
    }
    samples = [evidence.pooled(*source, check["of"]) for source in sources.values()]
    pooled = np.concatenate(samples)
    means = len(check["printed"])
    if len(pooled) < 2:
        unknown = Untestable(np.nan, len(pooled), TOO_FEW)
        return CheckResult(
            unknown, [make_condition(CLOSE, unknown, np.nan, np.nan)], len(pooled), ""
        )
    reach = np.ptp(check["printed"]) * np.sqrt(check["printed_runs"])
    spread = estimate_combination([pooled[:, None]], [np.ones(1)], "std")
    limit = float(reach / studentized_range.isf(LEVEL, means, np.inf))
    p_value = float(studentized_range.sf(reach / max(spread.value, 1e-12), means, np.inf))
    summary = (
        f"our mean {format_value(pooled.mean())} and standard deviation"
        f" {format_value(spread.value)}; published means {format_values(check['printed'])}; by"
        f" chance, means lie as far apart in {100 * p_value:.0f} of 100 cases"
    )
    condition = make_condition(CLOSE, spread, spread.p_above(limit), spread.p_below(limit))
    number = Untestable(p_value, len(pooled), "")  # a probability without an interval
    return CheckResult(number, [condition], len(pooled), summary)


CLOSE = "as far apart by chance"
CHECK_FUNCTIONS: dict[str, Callable[[Check, Evidence], CheckResult]] = {
    function.__name__: function
    for function in (
        *(lowest, highest, ordering, trend, share, within),
        *(difference, baseline, one_distribution),
    )
}


def _result(
    number: Quantity, conditions: list[Condition], check: Check, values: dict[str, float]
) -> CheckResult:
    """The result of a check, with the statistic of each configuration in words."""
    fewest = min(condition.runs or 0 for condition in conditions)
    return CheckResult(number, conditions, fewest, describe_statistics(check, values.values()))


def _statistics_alone(check: Check, evidence: Evidence) -> dict[str, float]:
    """The statistic of each configuration; none is compared with another."""
    names = check["configurations"]
    return {name: compute_statistics(check, evidence, [name])[name] for name in names}
