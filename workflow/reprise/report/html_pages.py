"""HTML pages of the report: the layout that all pages share, and tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jinja2
import pandas as pd
from markupsafe import Markup

from reprise.escape import show_control_characters
from reprise.paths import TEMPLATES


@dataclass(frozen=True)
class Section:
    """A part of a page: a heading, paragraphs, a text with its line breaks, and a table.

    Attributes
    ----------
    heading : str
    paragraphs : tuple of str
        Plain text.
    text : str
        Plain text that is shown as it is, or an empty text.
    table : str
        HTML of `table_html`, or an empty text.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    text: str = ""
    table: str = ""


def page(title: str, body: str) -> str:
    """Make a complete HTML page.

    Parameters
    ----------
    title : str
        Plain text.
    body : str
        HTML, for example of `table_html`.
    """
    return _render("page.html.jinja", title=title, body=Markup(body))


def text_page(title: str, text: str) -> str:
    """Make a page that shows plain text with its line breaks."""
    return _render("text_page.html.jinja", title=title, text=text)


def sections_page(title: str, sections: Sequence[Section]) -> str:
    """Make a page of several sections."""
    marked = [{**vars(section), "table": Markup(section.table)} for section in sections]
    return _render("sections_page.html.jinja", title=title, sections=marked)


def table_html(table: pd.DataFrame, classes: str | None = None) -> str:
    """Format a table as HTML.

    Parameters
    ----------
    table : DataFrame
        The first column becomes the heading of each row. pandas escapes all cells.
    classes : str, optional
        CSS classes; `words` is for cells with sentences.
    """
    first = table.columns[0]
    shown = table.set_index(first).rename_axis(index=None, columns=first)
    html: str = shown.to_html(float_format="{:.3f}".format, border=0, na_rep="", classes=classes)
    return html


def paragraphs_html(texts: Iterable[str]) -> str:
    """Write plain texts as HTML paragraphs, one per text."""
    return "".join(Markup("<p>{}</p>\n").format(text) for text in texts)


def _render(template: str, **values: Any) -> str:
    """Render a page; control characters in its texts are visible."""
    return show_control_characters(_environment().get_template(template).render(values))


@cache
def _environment() -> jinja2.Environment:
    """The only place where text becomes HTML; it escapes everything that is not Markup."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
