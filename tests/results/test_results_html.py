"""What a notebook shows of a study: its texts stay texts."""

import html
import json
import re

import numpy as np
import pandas as pd
import pytest
from hostile_studies import control_payloads, payloads

import reprise
from reprise.results.results_html import ROWS_SHOWN, list_html, study_html
from reprise.results.short_number import short_number

OWN_TAGS = {
    *("div", "h3", "p", "b", "ul", "li", "code"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def tags_of(page):
    return {name.lower() for name in re.findall(r"</?([a-zA-Z][\w-]*)", page)}


def rows_of(table):
    """The texts of the cells of a table, row by row."""
    rows = table.split("<tr")[1:]
    return [[html.unescape(c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t", row)] for row in rows]


def test_a_notebook_shows_title_question_description_and_verdicts(quick):
    page = reprise.open(quick)._repr_html_()
    assert "<h3>How much do random starts change the result? A first look</h3>" in page
    assert "One LSTM unit, trained from five random starts" in page
    described, verdicts = map(rows_of, page.split("<table")[1:])
    assert described[0][:4] == ["", "count", "mean", "std"]
    assert described[2][:4] == ["epochs=500", "5", "105.1", "8.608"]
    assert described[3][:4] == ["persistence", "1", "136.8", ""]
    assert verdicts[1] == ["epochs=500", "epochs=100", "better", "-27.96", "-38.98", "-15.48"]
    assert [row[1] for row in verdicts[2:]] == ["persistence", "least_squares", "ets", "sarima"]
    assert "color" not in page and "background" not in page, "it suits light and dark notebooks"


def test_hostile_texts_of_a_study_stay_texts(copied, tmp_path):
    texts = {**payloads(tmp_path, 1), **{text: text for text in control_payloads()}}
    path = copied / "settings" / "draw.json"
    document = json.loads(path.read_text())
    everything = " ".join(texts.values())
    path.write_text(json.dumps(document | {"title": everything, "description": everything}))
    page = reprise.open(copied)._repr_html_()
    assert tags_of(page) <= OWN_TAGS
    assert "onerror" not in re.sub(r">[^<]*<", "><", page)
    shown = html.unescape(re.search(r"<h3>(.*?)</h3>", page, re.DOTALL)[1])
    for text in payloads(tmp_path, 1).values():
        assert text in shown
    for shown_controls in control_payloads().values():
        assert shown_controls in shown


def test_hostile_names_in_tables_stay_texts(tmp_path):
    names = list(payloads(tmp_path, 1).values())
    described = pd.DataFrame(
        {name: {"count": 1, "mean": 1.0, "std": np.nan, "diverged": 0} for name in names}
    )
    columns = ["configuration", "verdict", "other", "difference"]
    comparisons = pd.DataFrame([[n, "better", n, 0.5] for n in names], columns=columns)
    comparisons = comparisons.assign(difference_low=0.1, difference_high=0.9)
    page = study_html(
        title="",
        description="",
        description_table=described,
        headline=pd.DataFrame({"configuration": names}),
        comparisons=comparisons,
        metric=names[0],
        tables=names,
    )
    assert tags_of(page) <= OWN_TAGS
    assert tags_of(list_html(names[0], zip(names, names, strict=True))) <= OWN_TAGS
    assert f"{len(names) - ROWS_SHOWN} more rows" in page
    assert page.count("<tr") == 2 * (ROWS_SHOWN + 1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (95.995, "96.00"),
        (0.00123456, "0.001235"),
        (-17350.2, "-17350"),
        (999.97, "1000"),
        (0, "0.000"),
    ],
)
def test_numbers_have_four_digits_and_no_exponent_up_to_a_quadrillion(value, text):
    assert short_number(value) == text
