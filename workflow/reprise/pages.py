"""Tables as HTML pages, which the report shows where it could only offer a CSV for download."""

import html

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 14px/1.4 "DejaVu Sans", Verdana, sans-serif; margin: 1.5em; color: #222; }}
table {{ border-collapse: collapse; }}
th, td {{ padding: 0.25em 0.8em; text-align: right; border-bottom: 1px solid #ddd; }}
th {{ background: #f4f4f4; }}
tbody th, td.text {{ text-align: left; font-weight: normal; }}
pre {{ font-size: 13px; }}
</style></head><body><h1 style="font-size: 1.2em">{title}</h1>
{body}
</body></html>
"""


def describe_page(description, title):
    """A describe() table, turned so that a row is a configuration.

    Parameters
    ----------
    description : DataFrame
        As tables.describe_runs makes it.
    title : str

    Returns
    -------
    str
    """
    turned = description.T.astype({"count": int, "diverged": int}).rename_axis(None, axis=1)
    return _page(title, turned.to_html(float_format="{:.3f}".format, border=0, na_rep=""))


def baselines_page(baselines, title):
    """The baselines, a row each, as tables.tabulate_baselines makes them."""
    shown = baselines.set_index("baseline").rename_axis(None)
    return _page(title, shown.to_html(float_format="{:.3f}".format, border=0))


def scores_page(scores, title):
    """The final-scores lines, as they are."""
    return _page(title, f"<pre>{html.escape(scores)}</pre>")


def _page(title, body):
    return PAGE.format(title=html.escape(title), body=body)
