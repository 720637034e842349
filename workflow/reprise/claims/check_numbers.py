"""The numbers that the checks of a claim test, and the conditions on them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from reprise.claims.conditions import Condition
from reprise.claims.evidence import Evidence
from reprise.stats.combinations import estimate_combination
from reprise.stats.estimates import Quantity
from reprise.stats.run_values import Values

NO_TEST_AT_LIMIT = "there are too few runs to compare this number with a limit"
Check = dict[str, Any]  # see workflow/schemas/claims.schema.yaml
STATISTICS: dict[str, Callable[[Values], Any]] = {
    "mean": np.mean,
    "median": np.median,
    "std": lambda values: np.std(values, ddof=1),
    "min": np.min,
    "max": np.max,
}


def combine_statistics(
    check: Check, evidence: Evidence, weights: dict[str, float], shift: float = 0.0
) -> Quantity:
    """Estimate the weighted sum of the statistics of configurations, minus the shift.

    Configurations of one training are combined run by run.
    """
    samples, names = _samples(check, evidence, list(weights))
    listed = [np.array([weights[name] for name in group]) for group in names]
    return estimate_combination(samples, listed, check.get("statistic", "mean"), shift)


def compute_statistics(check: Check, evidence: Evidence, names: list[str]) -> dict[str, float]:
    """The statistic of each of several configurations that are compared with each other.

    It is NaN with fewer than two runs.
    """
    statistic = STATISTICS[check.get("statistic", "mean")]
    values = {}
    with np.errstate(invalid="ignore"):  # the epoch of an event that never happens
        for sample, group in zip(*_samples(check, evidence, names), strict=True):
            for name, column in zip(group, sample.T, strict=True):
                values[name] = float(statistic(column)) if len(column) > 1 else np.nan
    return {name: values[name] for name in names}


def _samples(
    check: Check, evidence: Evidence, names: list[str]
) -> tuple[list[Values], list[list[str]]]:
    """The samples of configurations that are compared with each other, as Evidence has them."""
    # The test of spreads holds its level only for equal numbers of runs, as one study has them.
    is_pooled = check.get("statistic") != "std" or len(names) == 1
    return evidence.samples(check["study"], names, check["of"], is_pooled)


def make_condition(
    says: str, quantity: Quantity, p_supported: float, p_contradicted: float
) -> Condition:
    """A condition on a number, with the p-values of its tests."""
    reason = quantity.reason
    if not reason and np.isnan(p_supported):
        reason = NO_TEST_AT_LIMIT
    return Condition(says, quantity.runs, float(p_supported), float(p_contradicted), reason)


def make_range_condition(says: str, quantity: Quantity, check: Check) -> Condition:
    """The condition that a number lies in the range of a check; the ends belong to the range."""
    low, high = check.get("at_least", -np.inf), check.get("at_most", np.inf)
    shown = [quantity.p_above(low, True)] if np.isfinite(low) else []
    shown += [quantity.p_below(high, True)] if np.isfinite(high) else []
    return make_condition(says, quantity, float(np.max(shown)), quantity.p_outside(low, high))


def meets_condition(
    values: Values, check: Check, configuration: str, evidence: Evidence
) -> np.ndarray:
    """Whether each run is below, above or between the limits of a check of the kind `share`."""
    if "between" in check:
        low, high = check["between"]
        return np.asarray((values >= low) & (values <= high))
    word = "below" if "below" in check else "above"
    limit = check[word]
    if isinstance(limit, dict):
        limit = score_of_baseline(check, limit["baseline"], configuration, evidence)
    return np.asarray(values < limit if word == "below" else values > limit)


def score_of_baseline(check: Check, name: str, configuration: str, evidence: Evidence) -> float:
    """The score of a baseline on the test rows of a configuration."""
    return evidence.baseline_score(check["study"], configuration, name, check["of"])
