"""Errors by the step of the horizon: how much worse a forecast is further ahead."""

import math
import textwrap
from collections import Counter
from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from reprise.escape import rst_literal
from reprise.evaluation.metrics import split_of
from reprise.figures.baseline_lines import BASELINE_STYLES, LINE_WIDTH, select_on_scale
from reprise.figures.caption_text import count_nouns, format_number, join_paragraphs
from reprise.figures.description_text import (
    describe_extremes,
    describe_places_of_baselines,
    join_sentences,
)
from reprise.figures.labels import metric_label
from reprise.figures.layout import add_legend_below, label_vertical_axis, set_title
from reprise.figures.style import configuration_style
from reprise.tables.study_tables import StudyTables

BAND = (0.05, 0.95)  # quantiles over the runs
FIGURE_SIZE = (7, 4.4)  # inches
LETTERS_PER_LINE = 40  # of a legend; then two columns fit
LEGEND_COLUMN_WIDTH = 3.4  # inches
LINES_WITHOUT_MORE_HEIGHT = 4  # of a legend
LEGEND_LINE_HEIGHT = 0.18  # inches


def draw(tables: StudyTables, part: str = "") -> Figure:
    """Draw the mean error of each step with the spread of the runs, beside the baselines."""
    settings, metric = tables.settings, _step_metric(tables)
    figure, axes = plt.subplots(figsize=FIGURE_SIZE)
    names = list(dict.fromkeys(tables.steps["configuration"]))
    for number, name in enumerate(names):
        rows = tables.steps[tables.steps["configuration"] == name]
        _draw_runs(axes, rows, metric, name, configuration_style(number))
    _draw_baselines(axes, tables, metric)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("steps ahead")
    label_vertical_axis(axes, metric_label(metric, settings.dataset), FIGURE_SIZE[1])
    set_title(figure, settings.title)
    handles, _ = axes.get_legend_handles_labels()
    handles.append(Patch(facecolor="0.8", label="band: 5 to 95 % of the runs"))
    _make_room_for_legend(figure, handles)
    add_legend_below(figure, handles, LEGEND_COLUMN_WIDTH)
    return figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Give the errors of the first and the last step."""
    metric = _step_metric(tables)
    paragraphs = [
        f"The lines with marks show the {metric_label(metric)} of each step of the horizon, as the"
        " mean of the runs. The band reaches from their 5 % to their 95 % quantile. The other lines"
        " show the baselines that forecast the same steps."
    ]
    for name, rows in tables.steps.groupby("configuration", sort=False):
        means = rows.groupby("step")[metric].mean()
        if means.isna().all():
            summary = "Every run diverged."
        else:
            summary = (
                f"The mean is {format_number(means.iloc[0])} at step {means.index[0]} and"
                f" {format_number(means.iloc[-1])} at step {means.index[-1]}."
            )
        paragraphs.append(f"{rst_literal(str(name))}: {summary}")
    return join_paragraphs(paragraphs)


def describe(tables: StudyTables, part: str = "") -> str:
    """Say which errors are lowest and highest at the first and at the last step."""
    metric = _step_metric(tables)
    means = tables.steps.groupby(["configuration", "step"], sort=False)[metric].mean().unstack()
    first, last = means.columns.min(), means.columns.max()
    return join_sentences(
        [
            "Lines show the mean"
            f" {metric_label(metric, tables.settings.dataset)} of"
            f" {count_nouns(len(means), 'configuration')} over the steps {first} to {last} of a"
            " forecast.",
            f"At step {first}: {describe_extremes(means[first], 'mean')}",
            f"At step {last}: {describe_extremes(means[last], 'mean')}",
            describe_places_of_baselines(
                tables.baseline_steps, metric, tables.steps[metric], "runs at all steps"
            ),
        ]
    )


def _make_room_for_legend(figure: Figure, handles: Sequence[Artist]) -> None:
    """Break long labels, and make the figure so high that a long legend leaves the axes as is."""
    for handle in handles:
        handle.set_label(textwrap.fill(str(handle.get_label()), LETTERS_PER_LINE))
    lines = sum(str(handle.get_label()).count("\n") + 1 for handle in handles) / 2
    further_lines = max(0, math.ceil(lines) - LINES_WITHOUT_MORE_HEIGHT)
    figure.set_figheight(FIGURE_SIZE[1] + LEGEND_LINE_HEIGHT * further_lines)


def _draw_runs(
    axes: Axes, rows: pd.DataFrame, metric: str, name: str, style: dict[str, Any]
) -> None:
    """Draw the mean of the runs of a configuration at each step, and a band of the runs."""
    by_step = rows.groupby("step")[metric]
    low, high = (by_step.quantile(q) for q in BAND)
    axes.fill_between(low.index, low, high, color=style["color"], alpha=0.2, linewidth=0)
    means = by_step.mean()
    axes.plot(
        means.index,
        means,
        **style,
        markersize=5,
        linewidth=1.8,
        label=f"{name}, mean of the runs",
    )


def _draw_baselines(axes: Axes, tables: StudyTables, metric: str) -> None:
    """Draw each baseline as a line; one that is far away has only an entry in the legend."""
    kinds = tables.baseline_steps.drop_duplicates("label")["baseline"].value_counts()
    groups = tables.baseline_steps.groupby(["baseline", "label"], sort=False)
    drawn_of_kind: Counter[str] = Counter()
    for _, rows in groups:
        kind, label = rows["baseline"].iloc[0], rows["label"].iloc[0]
        # The label also names the configurations, which are needed only to tell lines apart.
        name = f"baseline {kind if kinds[kind] == 1 else label}"
        color, linestyle = BASELINE_STYLES[kind]
        is_near = len(select_on_scale(rows, metric, tables.steps[metric])) > 0
        drawn = rows if is_near else rows[:0]
        drawn_of_kind[kind] += 1
        axes.plot(
            drawn["step"],
            drawn[metric],
            color=color,
            linestyle=linestyle,
            linewidth=LINE_WIDTH,
            alpha=drawn_of_kind[kind] ** -0.7,  # the lines of one kind differ only in their alpha
            label=name if is_near else f"{name}, off the scale",
        )


def _step_metric(tables: StudyTables) -> str:
    """The metric of the study, or the first error if the steps do not have that metric."""
    metric = tables.settings.metric
    errors = [str(column) for column in tables.steps if split_of(str(column)) == "test"]
    return metric if metric in tables.steps else errors[0]
