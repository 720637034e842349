"""All tables of a study, in the order of the report.

A new table needs a function in `makers` and an entry in `TABLES`; a table that the report shows
also needs a page in `report.table_pages` and a caption in workflow/report/.

Snakemake's plan imports this module. Therefore it imports neither pandas nor SciPy.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reprise.partition import PartitionKind
from reprise.tables import makers

if TYPE_CHECKING:
    import pandas as pd

    from reprise.config.study import Study

PAGES = "reprise.report.table_pages"
FORECAST_PAGES = "reprise.report.forecast_pages"
PREDICTOR_PAGES = "reprise.report.predictor_pages"


@dataclass(frozen=True)
class Table:
    """One table of a study.

    Attributes
    ----------
    file : str
        The name of the file in the study's folder.
    is_wanted : callable
        Whether a study has this table.
    make : callable or None
        Makes the content of the file: a table, a text, or the parts of a long text. It is None
        for a file that is written elsewhere.
    page : str or None
        The function that shows the table in the report, as `module:function`. It is a text because
        pages belong to the stage that draws: a changed page must not make the tables again.
    caption : str or None
        The file in workflow/report/ that explains the page.
    number_format : str or None
        The format of numbers with decimals; without it, all digits are written.
    stage : {"prepare", "tabulate", "forecast"}
        The stage that writes the file.
    page_name : str or None
        The name of the page, if it shows more than the table.
    """

    file: str
    is_wanted: "Callable[[Study], bool]"
    make: "Callable[[makers.TableInputs], pd.DataFrame | str | Iterator[str]] | None"
    page: str | None = None
    caption: str | None = None
    number_format: str | None = "%.6f"
    stage: Literal["prepare", "tabulate", "forecast"] = "tabulate"
    page_name: str | None = None

    @property
    def name(self) -> str:
        """The name of the file without its ending."""
        return self.file.partition(".")[0]

    @property
    def page_file(self) -> str:
        """The name of the file with the table's page."""
        return f"pages/{self.page_name or self.name}.html"

    @property
    def label(self) -> str:
        """What the report calls the table."""
        return (self.page_name or self.name).replace("_", " ")


def wanted_tables(study: "Study", stage: str | None = None) -> list[Table]:
    """List the tables of a study that a stage writes, or all of them without a stage."""
    return [table for table in TABLES if stage in (None, table.stage) and table.is_wanted(study)]


def _always(study: "Study") -> bool:
    return True


def _tables_of_partitions(kind: PartitionKind) -> tuple[Table, Table]:
    """The tables of a study that is repeated at several origins or splits."""
    return (
        Table(
            f"{kind}s.csv",
            lambda study: study.partition_kind == kind,
            makers.make_partitions,
            page=f"{PAGES}:partitions_page",
            caption=f"{kind}s.rst",
        ),
        Table(
            f"{kind}_comparisons.csv",
            lambda study: study.partition_kind == kind,
            makers.make_partition_comparisons,
            page=f"{PAGES}:partition_comparisons_page",
            caption=f"{kind}_comparisons.rst",
        ),
    )


def _forecasts_beyond(study: "Study") -> bool:
    return study.forecast is not None


def _predicts_samples(study: "Study") -> bool:
    return study.predictor is not None


def _predicts_classes(study: "Study") -> bool:
    return study.predictor is not None and study.task == "classify"


# A table that is made from another table comes after it.
TABLES = (
    Table(
        "forecast.csv",
        _forecasts_beyond,
        make=None,
        page=f"{FORECAST_PAGES}:forecast_page",
        caption="forecast.rst",
        stage="forecast",
    ),
    Table(
        "forecast_accuracy.csv",
        _forecasts_beyond,
        make=None,
        page=f"{FORECAST_PAGES}:accuracy_page",
        caption="forecast_accuracy.rst",
        stage="forecast",
    ),
    Table(
        "forecast_coverage.csv",
        _forecasts_beyond,
        make=None,
        page=f"{FORECAST_PAGES}:coverage_page",
        caption="forecast_coverage.rst",
        stage="forecast",
    ),
    Table("forecast_errors.csv", _forecasts_beyond, make=None, stage="forecast"),
    Table("forecast_members.csv", _forecasts_beyond, make=None, stage="forecast"),
    Table(
        "predictor_accuracy.csv",
        _predicts_samples,
        make=None,
        page=f"{PREDICTOR_PAGES}:accuracy_page",
        caption="predictor_accuracy.rst",
        stage="forecast",
    ),
    Table(
        "predictor_coverage.csv",
        _predicts_samples,
        make=None,
        page=f"{PREDICTOR_PAGES}:coverage_page",
        caption="predictor_coverage.rst",
        stage="forecast",
    ),
    Table(
        "predictor_calibration.csv",
        _predicts_classes,
        make=None,
        page=f"{PREDICTOR_PAGES}:calibration_page",
        caption="predictor_calibration.rst",
        stage="forecast",
    ),
    Table("reliability.csv", _predicts_classes, make=None, stage="forecast"),
    Table("predictor_out_of_fold.csv", _predicts_samples, make=None, stage="forecast"),
    Table("runs.csv", _always, makers.make_runs, number_format=None),
    # It is written while the run files are read.
    Table("forecasts.csv.gz", lambda study: study.task == "forecast", make=None),
    Table("predictions.csv.gz", lambda study: study.task == "regress", make=None),
    Table("history.csv.gz", lambda study: study.records_epochs, makers.make_history),
    Table(
        "layer_statistics.csv.gz",
        lambda study: study.records_layers,
        makers.make_layer_statistics,
    ),
    Table(
        "describe.csv",
        _always,
        makers.make_description,
        page=f"{PAGES}:describe_page",
        caption="describe.rst",
    ),
    Table(
        "summary.csv",
        _always,
        makers.make_summary,
        page=f"{PAGES}:summary_page",
        caption="summary.rst",
    ),
    Table(
        "comparisons.csv",
        _always,
        makers.make_comparisons,
        page=f"{PAGES}:comparisons_page",
        caption="comparisons.rst",
    ),
    Table(
        "effects.csv",
        lambda study: bool(study.grid_levels),
        makers.make_effects,
        page=f"{PAGES}:effects_page",
        caption="effects.rst",
    ),
    Table(
        "repeats.csv",
        lambda study: len(study.configurations) > 1,
        makers.make_repeats,
        page=f"{PAGES}:repeats_page",
        caption="repeats.rst",
    ),
    Table(
        "baselines.csv",
        _always,
        makers.make_baselines,
        page=f"{PAGES}:baselines_page",
        caption="baselines.rst",
    ),
    *_tables_of_partitions("origin"),
    *_tables_of_partitions("split"),
    Table(
        "selection.csv",
        lambda study: study.has_validation,
        makers.make_selection,
        page=f"{PAGES}:selection_page",
        caption="selection.rst",
    ),
    Table(
        "steps.csv",
        lambda study: study.forecasts_several_steps,
        makers.make_steps,
        page=f"{PAGES}:steps_page",
        caption="steps.rst",
    ),
    Table(
        "within.csv",
        lambda study: bool(study.tables.within),
        makers.make_shares_within,
        page=f"{PAGES}:within_page",
        caption="within.rst",
    ),
    Table(
        "ensembles.csv",
        lambda study: bool(study.tables.ensembles),
        makers.make_ensembles,
        page=f"{PAGES}:ensembles_page",
        caption="ensembles.rst",
    ),
    Table(
        "reaching.csv",
        lambda study: bool(study.tables.reaching),
        makers.make_first_epochs,
        page=f"{PAGES}:reaching_page",
        caption="reaching.rst",
    ),
    Table(
        "at_epochs.csv",
        lambda study: bool(study.tables.at_epochs),
        makers.make_metrics_at_epochs,
        page=f"{PAGES}:at_epochs_page",
        caption="at_epochs.rst",
    ),
    Table(
        "first_rows.txt",
        _always,
        make=None,
        page=f"{PAGES}:dataset_page",
        caption="dataset.rst",
        stage="prepare",
        page_name="dataset",
    ),
    Table("unit_roots.csv", lambda study: study.dataset.is_series, makers.make_unit_roots),
    Table(
        "autocorrelations.csv",
        lambda study: study.dataset.is_series,
        makers.make_autocorrelations,
    ),
    Table(
        "windows.txt",
        lambda study: study.dataset.is_series,
        make=None,
        page=f"{PAGES}:windows_page",
        caption="windows.rst",
        stage="prepare",
    ),
    Table(
        "final_scores.txt",
        _always,
        makers.make_final_scores,
        page=f"{PAGES}:final_scores_page",
        caption="final_scores.rst",
    ),
)
