import html
import re

import pandas as pd

from reprise.claims.claims_table import COLUMNS
from reprise.report.claims_page import HEADINGS, claims_page, describe_error_rate


def cells_of(page):
    """The cells of the only table of a page, row by row."""
    assert "<script>" not in page
    rows = re.findall(r"<tr.*?</tr>", page, flags=re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.DOTALL) for row in rows]
    return [[html.unescape(cell) for cell in row] for row in cells]


def test_every_claim_and_value_has_a_row_and_repeated_sentences_are_left_out():
    rows = [
        {"claim": 1, "value": "keras3", "says": "A < B.", "study": "s", "verdict": "supported"},
        {"claim": 1, "value": "keras1", "says": "A < B.", "study": "s", "verdict": "undecided"},
        {"claim": 2, "value": "", "says": "<script>", "study": "s", "verdict": "contradicted"},
    ]
    checked = pd.DataFrame(rows).assign(
        number=[1.23456, 2, 3],
        runs=[30, 29, 0],
        found="numbers",
        section="Summary",
        p_supported=[0.00001, 0.234, None],
        in_the_tables=["does not hold"] * 2 + [""],
    )
    headings, *cells = cells_of(claims_page(checked.reindex(columns=list(COLUMNS))))
    assert headings == list(HEADINGS.values())
    assert [row[:2] + row[3:5] for row in cells] == [
        ["1", "keras3", "A < B.", "supported"],
        ["1", "keras1", "", "undecided"],
        ["2", "", "<script>", "contradicted"],
    ]
    number, runs = headings.index("number"), headings.index("runs")
    assert [(row[number], row[runs]) for row in cells] == [
        *[("1.235", "30"), ("2.000", "29"), ("3.000", "0")]
    ]
    p_value, printed = headings.index("p (holds)"), headings.index("in the tutorial's tables")
    assert [row[p_value] for row in cells] == ["< 0.001", "0.23", ""]
    assert [row[printed] for row in cells] == ["does not hold"] * 2 + [""]


def test_the_page_says_how_many_decisions_may_be_wrong():
    verdicts = ["supported"] * 30 + ["contradicted"] * 20 + ["undecided"] * 30
    words = describe_error_rate(verdicts)
    assert words.startswith("There are 80 decisions, and 50 of them are not 'undecided'.")
    assert "at most about 4.0 of the 80 decisions are wrong" in words
