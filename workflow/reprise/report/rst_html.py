"""Convert captions and sentences to HTML; nothing in them is code, a file or an image."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from docutils import nodes
from docutils.core import publish_parts
from docutils.writers import html5_polyglot
from markupsafe import Markup

ADDRESSES_OF_LINKS = ("http://", "https://")
# https://docutils.sourceforge.io/docs/howto/security.html
SETTINGS = {
    "_disable_config": True,  # a file docutils.conf could change these settings
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "halt_level": 5,  # a mistake in a caption never stops the report
    "embed_stylesheet": False,
    "initial_header_level": 4,
}


class PlainWriter(html5_polyglot.Writer):
    """Writes HTML whose only links lead to web pages or to a place in the text."""

    def translate(self) -> None:
        for reference in list(self.document.findall(nodes.reference)):
            if "refuri" in reference and not reference["refuri"].startswith(ADDRESSES_OF_LINKS):
                reference.replace_self(nodes.inline("", "", *reference.children))
        for image in list(self.document.findall(nodes.image)):
            image.replace_self(nodes.inline("", image["uri"]))
        super().translate()


def convert_rst(source: str) -> Mapping[str, Any]:
    """Convert reStructuredText to HTML.

    Returns
    -------
    mapping of str to str
        The parts of the page, as docutils' `publish_parts` returns them; `html_body` has the
        title, and `body` does not.
    """
    return publish_parts(source, writer=PlainWriter(), settings_overrides=SETTINGS)


@cache
def rst_to_html(source: str) -> Markup:
    """Convert the paragraphs of a caption, or a sentence, to HTML for a part of a page."""
    return Markup(convert_rst(source)["body"].strip())
