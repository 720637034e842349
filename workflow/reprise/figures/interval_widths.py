"""How the interval of a mean narrows with more repeats."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
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
from reprise.figures.layout import add_legend_below, set_title, spread_labels
from reprise.figures.style import configuration_style
from reprise.stage_settings import FigureSettings
from reprise.stats.repeats_needed import REPEATS_SHOWN, expected_widths
from reprise.stats.run_values import values_by_configuration
from reprise.tables.study_tables import StudyTables

MAX_NAMES = 25  # of more lines, only the outermost ones are named
# A line from the left side of a label to the end of the line that it names.
LEADER = {"arrowstyle": "-", "linewidth": 0.6, "relpos": (0, 0.5)}
LABEL_HEIGHT = 0.16  # inches
MARGIN = 1.7  # inches above and below the panel


def draw(tables: StudyTables, part: str = "") -> Figure:
    """Draw the expected width of each configuration as a line, and the width found as a mark."""
    settings = tables.settings
    widths = _interval_widths(tables.summary)
    named = _named_configurations(widths, settings.configuration_names)
    height = max(4.0, MARGIN + LABEL_HEIGHT * len(named))
    figure, axes = plt.subplots(figsize=(7.5, height))
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="repeats",
        ylabel=f"width of the {settings.comparison.confidence:.0%} interval",
    )
    axes.set_xticks(REPEATS_SHOWN, [str(repeats) for repeats in REPEATS_SHOWN])
    axes.xaxis.set_minor_locator(NullLocator())
    ends = _draw_widths(axes, tables, widths)
    axes.axvline(settings.repeats, color="0.5", linestyle="dashed", linewidth=1)
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda width, _: f"{width:g}"))
    axes.yaxis.set_minor_locator(NullLocator())
    _label_lines(axes, {name: ends[name] for name in named if name in ends}, settings, height)
    axes.set_title(metric_label(settings.metric, settings.dataset), fontsize=9)
    set_title(figure, settings.title)
    add_legend_below(figure, _legend_handles())
    return figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Explain lines and dots, and say what the study's number of repeats can tell apart."""
    settings = tables.settings
    comparison = settings.comparison
    explanation = (
        "A line shows the expected width of the interval of a mean for other numbers of repeats."
        " It is computed by Student's t from the spread of the runs. A mark shows the width of the"
        " interval of the mean of this study's runs, which is corrected for skewness. Both axes"
        " are logarithmic, so the lines are nearly parallel. A configuration whose runs are all"
        " equal has no line."
    )
    if len(settings.configurations) > MAX_NAMES:
        explanation += " The figure names only the narrowest and the widest interval."
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


def _draw_widths(axes: Axes, tables: StudyTables, widths: pd.Series) -> dict[str, float]:
    """Draw lines and marks; return where the line of each configuration ends on the right."""
    settings, ends = tables.settings, {}
    values = values_by_configuration(tables.runs, settings.metric, settings.configuration_names)
    styles = _styles(settings)
    for name, runs in values.items():
        if len(runs) < 2 or np.ptp(runs) == 0:
            continue
        expected = expected_widths(runs, settings.comparison.confidence)
        marker, line = styles[name]["marker"], {**styles[name], "marker": None}
        axes.plot(REPEATS_SHOWN, expected, **line, linewidth=1.2)
        mark = {"color": line["color"], "marker": marker, "linestyle": "none"}
        axes.plot([len(runs)], [widths[name]], **mark, markersize=5)
        ends[name] = float(expected[-1])
    return ends


def _styles(settings: FigureSettings) -> dict[str, dict[str, Any]]:
    """Configuration to its style; in a study with panels, a colour is one of the panels."""
    if len(settings.panels) == 1:
        return {k: configuration_style(n) for n, k in enumerate(settings.configuration_names)}
    return {
        name: configuration_style(position) | {"color": configuration_style(panel)["color"]}
        for panel, names in enumerate(settings.panels.values())
        for position, name in enumerate(names)
    }


def _label_lines(
    axes: Axes, ends: Mapping[str, float], settings: FigureSettings, height: float
) -> None:
    """Write the name of each configuration at the right end of its line."""
    styles = _styles(settings)
    axes.autoscale_view()
    to_fraction = axes.transScale + axes.transLimits  # of the height of the panel
    places = [to_fraction.transform((REPEATS_SHOWN[-1], end))[1] for end in ends.values()]
    gap = LABEL_HEIGHT / (height - MARGIN)
    for (name, end), place in zip(ends.items(), spread_labels(places, gap), strict=True):
        axes.annotate(
            name,
            xy=(REPEATS_SHOWN[-1], end),
            xytext=(1.06, place),
            textcoords="axes fraction",
            va="center",
            fontsize=8,
            arrowprops=LEADER | {"color": styles[name]["color"]},
        )


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


def _named_configurations(widths: pd.Series, names: Sequence[str]) -> Sequence[str]:
    """All configurations, or of many those of the narrowest and the widest interval."""
    known = widths.dropna()
    if len(names) <= MAX_NAMES:
        return names
    return [str(known.idxmin()), str(known.idxmax())] if len(known) else []
