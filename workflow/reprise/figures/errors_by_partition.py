"""Errors of all runs at each rolling origin or split, beside the baselines there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reprise.escape import rst_literal
from reprise.figures.baseline_lines import (
    BASELINE_STYLES,
    LINE_WIDTH,
    baseline_handles,
    select_on_scale,
)
from reprise.figures.caption_text import (
    bullets,
    join_paragraphs,
)
from reprise.figures.description_text import (
    describe_extremes,
    describe_places_of_baselines,
    join_sentences,
)
from reprise.figures.labels import metric_label, time_format
from reprise.figures.layout import GivenAxes, create_panels, legend_heading
from reprise.figures.names import split_common_keys
from reprise.figures.partition_sentences import (
    CHANGED,
    sentence_on_difference,
    sentence_on_rows,
    sentences_on_clear_differences,
    sentences_on_spread,
)
from reprise.figures.style import configuration_styles
from reprise.stage_settings import FigureSettings
from reprise.tables.study_tables import StudyTables

SOLID = {"linestyle": "solid"}  # a bar is the mean of the runs
GROUP_WIDTH = 0.8  # of the distance between two partitions


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw the partitions side by side: a mark per run, a bar per mean, a line per baseline."""
    settings, metric = tables.settings, tables.settings.metric
    numbers = settings.partition_numbers
    runs = tables.runs[tables.runs["state"] == "ok"].dropna(subset=metric)
    drawn_baselines = select_on_scale(tables.baselines, metric, runs[metric])
    panels = create_panels(1, 1, (max(6.5, 1.5 + 1.25 * len(numbers)), 4.6), ax)
    (axes,) = panels.axes
    of_names, by_base = configuration_styles(settings), _names_by_base(settings)
    styles = {base: of_names[names[0]] for base, names in by_base.items()}
    _draw_runs(axes, runs, settings, styles)
    _draw_baselines(axes, drawn_baselines, settings)
    axes.set_xticks(range(len(numbers)), [_tick_label(tables, number) for number in numbers])
    axes.set_xlim(-0.6, len(numbers) - 0.4)
    axes.grid(visible=False, axis="x")
    axes.set(
        xlabel="test rows (origin: the number of observations before them)"
        if settings.partition_kind == "origin"
        else "each split divides the same samples in another random order",
        ylabel=metric_label(metric, settings.dataset),
    )
    panels.set_title(settings.title)
    title, entries = split_common_keys(list(styles))
    handles = legend_heading(title)
    handles += [
        Line2D([], [], **style | SOLID, markersize=4, linewidth=2, label=entry)
        for entry, style in zip(entries, styles.values(), strict=True)
    ]
    handles.append(Line2D([], [], color="0.3", linewidth=2.5, label="bar: mean; a mark: one run"))
    handles += baseline_handles(tables.baselines, drawn_baselines, metric)
    panels.add_legend(handles)
    return panels.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Separate the spread of random starts from that of test periods, and compare with others."""
    settings = tables.settings
    kind = settings.partition_kind or "origin"
    confidence, metric = f"{settings.comparison.confidence:.0%}", metric_label(settings.metric)
    paragraphs = [
        f"The study is repeated at {len(settings.partition_numbers)} {kind}s. Each mark is one run,"
        f" and a bar is the mean of the runs at {'an' if kind == 'origin' else 'a'} {kind}."
        f" {sentence_on_rows(settings)} Marks above each other differ by their random starts"
        f" alone. Groups beside each other also differ by the {CHANGED[kind]}."
    ]
    for row in tables.partitions.to_dict("records"):
        summary = " ".join(sentences_on_spread(row, metric, confidence, kind))
        paragraphs.append(f"{rst_literal(row['configuration'])}: {summary}")
    if kind == "split":
        paragraphs.append(
            "The splits divide the same samples, so their test rows and their training rows overlap"
            " and the results are not independent. The intervals for other splits, and those of the"
            " differences below, are wider for this reason, by the approximate correction of Nadeau"
            " and Bengio (2003). They are about other splits of these samples. They do not show how"
            " the result would change with new samples from another source."
        )
    differences = tables.partition_comparisons
    for (other, kind_of_other), rows in differences.groupby(["other", "kind"], sort=False):
        article = "the baseline " if kind_of_other == "baseline" else ""
        items = bullets(
            sentence_on_difference(row, confidence, kind) for row in rows.to_dict("records")
        )
        paragraphs.append(f"Compared with {article}{rst_literal(str(other))}:\n\n{items}")
    paragraphs += sentences_on_clear_differences(differences, confidence)
    return join_paragraphs(paragraphs)


def describe(tables: StudyTables, part: str = "") -> str:
    """Say at which partitions the means are lowest and highest, and where the baselines lie."""
    settings, metric = tables.settings, tables.settings.metric
    runs = tables.runs[tables.runs["state"] == "ok"].dropna(subset=metric)
    means = runs.groupby("configuration", sort=False)[metric].mean()
    kind = settings.partition_kind or "origin"
    return join_sentences(
        [
            f"Groups of marks stand beside each other for {len(settings.partition_numbers)}"
            f" {kind}s. A mark is a run of one of {len(_names_by_base(settings))} configurations,"
            f" and the vertical axis is the {metric_label(metric, settings.dataset)}.",
            describe_extremes(means, "mean"),
            describe_places_of_baselines(tables.baselines, metric, means, "means"),
        ]
    )


def _draw_runs(
    axes: Axes, runs: pd.DataFrame, settings: FigureSettings, styles: Mapping[str, Any]
) -> None:
    """Draw dots and means; equal runs get an equal figure from the fixed random generator."""
    rng = np.random.default_rng(0)
    width, middles = _width_and_middles(settings)
    for base, names in _names_by_base(settings).items():
        for name in names:
            values = runs.loc[runs["configuration"] == name, settings.metric]
            positions = middles[name] + width * rng.uniform(-0.3, 0.3, len(values))
            look = {"color": styles[base]["color"], "marker": styles[base]["marker"]}
            axes.plot(positions, values, **look, linestyle="none", markersize=3, alpha=0.6)
            ends = [middles[name] - 0.42 * width, middles[name] + 0.42 * width]
            axes.plot(ends, [values.mean()] * 2, color=look["color"], linewidth=2.5)


def _draw_baselines(axes: Axes, baselines: pd.DataFrame, settings: FigureSettings) -> None:
    """Draw each baseline as a line across the runs of its configuration."""
    width, middles = _width_and_middles(settings)
    for row in baselines.to_dict("records"):
        color, linestyle = BASELINE_STYLES[row["baseline"]]
        middle = middles[row["configuration"]]
        axes.plot(
            [middle - width / 2, middle + width / 2],
            [row[settings.metric]] * 2,
            color=color,
            linestyle=linestyle,
            linewidth=LINE_WIDTH,
        )


def _width_and_middles(settings: FigureSettings) -> tuple[float, dict[str, float]]:
    """The width of a configuration on the axis, and the middle of each configuration."""
    names = _names_by_base(settings)
    width = GROUP_WIDTH / len(names)
    middles = {
        name: place + width * (position + 0.5) - GROUP_WIDTH / 2
        for position, names_of_base in enumerate(names.values())
        for place, name in enumerate(names_of_base)
    }
    return width, middles


def _names_by_base(settings: FigureSettings) -> dict[str, list[str]]:
    """The name without the partition to the names at each partition, in their order."""
    names: dict[str, list[str]] = {}
    for name, (base, _) in settings.partitions.items():
        names.setdefault(base, []).append(name)
    return names


def _tick_label(tables: StudyTables, number: int) -> str:
    """The number of a split, or the first and the last time of the test rows of an origin."""
    if tables.settings.partition_kind == "split":
        return f"split {number}"
    times, rows = tables.dataset.times, tables.settings.framings[0].test_rows or 1
    ends = times[number], times[number + rows - 1]
    if isinstance(ends[0], datetime):
        text_format = time_format(times)
        ends = tuple(time.strftime(text_format) for time in ends)
    return f"{ends[0]}\nto {ends[1]}\n(origin {number})"
