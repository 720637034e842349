"""The notebook of a study: what its cells are, and that texts of users stay texts."""

import html
import re

import nbformat
import pytest
from hostile_studies import control_payloads, payloads
from made_results import make_quick_results
from markdown_it import MarkdownIt

import reprise
from reprise.export.notebook import SECTIONS, make_notebook, notebook_text
from reprise.results.study_results import StudyResults
from reprise.tables.registry import TABLES


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    """The folder of the results of the study `quick`; no test changes it."""
    return make_quick_results(tmp_path_factory.mktemp("quick") / "results")


def code_of(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_the_cells_open_the_folder_of_the_notebook_and_end_with_the_headline(quick):
    notebook = make_notebook(reprise.open(quick))
    assert code_of(notebook) == [
        'import reprise\n\nresults = reprise.open(".")\nresults',
        "results.describe",
        "results.plot.distribution();",
        "results.comparisons",
        "results.one_training",
        "results.compare('epochs=100', 'epochs=500')",
        "results.headline.T",
    ]
    assert notebook.cells[0].source.startswith("# How much do random starts change the result?")
    assert "One LSTM unit, trained from five random starts" in notebook.cells[0].source


def test_a_notebook_is_valid_has_no_outputs_and_has_the_same_bytes_again(quick):
    texts = {notebook_text(make_notebook(reprise.open(quick))) for _ in range(2)}
    (text,) = texts
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    assert all(not cell.outputs for cell in notebook.cells if cell.cell_type == "code")
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_a_section_stands_for_a_table_of_the_registry(quick, monkeypatch):
    assert {table for table, *_ in SECTIONS} <= {table.name for table in TABLES}

    results = reprise.open(quick)
    monkeypatch.setattr(StudyResults, "tables", ["runs", "forecast", "history"])
    code = code_of(make_notebook(results))
    assert code[3:-2] == ["results.history.head()", "results.forecast"]


def test_hostile_texts_stay_texts_in_markdown(quick, tmp_path, monkeypatch):
    """CommonMark with tables, links and strikethrough, as notebooks read it."""
    texts = [*payloads(tmp_path, 1).values(), *control_payloads()]
    texts += ["1. a list", "12) one", "- item", "+ item", "# heading", "> quote", "| a | b |"]
    texts += [
        "www.example.org me@example.org https://x.org",
        "[x]: y",
        "~~gone~~",
        "&amp; $x$ \\(y\\)",
    ]
    shown = [" ".join(text.split()) for text in [*payloads(tmp_path, 1).values()]]
    shown += [*control_payloads().values(), *texts[len(shown) + len(control_payloads()) :]]

    results = reprise.open(quick)
    monkeypatch.setattr(StudyResults, "description", "\n\n".join(texts))
    source = make_notebook(results).cells[0].source
    page = MarkdownIt("gfm-like").render(source)
    assert {*re.findall(r"</?(\w+)", page)} == {"h1", "p", "span"}
    paragraphs = re.findall(r"<p>(.*?)</p>", page, re.DOTALL)
    assert [html.unescape(re.sub(r"</?span>", "", p)) for p in paragraphs] == shown
    for mark in ("$", "\\"):  # a formula does not cross the border of an element
        assert page.count(mark) == page.count(f"<span>{mark}</span>")
