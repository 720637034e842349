"""Tables as HTML pages, which the report shows where it could only offer a CSV for download."""

import html

from reprise.stats.comparisons import best_of
from reprise.tables.histories import describe_reaching

PAIRS_SHOWN = 200  # rows of a page
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>
body {{ font: 14px/1.4 "DejaVu Sans", Verdana, sans-serif; margin: 1.5em; color: #222; }}
table {{ border-collapse: collapse; }}
th, td {{ padding: 0.25em 0.8em; text-align: right; border-bottom: 1px solid #ddd; }}
table.words td {{ text-align: left; vertical-align: top; min-width: 4em; }}
th {{ background: #f4f4f4; }}
tbody th, td.text {{ text-align: left; font-weight: normal; }}
pre {{ font-size: 13px; }}
</style></head><body><h1 style="font-size: 1.2em">{title}</h1>
{body}
</body></html>
"""


def study_page(name, tables):
    """One page of a study.

    Parameters
    ----------
    name : str
        One of files.PAGES.
    tables : study_tables.StudyTables

    Returns
    -------
    str
    """
    study, metric = tables.said["study"], tables.said["metric"]
    makers = {
        "describe": lambda: describe_page(tables.description, f"{study}: {metric}"),
        "summary": lambda: table_page(tables.summary, f"{study}: {metric}, intervals"),
        "comparisons": lambda: _pairs(
            _shown_comparisons(tables.comparisons), f"{study}: {metric}, every pair", tables
        ),
        "effects": lambda: _effects(tables.effects, f"{study}: {metric}, effects of the keys"),
        "repeats": lambda: _pairs(tables.repeats, f"{study}: repeats needed", tables),
        "baselines": lambda: table_page(tables.baselines, f"{study}: baselines"),
        "origins": lambda: table_page(
            tables.table("origins"), f"{study}: {metric}, two uncertainties"
        ),
        "origin_comparisons": lambda: table_page(
            tables.table("origin_comparisons"), f"{study}: {metric}, differences over origins"
        ),
        "selection": lambda: table_page(
            tables.table("selection"), f"{study}: chosen by validation"
        ),
        "steps": lambda: table_page(_mean_steps(tables.steps), f"{study}: errors by step"),
        "within": lambda: table_page(tables.table("within"), f"{study}: shares of forecasts"),
        "reaching": lambda: table_page(
            describe_reaching(tables.table("reaching")),
            f"{study}: first epoch that reaches a value",
        ),
        "at_epochs": lambda: table_page(tables.table("at_epochs"), f"{study}: after some epochs"),
        "windows": lambda: text_page(tables.text("windows"), f"{study}: rows of X and y"),
        "final_scores": lambda: text_page(tables.text("final_scores"), f"{study}: final scores"),
    }
    return makers[name]()


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
    return page(title, turned.to_html(float_format="{:.3f}".format, border=0, na_rep=""))


def text_page(text, title):
    """Text as it is."""
    return page(title, f"<pre>{html.escape(text)}</pre>")


def table_page(table, title):
    """A table, a row a line, its first column in front."""
    return page(title, table_html(table))


def table_html(table, classes=None):
    """A table as HTML, its first column in front; in one of the class `words`, text reads."""
    first = table.columns[0]
    shown = table.set_index(first).rename_axis(index=None, columns=first)
    return shown.to_html(float_format="{:.3f}".format, border=0, na_rep="", classes=classes)


def _pairs(table, title, tables):
    """A table of pairs; of very many, those that involve the configuration of the best mean."""
    if len(table) <= PAIRS_SHOWN:
        return table_page(table, title)
    said = tables.said
    means = tables.description.loc["mean", said["configurations"]].dropna()
    if not len(means):
        return table_page(table[:PAIRS_SHOWN], f"{title} (the first {PAIRS_SHOWN} of {len(table)})")
    best = best_of(means, said["metric"])
    shown = table[(table["configuration"] == best) | (table["other"] == best)]
    return table_page(
        shown,
        f"{title}: {len(shown)} rows of {len(table)}, those of the best mean, {best};"
        " the CSV file has the rest",
    )


def _effects(effects, title):
    """An analysis of variance, in which a small p is not 0.000."""
    said = effects.assign(
        **{
            column: effects[column].map(
                lambda p: "< 0.001" if p < 0.001 else f"{p:.3f}", na_action="ignore"
            )
            for column in ("p", "p_robust")
        }
    )
    return table_page(said, title)


def _shown_comparisons(comparisons):
    """What a reader asks first; comparisons.csv has the rest."""
    columns = ["configuration", "other", "verdict", "difference", "difference_low"]
    columns += ["difference_high", "probability_better", "p_means_holm", "p_ranks_holm"]
    return comparisons[columns]


def _mean_steps(steps):
    """The mean over the repeats of each step's errors."""
    keys = ["configuration", "step"]
    return steps.drop(columns="repeat").groupby(keys, sort=False).mean().reset_index()


def page(title, body):
    """A whole HTML page around a body."""
    return PAGE.format(title=html.escape(title), body=body)
