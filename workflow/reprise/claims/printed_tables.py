"""Hold a claim against the tables that the tutorial itself prints."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reprise.claims.check_numbers import STATISTICS, Check, meets_condition, score_of_baseline
from reprise.claims.evidence import Evidence
from reprise.data.published import published_descriptions
from reprise.published_settings import PublishedNumber

HOLDS, DOES_NOT_HOLD, NOT_PRINTED = "holds", "does not hold", ""
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
    if not evidence.settings(check["study"]).published:
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
    numbers = _printed_numbers(check, name, evidence)
    runs = _values_of(numbers, "list") or _values_of(numbers, "run")
    if runs:
        return (
            float(STATISTICS[statistic](np.array(runs))) if _is_defined(statistic, runs) else None
        )
    for described in published_descriptions(numbers, check["of"]).to_dict().values():
        value = described[ROWS[statistic]]
        return None if np.isnan(value) else float(value)
    return None


def _is_defined(statistic: str, runs: Sequence[float]) -> bool:
    return len(runs) > 1 or statistic != "std"


def _share(check: Check, name: str, evidence: Evidence) -> float | None:
    """The share of printed runs that meet the condition; None if no list of runs is printed."""
    runs = _values_of(_printed_numbers(check, name, evidence), "list")
    if not runs:
        return None
    return float(meets_condition(np.array(runs), check, name, evidence).mean())


def _values_of(numbers: Sequence[PublishedNumber], kind: str) -> list[float]:
    """The values of single runs of one kind."""
    return [number.value for number in numbers if number.kind == kind]


def _printed_numbers(check: Check, name: str, evidence: Evidence) -> list[PublishedNumber]:
    """The numbers of a configuration and metric in the first table that has the configuration."""
    settings = evidence.settings(check["study"])
    within_panels = {
        full: short for panel in settings.panels.values() for full, short in panel.items()
    }
    names = (name, within_panels.get(name, name))
    numbers = [
        number
        for number in settings.published
        if number.configuration in names and number.metric == check["of"]
    ]
    return [number for number in numbers if number.table == numbers[0].table]
