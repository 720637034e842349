"""The claims of a report as rows: the sentence, and the verdict and the evidence of each value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from reprise.claims.claims_table import COLUMNS as CLAIMS_COLUMNS
from reprise.claims.conditions import CONTRADICTED, SUPPORTED, UNDECIDED
from reprise.claims.printed_tables import DOES_NOT_HOLD
from reprise.figures.caption_text import join_words
from reprise.stats.p_values import describe_p_value

VERDICTS = (SUPPORTED, CONTRADICTED, UNDECIDED)
TODAY = "keras3"
NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class ClaimVerdict:
    """The verdict on a claim for one value of a key, such as an era, with its evidence.

    Attributes
    ----------
    value : str
        The value; empty for a claim that is checked once.
    verdict : str
        `supported`, `contradicted`, `undecided` or `not checked`.
    because : str
        The p-value of a decision, or the reason why there is none; may be empty.
    found : str
        What was observed in our runs.
    """

    value: str
    verdict: str
    because: str
    found: str


@dataclass(frozen=True)
class ClaimRow:
    """A claim with its verdicts.

    Attributes
    ----------
    number : str
        The number or the name of the claim.
    says : str
        The sentence.
    remark : str
        What is said of the tutorial's own tables; may be empty.
    section : str
        The section of the tutorial; may be empty.
    studies : tuple of str
        The studies whose runs decide.
    verdicts : tuple of ClaimVerdict
    """

    number: str
    says: str
    remark: str
    section: str
    studies: tuple[str, ...]
    verdicts: tuple[ClaimVerdict, ...]


@dataclass(frozen=True)
class ClaimsSummary:
    """Claims for one table of the report.

    Attributes
    ----------
    counts : str
        How many claims are supported, contradicted and undecided, in words. If the claims are
        checked for several values, the first value counts: today's Keras in the LSTM studies.
    rows : tuple of ClaimRow
    """

    counts: str
    rows: tuple[ClaimRow, ...]


def read_claims(path: str | Path | None) -> pd.DataFrame:
    """Read claims.csv as text; an empty table if the report has no claims."""
    if not path:
        return pd.DataFrame(columns=list(CLAIMS_COLUMNS))
    return pd.read_csv(path, keep_default_na=False, dtype=str)


def summarize_claims(checked: pd.DataFrame) -> ClaimsSummary:
    """Summarize some rows of claims.csv: one row per claim."""
    rows = tuple(
        _summarize_claim(of_claim.to_dict("records"))
        for _, of_claim in checked.groupby(["claim", "says"], sort=False)
    )
    firsts = [row.verdicts[0] for row in rows]
    with_keras = any(first.value == TODAY for first in firsts)
    beginning = f"With today's Keras ({TODAY}), " if with_keras else ""
    return ClaimsSummary(count_verdicts([v.verdict for v in firsts], beginning), rows)


def count_verdicts(verdicts: Sequence[str], beginning: str = "") -> str:
    """Count verdicts in words, such as `of 9 claims, 8 are supported and 1 is contradicted`.

    Parameters
    ----------
    verdicts : sequence of str
    beginning : str
        Words before the count, which end with a space; without them, the first letter is large.
    """
    if not verdicts:
        return f"{beginning}no claim is checked" if beginning else "No claim is checked"
    noun = "claim" if len(verdicts) == 1 else "claims"
    if len(verdicts) > 1 and len(set(verdicts)) == 1:
        every = "all" if beginning else "All"
        return f"{beginning}{every} {len(verdicts)} claims are {verdicts[0]}"
    counts = [(verdicts.count(v), v) for v in (*VERDICTS, NOT_CHECKED) if v in verdicts]
    parts = [f"{count} {'is' if count == 1 else 'are'} {verdict}" for count, verdict in counts]
    return f"{beginning}{'of' if beginning else 'Of'} {len(verdicts)} {noun}, {join_words(parts)}"


def _summarize_claim(records: Sequence[Mapping[Any, str]]) -> ClaimRow:
    first = records[0]
    fails = first["in_the_tables"] == DOES_NOT_HOLD
    return ClaimRow(
        number=first["claim"],
        says=first["says"],
        remark="It does not hold in the tutorial's own tables." if fails else "",
        section=first["section"],
        studies=tuple(filter(None, first["study"].split(", "))),
        verdicts=tuple(map(_summarize_verdict, records)),
    )


def _summarize_verdict(row: Mapping[Any, str]) -> ClaimVerdict:
    value = " at ".join(filter(None, (row["value"], row["partition"])))
    if row["runs"] == "0":
        reason = "the study was changed, or every run diverged"
        return ClaimVerdict(value, NOT_CHECKED, reason, row["found"])
    if row["verdict"] == UNDECIDED:
        return ClaimVerdict(value, UNDECIDED, row["reason"], row["found"])
    column = "p_supported" if row["verdict"] == SUPPORTED else "p_contradicted"
    return ClaimVerdict(value, row["verdict"], describe_p_value(float(row[column])), row["found"])
