"""Escape the text of a user for the format in which it is written, so that it stays text.

There is one function for each format. Two formats need none: jinja2 escapes HTML by itself
(`report.html_pages`), and the figures draw no formulas (`figures.style`).
"""

import json
import re
from typing import Any

# A colon inside a word begins an address, and two colons at the end begin a literal block.
RST_MARKUP = re.compile(r"[\\*`|_@]|:(?=\S)(?!:\s)")
WORD_FIRST = re.compile(r"\w+( |,|$)")
# Not all punctuation: a title with commas, brackets and question marks stays readable as source.
MARKDOWN_MARKUP = re.compile(r"[#$&*<>@\[-`{-~]|[.:](?=\S)|^[-+]|^\d(?=\d*[.)])|//")
BLANK_LINE = re.compile(r"\n\s*\n")
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


def escape_markdown(text: str) -> str:
    """Escape text that becomes a line, or a part of a line, of Markdown in a notebook.

    A mark becomes an entity of HTML, which Markdown never takes for markup. A notebook also sets
    formulas in the finished HTML. Therefore dollar signs and backslashes stand in elements of their
    own, because a formula does not cross the border of an element.
    """
    line = show_control_characters(" ".join(text.split()))
    return MARKDOWN_MARKUP.sub(lambda mark: "".join(map(_markdown_entity, mark.group())), line)


def script_json(value: Any) -> str:
    r"""Write a value as JSON for the script of an HTML page.

    A ``<`` is written as ``\u003c``. Otherwise ``</script>`` in a text would end the script, and
    ``<!--`` would hide the end of the script.
    """
    return json.dumps(value).replace("<", r"\u003c")


def _make_visible(character: re.Match[str]) -> str:
    return character[0].encode("unicode_escape").decode()


def _markdown_entity(character: str) -> str:
    entity = f"&#{ord(character)};"
    return f"<span>{entity}</span>" if character in "$\\" else entity
