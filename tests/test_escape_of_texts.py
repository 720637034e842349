import jinja2
import pytest
from docutils import nodes
from docutils.core import publish_doctree

from reprise.escape import escape_jinja, escape_rst, rst_literal

NASTY = [
    "An ordinary sentence, with a comma.",
    "a *star*, `ticks`, ``literal``, |bar|, a_b, anonymous__, [1]_ and a \\ backslash",
    ".. include:: /etc/passwd",
    ".. raw:: html <script>alert(1)</script>",
    "1. a list",
    "(a) another list",
    "- a bullet",
    "--option of a program",
    ":field: of a list",
    "Note: a word with a colon",
    ">>> doctest",
    "| line block",
    "=====",
    "see https://example.org or mail@example.org",
    "a :role:`text` and <b>HTML</b> &amp; more",
    "{% endraw %}{{ 7 * 7 }}{# comment #}",
    "{{ 7 * 7 }} and {# a comment #}",
    "a literal block::",
    "Ünïcode, 日本語",
]


def paragraphs(text):
    """The text of a document, which must be a single paragraph without markup."""
    document = publish_doctree(text, settings_overrides={"halt_level": 2, "report_level": 2})
    (paragraph,) = document.children
    assert isinstance(paragraph, nodes.paragraph), document.pformat()
    assert all(isinstance(child, nodes.Text) for child in paragraph.children), document.pformat()
    return paragraph.astext()


@pytest.mark.parametrize("text", NASTY)
def test_no_text_is_markup(text):
    assert paragraphs(escape_rst(text)) == text
    report = jinja2.Environment().from_string(escape_jinja(escape_rst(text))).render()
    assert paragraphs(report) == text


def test_line_breaks_become_spaces():
    text = "one\n\n.. raw:: html\n\n   <b>two"
    assert paragraphs(escape_rst(text)) == "one .. raw:: html <b>two"


def test_ordinary_text_stays_as_it_is():
    text = "More epochs, fewer errors (by 5): better."
    assert escape_rst(text) == text
    assert escape_rst("") == ""


@pytest.mark.parametrize("text", ["epochs=5", "era=keras3,epochs=500", "a b", "a_", "*"])
def test_a_name_is_a_literal(text):
    (paragraph,) = publish_doctree(rst_literal(text)).children
    (literal,) = paragraph.children
    assert isinstance(literal, nodes.literal) and literal.astext() == text


@pytest.mark.parametrize("text", ["a``b", "`", " a", "a ", "a\\", ""])
def test_a_name_that_no_literal_can_hold_is_escaped_text(text):
    assert rst_literal(text) == escape_rst(text)
