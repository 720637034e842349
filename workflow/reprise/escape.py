"""Escape the text of a user for the format in which it is written, so that it stays text.

There is one function for each format. Two formats need none: jinja2 escapes HTML by itself
(`report.html_pages`), and the figures draw no formulas (`figures.style`).
"""

import json
import re
import unicodedata
from typing import Any
from xml.sax.saxutils import escape

# A colon inside a word begins an address, and two colons at the end begin a literal block.
RST_MARKUP = re.compile(r"[\\*`|_@]|:(?=\S)(?!:\s)")
WORD_FIRST = re.compile(r"\w+( |,|$)")
# Not all punctuation: a title with commas, brackets and question marks stays readable as source.
MARKDOWN_MARKUP = re.compile(r"[#$&*<>@\[-`{-~]|[.:](?=\S)|^[-+]|^\d(?=\d*[.)])|//")
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
BLANK_LINE = re.compile(r"\n\s*\n")
# What LaTeX writes for the characters that it reads as commands. A bracket or a star at the
# beginning of a row of a table would be an option. A straight quote is a command in some languages.
LATEX_COMMANDS = {
    "\\": r"\textbackslash{}",
    **{c: f"\\{c}" for c in "{}$&#%_"},
    **{c: f"{{{c}}}" for c in "[]*"},
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    '"': r"\symbol{34}",
    "\N{MINUS SIGN}": r"\ensuremath{-}",
    "\N{LESS-THAN OR EQUAL TO}": r"\ensuremath{\leq}",
    "\N{GREATER-THAN OR EQUAL TO}": r"\ensuremath{\geq}",
    "\N{NOT EQUAL TO}": r"\ensuremath{\neq}",
    "\N{ALMOST EQUAL TO}": r"\ensuremath{\approx}",
    "\N{INFINITY}": r"\ensuremath{\infty}",
    "\N{SQUARE ROOT}": r"\ensuremath{\surd}",
}
# The other characters that pdfLaTeX has with its encodings T1 and TS1.
LATEX_LETTERS = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĂăĄąĆćČčĎďĐđĘęĚěĞğİıĹĺĽľŁłŃńŇňŐőŒœŔŕŘřŚśŞşŠšŢţŤťŮůŰűŸŹźŻżŽž"
    "¡¢£¥§©ª«¬®°±²³µ¶·¹º»¼½¾¿×÷€–—‘’“”„†‡•…‰‹›™"
)
# Two of these would become one sign: a long dash or a quote.
LATEX_LIGATURES = frozenset("-,'")
# The Greek letters that have a command with their name in Unicode, and lambda, whose name differs.
GREEK_NAMES = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "mu"),
    *("nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
)
GREEK_CAPITALS = ("Gamma", "Delta", "Theta", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega")
LATEX_COMMANDS |= {
    unicodedata.lookup(f"GREEK {'SMALL' if name.islower() else 'CAPITAL'} LETTER {name.upper()}"): (
        rf"\ensuremath{{\{name}}}"
    )
    for name in (*GREEK_NAMES, *GREEK_CAPITALS)
} | {"λ": r"\ensuremath{\lambda}", "Λ": r"\ensuremath{\Lambda}"}
# These reorder the characters around them, so that a text looks like another one (CVE-2021-42574).
REORDERING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# The characters of Unicode without a shape: control characters except line breaks and tabs, halves
# of a character, and the separators of lines and paragraphs (categories Cc, Cs, Zl and Zp).
WITHOUT_SHAPE = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029"
CONTROL_CHARACTER = re.compile(f"[{WITHOUT_SHAPE}{REORDERING}]")


def show_control_characters(text: str) -> str:
    r"""Write control characters as Python does (``\x1b``), so that no terminal obeys them.

    Line breaks and tabs stay.
    """
    return CONTROL_CHARACTER.sub(_make_visible, text)


def escape_rst(text: str) -> str:
    r"""Escape text that becomes a line, or a part of a line, of reStructuredText.

    A backslash precedes each of the characters ``\ * ` | _ @``, a colon inside a word, and the
    first character unless the text begins with a word: ``1.`` begins a list and ``..`` a
    directive. White space becomes one space, because a new line could begin a directive.
    """
    line = show_control_characters(" ".join(text.split()))
    escaped = RST_MARKUP.sub(lambda mark: f"\\{mark.group()}", line)
    if not escaped or escaped.startswith("\\") or WORD_FIRST.match(line):
        return escaped
    return f"\\{escaped}"


def escape_rst_paragraphs(text: str) -> str:
    """Escape text of several paragraphs, which blank lines separate."""
    return "\n\n".join(filter(None, map(escape_rst, BLANK_LINE.split(text))))


def rst_literal(text: str) -> str:
    """Write text as an inline literal, or as escaped text if a literal cannot hold it."""
    if re.fullmatch(r"\w([^`\\\n]*[^\s`\\])?", text) and show_control_characters(text) == text:
        return f"``{text}``"
    return escape_rst(text)


def escape_latex(text: str) -> str:
    r"""Escape text that becomes a part of a paragraph, a cell or a caption of LaTeX.

    White space becomes one space. A character that pdfLaTeX cannot typeset with the encoding T1
    becomes its number in Unicode, as in ``[U+6F22]``.
    """
    line = unicodedata.normalize("NFC", show_control_characters(" ".join(text.split())))
    parts = []
    for before, character in zip(f" {line}", line, strict=False):
        if before == character and character in LATEX_LIGATURES:
            parts.append("{}")
        parts.append(_latex_character(character))
    return "".join(parts)


def escape_markdown(text: str) -> str:
    """Escape text that becomes a line, or a part of a line, of Markdown, also in a notebook.

    A mark becomes an entity of HTML, which Markdown never takes for markup. A notebook also sets
    formulas in the finished HTML. Therefore dollar signs and backslashes stand in elements of their
    own, because a formula does not cross the border of an element.
    """
    line = show_control_characters(" ".join(text.split()))
    return MARKDOWN_MARKUP.sub(lambda mark: "".join(map(_markdown_entity, mark.group())), line)


def markdown_literal(text: str) -> str:
    """Write text as inline code, or as escaped text if inline code cannot hold it."""
    line = " ".join(text.split())
    if line and "`" not in line and show_control_characters(line) == line:
        return f"`{line}`"
    return escape_markdown(text)


def script_json(value: Any) -> str:
    r"""Write a value as JSON for the script of an HTML page.

    A ``<`` is written as ``\u003c``. Otherwise ``</script>`` in a text would end the script, and
    ``<!--`` would hide the end of the script.
    """
    return json.dumps(value).replace("<", r"\u003c")


def escape_xml(text: str) -> str:
    """Escape text that becomes the content of an element of XML, for example in an SVG.

    White space becomes one space. A character that XML cannot contain becomes U+FFFD.
    """
    return escape(replace_characters_outside_xml(show_control_characters(" ".join(text.split()))))


def replace_characters_outside_xml(text: str) -> str:
    """Write U+FFFD in place of the characters with which a file would be no XML."""
    return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _latex_character(character: str) -> str:
    if character in LATEX_COMMANDS:
        return LATEX_COMMANDS[character]
    if character.isascii() or character in LATEX_LETTERS:
        return character
    return f"{{[}}U+{ord(character):04X}{{]}}"


def _make_visible(character: re.Match[str]) -> str:
    return character[0].encode("unicode_escape").decode()


def _markdown_entity(character: str) -> str:
    entity = f"&#{ord(character)};"
    return f"<span>{entity}</span>" if character in "$\\" else entity
