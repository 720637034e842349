"""The functions that make the tables of what the runs recorded after epochs and updates.

Snakemake's plan imports this module. Therefore each function imports what it needs only when it
is called.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from reprise.tables.makers import TableInputs


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


def make_first_epochs(inputs: TableInputs) -> pd.DataFrame:
    """The first epoch at which each run reaches the values of the study."""
    from reprise.tables.epoch_tables import first_reaching

    return first_reaching(_read_history(inputs), inputs.settings.tables.reaching)


def make_metrics_at_epochs(inputs: TableInputs) -> pd.DataFrame:
    """The description of every metric after the epochs that the study lists."""
    from reprise.tables.epoch_tables import describe_at_epochs

    return describe_at_epochs(_read_history(inputs), inputs.settings.tables.at_epochs)


def _read_history(inputs: TableInputs) -> pd.DataFrame:
    """The metrics after every epoch, also after the end of a run that ended early."""
    from reprise.tables.trained_epochs import continue_ended_runs

    history, limits = inputs.read_table("history.csv.gz"), inputs.settings.epoch_limits
    return continue_ended_runs(history, inputs.runs, limits) if limits else history
