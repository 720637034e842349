"""The table of claims: one row per claim and value, with a probability and a verdict.

The probability of a claim is the share of bootstrap samples in which the claim holds. In each
sample, the runs of every configuration are drawn with replacement (Efron & Tibshirani 1993,
chapter 6).
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from reprise.claim_settings import Claim, ClaimPart
from reprise.claims.check_functions import CHECK_FUNCTIONS
from reprise.claims.evidence import Evidence

SUPPORTED, CONTRADICTED = 0.95, 0.05
FEWEST_RUNS = 5  # a bootstrap of fewer runs understates the uncertainty
COLUMNS = (
    *("claim", "tutorial", "section", "says", "each", "value", "partition", "study"),
    *("number", "low", "high", "probability", "verdict"),
    *("weakest", "weakest_probability", "runs", "found"),
)


def check_claims(claims: Iterable[Claim], evidence: Evidence) -> pd.DataFrame:
    """Check every claim on our runs.

    Parameters
    ----------
    claims : iterable of Claim
    evidence : Evidence

    Returns
    -------
    DataFrame
        One row per claim and value of its key `each`; one row for a claim without that key.
        Columns:

        - claim, tutorial, section, says, each: as in the settings of the claim
        - value: the value of the key `each`; empty without that key
        - partition: the origin or the split at which the claim is checked (`origin 20`), if its
          names lack it
        - study: the studies whose runs decide, separated by a comma
        - number: the number of the first check, for our runs
        - low, high: the middle 95 % of the bootstrap samples of that number
        - probability: the share of bootstrap samples in which all checks hold
        - verdict: `supported`, `contradicted` or `undecided`; as `decide_verdict` decides, but
          always `undecided` with fewer than FEWEST_RUNS runs
        - weakest, weakest_probability: the condition that holds least often, and its share
        - runs: the number of runs of the configuration with the fewest runs
        - found: the numbers of our runs in words, or the reason why there are none
    """
    rows = [
        _describe_claim(claim) | result
        for claim in claims
        for result in _check_claim(claim, evidence)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def decide_verdict(probability: float, weakest_probability: float) -> str:
    """Decide whether a claim is supported, contradicted or undecided.

    A claim is supported if all of its conditions together hold with a probability of at least 0.95.
    It is contradicted if a single condition holds with a probability of at most 0.05.

    A small probability of all conditions together does not contradict a claim: five steps that
    each hold in 60 of 100 samples hold together in only 8, and none of them is contradicted.
    """
    if probability >= SUPPORTED:
        return "supported"
    return "contradicted" if weakest_probability <= CONTRADICTED else "undecided"


def _describe_claim(claim: Claim) -> dict[str, Any]:
    kept = ("claim", "tutorial", "section", "says", "each")
    return {name: getattr(claim, name) or "" for name in kept} | {"study": ", ".join(claim.studies)}


def _check_claim(claim: Claim, evidence: Evidence) -> list[dict[str, Any]]:
    """The results of a claim, one per value of its key `each`."""
    if claim.undecided:
        return [{"value": "", "partition": ""} | _undecided(0, claim.undecided)]
    return [
        {"value": part.label, "partition": _partition_of(part)} | _check_part(part, evidence)
        for part in claim.parts
    ]


def _partition_of(part: ClaimPart) -> str:
    found = [check["partition"] for check in part.checks if "partition" in check]
    return ", ".join(dict.fromkeys(found))


def _check_part(part: ClaimPart, evidence: Evidence) -> dict[str, Any]:
    results = [CHECK_FUNCTIONS[check["kind"]](check, evidence) for check in part.checks]
    runs = min(result.fewest_runs for result in results)
    if runs < 2:
        return _undecided(runs, "fewer than two runs that did not diverge")
    holds = np.logical_and.reduce([result.holds for result in results])
    probability = holds[1:].mean()
    shares = [
        (condition, float(is_met[1:].mean()))
        for result in results
        for condition, is_met in result.conditions.items()
    ]
    weakest, weakest_probability = min(shares, key=lambda share: share[1])
    numbers = results[0].numbers
    with np.errstate(invalid="ignore"):  # epochs of events that never happen are infinite
        low, high = np.quantile(numbers[1:], [0.025, 0.975], method="closest_observation")
    is_decided = runs >= FEWEST_RUNS
    return {
        "number": float(numbers[0]),
        "low": float(low),
        "high": float(high),
        "probability": float(probability),
        "verdict": decide_verdict(probability, weakest_probability) if is_decided else "undecided",
        "weakest": weakest,
        "weakest_probability": weakest_probability,
        "runs": runs,
        "found": "; ".join(result.summary for result in results),
    }


def _undecided(runs: int, reason: str) -> dict[str, Any]:
    unknown = dict.fromkeys(("number", "low", "high", "probability"), np.nan)
    return unknown | {
        "verdict": "undecided",
        "weakest": "",
        "weakest_probability": np.nan,
        "runs": runs,
        "found": reason,
    }
