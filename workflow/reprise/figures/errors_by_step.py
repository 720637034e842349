"""Errors by the step of the horizon: how much worse a forecast is further ahead."""

import math
from collections import Counter
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
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
from reprise.figures.layout import GivenAxes, create_panels, label_vertical_axis, legend_heading
from reprise.figures.line_labels import MAX_LABELS, label_line_ends
from reprise.figures.names import split_common_keys
from reprise.figures.style import configuration_styles
from reprise.tables.study_tables import StudyTables

BAND = (0.05, 0.95)  # quantiles over the runs
FIGURE_SIZE = (7, 4.4)  # inches
LEGEND_COLUMN_WIDTH = 3.4  # inches


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw the mean error of each step with the spread of the runs, beside the baselines."""
    settings, metric = tables.settings, _step_metric(tables)
    panels = create_panels(1, 1, FIGURE_SIZE, ax)
    (axes,) = panels.axes
    styles = configuration_styles(settings)
    names = list(dict.fromkeys(tables.steps["configuration"]))
    title, entries = split_common_keys(names)
    ends = {}
    for name, entry in zip(names, entries, strict=True):
        rows = tables.steps[tables.steps["configuration"] == name]
        label = entry if len(names) > MAX_LABELS else ""
        ends[entry] = _draw_runs(axes, rows, metric, label, styles[name])
    _draw_baselines(axes, tables, metric)
    if len(names) <= MAX_LABELS:
        colors = {e: styles[name]["color"] for e, name in zip(entries, names, strict=True)}
        known = {entry: end for entry, end in ends.items() if not math.isnan(end[1])}
        label_line_ends(axes, known, colors, title)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("steps ahead")
    label_vertical_axis(axes, metric_label(metric, settings.dataset))
    panels.set_title(settings.title)
    handles, _ = axes.get_legend_handles_labels()
    mean = Line2D([], [], color="0.3", linewidth=1.8, label="line: mean of the runs")
    band = Patch(facecolor="0.8", label="band: 5 to 95 % of the runs")
    heading = legend_heading(title) if len(names) > MAX_LABELS else []
    panels.add_legend([mean, band, *heading, *handles], LEGEND_COLUMN_WIDTH)
    return panels.figure


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
                tables.baseline_steps, metric, means.melt()["value"], "means of the steps"
            ),
        ]
    )


def _draw_runs(
    axes: Axes, rows: pd.DataFrame, metric: str, label: str, style: dict[str, Any]
) -> tuple[float, float]:
    """Draw the mean of the runs at each step, and a band of the runs; return the line's end."""
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
        label=label or None,
    )
    return float(means.index[-1]), float(means.iloc[-1])


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
