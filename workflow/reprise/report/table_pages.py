"""Pages that show the tables of a study in the report.

`tables.registry` names the function of each page. The columns have the names that statisticians
use; the CSV files have names without spaces.
"""

import pkgutil

import pandas as pd

from reprise.partition import PARTITION_KINDS
from reprise.report.comparison_pages import pairs_page, with_short_p_values
from reprise.report.dataset_page import describe_dataset
from reprise.report.html_pages import page, paragraphs_html, table_html, text_page
from reprise.tables.epoch_tables import describe_reaching
from reprise.tables.kept_epochs import describe_untrained
from reprise.tables.study_tables import StudyTables
from reprise.tables.table import Table
from reprise.tables.trained_epochs import describe_trained_epochs

EFFECTS_HEADINGS = {
    "sum_of_squares": "sum of squares",
    "degrees_of_freedom": "degrees of freedom",
    "share_of_variance": "epsilon squared",
    "f": "F",
    "f_robust": "F (robust)",
    "p_robust": "p (robust)",
}
SUMMARY_HEADINGS = {
    "share_diverged": "share diverged",
    "share_diverged_low": "share diverged, lower limit",
    "share_diverged_high": "share diverged, upper limit",
    "mean_low": "mean, lower limit",
    "mean_high": "mean, upper limit",
    "median_low": "median, lower limit",
    "median_high": "median, upper limit",
    "iqm": "interquartile mean",
    "iqm_low": "interquartile mean, lower limit",
    "iqm_high": "interquartile mean, upper limit",
}
REPEATS_HEADINGS = {
    "standardized_difference": "standardized difference",
    "standardized_low": "lower limit",
    "standardized_high": "upper limit",
    "repeats_needed": "repeats for the estimate",
    "fewest_repeats": "fewest repeats",
    "most_repeats": "most repeats",
}
PARTITIONS_HEADINGS = {
    "std_starts": "std between random seeds",
    "share_partitions": "intraclass correlation",
    "starts_low": "lower limit (random seeds)",
    "starts_high": "upper limit (random seeds)",
}
PARTITION_COMPARISONS_HEADINGS = {
    "other_mean": "mean of other",
    "difference": "difference of means",
    "difference_low": "lower limit",
    "difference_high": "upper limit",
    "lowest": "lowest difference",
    "highest": "highest difference",
}
ENSEMBLES_HEADINGS = {
    "low": "lower limit",
    "high": "upper limit",
    "gain_percent": "gain (%)",
    "beaten": "share of single networks beaten",
}
SELECTION_HEADINGS = {
    "share_chosen": "share of halves that choose it",
    "kept_epoch": "median of kept epochs",
    "trained_epochs": "median of trained epochs",
}


def make_page(table: Table, tables: StudyTables) -> str:
    """Make the page of a table with the function that the registry names."""
    if table.page is None:
        raise ValueError(f"The report does not show {table.file}")
    html: str = pkgutil.resolve_name(table.page)(tables)
    return html


def describe_page(tables: StudyTables) -> str:
    """The description of the headline metric, one row per configuration and baseline."""
    transposed = tables.description.T.astype({"count": int, "diverged": int})
    table = transposed.rename_axis("configuration").reset_index()
    return _metric_page(tables, "description of all runs", table.rename_axis(columns=None))


def summary_page(tables: StudyTables) -> str:
    """Means and medians with their intervals."""
    return _metric_page(tables, "intervals", tables.summary.rename(columns=SUMMARY_HEADINGS))


def effects_page(tables: StudyTables) -> str:
    """The analysis of variance of a grid."""
    table = with_short_p_values(tables.effects, "p", "p_robust")
    return _metric_page(tables, "analysis of variance", table.rename(columns=EFFECTS_HEADINGS))


def repeats_page(tables: StudyTables) -> str:
    """The repeats that each pair needs."""
    title = f"{tables.settings.study}: repeats needed"
    return pairs_page(tables, title, tables.repeats, REPEATS_HEADINGS)


def baselines_page(tables: StudyTables) -> str:
    """One row per baseline, with the configurations that it is compared with."""
    baselines = tables.baselines
    users = baselines.groupby("label", sort=False)["configuration"].agg(list)
    everyone = len(tables.settings.configuration_names)
    names = ["all" if len(name) == everyone else ", ".join(name) for name in users]
    table = baselines.drop_duplicates("label").assign(configuration=names)
    table = table.drop(columns=["baseline", *PARTITION_KINDS])
    headings = {"label": "baseline", "configuration": "configurations"}
    return _study_page(tables, "baselines", table.rename(columns=headings))


def partitions_page(tables: StudyTables) -> str:
    """The variance between random seeds and between origins or splits."""
    kinds = f"{tables.settings.partition_kind}s"
    headings = PARTITIONS_HEADINGS | {
        "partitions": kinds,
        "std_partitions": f"std between {kinds}",
        "partitions_low": f"lower limit ({kinds})",
        "partitions_high": f"upper limit ({kinds})",
    }
    table = tables.partitions.rename(columns=headings)
    return _metric_page(tables, f"random seeds and {kinds}", table)


def partition_comparisons_page(tables: StudyTables) -> str:
    """The differences of means over the origins or splits."""
    kinds = f"{tables.settings.partition_kind}s"
    headings = PARTITION_COMPARISONS_HEADINGS | {"partitions": kinds, "ahead": f"{kinds} ahead"}
    table = tables.partition_comparisons.rename(columns=headings)
    return _metric_page(tables, f"differences over {kinds}", table)


def selection_page(tables: StudyTables) -> str:
    """The configurations that the validation rows select, and what they say about the epochs."""
    headings = dict(SELECTION_HEADINGS)
    if tables.settings.task != "forecast":
        headings["forecasts"] = "predicts"
    table = tables.read("selection.csv").rename(columns=headings)
    sentences = [
        *describe_trained_epochs(tables.runs, tables.settings),
        *describe_untrained(tables.runs, tables.settings),
    ]
    title = f"{tables.settings.study}: chosen by validation"
    return page(title, paragraphs_html(sentences) + table_html(table))


def steps_page(tables: StudyTables) -> str:
    """The mean errors of each step of the horizon."""
    errors = tables.steps.drop(columns="repeat")
    means = errors.groupby(["configuration", "step"], sort=False).mean().reset_index()
    return _study_page(tables, "mean errors by step", means)


def within_page(tables: StudyTables) -> str:
    """The shares of forecasts within the tolerances of the study."""
    headings = {f"mean_{name}": f"mean {name}" for name in ("forecast", "prediction")}
    table = tables.read("within.csv").rename(columns=headings)
    outputs = tables.settings.outputs_in_words
    return _study_page(tables, f"shares of {outputs} within a tolerance", table)


def ensembles_page(tables: StudyTables) -> str:
    """What the mean forecast of several networks gains."""
    metric = tables.ensemble_metric
    table = tables.ensembles[tables.ensembles["metric"] == metric].drop(columns="metric")
    table = table.rename(columns=ENSEMBLES_HEADINGS)
    return _study_page(tables, f"{metric}, mean of several networks", table)


def reaching_page(tables: StudyTables) -> str:
    """How soon the runs reach the values of the study."""
    table = describe_reaching(tables.read("reaching.csv"))
    return _study_page(tables, "first epoch that reaches a value", table)


def at_epochs_page(tables: StudyTables) -> str:
    """The description of every metric after the epochs that the study lists."""
    table = tables.read("at_epochs.csv").astype({"count": int})
    return _study_page(tables, "metrics after chosen epochs", table)


def dataset_page(tables: StudyTables) -> str:
    """The dataset: its source, first rows, statistics and shapes."""
    return describe_dataset(tables)


def windows_page(tables: StudyTables) -> str:
    """The first rows of X and y."""
    title = f"{tables.settings.study}: first rows of X and y"
    return text_page(title, tables.read_text("windows.txt"))


def final_scores_page(tables: StudyTables) -> str:
    """The scores of every run after training."""
    title = f"{tables.settings.study}: final scores"
    return text_page(title, tables.read_text("final_scores.txt"))


def _metric_page(tables: StudyTables, subject: str, table: pd.DataFrame) -> str:
    """A page whose title names the headline metric."""
    return _study_page(tables, f"{tables.settings.metric}, {subject}", table)


def _study_page(tables: StudyTables, subject: str, table: pd.DataFrame) -> str:
    return page(f"{tables.settings.study}: {subject}", table_html(table))
