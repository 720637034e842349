import pandas as pd
import pytest

from reprise.plan import stages
from reprise.report.html_pages import page, page_body, table_html, text_page


def test_a_page_shows_its_title_as_text_and_its_body_as_html():
    html = page("A <b>title</b> & more", "<p>body</p>")
    assert html.count("A &lt;b&gt;title&lt;/b&gt; &amp; more") == 2  # the title and the heading
    assert html.startswith("<!doctype html>")
    assert page_body(html) == "<p>body</p>"


def test_the_body_of_a_page_is_a_part_of_the_report_and_its_texts_do_not_end_it():
    html = text_page("</main>", "one </main> two")
    assert page_body(html) == '<pre tabindex="0">one &lt;/main&gt; two</pre>'


def test_a_text_page_keeps_lines_and_escapes_markup():
    html = text_page("t", "one\n<script>{{ 7 * 7 }}\n")
    assert '<pre tabindex="0">one\n&lt;script&gt;{{ 7 * 7 }}\n</pre>' in html
    assert "<h1" in html and "<title>t</title>" in html


def test_a_page_runs_nothing_loads_nothing_and_shows_control_characters():
    html = text_page("a\x1b[31m", "b\u202e\n\tc")
    assert html.count(r"a\x1b[31m") == 2 and "b\\u202e\n\tc" in html
    assert "default-src 'none'" in html


def test_the_first_column_of_a_table_is_the_heading_of_each_row():
    table = pd.DataFrame(
        {"name": ["<i>a</i>", "b"], "number": [1.23456, None], "count": [1, 2], "p": ["< 1", None]}
    )
    lines = table_html(table).split("\n")
    assert lines[1:] == [
        '<thead><tr><th scope="col">name</th><th scope="col" class="number">number</th>'
        '<th scope="col" class="number">count</th><th scope="col">p</th></tr></thead>',
        "<tbody>",
        '<tr><th scope="row">&lt;i&gt;a&lt;/i&gt;</th><td class="number">1.235</td>'
        '<td class="number">1</td><td>&lt; 1</td></tr>',
        '<tr><th scope="row">b</th><td class="number"></td><td class="number">2</td><td></td></tr>',
        "</tbody>",
        "</table>",
    ]


def test_a_table_of_words_has_their_class():
    html = table_html(pd.DataFrame({"claim": ["a"], "says": ["b"]}), "words")
    assert html.startswith('<table class="words">')


@pytest.mark.parametrize(
    ("stage", "writes_pages"),
    [("draw", True), ("replicate", True), ("claim", True), ("tabulate", False), ("train", False)],
)
def test_a_changed_template_changes_the_code_of_the_stages_that_write_pages(
    tmp_path, monkeypatch, stage, writes_pages
):
    template = tmp_path / "page.html.jinja"
    monkeypatch.setattr(stages, "TEMPLATES", tmp_path)
    template.write_text("before")
    before = stages.stage_code(stage)
    template.write_text("after")
    assert (stages.stage_code(stage) != before) == writes_pages


def test_a_changed_page_does_not_make_the_tables_again():
    code = stages.stage_code("tabulate")
    assert "reprise/tables/registry.py" in code
    assert not any(name.startswith("reprise/report/") for name in code)
    assert "reprise/report/table_pages.py" in stages.stage_code("draw")
