"""The results of a study in a notebook: short HTML without colours of its own."""

from collections.abc import Iterable

import pandas as pd
from markupsafe import Markup

from reprise.escape import show_control_characters
from reprise.results.headline import verdicts_on
from reprise.results.short_number import short_number

ROWS_SHOWN = 30
HEADINGS = {
    "other": "compared with",
    "difference_low": "lower limit",
    "difference_high": "upper limit",
}
COUNTS = ["count", "diverged"]


def study_html(
    *,
    title: str,
    description: str,
    description_table: pd.DataFrame,
    headline: pd.DataFrame,
    comparisons: pd.DataFrame,
    metric: str,
    tables: Iterable[str],
) -> str:
    """Write the results of a study as HTML; every text is escaped.

    Parameters
    ----------
    title, description, metric : str
    description_table : DataFrame
        describe.csv, with the statistics as index.
    headline : DataFrame
        As `headline.tabulate_headline` makes it.
    comparisons : DataFrame
        comparisons.csv. The pairs of the best configurations are shown.
    tables : iterable of str
        The names of the tables.
    """
    verdicts = verdicts_on(comparisons, set(headline["configuration"])).rename(columns=HEADINGS)
    described = description_table.T.rename_axis(columns=None)
    described = described.astype(dict.fromkeys(COUNTS, int))
    parts = [
        Markup("<h3>{}</h3>").format(title),
        *(Markup("<p>{}</p>").format(text) for text in description.split("\n\n") if text.strip()),
        Markup("<p><b>{} of each configuration and baseline</b></p>").format(metric),
        _table_html(described),
        Markup("<p><b>Verdicts on the best configuration</b></p>"),
        _table_html(verdicts, index=False),
        Markup("<p>Tables: {}</p>").format(", ".join(tables)),
    ]
    return show_control_characters(f"<div>{''.join(parts)}</div>")


def list_html(heading: str, rows: Iterable[tuple[str, str]]) -> str:
    """Write a heading and a list of names with their texts as HTML; every text is escaped."""
    items = "".join(Markup("<li><code>{}</code> {}</li>").format(*row) for row in rows)
    text = Markup("<h3>{}</h3>").format(heading)
    return show_control_characters(f"<div>{text}<ul>{items}</ul></div>")


def _table_html(table: pd.DataFrame, index: bool = True) -> str:
    """A table that scrolls sideways by itself; pandas escapes all cells."""
    html: str = table[:ROWS_SHOWN].to_html(
        float_format=short_number, border=0, na_rep="", index=index
    )
    left_out = len(table) - ROWS_SHOWN
    more = f"<p>{left_out} more rows</p>" if left_out > 0 else ""
    return f'<div style="overflow-x: auto">{html}</div>{more}'
