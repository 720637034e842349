"""Texts that try to be code or markup, written in each format and read back."""

import html
import json
import random
import re
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hostile_studies import control_payloads, payloads
from markdown_it import MarkdownIt

from reprise.escape import (
    escape_latex,
    escape_markdown,
    escape_rst,
    escape_rst_paragraphs,
    escape_xml,
    markdown_literal,
    rst_literal,
    script_json,
    show_control_characters,
)

STRICT = {"halt_level": 1, "report_level": 1}
PIECES = [
    *("{{", "}}", "{%", "%}", "{#", "#}", "{", "}", "-", "'", '"', "`", "``", "_", "__", "|", "*"),
    *("**", ":", "::", "..", ".. ", "\\", "[1]_", "<", ">", "&", "(", ")", "1.", "a)", "(i)", "@"),
    *(
        "http://a.b",
        "javascript:x",
        "word",
        "x",
        " ",
        "  ",
        "$",
        "~",
        "=",
        "====",
        ">>>",
        "--a",
        "é",
    ),
    *("\N{NO-BREAK SPACE}", "日本", "#.", "+", "•", "\N{EN DASH}", "raw", "endraw", "role:`"),
]
RANDOM = random.Random(0)
MIXTURES = ["".join(RANDOM.choices(PIECES, k=RANDOM.randint(1, 9))) for _ in range(200)]
SENTENCES = [
    "An ordinary sentence, with a comma.",
    "(a) another list",
    "- a bullet",
    ":field: of a list",
    "Note: a word with a colon",
    "| line block",
    "Ünïcode, 日本語",
    "",
]
TEXTS = [*payloads(Path("/folder"), 8000).values(), *SENTENCES, *MIXTURES]


def one_line(text):
    return " ".join(text.split())


def text_of(rst, around=("", "")):
    """The text of a caption with one paragraph and no markup, as the report converts it."""
    caption = f"{around[0]}{rst}{around[1]}\n\nThe end."
    document = publish_doctree(caption, settings_overrides=STRICT)
    paragraph, *end = document.children
    assert [p.astext() for p in end] == ["The end."], document.pformat()
    assert isinstance(paragraph, nodes.paragraph), document.pformat()
    assert all(isinstance(child, nodes.Text) for child in paragraph.children), document.pformat()
    return paragraph.astext()


@pytest.mark.parametrize("around", [("The text ", " ends."), ("The sum (", ")"), ("Source: ", ".")])
def test_every_text_is_text_within_a_sentence(around):
    for text in TEXTS:
        shown = text_of(escape_rst(text), around)
        assert one_line(shown) == one_line(f"{around[0]}{one_line(text)}{around[1]}")


def test_every_text_is_text_on_a_line_of_its_own():
    for text in filter(one_line, TEXTS):
        assert text_of(escape_rst(text)) == one_line(text)


def test_every_text_is_text_as_a_name_in_a_sentence():
    for text in filter(one_line, TEXTS):
        document = publish_doctree(
            f"The name ({rst_literal(text)}) ends.\n", settings_overrides=STRICT
        )
        (paragraph,) = document.children
        assert one_line(paragraph.astext()) == f"The name ({one_line(text)}) ends."
        kinds = {type(child) for child in paragraph.children}
        assert kinds <= {nodes.Text, nodes.literal}, document.pformat()


def test_a_line_break_begins_nothing_and_a_blank_line_begins_a_paragraph():
    text = "one\n.. raw:: html\n\n   <b>two\n \n\n* three\r\n\x0b.. four\u2028.. five"
    assert escape_rst_paragraphs(text).split("\n\n") == [
        r"one .. raw:: html",
        r"\<b>two",
        r"\* three .. four .. five",
    ]
    document = publish_doctree(escape_rst_paragraphs(text), settings_overrides=STRICT)
    assert all(isinstance(child, nodes.paragraph) for child in document.children)
    assert escape_rst_paragraphs(" \n\n\n") == ""


def test_ordinary_text_stays_as_it_is():
    text = "More epochs, fewer errors (by 5): better."
    assert escape_rst(text) == text


@pytest.mark.parametrize("text", ["epochs=5", "era=keras3,epochs=500", "a b", "a_", "1*"])
def test_a_name_is_a_literal(text):
    (paragraph,) = publish_doctree(rst_literal(text)).children
    (literal,) = paragraph.children
    assert isinstance(literal, nodes.literal) and literal.astext() == text


@pytest.mark.parametrize("text", ["a``b", "`", " a", "a ", "a\\", "", ")x_", "'a_", "\x1b"])
def test_a_name_that_no_literal_can_hold_is_escaped_text(text):
    assert rst_literal(text) == escape_rst(text)


@pytest.mark.parametrize(("text", "shown"), control_payloads().items())
def test_control_characters_are_visible(text, shown):
    assert show_control_characters(text) == shown
    assert text_of(escape_rst(text)) == shown


def test_letters_of_all_languages_line_breaks_and_tabs_are_no_control_characters():
    text = "é 日本語 \N{FAMILY} e\N{COMBINING ACUTE ACCENT} \t\n"
    assert show_control_characters(text) == text
    assert show_control_characters("half \ud800") == r"half \ud800"


def test_json_ends_no_script_and_stays_the_same_value():
    for text in TEXTS:
        written = script_json({text: [text]})
        assert "<" not in written
        assert json.loads(written) == {text: [text]}


@pytest.mark.parametrize("text", TEXTS)
def test_markdown_shows_the_text_as_it_is(text):
    """As a line of its own, as a heading, and inside a line; spans only hold single characters."""
    escaped, line = escape_markdown(text), one_line(text)
    for source, tag, expected in (
        (escaped, "p", line),
        (f"# {escaped}", "h1", line),
        (" ".join(filter(None, ["x", escaped, "x"])), "p", " ".join(["x", *line.split(), "x"])),
    ):
        page = MarkdownIt("gfm-like").render(source).strip()
        shown = page.replace("<span>", "").replace("</span>", "")
        inner = shown.removeprefix(f"<{tag}>").removesuffix(f"</{tag}>")
        assert "<" not in inner
        assert html.unescape(inner) == expected
        for mark in "$\\":  # a formula does not cross the border of an element
            assert page.count(mark) == page.count(f"<span>{mark}</span>")


def test_a_name_in_markdown_is_inline_code_if_that_can_hold_it():
    for text in filter(one_line, TEXTS):
        page = MarkdownIt("gfm-like").render(f"x {markdown_literal(text)} x")
        for tag in ("p", "code", "span"):
            page = page.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
        assert "<" not in page and html.unescape(page).strip() == f"x {one_line(text)} x"
    assert markdown_literal("era=keras1_tf1, 0.1") == "`era=keras1_tf1, 0.1`"
    assert markdown_literal("`") == escape_markdown("`")


def test_an_ordinary_title_is_readable_in_the_source_of_markdown():
    title = "How many epochs does the LSTM need? 30 runs (each), see section 2.1"
    assert escape_markdown(title) == title.replace("2.1", "2&#46;1")


@pytest.mark.parametrize(("text", "shown"), control_payloads().items())
def test_markdown_shows_control_characters(text, shown):
    page = MarkdownIt("gfm-like").render(escape_markdown(text))
    assert shown in html.unescape(page.replace("<span>", "").replace("</span>", ""))


# How LaTeX reads what `escape_latex` may write: the text that each command prints.
LATEX_READS = {
    **{f"\\{c}": c for c in "{}$&#%_"},
    **{"\\textbackslash{}": "\\", "\\textasciicircum{}": "^", "\\textasciitilde{}": "~"},
    **{"\\textless{}": "<", "\\textgreater{}": ">", "\\textbar{}": "|"},
    **{"\\textasciigrave{}": "`", "\\symbol{34}": '"', "{[}": "[", "{]}": "]", "{*}": "*"},
    **{r"\ensuremath{\lambda}": "λ", r"\ensuremath{\Omega}": "Ω", r"\ensuremath{\leq}": "≤"},
    "{}": "",
}
LATEX_TOKEN = re.compile("|".join(map(re.escape, LATEX_READS)) + r"|[^\\{}$&#%_^~\[\]*]")
LIGATURE = re.compile(r"--|,,|''|``")


def text_of_latex(latex):
    """What LaTeX prints; every command must be one that prints a character."""
    pieces, place = [], 0
    while place < len(latex):
        token = LATEX_TOKEN.match(latex, place)
        assert token, latex[place:]
        pieces.append(LATEX_READS.get(token[0], token[0]))
        place = token.end()
    return re.sub(r"\[U\+([0-9A-F]+)\]", lambda code: chr(int(code[1], 16)), "".join(pieces))


def test_no_text_is_a_command_of_latex():
    for text in [*TEXTS, "a λ Ω ≤ --- ''quotes'' ,,", "\\input{/etc/passwd} 50% ^^M ^^5c ~"]:
        latex = escape_latex(text)
        assert not LIGATURE.search(latex) and "\n" not in latex
        assert text_of_latex(latex) == unicodedata.normalize("NFC", one_line(text))


def test_a_character_that_latex_cannot_print_is_its_number():
    assert escape_latex("日\x1b é") == r"{[}U+65E5{]}\textbackslash{}x1b é"
    assert escape_latex("e\N{COMBINING ACUTE ACCENT}") == "é", "one character with an accent"
    assert escape_latex("an ordinary name, epochs=500 (a-b)") == (
        "an ordinary name, epochs=500 (a-b)"
    )


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("</desc><script>", "&lt;/desc&gt;&lt;script&gt;"),
        ("two\n  lines", "two lines"),
        ("\x1b[31m \ufffe \ud800", "\\x1b[31m \ufffd \\ud800"),
    ],
)
def test_text_in_xml_is_no_element(text, escaped):
    assert escape_xml(text) == escaped
    assert ElementTree.fromstring(f"<desc>{escaped}</desc>").text is not None
