"""Escape the text of a user for the format in which it is written, so that it stays text."""

import re

# A colon inside a word begins an address, and two colons at the end begin a literal block.
RST_MARKUP = re.compile(r"[\\*`|_@]|:(?=\S)(?!:\s)")
WORD_FIRST = re.compile(r"\w+( |,|$)")
JINJA_OPENING = re.compile(r"\{[{%#]")


def escape_rst(text: str) -> str:
    r"""Escape text that becomes a line, or a part of a line, of reStructuredText.

    A backslash precedes each of the characters ``\ * ` | _ @``, a colon inside a word, and the
    first character unless the text begins with a word: ``1.`` begins a list and ``..`` a
    directive. White space becomes one space, because a new line could begin a directive.
    """
    line = " ".join(text.split())
    escaped = RST_MARKUP.sub(lambda mark: f"\\{mark.group()}", line)
    if not escaped or escaped.startswith("\\") or WORD_FIRST.match(line):
        return escaped
    return f"\\{escaped}"


def rst_literal(text: str) -> str:
    """Write text as an inline literal, or as escaped text if a literal cannot hold it."""
    if re.fullmatch(r"[^\s`\\]([^`\\\n]*[^\s`\\])?", text):
        return f"``{text}``"
    return escape_rst(text)


def escape_mathtext(text: str) -> str:
    """Escape text that Matplotlib draws: a dollar sign would begin a formula."""
    return text.replace("$", r"\$")


def escape_jinja(text: str) -> str:
    """Escape a file that Snakemake's report renders as a Jinja template.

    The report then shows the text as it is: `{{`, `{%` and `{#` begin no template code.
    """
    return JINJA_OPENING.sub(lambda opening: f"{{{{ '{opening[0]}' }}}}", text)
