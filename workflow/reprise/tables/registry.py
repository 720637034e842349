"""All tables of a study, in the order of the report.

A new table needs a function in `makers` or `epoch_makers`, and an entry in `TABLES`. A table that
the report shows also needs a page in `report.table_pages` and a caption in workflow/report/.

Snakemake's plan imports this module. Therefore it imports neither pandas nor SciPy.
"""

from typing import TYPE_CHECKING

from reprise.evaluation.row_measures import has_row_scores
from reprise.partition import PartitionKind
from reprise.tables import epoch_makers, makers
from reprise.tables.forecast_stage import FORECAST_STAGE_TABLES
from reprise.tables.table import Table

if TYPE_CHECKING:
    from reprise.config.study import Study

PAGES = "reprise.report.table_pages"
CHOICE_PAGES = "reprise.report.choice_pages"
COMPARISON_PAGES = "reprise.report.comparison_pages"


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


# A table that is made from another table comes after it.
TABLES = (
    *FORECAST_STAGE_TABLES,
    Table("runs.csv", _always, makers.make_runs, number_format=None),
    # It is written while the run files are read.
    Table("forecasts.csv.gz", lambda study: study.task == "forecast", make=None),
    Table("predictions.csv.gz", lambda study: study.task == "regress", make=None),
    Table("history.csv.gz", lambda study: study.records_epochs, epoch_makers.make_history),
    Table(
        "layer_statistics.csv.gz",
        lambda study: study.records_layers,
        epoch_makers.make_layer_statistics,
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
        page=f"{COMPARISON_PAGES}:comparisons_page",
        caption="comparisons.rst",
    ),
    Table(
        "rounds.csv",
        lambda study: study.until is not None,
        makers.make_rounds,
        page="reprise.report.rounds_page:rounds_page",
        caption="rounds.rst",
    ),
    Table(
        "row_comparisons.csv",
        lambda study: has_row_scores(study.metric) and not study.has_query,
        makers.make_row_comparisons,
        page=f"{COMPARISON_PAGES}:row_comparisons_page",
        caption="row_comparisons.rst",
    ),
    Table(
        "one_training.csv",
        _always,
        makers.make_one_training,
        page=f"{CHOICE_PAGES}:one_training_page",
        caption="one_training.rst",
    ),
    Table(
        "best.csv",
        lambda study: len(study.configurations) > 1,
        makers.make_best,
        page=f"{CHOICE_PAGES}:best_page",
        caption="best.rst",
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
        lambda study: len(study.configurations) > 1 and not study.until,
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
        epoch_makers.make_first_epochs,
        page=f"{PAGES}:reaching_page",
        caption="reaching.rst",
    ),
    Table(
        "at_epochs.csv",
        lambda study: bool(study.tables.at_epochs),
        epoch_makers.make_metrics_at_epochs,
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
