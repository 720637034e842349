"""Pages about the predictor of a study of samples."""

from typing import Any

import pandas as pd

from reprise.figures.caption_text import count_nouns
from reprise.predictor_settings import PredictorSettings
from reprise.report.html_pages import page, paragraphs_html, table_html
from reprise.settings import DatasetSettings
from reprise.tables.study_tables import StudyTables

ACCURACY_HEADINGS = {
    "low": "lower limit",
    "high": "upper limit",
    "log_loss": "log loss",
    "brier_score": "Brier score",
    "rmse": "RMSE",
    "mae": "MAE",
}
COVERAGE_HEADINGS = {
    "half_width": "half width",
    "low": "coverage, lower limit",
    "high": "coverage, upper limit",
    "mean_size": "mean number of classes",
    "single": "share of sets of one class",
    "mean_width": "mean width",
}
MEASURED = ("coverage", "low", "high", "mean_size", "single", "mean_width")
CALIBRATION_HEADINGS = {
    "low": "lower limit",
    "high": "upper limit",
    "if_calibrated": "if probabilities were right",
    "if_calibrated_high": "if they were right, upper limit",
}


def accuracy_page(tables: StudyTables) -> str:
    """The out-of-fold measures of the network and of the baselines, and what they rest on."""
    summary, plan = tables.predictor_summary, _plan(tables)
    what = "classifier" if plan.task == "classify" else "regressor"
    sentences = [
        summary["sentence"],
        f"The prediction is the mean of {count_nouns(summary['members'], 'network')} of the"
        f" configuration {summary['configuration']}, trained for"
        f" {count_nouns(summary['epochs'], 'epoch')} on all samples.{_describe_diverged(summary)}"
        f" {summary['reason']}",
        f"The table rests on {plan.folds} folds: each sample is predicted by"
        f" {count_nouns(plan.members, 'network')} that were trained without its fold, and by"
        " baselines that were fitted without it.",
        "Some of these samples also chose the configuration, so the measures of the network can be"
        " a little too good."
        if summary["is_chosen"]
        else "",
        _describe_units(tables),
        f"The folder {plan.product}/ of the study predicts from Python: reprise.load_{what}.",
    ]
    table = _rename(tables.read("predictor_accuracy.csv"), ACCURACY_HEADINGS)
    body = paragraphs_html(filter(None, sentences)) + table_html(table)
    return page(f"{tables.settings.study}: predictions of samples of other folds", body)


def coverage_page(tables: StudyTables) -> str:
    """How often the sets or the intervals held the observation."""
    # A class may be named NA.
    empty = dict.fromkeys(MEASURED, "")
    table = tables.read("predictor_coverage.csv", keep_default_na=False, na_values=empty)
    if _plan(tables).task == "classify":
        table["class"] = table["class"].where(table["samples_of"] == "class", "all")
        table = table.drop(columns="samples_of")
    what = "sets" if _plan(tables).task == "classify" else "intervals"
    title = f"{tables.settings.study}: coverage of the {what}"
    return page(title, table_html(_rename(table, COVERAGE_HEADINGS)))


def calibration_page(tables: StudyTables) -> str:
    """How wrong the probabilities are before and after calibration."""
    summary = tables.predictor_summary
    fitted, used = summary["fitted_temperature"], summary["temperature"]
    decision = (
        "The classifier uses it."
        if used == fitted
        else "The samples do not show that it helps, so the classifier does not use it."
    )
    table = tables.read("predictor_calibration.csv").replace("_", " ", regex=True)
    title = f"{tables.settings.study}: errors of the probabilities"
    sentence = f"The temperature that suits all samples is {fitted:.2f}. {decision}"
    return page(
        title, paragraphs_html([sentence]) + table_html(_rename(table, CALIBRATION_HEADINGS))
    )


def _plan(tables: StudyTables) -> PredictorSettings:
    plan = tables.settings.predictor
    assert plan is not None  # otherwise the study has no such page
    return plan


def _describe_units(tables: StudyTables) -> str:
    """The units of the errors of numbers, as a sentence; empty for classes."""
    units = tables.settings.dataset.units_of()
    has_units = _plan(tables).task == "regress" and units != DatasetSettings.units
    return f"RMSE and MAE are in the units of the dataset: {units}." if has_units else ""


def _describe_diverged(summary: dict[str, Any]) -> str:
    """How many networks diverged, as a sentence; empty if none did."""
    if not summary["diverged"] and not summary["diverged_of_folds"]:
        return ""
    return (
        f" Left out because they diverged: {count_nouns(summary['diverged'], 'network')} of all"
        f" samples, and {summary['diverged_of_folds']} of the folds."
    )


def _rename(table: pd.DataFrame, headings: dict[str, str]) -> pd.DataFrame:
    return table.rename(columns=headings)
