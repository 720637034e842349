"""The conditions of a claim, and the verdict that follows from their p-values.

A claim is a conjunction of conditions: each step of an ordering, each rival of the lowest, each
configuration in a range.

- It is supported if every condition is shown to hold. Each test has the level LEVEL. No correction
  is needed, because a false claim has a condition that does not hold, and all must be shown
  (intersection-union test; Berger 1982, doi:10.1080/00401706.1982.10487790).
- It is contradicted if some condition is shown to fail. There are as many ways to err as there are
  conditions. So the smallest p-value is multiplied by their number (Bonferroni, the first step of
  Holm).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

LEVEL = 0.05
FEWEST_TO_SUPPORT = 5
FEWEST_TO_CONTRADICT = 10  # with five runs, the tests of skewed runs err too often
SUPPORTED, CONTRADICTED, UNDECIDED = "supported", "contradicted", "undecided"
TOO_FEW_TO_SUPPORT = f"a verdict needs {FEWEST_TO_SUPPORT} runs of every configuration"
TOO_FEW_TO_CONTRADICT = (
    f"our runs are against it, but to contradict it needs {FEWEST_TO_CONTRADICT} runs"
)


@dataclass(frozen=True)
class Condition:
    """One condition of a claim, with the p-values of two one-sided tests.

    Attributes
    ----------
    says : str
        The condition in words, such as `lower than units=2`.
    runs : int or None
        The number of runs of the configuration with the fewest runs; None if the condition does
        not depend on chance.
    p_supported : float
        A small value shows that the condition holds. NaN if no test is possible.
    p_contradicted : float
        A small value shows that the condition fails.
    reason : str
        Why no test is possible.
    """

    says: str
    runs: int | None
    p_supported: float
    p_contradicted: float
    reason: str = ""

    def has_runs(self, fewest: int) -> bool:
        """Whether there are enough runs for a verdict."""
        return self.runs is None or self.runs >= fewest


@dataclass(frozen=True)
class Judgement:
    """The verdict on a claim.

    Attributes
    ----------
    verdict : str
        `supported`, `contradicted` or `undecided`.
    p_supported : float
        The largest p-value of the conditions; NaN if a condition cannot be tested.
    p_contradicted : float
        The smallest p-value against a condition with enough runs, multiplied by the number of
        conditions; NaN if there is none.
    decisive : str
        The condition that decides: the one that fails, or else the one that is shown least.
    reason : str
        Why the claim is undecided, if it is not because of the p-values.
    """

    verdict: str
    p_supported: float
    p_contradicted: float
    decisive: str
    reason: str


def judge_conditions(conditions: Sequence[Condition]) -> Judgement:
    """Decide whether a claim with these conditions is supported, contradicted or undecided."""
    against = [
        c for c in conditions if c.has_runs(FEWEST_TO_CONTRADICT) and not np.isnan(c.p_contradicted)
    ]
    shown_to_fail = min(against, key=lambda c: c.p_contradicted, default=None)
    p_contradicted = np.nan
    if shown_to_fail:
        p_contradicted = min(1.0, len(conditions) * shown_to_fail.p_contradicted)
        if p_contradicted <= LEVEL:
            p_supported = _largest([c.p_supported for c in conditions])
            return Judgement(CONTRADICTED, p_supported, p_contradicted, shown_to_fail.says, "")
    weakest = max(conditions, key=_distance_from_support)
    p_supported = _largest([c.p_supported for c in conditions])
    if weakest.reason:
        return Judgement(UNDECIDED, p_supported, p_contradicted, weakest.says, weakest.reason)
    if not weakest.has_runs(FEWEST_TO_SUPPORT):
        return Judgement(UNDECIDED, p_supported, p_contradicted, weakest.says, TOO_FEW_TO_SUPPORT)
    if p_supported <= LEVEL:
        return Judgement(SUPPORTED, p_supported, p_contradicted, weakest.says, "")
    few = [
        c.p_contradicted
        for c in conditions
        if not c.has_runs(FEWEST_TO_CONTRADICT) and not np.isnan(c.p_contradicted)
    ]
    is_near = len(conditions) * min(few, default=1.0) <= LEVEL
    reason = TOO_FEW_TO_CONTRADICT if is_near else ""
    return Judgement(UNDECIDED, p_supported, p_contradicted, weakest.says, reason)


def _distance_from_support(condition: Condition) -> tuple[bool, bool, float]:
    """The larger, the further a condition is from being shown to hold."""
    is_unknown = bool(condition.reason) or np.isnan(condition.p_supported)
    p_value = 1.0 if is_unknown else condition.p_supported
    return is_unknown, not condition.has_runs(FEWEST_TO_SUPPORT), p_value


def _largest(p_values: Sequence[float]) -> float:
    return float(np.max(p_values))  # NaN if one of them is
