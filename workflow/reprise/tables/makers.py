"""The functions that make the tables of a study.

Snakemake's plan imports this module. Therefore each function imports what it needs only when it
is called.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from reprise.round_decision import RoundDecision
    from reprise.stage_settings import TabulateSettings
    from reprise.stats.row_comparisons import RowScores
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
    row_scores, baseline_row_scores
        As `row_scores.RowScoreCollector` makes them.
    read_table : callable
        Reads a table that was written before, by the name of its file.
    load_dataset : callable
        Loads the dataset of the study.
    decision : RoundDecision or None
        Of the last round of a study that trains until its pairs are decided.
    """

    settings: TabulateSettings
    planned_runs: list[PlannedRun]
    run_documents: list[dict[str, Any]]
    runs: pd.DataFrame
    baselines: pd.DataFrame
    row_scores: dict[str, RowScores]
    baseline_row_scores: list[tuple[str, str, RowScores]]
    read_table: Callable[[str], pd.DataFrame]
    load_dataset: Callable[[], Any]
    decision: RoundDecision | None = None


def make_runs(inputs: TableInputs) -> pd.DataFrame:
    """One row per run."""
    return inputs.runs


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
    """One row per pair of configurations, and per configuration and baseline.

    A pair that a round has decided has the numbers of that round.
    """
    if inputs.decision:
        from reprise.tables.rounds_table import tabulate_pairs

        return tabulate_pairs(inputs.decision)
    from reprise.stats.comparisons import compare_study

    settings = inputs.settings
    return compare_study(
        inputs.runs,
        settings.metric,
        settings.families,
        settings.trainings,
        inputs.baselines,
        settings.comparison.margin,
        settings.comparison.confidence,
    )


def make_rounds(inputs: TableInputs) -> pd.DataFrame:
    """How many repeats each configuration took, and why it stopped."""
    from reprise.tables.rounds_table import tabulate_rounds

    assert inputs.decision and inputs.settings.until
    return tabulate_rounds(inputs.decision, inputs.settings.until)


def make_row_comparisons(inputs: TableInputs) -> pd.DataFrame:
    """One row per pair and per baseline, compared over the test rows."""
    from reprise.stats.row_comparisons import compare_rows

    settings = inputs.settings
    return compare_rows(
        inputs.row_scores,
        inputs.baseline_row_scores,
        settings.metric,
        settings.families,
        settings.dataset.is_series,
        settings.comparison.confidence,
    )


def make_effects(inputs: TableInputs) -> pd.DataFrame:
    """The analysis of variance of a grid."""
    from reprise.stats.effects import analyse_effects

    settings = inputs.settings
    return analyse_effects(inputs.runs, settings.metric, settings.grid, settings.trainings)


def make_repeats(inputs: TableInputs) -> pd.DataFrame:
    """The repeats that each pair of configurations needs."""
    from reprise.stats.repeats_needed import plan_repeats

    settings = inputs.settings
    return plan_repeats(
        inputs.runs,
        settings.metric,
        settings.families,
        settings.trainings,
        settings.comparison.power,
        settings.comparison.confidence,
    )


def make_best(inputs: TableInputs) -> pd.DataFrame:
    """The best configuration of each group, and how sure and how good its choice is."""
    from reprise.stats.best_choice import describe_choice

    settings = inputs.settings
    return describe_choice(
        inputs.runs, settings.metric, settings.forecast_groups, settings.trainings
    )


def make_one_training(inputs: TableInputs) -> pd.DataFrame:
    """What one more training gives, and the best of several, per configuration."""
    from reprise.stats.one_training import predict_one_training

    settings = inputs.settings
    names, confidence = settings.configuration_names, settings.comparison.confidence
    return predict_one_training(inputs.runs, settings.metric, names, confidence)


def make_baselines(inputs: TableInputs) -> pd.DataFrame:
    """One row per baseline and configuration."""
    return inputs.baselines


def make_partitions(inputs: TableInputs) -> pd.DataFrame:
    """The variance between random seeds and between origins or splits, per configuration."""
    from reprise.stats.partition_variance import describe_partitions

    settings = inputs.settings
    table = describe_partitions(
        inputs.runs,
        settings.metric,
        settings.partitions,
        settings.comparison.confidence,
        _overlap_of_splits(inputs),
    )
    return _name_partitions(table, inputs)


def make_partition_comparisons(inputs: TableInputs) -> pd.DataFrame:
    """One row per pair, compared over the origins or splits."""
    from reprise.stats.partition_variance import compare_over_partitions

    settings = inputs.settings
    table = compare_over_partitions(
        inputs.runs,
        settings.metric,
        settings.forecast_groups,
        inputs.baselines,
        settings.partitions,
        settings.comparison.confidence,
        _overlap_of_splits(inputs),
    )
    return _name_partitions(table, inputs)


def _name_partitions(table: pd.DataFrame, inputs: TableInputs) -> pd.DataFrame:
    """A table whose columns name origins or splits: `std_splits` for `std_partitions`."""
    kind = inputs.settings.partition_kind or "partition"
    return table.rename(columns=lambda column: column.replace("partition", kind))


def _overlap_of_splits(inputs: TableInputs) -> float:
    """The largest ratio of test rows to training rows; 0 for origins, which divide no samples."""
    settings = inputs.settings
    if settings.partition_kind != "split":
        return 0.0
    rows = len(inputs.load_dataset().y)
    return max(
        (f.test_rows or 0) / (f.train_rows or rows - (f.test_rows or 0) - f.validation_rows)
        for f in settings.framings
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

    column = "prediction" if inputs.settings.task == "regress" else "forecast"
    table = inputs.read_table(f"{column}s.csv.gz")
    return shares_within(table, inputs.settings.tables.within, column)


def make_ensembles(inputs: TableInputs) -> pd.DataFrame:
    """The mean forecasts of several networks, compared with one network."""
    from reprise.tables.ensemble_table import tabulate_ensembles

    return tabulate_ensembles(inputs.settings, inputs.planned_runs)


def make_autocorrelations(inputs: TableInputs) -> pd.DataFrame:
    """The autocorrelations of the observations before the test rows."""
    from reprise.tables.series_tables import tabulate_autocorrelations

    settings = inputs.settings
    return tabulate_autocorrelations(
        inputs.load_dataset(),
        settings.dataset,
        settings.framings,
        settings.comparison.confidence,
    )


def make_unit_roots(inputs: TableInputs) -> pd.DataFrame:
    """The test whether the observations before the test rows have a unit root."""
    from reprise.tables.series_tables import tabulate_unit_roots

    settings = inputs.settings
    return tabulate_unit_roots(inputs.load_dataset(), settings.dataset, settings.framings)


def make_final_scores(inputs: TableInputs) -> str:
    """The scores of every run after training, in the words of the tutorials."""
    from reprise.tables.final_scores import final_scores

    return final_scores(inputs.runs, inputs.settings.listings)
