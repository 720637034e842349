"""The page of all claims."""

from collections.abc import Sequence

import pandas as pd

from reprise.claims.conditions import LEVEL, UNDECIDED
from reprise.report.html_pages import page, paragraphs_html, table_html
from reprise.stats.p_values import format_p_value

HEADINGS = {
    "claim": "claim",
    "value": "checked for",
    "partition": "checked at",
    "says": "sentence",
    "verdict": "verdict",
    "in_the_tables": "in the tutorial's tables",
    "found": "our runs",
    "reason": "why undecided",
    "decisive": "decisive condition",
    "p_supported": "p (holds)",
    "p_contradicted": "p (fails)",
    "conditions": "conditions",
    "number": "number",
    "low": "low",
    "high": "high",
    "runs": "runs",
    "study": "study",
    "section": "section",
}
ONCE_PER_CLAIM = ["says", "study", "section"]


def claims_page(checked: pd.DataFrame) -> str:
    """Show every claim with its verdicts, one row per claim and value.

    Parameters
    ----------
    checked : DataFrame
        As claims_table.check_claims makes it.
    """
    table = checked[list(HEADINGS)].copy()
    is_repeated = table.duplicated(["claim", *ONCE_PER_CLAIM])
    table.loc[is_repeated, ONCE_PER_CLAIM] = ""
    for column in ("p_supported", "p_contradicted"):
        table[column] = [format_p_value(p) if pd.notna(p) else "" for p in table[column]]
    body = paragraphs_html([describe_error_rate(list(checked["verdict"]))])
    body += table_html(table.rename(columns=HEADINGS), "words")
    return page("Every claim, checked on our runs", body)


def describe_error_rate(verdicts: Sequence[str]) -> str:
    """How many verdicts there are, and how many of them may be wrong.

    Parameters
    ----------
    verdicts : sequence of str
        One verdict per claim and value.
    """
    decided = sum(verdict != UNDECIDED for verdict in verdicts)
    return (
        f"There are {len(verdicts)} decisions, and {decided} of them are not 'undecided'. Each"
        f" test has a level of {100 * LEVEL:.0f} %. So on average, at most about"
        f" {LEVEL * len(verdicts):.1f} of the {len(verdicts)} decisions are wrong, and more if"
        " five to ten runs are strongly skewed. There is no correction for the number of claims,"
        " because each claim is a question of its own."
    )
