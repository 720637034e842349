"""The table of claims: one row per claim and value, with p-values and a verdict."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from reprise.claim_settings import Claim, ClaimPart
from reprise.claims.check_functions import CHECK_FUNCTIONS
from reprise.claims.conditions import UNDECIDED, judge_conditions
from reprise.claims.evidence import Evidence
from reprise.claims.printed_tables import holds_in_the_tables

CONFIDENCE = 0.95
COLUMNS = (
    *("claim", "tutorial", "section", "says", "each", "value", "partition", "study"),
    *("verdict", "number", "low", "high", "p_supported", "p_contradicted"),
    *("decisive", "conditions", "runs", "reason", "found", "in_the_tables"),
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
        - verdict: `supported`, `contradicted` or `undecided`, as conditions.judge_conditions
          decides
        - number: the number of the first check, for our runs
        - low, high: its confidence interval at 95 %; NaN if there is none
        - p_supported, p_contradicted, decisive, reason: as in conditions.Judgement
        - conditions: the number of conditions of the claim
        - runs: the number of runs of the configuration with the fewest runs
        - found: the numbers of our runs in words, or the reason why there are none
        - in_the_tables: whether the claim holds in the tables that the tutorial prints; see
          printed_tables.holds_in_the_tables
    """
    rows = [
        _describe_claim(claim) | result
        for claim in claims
        for result in _check_claim(claim, evidence)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _describe_claim(claim: Claim) -> dict[str, Any]:
    kept = ("claim", "tutorial", "section", "says", "each")
    return {name: getattr(claim, name) or "" for name in kept} | {"study": ", ".join(claim.studies)}


def _check_claim(claim: Claim, evidence: Evidence) -> list[dict[str, Any]]:
    """The results of a claim, one per value of its key `each`."""
    if claim.undecided:
        return [{"value": "", "partition": ""} | _unchecked(claim.undecided)]
    return [
        {"value": part.label, "partition": _partition_of(part)} | _check_part(part, evidence)
        for part in claim.parts
    ]


def _partition_of(part: ClaimPart) -> str:
    found = [check["partition"] for check in part.checks if "partition" in check]
    return ", ".join(dict.fromkeys(found))


def _check_part(part: ClaimPart, evidence: Evidence) -> dict[str, Any]:
    results = [CHECK_FUNCTIONS[check["kind"]](check, evidence) for check in part.checks]
    has_one_check = len(results) == 1
    conditions = [
        condition if has_one_check else replace(condition, says=f"check {place}: {condition.says}")
        for place, result in enumerate(results, start=1)
        for condition in result.conditions
    ]
    judgement = judge_conditions(conditions)
    low, high = results[0].number.interval(CONFIDENCE)
    return {
        "verdict": judgement.verdict,
        "number": results[0].number.value,
        "low": low,
        "high": high,
        "p_supported": judgement.p_supported,
        "p_contradicted": judgement.p_contradicted,
        "decisive": judgement.decisive,
        "conditions": len(conditions),
        "runs": min(result.fewest_runs for result in results),
        "reason": judgement.reason,
        "found": "; ".join(result.summary for result in results),
        "in_the_tables": holds_in_the_tables(part.checks, evidence),
    }


def _unchecked(reason: str) -> dict[str, Any]:
    unknown = dict.fromkeys(("number", "low", "high", "p_supported", "p_contradicted"), np.nan)
    return unknown | {
        "verdict": UNDECIDED,
        "decisive": "",
        "conditions": 0,
        "runs": 0,
        "reason": reason,
        "found": "",
        "in_the_tables": "",
    }
