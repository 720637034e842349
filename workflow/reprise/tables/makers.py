"""The functions that make the tables of a study.

Snakemake's plan imports this module. Therefore each function imports what it needs only when it
is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from reprise.stage_settings import TabulateSettings
    from reprise.training.planned_run import PlannedRun


@dataclass(frozen=True)
class TableInputs:
    """What the tables of a study are made from.

    Attributes
    ----------
    settings : TabulateSettings
    planned_runs : list of PlannedRun
        Every run of the study, in the order of the tables.
    run_documents : list of dict
        The contents of the run files, without the forecasts, in the same order.
    runs : DataFrame
        As `run_tables.collect_runs` makes it.
    baselines : DataFrame
        As `baseline_tables.tabulate_baselines` makes it.
    read_table : callable
        Reads a table that was written before, by the name of its file.
    load_dataset : callable
        Loads the dataset of the study.
    """

    settings: TabulateSettings
    planned_runs: list[PlannedRun]
    run_documents: list[dict[str, Any]]
    runs: pd.DataFrame
    baselines: pd.DataFrame
    read_table: Callable[[str], pd.DataFrame]
    load_dataset: Callable[[], Any]


def make_runs(inputs: TableInputs) -> pd.DataFrame:
    """One row per run."""
    return inputs.runs


def make_history(inputs: TableInputs) -> Iterator[str]:
    """The metrics of every run after every epoch."""
    return _join_files_of_kind(inputs, "history")


def make_layer_statistics(inputs: TableInputs) -> Iterator[str]:
    """The batch-normalization layers of every run at every update."""
    return _join_files_of_kind(inputs, "layers")


def _join_files_of_kind(inputs: TableInputs, kind: str) -> Iterator[str]:
    """Join what the runs recorded; `kind` is a key of PlannedRun.record_paths."""
    from reprise.tables.record_tables import RecordFile, join_records

    return join_records(
        [
            RecordFile(run.configuration, run.repeat, run.record_paths[kind])
            for run in inputs.planned_runs
            if kind in run.record_paths
        ]
    )


def make_description(inputs: TableInputs) -> pd.DataFrame:
    """The description of the headline metric, one column per configuration."""
    from reprise.tables.run_tables import describe_runs

    settings = inputs.settings
    names = settings.configuration_names
    return describe_runs(inputs.runs, settings.metric, names, inputs.baselines).reset_index()


def make_summary(inputs: TableInputs) -> pd.DataFrame:
    """Means and medians of the headline metric with intervals, one row per configuration.

    Forecasts also have the mean R² of the test rows.
    """
    from reprise.evaluation.explained_variance import TEST_R2
    from reprise.stats.intervals import summarize_runs
    from reprise.tables.run_tables import mean_of_runs

    settings = inputs.settings
    names, confidence = settings.configuration_names, settings.comparison.confidence
    summary = summarize_runs(inputs.runs, settings.metric, names, confidence)
    if TEST_R2 in inputs.runs and settings.metric != TEST_R2:
        summary[TEST_R2] = summary["configuration"].map(mean_of_runs(inputs.runs, TEST_R2))
    return summary


def make_comparisons(inputs: TableInputs) -> pd.DataFrame:
    """One row per pair of configurations, and per configuration and baseline."""
    from reprise.stats.comparisons import compare_study

    settings = inputs.settings
    return compare_study(
        inputs.runs,
        settings.metric,
        settings.forecast_groups,
        inputs.baselines,
        settings.comparison.margin,
        settings.comparison.confidence,
    )


def make_effects(inputs: TableInputs) -> pd.DataFrame:
    """The analysis of variance of a grid."""
    from reprise.stats.effects import analyse_effects

    return analyse_effects(inputs.runs, inputs.settings.metric, inputs.settings.grid)


def make_repeats(inputs: TableInputs) -> pd.DataFrame:
    """The repeats that each pair of configurations needs."""
    from reprise.stats.repeats_needed import plan_repeats

    settings = inputs.settings
    return plan_repeats(
        inputs.runs,
        settings.metric,
        settings.forecast_groups,
        settings.comparison.power,
        settings.comparison.confidence,
    )


def make_baselines(inputs: TableInputs) -> pd.DataFrame:
    """One row per baseline and configuration."""
    return inputs.baselines


def make_origins(inputs: TableInputs) -> pd.DataFrame:
    """The variance between random seeds and between origins, one row per configuration."""
    from reprise.stats.origin_variance import describe_origins

    settings = inputs.settings
    confidence = settings.comparison.confidence
    return describe_origins(inputs.runs, settings.metric, settings.origins, confidence)


def make_origin_comparisons(inputs: TableInputs) -> pd.DataFrame:
    """One row per pair, compared over the origins."""
    from reprise.stats.origin_variance import compare_at_origins

    settings = inputs.settings
    return compare_at_origins(
        inputs.runs,
        settings.metric,
        settings.forecast_groups,
        inputs.baselines,
        settings.origins,
        settings.comparison.confidence,
    )


def make_selection(inputs: TableInputs) -> pd.DataFrame:
    """The configurations that the validation rows select."""
    from reprise.tables.selection import choose_by_validation

    settings = inputs.settings
    return choose_by_validation(inputs.runs, settings.metric, settings.forecast_groups)


def make_steps(inputs: TableInputs) -> pd.DataFrame:
    """The errors of each step of the horizon, run by run."""
    from reprise.tables.step_errors import collect_steps

    return collect_steps(inputs.run_documents)


def make_shares_within(inputs: TableInputs) -> pd.DataFrame:
    """The shares of forecasts within the tolerances of the study."""
    from reprise.tables.forecasts_table import shares_within

    forecasts = inputs.read_table("forecasts.csv.gz")
    return shares_within(forecasts, inputs.settings.tables.within)


def make_ensembles(inputs: TableInputs) -> pd.DataFrame:
    """The mean forecasts of several networks, compared with one network."""
    from reprise.tables.ensemble_table import tabulate_ensembles

    return tabulate_ensembles(inputs.settings, inputs.planned_runs)


def make_first_epochs(inputs: TableInputs) -> pd.DataFrame:
    """The first epoch at which each run reaches the values of the study."""
    from reprise.tables.epoch_tables import first_reaching

    return first_reaching(inputs.read_table("history.csv.gz"), inputs.settings.tables.reaching)


def make_metrics_at_epochs(inputs: TableInputs) -> pd.DataFrame:
    """The description of every metric after the epochs that the study lists."""
    from reprise.tables.epoch_tables import describe_at_epochs

    history = inputs.read_table("history.csv.gz")
    return describe_at_epochs(history, inputs.settings.tables.at_epochs)


def make_autocorrelations(inputs: TableInputs) -> pd.DataFrame:
    """The autocorrelations of the observations before the test rows."""
    from reprise.tables.series_tables import tabulate_autocorrelations

    settings = inputs.settings
    return tabulate_autocorrelations(
        inputs.load_dataset(),
        settings.framings,
        settings.dataset.period,
        settings.comparison.confidence,
    )


def make_unit_roots(inputs: TableInputs) -> pd.DataFrame:
    """The test whether the observations before the test rows have a unit root."""
    from reprise.tables.series_tables import tabulate_unit_roots

    return tabulate_unit_roots(inputs.load_dataset(), inputs.settings.framings)


def make_final_scores(inputs: TableInputs) -> str:
    """The scores of every run after training, in the words of the tutorials."""
    from reprise.tables.final_scores import final_scores

    return final_scores(inputs.runs, inputs.settings.listings)
