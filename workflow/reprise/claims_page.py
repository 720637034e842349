"""The page of all claims."""

from reprise.pages import page, table_html

FIRST = ["claim", "says", "verdict", "probability"]
LAST = ["number", "low", "high", "runs", "found", "study", "tutorial", "section"]


def claims_page(checked):
    """Every claim with its verdict, and those of the further eras beside it.

    Parameters
    ----------
    checked : DataFrame
        As claims.check_claims makes it.
    """
    columns = list(checked.columns)
    others = [c for c in columns if c.startswith(("verdict_", "probability_"))]
    return page("Claims, held against our runs", table_html(checked[[*FIRST, *others, *LAST]]))
