"""Sentences on learning curves, for captions and descriptions."""

from collections.abc import Sequence

import pandas as pd

from reprise.evaluation.metrics import find_best, lower_is_better, measure_of, split_of
from reprise.figures.caption_text import format_number
from reprise.figures.labels import METRIC_LABELS, metric_label

SPLITS_WITHOUT_BEST_EPOCH = ("train", "fit", "query")


def summarize_curves(history: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """One sentence per column of the history of one configuration."""
    sentences = []
    for column in columns:
        median = history.groupby("epoch")[column].median()
        if median.isna().all():
            return ["Every run diverged."]
        sentence = f"The median {column_label(column)}"
        if split_of(column) not in SPLITS_WITHOUT_BEST_EPOCH:
            best = find_best(median, column)
            word = "lowest" if lower_is_better(column) else "highest"
            sentence += f" is {word} at epoch {int(best)} ({format_number(median[best])}) and"
        end = history.groupby("repeat")[column].last().median()
        sentences.append(f"{sentence} ends at {format_number(end)}.")
    return sentences


def column_label(column: str) -> str:
    """How the caption names a column of the history."""
    if split_of(column) == "fit":
        return f"{METRIC_LABELS[measure_of(column)]} that Keras reports during training"
    return metric_label(column)
