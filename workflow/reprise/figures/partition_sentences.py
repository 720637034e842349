"""Sentences of the caption about origins or splits, in reStructuredText."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from reprise.escape import rst_literal
from reprise.figures.caption_text import count_nouns, format_number, format_signed
from reprise.partition import PartitionKind
from reprise.stage_settings import FigureSettings

CHANGED = {"origin": "test period", "split": "split of the samples"}


def sentence_on_rows(settings: FigureSettings) -> str:
    """Say which rows the runs of a partition are trained on."""
    if settings.partition_kind == "split":
        return "Every split puts the samples into another random order before they are divided."
    if all(framing.train_rows for framing in settings.framings):
        return "The number of training rows is the same at each origin."
    return "The training rows are all rows before the test rows, so later origins have more."


def sentences_on_spread(
    row: Mapping[Hashable, Any], metric: str, confidence: str, kind: PartitionKind
) -> Iterator[str]:
    """Sentences on one row of origins.csv or splits.csv."""
    if not row["partitions"]:
        yield "Every run diverged."
        return
    if row["partitions"] == 1:
        yield f"Only one {kind} has runs, with a mean of {format_number(row['mean'])}."
    else:
        yield from _sentences_on_several_partitions(row, metric, confidence, kind)
    if row["diverged"]:
        yield f"{count_nouns(row['diverged'], 'run')} diverged."


def _sentences_on_several_partitions(
    row: Mapping[Hashable, Any], metric: str, confidence: str, kind: PartitionKind
) -> Iterator[str]:
    has_spread = not np.isnan(row["std_starts"])
    if has_spread:
        yield (
            f"Another random start changes the {metric} by about"
            f" {format_number(row['std_starts'])}, and another {CHANGED[kind]} changes it by"
            f" {_size_of_change(row['std_partitions'])} (standard deviations)."
        )
    else:
        yield (
            f"With one run per {kind}, the effects of random starts and of"
            f" {'test periods' if kind == 'origin' else 'splits'} cannot be separated."
        )
    yield (
        f"The means of the {kind}s lie between {format_number(row['lowest'])} and"
        f" {format_number(row['highest'])}, and the mean of these means is"
        f" {format_number(row['mean'])}."
    )
    over_starts = (
        f" {format_number(row['starts_low'])} to {format_number(row['starts_high'])} for other"
        " random starts, and"
    )
    yield (
        f"The {confidence} interval of this mean is{over_starts if has_spread else ''}"
        f" {format_number(row['partitions_low'])} to {format_number(row['partitions_high'])} for"
        f" other {kind}s."
    )


def _size_of_change(std: float) -> str:
    return f"about {format_number(std)}" if std else "no more than this"


def sentence_on_difference(
    row: Mapping[Hashable, Any], confidence: str, kind: PartitionKind
) -> str:
    """One sentence on one row of origin_comparisons.csv or split_comparisons.csv."""
    name = rst_literal(row["configuration"])
    if not row["partitions"]:
        return f"{name}: No {kind} has runs of both."
    interval = (
        ""
        if np.isnan(row["difference_low"])
        else f" ({confidence} interval over {kind}s: {format_signed(row['difference_low'])} to"
        f" {format_signed(row['difference_high'])})"
    )
    return (
        f"{name} differs by {format_signed(row['difference'])}{interval} and is better at"
        f" {row['ahead']} of {row['partitions']} {kind}s."
    )


def sentences_on_clear_differences(differences: pd.DataFrame, confidence: str) -> Iterator[str]:
    """Say which intervals over origins exclude zero."""
    known = differences.dropna(subset="difference_low")
    if not len(known):
        return
    clear = known[known["difference_low"] * known["difference_high"] > 0]
    pairs = ", ".join(
        f"{rst_literal(row['configuration'])} compared with {rst_literal(row['other'])}"
        for row in clear.to_dict("records")
    )
    verb = "excludes" if len(clear) < 2 else "exclude"
    yield (
        f"{len(clear) or 'None'} of these {len(known)} intervals {verb} zero"
        f"{': ' + pairs if pairs else ''}. The confidence of {confidence} holds for each interval"
        " alone, not for all together."
    )
