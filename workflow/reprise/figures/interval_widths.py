"""How the interval of a mean narrows with more repeats."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from reprise.figures.caption_sentences import describe_repeats
from reprise.figures.caption_text import join_paragraphs
from reprise.figures.description_text import describe_extremes, join_sentences
from reprise.figures.labels import metric_label
from reprise.figures.layout import GivenAxes, create_panels, label_vertical_axis
from reprise.figures.line_labels import label_line_ends
from reprise.figures.names import split_common_keys
from reprise.figures.style import configuration_styles
from reprise.stats.repeats_needed import REPEATS_SHOWN, expected_widths
from reprise.stats.run_values import values_by_configuration
from reprise.tables.study_tables import StudyTables

FIGURE_SIZE = (7.0, 4.0)  # inches
EXPECTATION: dict[str, Any] = {"color": "0.3", "linestyle": (0, (1, 1.5)), "linewidth": 1.2}
EXPECTED = "1 / \N{SQUARE ROOT}n"
TICKS = (5, 10, 20, 50, 100, 200)
LOWEST_SHARE = 0.75  # the dotted line lies below the other lines by this factor


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw the expected widths of three configurations as lines, and the widths found as marks."""
    settings = tables.settings
    widths = _interval_widths(tables.summary)
    panels = create_panels(1, 1, FIGURE_SIZE, ax)
    (axes,) = panels.axes
    label = metric_label(settings.metric, settings.dataset)
    axes.set(xscale="log", yscale="log", xlabel="repeats")
    interval = f"width of the {settings.comparison.confidence:.0%} interval of the mean {label}"
    label_vertical_axis(axes, interval)
    axes.set_xticks(TICKS, [str(repeats) for repeats in TICKS])
    axes.xaxis.set_minor_locator(NullLocator())
    ends = _draw_widths(axes, tables, widths)
    axes.axvline(settings.repeats, color="0.5", linestyle="dashed", linewidth=1)
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda width, _: f"{width:g}"))
    axes.yaxis.set_minor_locator(NullLocator())
    styles = configuration_styles(settings) | {EXPECTED: EXPECTATION}
    title, entries = split_common_keys([name for name in ends if name != EXPECTED])
    entries += [EXPECTED] * (EXPECTED in ends)
    colors = {e: styles[name]["color"] for e, name in zip(entries, ends, strict=True)}
    label_line_ends(axes, dict(zip(entries, ends.values(), strict=True)), colors, title)
    panels.set_title(settings.title)
    panels.add_legend(_legend_handles())
    return panels.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Explain lines and dots, and say what the study's number of repeats can tell apart."""
    settings = tables.settings
    comparison = settings.comparison
    drawn = _drawn_configurations(tables, _interval_widths(tables.summary))
    explanation = (
        "A line shows the expected width of the interval of a mean for other numbers of repeats."
        " It is computed by Student's t from the spread of the runs. A mark shows the width of the"
        " interval of the mean of this study's runs, which is corrected for skewness. Both axes"
        " are logarithmic, so the lines are nearly parallel. The dotted line falls as one divided"
        " by the square root of the number of repeats: four times as many repeats halve the"
        " interval. The lines of few repeats fall faster, because Student's t is wide for them."
    )
    if len(drawn) < len(settings.configurations):
        explanation += (
            f" The figure shows {len(drawn)} of {len(settings.configurations)} configurations:"
            " those with the narrowest, the middle and the widest interval among those whose runs"
            " are not all equal. ``summary.csv`` has the interval of every configuration."
        )
    summary = describe_repeats(
        tables.repeats,
        settings.families,
        settings.repeats,
        comparison.power,
        comparison.confidence,
    )
    return join_paragraphs([explanation, *summary])


def describe(tables: StudyTables, part: str = "") -> str:
    """Say how wide the intervals of this study are, and that they narrow with more repeats."""
    settings = tables.settings
    return join_sentences(
        [
            "Lines fall from left to right over the number of repeats, from"
            f" {REPEATS_SHOWN[0]} to {REPEATS_SHOWN[-1]}; the vertical axis is the width of the"
            f" {settings.comparison.confidence:.0%} interval of the mean"
            f" {metric_label(settings.metric, settings.dataset)}. Both axes are logarithmic.",
            f"With the {settings.repeats} repeats of this study:"
            f" {describe_extremes(_interval_widths(tables.summary), 'width')}",
        ]
    )


def _drawn_configurations(tables: StudyTables, widths: pd.Series) -> dict[str, np.ndarray]:
    """The configurations of the narrowest, the middle and the widest interval, with their runs.

    Runs that are all equal have no interval.
    """
    settings = tables.settings
    values = values_by_configuration(tables.runs, settings.metric, settings.configuration_names)
    spread = [name for name, runs in values.items() if len(runs) > 1 and np.ptp(runs) > 0]
    order = sorted(spread, key=lambda name: float(widths[name]))
    chosen = {order[k] for k in (0, len(order) // 2, -1)} if order else set()
    return {name: values[name] for name in spread if name in chosen}


def _draw_widths(
    axes: Axes, tables: StudyTables, widths: pd.Series
) -> dict[str, tuple[float, float]]:
    """Draw lines and marks; return where each line ends on the right."""
    settings, ends = tables.settings, {}
    styles, counts = configuration_styles(settings), np.array(REPEATS_SHOWN)
    drawn = _drawn_configurations(tables, widths)
    for name, runs in drawn.items():
        expected = expected_widths(runs, settings.comparison.confidence)
        line = styles[name] | {"marker": None}
        axes.plot(counts, expected, **line, linewidth=1.5)
        mark = styles[name] | {"linestyle": "none"}
        axes.plot([len(runs)], [widths[name]], **mark, markersize=6)
        ends[name] = (float(counts[-1]), float(expected[-1]))
    if ends:
        lowest = min(end for _, end in ends.values())
        rule = LOWEST_SHARE * lowest * np.sqrt(counts[-1] / counts)
        axes.plot(counts, rule, **EXPECTATION)
        ends[EXPECTED] = (float(counts[-1]), float(rule[-1]))
    return ends


def _legend_handles() -> list[Line2D]:
    return [
        Line2D([], [], color="0.3", label="expected width"),
        Line2D([], [], color="0.3", marker="o", linestyle="none", label="width of these runs"),
        Line2D([], [], color="0.5", linestyle="dashed", label="this study's repeats"),
    ]


def _interval_widths(summary: pd.DataFrame) -> pd.Series:
    """The width of the interval of each configuration's mean."""
    intervals = summary.set_index("configuration")
    return intervals["mean_high"] - intervals["mean_low"]
