"""Hold a claim against the tables that the tutorial itself prints."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from reprise.claims.check_numbers import STATISTICS, Check, meets_condition, score_of_baseline
from reprise.claims.evidence import Evidence
from reprise.data.published import published_descriptions, published_scores

HOLDS, DOES_NOT_HOLD, NOT_PRINTED = "holds", "does not hold", ""
PRINTED_METRIC = "test_rmse"  # the metric of the printed describe tables
ROWS = {"mean": "mean", "median": "50%", "std": "std", "min": "min", "max": "max"}


def holds_in_the_tables(checks: Sequence[Check], evidence: Evidence) -> str:
    """Decide whether the printed numbers of a study agree with a claim.

    The printed numbers are taken as they are: nothing is tested.

    Parameters
    ----------
    checks : sequence of dict
        The checks of a claim for one value of its key `each`.
    evidence : Evidence

    Returns
    -------
    str
        `does not hold` if the printed numbers contradict a check, `holds` if they agree with all
        checks, and empty if the numbers of some checks are not printed.
    """
    found = [_holds(check, evidence) for check in checks]
    if False in found:
        return DOES_NOT_HOLD
    return NOT_PRINTED if None in found else HOLDS


def _holds(check: Check, evidence: Evidence) -> bool | None:
    """Whether the printed numbers agree with a check; None if they are not printed."""
    kind = check["kind"]
    if kind in ("baseline", "one_distribution") or not isinstance(check["of"], str):
        return None
    if not evidence.settings(check["study"]).published_study:
        return None
    if kind == "share":
        shares = [_share(check, name, evidence) for name in check["configurations"]]
        return None if None in shares else _are_in_range(shares, check)
    names = check["among"] if kind in ("lowest", "highest") else check["configurations"]
    values = {name: _statistic(check, name, evidence) for name in names}
    if None in values.values():
        return None
    numbers = np.array(list(values.values()), dtype=float)
    if kind in ("lowest", "highest"):
        sign = 1 if kind == "lowest" else -1
        is_claimed = np.isin(names, check["configurations"])
        return bool((sign * numbers[is_claimed]).min() < (sign * numbers[~is_claimed]).min())
    if kind in ("ordering", "trend"):
        sign = 1 if check["direction"] == "rising" else -1
        if kind == "ordering":
            return bool((sign * np.diff(numbers) > 0).all())
        return bool(sign * np.polyfit(np.arange(len(numbers)), numbers, 1)[0] > 0)
    if kind == "difference" and "baseline" in check:
        numbers = numbers - [
            score_of_baseline(check, check["baseline"], n, evidence) for n in names
        ]
    elif kind == "difference":
        numbers = numbers[:1] - numbers[1:]
    return _are_in_range(numbers, check)


def _are_in_range(numbers: Any, check: Check) -> bool:
    low, high = check.get("at_least", -np.inf), check.get("at_most", np.inf)
    return all(low <= number <= high for number in numbers)


def _statistic(check: Check, name: str, evidence: Evidence) -> float | None:
    """The printed statistic of a configuration; None if it is not printed."""
    statistic = check.get("statistic", "mean")
    scores = _scores(check, name, evidence)
    if len(scores):
        return float(STATISTICS[statistic](np.asarray(scores, dtype=np.float64)))
    study, configuration = _printed_names(check, name, evidence)
    table = published_descriptions(study)
    if check["of"] != PRINTED_METRIC or configuration not in table:
        return None
    return float(table[configuration][ROWS[statistic]])


def _share(check: Check, name: str, evidence: Evidence) -> float | None:
    """The share of printed runs that meet the condition; None if no single runs are printed."""
    scores = _scores(check, name, evidence)
    if not len(scores):
        return None
    return float(
        meets_condition(np.asarray(scores, dtype=np.float64), check, name, evidence).mean()
    )


def _scores(check: Check, name: str, evidence: Evidence) -> "pd.Series[float]":
    """The printed scores of single runs; empty if there are none."""
    study, configuration = _printed_names(check, name, evidence)
    scores = published_scores(study)
    if check["of"] not in scores:
        return pd.Series(dtype=float)
    return scores.loc[scores["configuration"] == configuration, check["of"]]


def _printed_names(check: Check, name: str, evidence: Evidence) -> tuple[str, str]:
    """The published study, and the name of a configuration in its tables."""
    settings = evidence.settings(check["study"])
    names = {full: short for panel in settings.panels.values() for full, short in panel.items()}
    return settings.published_study, names.get(name, name)
