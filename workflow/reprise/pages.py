"""Tables as HTML pages, which the report shows where it could only offer a CSV for download."""

import html
from pathlib import Path

from reprise.histories import describe_reaching
from reprise.storage import write_whole

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


def write_pages(files, said, tables):
    """Write the pages of one study.

    Parameters
    ----------
    files : files.StudyFiles
    said : dict
        What the study says for tables.
    tables : dict of str to DataFrame or str
        As tabulation.write_tables gives them.
    """
    study = said["study"]
    makers = {
        "describe": lambda: describe_page(tables["describe.csv"], f"{study}: {said['metric']}"),
        "summary": lambda: _table(tables["summary.csv"], f"{study}: {said['metric']}, intervals"),
        "comparisons": lambda: _table(
            _shown_comparisons(tables["comparisons.csv"]), f"{study}: {said['metric']}, every pair"
        ),
        "repeats": lambda: _table(tables["repeats.csv"], f"{study}: repeats needed"),
        "baselines": lambda: _table(tables["baselines.csv"], f"{study}: baselines"),
        "selection": lambda: _table(tables["selection.csv"], f"{study}: chosen by validation"),
        "steps": lambda: _table(_mean_steps(tables["steps.csv"]), f"{study}: errors by step"),
        "within": lambda: _table(tables["within.csv"], f"{study}: shares of forecasts"),
        "reaching": lambda: _table(
            describe_reaching(tables["reaching.csv"]), f"{study}: first epoch that reaches a value"
        ),
        "at_epochs": lambda: _table(tables["at_epochs.csv"], f"{study}: after some epochs"),
        "windows": lambda: text_page(
            Path(files.path("windows.txt")).read_text(), f"{study}: rows of X and y"
        ),
        "final_scores": lambda: text_page(tables["final_scores.txt"], f"{study}: final scores"),
    }
    for path in files.pages:
        write_whole(path, makers[Path(path).stem]())


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


def text_page(text, title):
    """Text as it is."""
    return _page(title, f"<pre>{html.escape(text)}</pre>")


def _table(table, title):
    """A table, a row a line, its first column in front."""
    shown = table.set_index(table.columns[0]).rename_axis(None)
    return _page(title, shown.to_html(float_format="{:.3f}".format, border=0, na_rep=""))


def _shown_comparisons(comparisons):
    """What a reader asks first; comparisons.csv has the rest."""
    columns = ["configuration", "other", "verdict", "difference", "difference_low"]
    columns += ["difference_high", "probability_better", "p_means_holm", "p_ranks_holm"]
    return comparisons[columns]


def _mean_steps(steps):
    """The mean over the repeats of each step's errors."""
    keys = ["configuration", "step"]
    return steps.drop(columns="repeat").groupby(keys, sort=False).mean().reset_index()


def _page(title, body):
    return PAGE.format(title=html.escape(title), body=body)
