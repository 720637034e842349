"""Which metrics of a history are drawn as curves, and how the curves look."""

from collections.abc import Sequence
from typing import Any

from reprise.evaluation.metrics import measure_of, metric_without_split, split_of
from reprise.figures.style import AFTER_EPOCH, TEST, TRAIN, VALIDATION
from reprise.tables.study_tables import StudyTables

SPLITS = ("fit", "train", "validation", "test")
FIT_LABEL = "train, as Keras's fit reports it"
# Split to the colour, the name of the colour, the line style and the label of its curves.
SPLIT_STYLES: dict[str, tuple[str, str, Any, str]] = {
    "fit": (TRAIN, "blue", "solid", FIT_LABEL),
    "train": (TRAIN, "blue", "solid", "train"),
    "test": (TEST, "orange", "solid", "test"),
    "validation": (VALIDATION, "green", (0, (5, 1.5)), "validation"),
    "query": (TEST, "orange", "solid", "forecast"),
}
# The style of `train` in a study that also has `fit`.
AFTER_EPOCH_STYLE: tuple[str, str, Any, str] = (
    AFTER_EPOCH,
    "purple",
    (0, (1, 1)),
    "train, after the epoch (right only)",
)


def history_columns(tables: StudyTables) -> list[str]:
    """The columns of the history that show the metric of the study, or the RMSE without them."""
    metric = tables.settings.metric
    if metric in tables.history and split_of(metric) == "query":
        return [metric]
    columns = [f"{split}_{metric_without_split(metric)}" for split in SPLITS]
    columns = [column for column in columns if column in tables.history]
    return columns or [c for c in map(str, tables.history) if measure_of(c) == "rmse"]


def columns_of_tutorial(columns: Sequence[str]) -> list[str]:
    """The columns that a tutorial draws: `fit` instead of `train` where both are stored."""
    return [column for column in columns if curve_style(column, columns) is not AFTER_EPOCH_STYLE]


def curve_style(column: str, columns: Sequence[str]) -> tuple[str, str, Any, str]:
    """The colour, its name, the line style and the label of a column among all columns."""
    split = split_of(column)
    if split == "train" and any(split_of(other) == "fit" for other in columns):
        return AFTER_EPOCH_STYLE
    return SPLIT_STYLES[split]
