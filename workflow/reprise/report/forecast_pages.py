"""Pages about the forecasts of a study beyond its data."""

from typing import Any

import pandas as pd

from reprise.figures.caption_text import count_nouns, join_words
from reprise.report.html_pages import page, paragraphs_html, table_html
from reprise.stats.coverage import ALL_STEPS
from reprise.tables.study_tables import StudyTables

HEADINGS_OF_ACCURACY = {
    "rmse": "RMSE",
    "mae": "MAE",
    "mase": "MASE",
    "wis": "weighted interval score",
    "pinball": "pinball loss",
}
METHODS = {
    "conformal": "conformal intervals: the rank of the errors decides the width",
    "adaptive": "adaptive conformal intervals: they become wider after errors outside",
}


def forecast_page(tables: StudyTables) -> str:
    """The forecast as a table, and in words what it rests on."""
    settings, summary = tables.settings, tables.forecast_summary
    plan = settings.forecast
    assert plan is not None  # otherwise the study has no such page
    first, last = plan.origins[0], plan.origins[-1]
    diverged = (
        f" {count_nouns(summary['diverged'], 'more network')} diverged and"
        f" {'is' if summary['diverged'] == 1 else 'are'} left out."
        if summary["diverged"]
        else ""
    )
    sentences = [
        summary["sentence"],
        _offer(summary),
        f"The forecast is the mean of {count_nouns(summary['members'], 'network')} of the"
        f" configuration {summary['configuration']}, trained for"
        f" {count_nouns(summary['epochs'], 'epoch')} on all {plan.observations} observations."
        f"{diverged} {summary['reason']}",
        f"The intervals are {METHODS[plan.method]}. The errors are those of the mean forecasts from"
        f" {count_nouns(len(plan.origins), 'origin')} (after {first} to {last} observations). The"
        f" networks were trained anew at {count_nouns(len(plan.refits), 'origin')}, each time on"
        " the observations before it alone.",
        _describe_choice(summary, len(plan.origins)),
        *_describe_coverage(tables),
        "The folder forecaster/ of the study forecasts from Python: reprise.load_forecaster.",
    ]
    # The sentences say what is equal in all rows.
    table = tables.forecast.drop(columns=["members", "baseline"], errors="ignore")
    if table["time"].isna().all():
        table = table.drop(columns="time")
    if _has_one_column(table):
        table = table.drop(columns="column")
    body = paragraphs_html(filter(None, sentences)) + table_html(_with_readable_times(table))
    return page(f"{settings.study}: forecast beyond the data", body)


def accuracy_page(tables: StudyTables) -> str:
    """The errors and the intervals of the network and of the baselines at the same origins."""
    summary = tables.forecast_summary
    table = tables.forecast_accuracy.rename(columns=HEADINGS_OF_ACCURACY)
    if _has_one_column(table):
        table = table.drop(columns="column")
    table.columns = [str(name).replace("_", " ") for name in table.columns]
    title = f"{tables.settings.study}: accuracy of earlier forecasts"
    return page(title, paragraphs_html([summary["sentence"]]) + table_html(table))


def coverage_page(tables: StudyTables) -> str:
    """How often the intervals of earlier forecasts contained the observation."""
    table = tables.forecast_coverage.copy()
    table["step"] = table["step"].replace(ALL_STEPS, "all").astype(str)
    if _has_one_column(table):
        table = table.drop(columns="column")
    headings = {
        "low": "share, lower limit",
        "high": "share, upper limit",
        "independent_origins": "independent origins",
    }
    title = f"{tables.settings.study}: coverage of earlier intervals"
    return page(title, table_html(table.rename(columns=headings)))


def _has_one_column(table: pd.DataFrame) -> bool:
    """Whether the study forecasts one column of its dataset, so that its name says nothing."""
    return bool((table["column"] == table["column"].iloc[0]).all())


def _offer(summary: dict[str, Any]) -> str:
    """Offer the forecast of the baseline if the network is not better."""
    if not summary["best_baseline"] or summary["verdict"] == "better":
        return ""
    return (
        f"The columns that begin with baseline have the forecast of {summary['best_baseline']} with"
        " its own intervals. It needs no network."
    )


def _describe_choice(summary: dict[str, Any], origins: int) -> str:
    """Say which errors owe something to the choice of the configuration; empty if none do."""
    after = summary["origins_after_choice"]
    if after == origins:
        return ""
    return (
        f"{count_nouns(origins - after, 'origin')} of {origins} come before observations by which"
        " the configuration was chosen, so the errors there can be a little too small."
    )


def _describe_coverage(tables: StudyTables) -> list[str]:
    """The measured coverage of each level over all steps, as a sentence per column."""
    coverage = tables.forecast_coverage
    over_all = coverage[coverage["step"] == ALL_STEPS]
    sentences = []
    for column, rows in over_all.groupby("column", sort=False):
        known = rows[rows["evaluated"] > 0].to_dict("records")
        if not known:
            sentences.append(
                "No earlier forecast had enough errors before it for an interval, so the coverage"
                " of the intervals is not known."
            )
            continue
        parts = [
            f"{row['covered']} of {row['evaluated']} ({row['share']:.0%}) by the interval of"
            f" {row['level']} %"
            for row in known
        ]
        of = f" of {column}" if not _has_one_column(over_all) else ""
        sentences.append(
            f"Earlier observations{of} that such intervals contained: {join_words(parts)}. Each"
            " interval followed from the errors that were known before it."
        )
    return sentences


def _with_readable_times(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose times have no clock if all of them are at midnight."""
    if "time" in table and pd.api.types.is_datetime64_any_dtype(table["time"]):
        times = table["time"]
        if (times == times.dt.normalize()).all():
            table = table.assign(time=times.dt.strftime("%Y-%m-%d"))
    return table
