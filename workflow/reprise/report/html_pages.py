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
    return render("page.html.jinja", title=title, body=Markup(body))


def text_page(title: str, text: str) -> str:
    """Make a page that shows plain text with its line breaks."""
    return render("text_page.html.jinja", title=title, text=text)


def sections_page(title: str, sections: Sequence[Section]) -> str:
    """Make a page of several sections."""
    marked = [{**vars(section), "table": Markup(section.table)} for section in sections]
    return render("sections_page.html.jinja", title=title, sections=marked)


def page_body(html: str) -> Markup:
    """The body of a page that `page`, `text_page` or `sections_page` has made, for the report."""
    return Markup(html.partition("<main>")[2].partition("</main>")[0].strip())


def table_html(table: pd.DataFrame, classes: str = "") -> str:
    """Format a table as HTML.

    Parameters
    ----------
    table : DataFrame
        The first column becomes the heading of each row. A missing value is an empty cell, and a
        number with decimals has three of them.
    classes : str, optional
        CSS classes; `words` is for cells with sentences.
    """
    is_number = [pd.api.types.is_numeric_dtype(dtype) for dtype in table.dtypes]
    rows = [
        [_format_cell(cell) for cell in row] for row in table.itertuples(index=False, name=None)
    ]
    return render(
        "table.html.jinja", headings=list(table), is_number=is_number, rows=rows, classes=classes
    )


def _format_cell(cell: Any) -> str:
    if pd.isna(cell):
        return ""
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def paragraphs_html(texts: Iterable[str]) -> str:
    """Write plain texts as HTML paragraphs, one per text."""
    return "".join(Markup("<p>{}</p>\n").format(text) for text in texts)


def render(template: str, **values: Any) -> str:
    """Render a template of workflow/report/templates/; control characters are visible."""
    return show_control_characters(_environment().get_template(template).render(values))


@cache
def _environment() -> jinja2.Environment:
    """The only place where text becomes HTML; it escapes everything that is not Markup."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
