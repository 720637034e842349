"""Learning curves: a metric of every split after every epoch.

The left panels show the picture of a tutorial: the training metric in blue and the test metric in
orange. If a study stores the training metric that Keras's `fit` reports, that metric is the blue
one. The right panels add what a tutorial does not draw: the spread of all runs, and the training
metric after the end of the epoch.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, StrMethodFormatter

from reprise.escape import rst_literal
from reprise.evaluation.metrics import (
    measure_of,
    split_of,
)
from reprise.figures.caption_text import count_nouns, format_number, join_paragraphs, join_words
from reprise.figures.curve_references import (
    draw_references,
    explain_references,
    reference_handles,
)
from reprise.figures.curve_sentences import column_label, summarize_curves
from reprise.figures.curve_styles import (
    AFTER_EPOCH_STYLE,
    columns_of_tutorial,
    curve_style,
    history_columns,
)
from reprise.figures.description_text import join_sentences
from reprise.figures.labels import METRIC_LABELS, count_runs, metric_label
from reprise.figures.layout import GivenAxes, create_panels, label_vertical_axis
from reprise.figures.style import MAX_POINTS_AS_LINES, chosen_width
from reprise.stage_settings import FigureSettings
from reprise.tables.study_tables import StudyTables

Picture = Callable[[Axes, pd.DataFrame, Sequence[str]], None]

BAND = (0.05, 0.95)  # quantiles over the runs
CURVE_NAMES = {  # in the caption
    "fit": "train",
    "train": "train",
    "test": "test",
    "validation": "validation",
    "query": "the forecast",
}
EARLY_STOPPING = (
    " The validation rows end a run (``training.stop``). After this epoch, its curve continues with"
    " the metrics of the network that the run ended with, until the last run of the study ends."
)
PANEL_SIZE = (3.7, 2.4)  # inches
LEGEND_COLUMN_WIDTH = 2.6  # inches


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw a row per configuration: the picture of a tutorial, and the spread of all runs.

    Parameters
    ----------
    tables : study_tables.StudyTables
    part : str
        The name of the configurations without the value of their panel.
    """
    settings, columns = tables.settings, history_columns(tables)
    panels, pictures = _panels(settings, part), _pictures(settings)
    size = (max(5.5, PANEL_SIZE[0] * len(pictures)), 1.4 + PANEL_SIZE[1] * len(panels))
    count = len(panels) * len(pictures)
    drawn = create_panels(count, len(pictures), size, ax, sharex=True, wraps=False)
    remaining = iter(drawn.axes)
    for panel, configuration in panels.items():
        history = _history_until_last_run(tables, configuration)
        for (title, draw_picture), axes in zip(pictures.items(), remaining, strict=False):
            draw_picture(axes, history, columns)
            axes.margins(x=0.01)
            axes.set_title(_panel_title(panel, title), fontsize="medium")
            _set_scale(axes, columns)
            if draw_picture is list(pictures.values())[-1]:
                draw_references(axes, tables, columns[-1], configuration)
                break
    for axes in drawn.left:
        label_vertical_axis(axes, _axis_label(columns, settings))
    for axes in drawn.bottom:
        axes.set_xlabel("epoch")
    has_other_figures = len(settings.configurations) > 1
    drawn.set_title(f"{settings.title} ({part})" if has_other_figures else settings.title)
    handles = _legend_handles(tables, columns, list(panels.values()))
    drawn.add_legend(handles, LEGEND_COLUMN_WIDTH)
    return drawn.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Explain the panels, and say where the median curves end and where they are best."""
    settings, columns = tables.settings, history_columns(tables)
    panels = _panels(settings, part)
    names = join_words([f"the {column_label(column)}" for column in columns])
    first = f"For {rst_literal(part)}, the curves show {names} after every epoch."
    first += _explain_pictures(settings, columns)
    if not settings.epoch_limits.keys().isdisjoint(panels.values()):
        first += EARLY_STOPPING
    first += explain_references(tables, columns[-1], list(panels.values()))
    paragraphs = [first]
    for panel, configuration in panels.items():
        history = _history_until_last_run(tables, configuration)
        summary = " ".join(summarize_curves(history, columns))
        paragraphs.append(f"{rst_literal(panel or configuration)}: {summary}")
    return join_paragraphs(paragraphs)


def describe(tables: StudyTables, part: str = "") -> str:
    """Say from where to where the median curves go."""
    settings, columns = tables.settings, history_columns(tables)
    panels = _panels(settings, part)
    sentences = [
        f"{count_nouns(len(panels), 'row')} of panels"
        f" {'shows' if len(panels) == 1 else 'show'} the {_axis_label(columns, settings)} over"
        " the epochs."
    ]
    for panel, configuration in panels.items():
        medians = _history_until_last_run(tables, configuration).groupby("epoch")[columns].median()
        curves = [
            f"{curve_style(str(column), columns)[3]} from {format_number(curve.iloc[0])} to"
            f" {format_number(curve.iloc[-1])}"
            for column, curve in medians.dropna(axis="columns", how="all").items()
        ]
        sentences.append(
            f"From epoch {medians.index[0]} to epoch {medians.index[-1]}, the median curves of"
            f" {panel or configuration} go: {join_words(curves)}."
            if curves
            else f"{panel or configuration}: every run diverged."
        )
    return join_sentences(sentences)


def _explain_pictures(settings: FigureSettings, columns: Sequence[str]) -> str:
    """Say what is drawn on the left and on the right, and what the colours mean."""
    tutorial = columns_of_tutorial(columns)
    colors = join_words(
        [f"{CURVE_NAMES[split_of(c)]} in {curve_style(c, columns)[1]}" for c in tutorial]
    )
    if len(_pictures(settings)) == 1:
        return f" There is only one run, with {colors}."
    has_one_run = settings.figures.curves == "one_and_band"
    shown = "repeat 1 alone" if has_one_run else f"each of {count_runs(settings)} runs as a line"
    sentences = (
        f" The left side shows {shown}, as tutorials draw it: {colors}. The right side shows the"
        f" median of {count_runs(settings)} runs, and a band from their 5 % to their 95 %"
        " quantile."
    )
    if len(tutorial) < len(columns):
        metric = METRIC_LABELS[measure_of(columns[0])]
        sentences += (
            f" The blue line is the {metric} that Keras's ``fit`` reports: the mean over the"
            " mini-batches of an epoch, each with the weights and the batch statistics of that"
            f" moment. The purple dotted line is the {metric} of the same training rows after the"
            " epoch, when the network only forecasts."
        )
    return sentences


def _history_until_last_run(tables: StudyTables, configuration: str) -> pd.DataFrame:
    """The history of a configuration, until the last run of the study ends."""
    history = tables.history[tables.history["configuration"] == configuration]
    if tables.settings.epoch_limits:
        history = history[history["epoch"] <= tables.runs["trained_epochs"].max()]
    return history


def _panels(settings: FigureSettings, part: str) -> dict[str, str]:
    """Panel title to the configuration that has the name `part` in the panel."""
    return {
        panel: configuration
        for panel, names in settings.panels.items()
        for configuration, name_within_panel in names.items()
        if name_within_panel == part
    }


def _pictures(settings: FigureSettings) -> dict[str, Picture]:
    """What is drawn from left to right: an addition to the title, and a function."""
    pictures: dict[str, Picture] = {}
    if settings.figures.curves == "one_and_band" or settings.repeats == 1:
        pictures["repeat 1"] = _draw_first_run
    else:
        pictures[f"each of {count_runs(settings)} runs"] = _draw_every_run
    if settings.repeats > 1:
        pictures["median and band"] = _draw_band
    return pictures


def _panel_title(panel: str, picture: str) -> str:
    """The panel of the study and what is drawn, in lines that fit the width of the panel."""
    separator = ", " if chosen_width() == "page" else "\n"
    return separator.join(filter(None, (panel, picture)))


def _set_scale(axes: Axes, columns: Sequence[str]) -> None:
    """Choose the scale of the epochs: most forecasts of a query change in the first hundred."""
    if split_of(columns[0]) == "query":
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))


def _curves(history: pd.DataFrame, column: str) -> pd.DataFrame:
    """One row per epoch and one column per repeat."""
    return history.pivot(index="epoch", columns="repeat", values=column)


def _draw_every_run(axes: Axes, history: pd.DataFrame, columns: Sequence[str]) -> None:
    for column in columns_of_tutorial(columns):
        color = curve_style(column, columns)[0]
        axes.plot(_curves(history, column), color=color, linewidth=0.7, rasterized=True)


def _draw_first_run(axes: Axes, history: pd.DataFrame, columns: Sequence[str]) -> None:
    for column in columns_of_tutorial(columns):
        color, _, linestyle, _ = curve_style(column, columns)
        first_run = _curves(history, column).iloc[:, 0]
        as_pixels = len(first_run) > MAX_POINTS_AS_LINES
        style: dict[str, Any] = {"color": color, "linestyle": linestyle, "rasterized": as_pixels}
        axes.plot(first_run, **style, linewidth=1.3)


def _draw_band(axes: Axes, history: pd.DataFrame, columns: Sequence[str]) -> None:
    for column in columns:
        curves = _curves(history, column)
        color, _, linestyle, _ = curve_style(column, columns)
        low, high = (curves.quantile(q, axis="columns") for q in BAND)
        style: dict[str, Any] = {"color": color, "rasterized": len(curves) > MAX_POINTS_AS_LINES}
        axes.fill_between(curves.index, low, high, **style, alpha=0.2, linewidth=0)
        axes.plot(curves.median(axis="columns"), **style, linestyle=linestyle, linewidth=1.8)


def _axis_label(columns: Sequence[str], settings: FigureSettings) -> str:
    """The metric without its split, because the colours show the splits."""
    label = metric_label(columns[-1], settings.dataset)
    return label if split_of(columns[-1]) == "query" else label.partition(" ")[2]


def _legend_handles(
    tables: StudyTables, columns: Sequence[str], configurations: list[str]
) -> list[Artist]:
    handles: list[Artist] = []
    for column in sorted(columns, key=lambda c: curve_style(c, columns) is AFTER_EPOCH_STYLE):
        color, _, linestyle, label = curve_style(column, columns)
        handles.append(Line2D([], [], color=color, linestyle=linestyle, label=label))
    if len(_pictures(tables.settings)) > 1:
        handles.append(Patch(facecolor="0.8", label="band: 5 to 95 % of the runs"))
    return handles + reference_handles(tables, columns[-1], configurations)
