"""How the interval of a mean narrows with more repeats."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reprise.escape import escape_mathtext
from reprise.figures.caption_sentences import describe_repeats
from reprise.figures.caption_text import join_paragraphs
from reprise.figures.labels import metric_label
from reprise.figures.layout import add_legend_below, set_title
from reprise.stats.repeats_needed import REPEATS_SHOWN, expected_widths
from reprise.stats.run_values import values_by_configuration
from reprise.tables.study_tables import StudyTables

MAX_NAMES_IN_LEGEND = 25  # a legend of more lines names only the outermost ones


def draw(tables: StudyTables, part: str = "") -> Figure:
    """Draw the expected width of each configuration as a line, and the width found as a dot."""
    settings = tables.settings
    widths = _interval_widths(tables.summary)
    named = _configurations_in_legend(widths, settings.configuration_names)
    figure, axes = plt.subplots(figsize=(6.5, 4 + 0.1 * len(named)))
    _draw_widths(axes, tables, widths, named)
    axes.axvline(settings.repeats, color="0.5", linestyle="dashed", linewidth=1)
    axes.set(
        xscale="log",
        xlabel="repeats",
        ylabel=f"width of the {settings.comparison.confidence:.0%} interval",
        ylim=(0, None),
    )
    axes.set_xticks(REPEATS_SHOWN, [str(repeats) for repeats in REPEATS_SHOWN])
    axes.set_title(
        escape_mathtext(metric_label(settings.metric, settings.dataset.units)), fontsize=9
    )
    set_title(figure, settings.title)
    handles, _ = axes.get_legend_handles_labels()
    handles.append(Line2D([], [], color="0.5", linestyle="dashed", label="this study's repeats"))
    add_legend_below(figure, handles)
    return figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Explain lines and dots, and say what the study's number of repeats can tell apart."""
    settings = tables.settings
    comparison = settings.comparison
    explanation = (
        "A line shows the expected width of the interval of a mean for other numbers of repeats."
        " It is computed by Student's t from the spread of the runs. A dot shows the width of the"
        " bootstrap interval of the runs of this study."
    )
    if len(settings.configurations) > MAX_NAMES_IN_LEGEND:
        explanation += " The legend names only the narrowest and the widest interval."
    summary = describe_repeats(
        tables.repeats, settings.repeats, comparison.power, comparison.confidence
    )
    return join_paragraphs([explanation, *summary])


def _draw_widths(axes: Axes, tables: StudyTables, widths: pd.Series, named: Sequence[str]) -> None:
    settings = tables.settings
    values = values_by_configuration(tables.runs, settings.metric, settings.configuration_names)
    colors = sns.color_palette("viridis", len(values))
    for (name, runs), color in zip(values.items(), colors, strict=True):
        if len(runs) < 2:
            continue
        axes.plot(
            REPEATS_SHOWN,
            expected_widths(runs, settings.comparison.confidence),
            color=color,
            linewidth=1,
            label=escape_mathtext(name) if name in named else None,
        )
        axes.plot([len(runs)], [widths[name]], "o", color=color, markersize=4)


def _interval_widths(summary: pd.DataFrame) -> pd.Series:
    """The width of the bootstrap interval of each configuration's mean."""
    intervals = summary.set_index("configuration")
    return intervals["mean_high"] - intervals["mean_low"]


def _configurations_in_legend(widths: pd.Series, names: Sequence[str]) -> Sequence[str]:
    """All configurations, or of many those of the narrowest and the widest interval."""
    known = widths.dropna()
    if len(names) <= MAX_NAMES_IN_LEGEND:
        return names
    return [str(known.idxmin()), str(known.idxmax())] if len(known) else []
