import re
from dataclasses import replace
from html.parser import HTMLParser
from types import SimpleNamespace

import pandas as pd
import pytest
from figure_settings_builder import make_figure_settings
from hostile_studies import payloads
from markupsafe import Markup

from reprise.claim_settings import TutorialSettings
from reprise.claims.claims_table import COLUMNS as CLAIMS_COLUMNS
from reprise.report.joint_distances import read_joint_table
from reprise.report.report_page import ReportParts, group_studies, render_report
from reprise.report.steps_table import Step
from reprise.report.study_sections import ShownFigure, ShownTable, StudySection

ENVIRONMENT = {
    "python": "3.11",
    "packages": {"keras": "3"},
    "machine": {"processor": "a fast one"},
    "commit": None,
}


def make_study(name="tiny", title="Which?", group="A paper", text="words"):
    figure = ShownFigure(
        f"{name}-distribution", text, Markup("data:image/svg+xml,x"), text, Markup("<p>c</p>"), text
    )
    table = ShownTable(
        f"{name}-table-best",
        "Best",
        Markup("<table><tr><td>1</td></tr></table>"),
        Markup("<p>The caption.</p>"),
        text,
        "best",
    )
    return StudySection(
        name=name,
        title=title,
        question=Markup("<p>Why?</p>"),
        answer=[Markup("<p>Because.</p>")],
        facts={"metric": text},
        figures=[figure],
        tables=[],
        more_figures=[replace(figure, id=f"{name}-series")],
        more_tables=[table],
        claims=[],
        group=group,
    )


def make_claims(text="It holds.", tutorial="lstm"):
    row = {"claim": "1", "tutorial": tutorial, "says": text, "value": text, "study": "tiny"}
    row |= {"verdict": "supported", "p_supported": "0.01", "runs": "30", "found": text}
    return pd.DataFrame([row]).reindex(columns=list(CLAIMS_COLUMNS), fill_value="")


def make_parts(studies, text="words", **changes):
    parts = ReportParts(
        studies=studies,
        answered=[],
        tutorials={"lstm": TutorialSettings(text, text, studies[0].group)},
        checked=make_claims(text),
        joint=read_joint_table(None),
        overview=None,
        steps=[Step("train", "train", 2, 20.0, 9.0, 100.0)],
        environment=ENVIRONMENT,
    )
    return replace(parts, **changes)


@pytest.fixture(autouse=True)
def no_sentences(monkeypatch):
    """The first screen has no sentences, which test_overview tests."""
    for name in ("describe_report", "list_overview_rows"):
        monkeypatch.setattr(f"reprise.report.report_page.{name}", lambda *parts: [])


class Page(HTMLParser):
    """The links, the places and the elements of a page."""

    def __init__(self, html):
        super().__init__()
        self.links, self.places, self.elements, self.attributes = [], [], [], set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}
        values = dict(attrs)
        if "id" in values:
            self.places.append(values["id"])
        if tag == "a":
            self.links.append(values["href"])


def test_every_link_leads_to_one_place_of_the_page():
    studies = [make_study("one"), make_study("two", group="")]
    tables = [ShownTable("every-claims", "Every claim", Markup("<table></table>"), Markup(""), "c")]
    claims = make_claims().assign(study="one, two")
    html = render_report(make_parts(studies, tables=tables, eras="<p>eras</p>", checked=claims))
    page = Page(html)
    assert len(page.places) == len(set(page.places))
    assert {link for link in page.links if link.startswith("#")} == set(page.links)
    assert {link[1:] for link in page.links} <= set(page.places)
    shown = ("one", "two", "one-distribution", "two-table-best", "about-best", "tutorial-lstm")
    for place in (*shown, "eras"):
        assert f"#{place}" in page.links


def test_the_report_has_the_order_of_a_document():
    html = render_report(
        make_parts([make_study()], checked=pd.concat([make_claims(), make_claims("O", "")]))
    )
    order = [
        "overview",
        "tutorials",
        "other-claims",
        "studies-1",
        "method",
        "own-data",
        "provenance",
    ]
    positions = [
        html.index(f'<section id="{name}"' if name != "studies-1" else 'id="studies-1"')
        for name in order
    ]
    assert positions == sorted(positions)
    assert html.index("<p>Why?</p>") < html.index("<p>Because.</p>") < html.index("Best</summary>")


def test_the_caption_of_a_table_is_shown_once_for_all_studies():
    html = render_report(make_parts([make_study("one"), make_study("two")]))
    assert html.count("<p>The caption.</p>") == 1
    assert html.count('href="#about-best"') == 2


def test_a_report_without_claims_has_no_tutorial():
    html = render_report(make_parts([make_study()], checked=make_claims()[:0]))
    assert 'id="tutorials"' not in html and 'id="other-claims"' not in html


def test_studies_are_grouped_by_their_paper_and_those_without_one_come_last():
    studies = [make_study("a", group=""), make_study("b", group="P"), make_study("c", group="Q")]
    studies.append(make_study("d", group="P"))
    groups = [(g.title, [s.name for s in g.studies]) for g in group_studies(studies)]
    assert groups == [
        ("Studies: P", ["b", "d"]),
        ("Studies: Q", ["c"]),
        ("Other studies", ["a"]),
    ]
    assert [g.title for g in group_studies(studies[:1])] == ["Studies"]


def test_the_eras_of_the_studies_are_explained():
    names = {"era=keras1": {"era=keras1,x=1": "x=1"}}
    answered = [SimpleNamespace(settings=make_figure_settings("s", names))]
    html = render_report(make_parts([make_study()], answered=answered))
    assert "<code>keras1</code> is Keras 1.0 and 1.1, with the exact gradient." in html
    assert "keras3</code> is" not in html
    assert 'id="eras-in-words"' not in render_report(make_parts([make_study()]))


def test_a_report_of_one_study_has_its_title():
    assert "<title>Which?</title>" in render_report(make_parts([make_study()]))
    both = render_report(make_parts([make_study(), make_study("b")]))
    assert "<title>Reprise: repeated trainings</title>" in both


def test_studies_that_were_left_out_are_named_first():
    html = render_report(make_parts([make_study()], left_out={"bad": "an unknown key <x>"}))
    warning = html.index("This report does not show all studies.")
    assert warning < html.index('<section id="tutorials"')
    assert "<code>bad</code>: an unknown key &lt;x&gt;" in html


def test_no_text_of_a_user_is_markup(tmp_path):
    normal = Page(render_report(make_parts([make_study()], left_out={"a": "b"})))
    for text in payloads(tmp_path, 1).values():
        studies = [make_study(title=text, group=text, text=text)]
        html = render_report(make_parts(studies, text, left_out={text: text}))
        page = Page(html)
        assert sorted(page.elements) == sorted(normal.elements), text
        assert page.attributes == normal.attributes
        assert not re.search(r"[\x00-\x08\x1b\u202e]", html)
