"""All runs of a study: a box and one dot per run for each configuration, beside the baselines."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reprise.escape import escape_rst, escape_rst_paragraphs
from reprise.figures.baseline_lines import baseline_handles, draw_baselines, select_on_scale
from reprise.figures.caption_text import (
    count_nouns,
    join_paragraphs,
)
from reprise.figures.description_text import (
    describe_extremes,
    describe_panels,
    describe_places_of_baselines,
    join_sentences,
)
from reprise.figures.distribution_sentences import (
    explain_dots,
    paragraphs_on_baselines,
    sentences_on_diverged_runs,
    sentences_on_means,
    sentences_on_predictions,
)
from reprise.figures.labels import metric_label
from reprise.figures.layout import GivenAxes, Panels, create_panels, label_configurations
from reprise.figures.run_dots import MEDIAN_STYLE, box_handle, draw_run_boxes, draw_run_dots
from reprise.figures.style import PUBLISHED_BOX, PUBLISHED_EDGE, configuration_styles
from reprise.tables.study_tables import StudyTables

BOX_WIDTH = 0.52  # inches from the middle of one box to the next
MARGIN = 1.5  # inches left and right of the boxes
MAX_WIDTH = 10  # inches; further panels go into the next row
PREDICTION_WIDTH = 0.62
PREDICTION_COLOR = "0.93"
PUBLISHED_OFFSET = 0.37  # of a published box from ours
PUBLISHED_STYLE: dict[str, Any] = {
    "facecolor": PUBLISHED_BOX,
    "edgecolor": PUBLISHED_EDGE,
    "hatch": "/////",
}


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw one panel for each value of the study's panel column, or one panel without it."""
    settings, metric = tables.settings, tables.settings.metric
    runs = tables.runs[tables.runs["state"] == "ok"].dropna(subset=metric)
    baselines = select_on_scale(tables.baselines, metric, runs[metric])
    panels = _create_panels(settings.panels, ax)
    colors = {name: style["color"] for name, style in configuration_styles(settings).items()}
    for axes, (title, names) in zip(panels.axes, settings.panels.items(), strict=True):
        _draw_predictions(axes, tables.one_training, names)
        _draw_boxes(axes, runs, metric, {name: colors[name] for name in names})
        _draw_published_boxes(axes, tables.published, names)
        draw_baselines(axes, baselines, metric, list(names))
        axes.set_xlim(-0.6, len(names) - 0.4)
        axes.set(ylabel="", title=title)
        label_configurations(axes, names.values())
        if axes not in panels.bottom:  # the panel below has the same configurations
            axes.tick_params(labelbottom=False)
            axes.set_xlabel("")
    label = metric_label(metric, settings.dataset)
    if len(panels.left) == 1 or not panels.is_own:
        for axes in panels.left:
            axes.set_ylabel(label)
    else:
        panels.figure.supylabel(label, fontsize="medium")
    panels.set_title(settings.title)
    panels.add_legend(_legend_handles(tables, baselines))
    return panels.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Say how to read the boxes, which means are lowest and highest, and what diverged."""
    settings = tables.settings
    return join_paragraphs(
        [
            escape_rst_paragraphs(settings.description),
            " ".join(
                [
                    explain_dots(settings),
                    *sentences_on_predictions(tables),
                    *sentences_on_diverged_runs(tables),
                ]
            ),
            " ".join(sentences_on_means(tables)),
            *paragraphs_on_baselines(tables),
            "The narrow, hatched boxes show the quartiles and the extremes that the tutorial"
            " prints. The tutorial's own pictures also draw the median in green. There, a whisker"
            " ends at the last run within 1.5 box heights of the box, and circles show the runs"
            " beyond it."
            if len(tables.published.columns)
            else "",
            f"Source: {escape_rst(settings.source)}." if settings.source else "",
        ]
    )


def describe(tables: StudyTables, part: str = "") -> str:
    """Say which medians are lowest and highest, and where the baselines lie."""
    settings, metric = tables.settings, tables.settings.metric
    runs = tables.runs[tables.runs["state"] == "ok"].dropna(subset=metric)
    medians = runs.groupby("configuration", sort=False)[metric].median()
    panels = len(settings.panels)
    return join_sentences(
        [
            f"{describe_panels(panels)} a box and one dot per run for each of"
            f" {count_nouns(len(settings.configurations), 'configuration')}; the vertical axis is"
            f" the {metric_label(metric, settings.dataset)}.",
            describe_extremes(medians, "median"),
            describe_places_of_baselines(tables.baselines, metric, medians, "medians"),
        ]
    )


def _create_panels(names: Mapping[str, Mapping[str, str]], ax: GivenAxes) -> Panels:
    """Create a figure for panels of boxes, or take the axes of a user."""
    boxes = max(map(len, names.values()))
    columns = max(1, min(len(names), int((MAX_WIDTH - MARGIN) / (BOX_WIDTH * boxes))))
    rows = math.ceil(len(names) / columns)
    width = max(5.5, BOX_WIDTH * boxes * columns + MARGIN)
    size = (width, 4.6 if rows == 1 else 2 + 2.2 * rows)
    return create_panels(len(names), columns, size, ax)


def _draw_boxes(axes: Axes, runs: pd.DataFrame, metric: str, colors: Mapping[str, str]) -> None:
    """Draw a box and the dots of the runs; the whiskers reach to the extremes, as published."""
    data = {"data": runs, "x": "configuration", "y": metric, "order": list(colors), "ax": axes}
    draw_run_boxes(data, colors, width=0.5)
    draw_run_dots(data, colors, jitter=0.15)


def _draw_predictions(axes: Axes, predictions: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Draw a light band behind each box: the interval in which one more training ends."""
    intervals = predictions.set_index("configuration").reindex(list(names))
    low, high = intervals["prediction_low"], intervals["prediction_high"]
    bands = axes.bar(
        range(len(names)), high - low, PREDICTION_WIDTH, low, color=PREDICTION_COLOR, zorder=0.5
    )
    for band in bands:
        band.sticky_edges.y.clear()  # the axis may reach below the lowest band


def _draw_published_boxes(axes: Axes, published: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Draw the published describe table of a configuration as a narrow box beside ours."""
    rows = {"med": "50%", "q1": "25%", "q3": "75%", "whislo": "min", "whishi": "max"}
    edge = {"color": PUBLISHED_EDGE}
    for position, name_within_panel in enumerate(names.values()):
        if name_within_panel in published:
            statistics = published[name_within_panel]
            axes.bxp(
                [{key: statistics[row] for key, row in rows.items()}],
                positions=[position + PUBLISHED_OFFSET],
                widths=0.16,
                showfliers=False,
                patch_artist=True,
                manage_ticks=False,
                boxprops=PUBLISHED_STYLE,
                medianprops=MEDIAN_STYLE,
                whiskerprops=edge,
                capprops=edge,
            )


def _legend_handles(tables: StudyTables, drawn_baselines: pd.DataFrame) -> list:
    handles: list = [box_handle()]
    if len(tables.published.columns):
        handles.append(Patch(**PUBLISHED_STYLE, label="published"))
    handles.append(Line2D([], [], **MEDIAN_STYLE, label="median"))
    if tables.one_training["prediction_low"].notna().any():
        handles.append(Patch(facecolor=PREDICTION_COLOR, label="one more training"))
    return handles + baseline_handles(tables.baselines, drawn_baselines, tables.settings.metric)
