"""The page of all claims."""

import pandas as pd

from reprise.report.html_pages import page, table_html

HEADINGS = {
    "claim": "claim",
    "value": "checked for",
    "partition": "checked at",
    "says": "sentence",
    "verdict": "verdict",
    "probability": "probability",
    "found": "our runs",
    "weakest": "weakest condition",
    "weakest_probability": "its probability",
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
    return page(
        "Every claim, checked on our runs", table_html(table.rename(columns=HEADINGS), "words")
    )
