"""The page of all claims."""

import pandas as pd

from reprise.report.pages import page, table_html

COLUMNS = ["claim", "for", "says", "verdict", "probability", "found", "weakest part", "number"]
COLUMNS += ["low", "high", "runs", "study", "section"]


def claims_page(checked):
    """Every claim with its verdict, a row for each value of the key that it is checked for.

    Parameters
    ----------
    checked : DataFrame
        As claims.check_claims makes it.
    """
    rows = []
    for claim in checked.to_dict("records"):
        rows.append(claim | {"for": claim["checked_for"], "weakest part": _weakest(claim)})
        for value in further_values(checked):
            if isinstance(claim[f"verdict_{value}"], str):
                kept = {
                    k: claim[f"{k}_{value}"] for k in ("verdict", "probability", "found", "number")
                }
                rows.append({"claim": claim["claim"], "for": value} | kept)
    table = pd.DataFrame(rows).reindex(columns=COLUMNS).astype({"runs": "Int64"})
    return page("Claims, held against our runs", table_html(table, "words"))


def further_values(checked):
    """The values that claims are checked for beside the first: of the eras, or of what varies."""
    return [c.removeprefix("verdict_") for c in checked.columns if c.startswith("verdict_")]


def _weakest(claim):
    if not isinstance(claim["weakest"], str) or not claim["weakest"]:
        return ""
    return f"{claim['weakest']} ({100 * claim['weakest_probability']:.0f})"
