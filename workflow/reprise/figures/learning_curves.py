"""Learning curves: a metric of every split after every epoch."""

from collections.abc import Callable, Sequence
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reprise.escape import escape_mathtext
from reprise.evaluation.metrics import find_best, lower_is_better, metric_without_split, split_of
from reprise.figures.baseline_lines import BASELINE_STYLES
from reprise.figures.caption_text import format_number, join_paragraphs, join_words, literal
from reprise.figures.labels import METRIC_LABELS, metric_label
from reprise.figures.layout import add_legend_below, set_title
from reprise.figures.style import SPLIT_COLORS
from reprise.stage_settings import FigureSettings
from reprise.tables.study_tables import StudyTables

BAND = (0.05, 0.95)  # quantiles over the runs
SPLITS = ("fit", "train", "validation", "test")
SPLIT_LABELS = {
    "fit": "train, as Keras reports it",
    "train": "train",
    "validation": "validation",
    "test": "test",
    "query": "forecast",
}
SPLITS_WITHOUT_BEST_EPOCH = ("train", "fit", "query")
SIMPLEST_BASELINES = ["persistence", "most_frequent"]
RIGHT_ANSWER = "right answer"
DASHED = (0, (4, 2))
PANEL_SIZE = (3.6, 3.9)  # inches
LEGEND_COLUMN_WIDTH = 3.2  # inches


def draw(tables: StudyTables, part: str = "") -> Figure:
    """Draw every run as a line, or one run and a band over all runs, as the settings say.

    Parameters
    ----------
    tables : study_tables.StudyTables
    part : str
        The name of the configurations without the value of their panel.
    """
    settings = tables.settings
    columns = _history_columns(tables)
    panels = _panels(settings, part)
    drawings = _drawings(settings)
    count = len(drawings) * len(panels)
    size = (1.5 + PANEL_SIZE[0] * count, PANEL_SIZE[1])
    figure, grid = plt.subplots(1, count, figsize=size, sharey=True, squeeze=False)
    pairs = [(panel, drawing) for panel in panels for drawing in drawings]
    for axes, (panel, drawing) in zip(grid[0], pairs, strict=True):
        _draw_panel(axes, tables, panels[panel], columns, drawings[drawing])
        title = ", ".join(filter(None, (panel, drawing)))
        axes.set(xlabel="epoch", title=escape_mathtext(title))
    grid[0][0].set_ylabel(escape_mathtext(_axis_label(columns, settings)))
    has_other_figures = len(settings.configurations) > 1
    set_title(figure, f"{settings.title} ({part})" if has_other_figures else settings.title)
    handles = _legend_handles(tables, columns, list(panels.values()))
    add_legend_below(figure, handles, LEGEND_COLUMN_WIDTH)
    return figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Say where the median curves end and where they are best."""
    settings, columns = tables.settings, _history_columns(tables)
    panels = _panels(settings, part)
    names = join_words([f"the {_column_label(column)}" for column in columns])
    first = f"For {literal(part)}, the curves show {names} after every epoch."
    if settings.figures.curves == "one_and_band":
        first += (
            " The left panel of a pair shows repeat 1 alone, as a tutorial draws it. The right"
            f" panel shows the median of {settings.repeats} runs, and a band from their 5 % to"
            " their 95 % quantile."
        )
    else:
        first += (
            f" A thin line is one of {settings.repeats} runs, each from its own random seed. A"
            " thick line is the median of the runs."
        )
    first += _explain_references(tables, columns[-1], list(panels.values()))
    paragraphs = [first]
    for panel, configuration in panels.items():
        history = tables.history[tables.history["configuration"] == configuration]
        summary = " ".join(_summarize_curves(history, columns))
        paragraphs.append(f"{literal(panel or configuration)}: {summary}")
    return join_paragraphs(paragraphs)


def _explain_references(tables: StudyTables, column: str, configurations: list[str]) -> str:
    """Say what the dashed lines are, with all values that they have in the panels."""
    labels: dict[str, list[str]] = {}
    for configuration in configurations:
        for label, value in _references(tables, column, configuration).items():
            labels.setdefault(label, []).append(format_number(value))
    return "".join(
        f" The dashed line shows the {_reference_kind(label)} ({', '.join(dict.fromkeys(values))})."
        for label, values in labels.items()
    )


def _summarize_curves(history: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """One sentence per column of the history of one configuration."""
    sentences = []
    for column in columns:
        median = history.groupby("epoch")[column].median()
        if median.isna().all():
            return ["Every run diverged."]
        sentence = f"The median {_column_label(column)}"
        if split_of(column) not in SPLITS_WITHOUT_BEST_EPOCH:
            best = find_best(median, column)
            word = "lowest" if lower_is_better(column) else "highest"
            sentence += f" is {word} at epoch {int(best)} ({format_number(median[best])}) and"
        end = history.groupby("repeat")[column].last().median()
        sentences.append(f"{sentence} ends at {format_number(end)}.")
    return sentences


def _history_columns(tables: StudyTables) -> list[str]:
    """The columns of the history that show the metric of the study, or the RMSE without them."""
    metric = tables.settings.metric
    if metric in tables.history and split_of(metric) == "query":
        return [metric]
    columns = [f"{split}_{metric_without_split(metric)}" for split in SPLITS]
    columns = [column for column in columns if column in tables.history]
    return columns or [c for c in map(str, tables.history) if c.endswith("_rmse")]


def _column_label(column: str) -> str:
    """How the caption names a column of the history."""
    if split_of(column) == "fit":
        return f"{METRIC_LABELS[metric_without_split(column)]} that Keras reports during training"
    return metric_label(column)


def _references(tables: StudyTables, column: str, configuration: str) -> dict[str, float]:
    """The values that the curves of one configuration are compared with, by their label.

    They are the right answer of a query, or the simplest baseline.
    """
    if split_of(column) == "query":
        query = tables.settings.framing_of(configuration).query
        if query is None:
            return {}
        answer = query.answer[int(column.rpartition("_")[2]) - 1]
        return {RIGHT_ANSWER: answer}
    baselines = tables.baselines
    if column not in baselines:
        return {}
    is_simplest = baselines["baseline"].isin(SIMPLEST_BASELINES)
    own = baselines[is_simplest & (baselines["configuration"] == configuration)]
    return dict(zip(own["baseline"], own[column], strict=True))


def _panels(settings: FigureSettings, part: str) -> dict[str, str]:
    """Panel title to the configuration that has the name `part` in the panel."""
    return {
        panel: configuration
        for panel, names in settings.panels.items()
        for configuration, name_within_panel in names.items()
        if name_within_panel == part
    }


def _drawings(settings: FigureSettings) -> dict[str, Callable[[Axes, pd.DataFrame, str], None]]:
    """What is drawn side by side for each panel: an addition to the title, and a function."""
    if settings.figures.curves == "one_and_band":
        return {"repeat 1": _draw_first_run, "all repeats": _draw_band}
    return {"": _draw_every_run}


def _draw_panel(
    axes: Axes,
    tables: StudyTables,
    configuration: str,
    columns: Sequence[str],
    draw_curves: Callable[[Axes, pd.DataFrame, str], None],
) -> None:
    history = tables.history[tables.history["configuration"] == configuration]
    for column in columns:
        curves = history.pivot(index="epoch", columns="repeat", values=column)
        draw_curves(axes, curves, SPLIT_COLORS[split_of(column)])
    for label, value in _references(tables, columns[-1], configuration).items():
        axes.axhline(value, color="black", linestyle=_reference_style(label))
    axes.margins(x=0.01)
    if split_of(columns[0]) == "query":  # most changes are in the first hundred of many epochs
        axes.set_xscale("log")


def _draw_every_run(axes: Axes, curves: pd.DataFrame, color: str) -> None:
    axes.plot(curves, color=color, linewidth=0.6, alpha=0.45, rasterized=True)
    axes.plot(curves.median(axis="columns"), color=color, linewidth=2.2, rasterized=True)


def _draw_first_run(axes: Axes, curves: pd.DataFrame, color: str) -> None:
    axes.plot(curves.iloc[:, 0], color=color, linewidth=1.3)


def _draw_band(axes: Axes, curves: pd.DataFrame, color: str) -> None:
    low, high = (curves.quantile(q, axis="columns") for q in BAND)
    axes.fill_between(curves.index, low, high, color=color, alpha=0.2, linewidth=0)
    axes.plot(curves.median(axis="columns"), color=color, linewidth=1.8)


def _axis_label(columns: Sequence[str], settings: FigureSettings) -> str:
    """The metric without its split, because the colours show the splits."""
    label = metric_label(columns[-1], settings.dataset.units)
    return label if split_of(columns[-1]) == "query" else label.partition(" ")[2]


def _legend_handles(
    tables: StudyTables, columns: Sequence[str], configurations: list[str]
) -> list[Line2D]:
    lines = "thin: one run; thick: median"
    if tables.settings.figures.curves == "one_and_band":
        lines = "right: median and 5 to 95 % band"
    handles = [
        Line2D(
            [],
            [],
            color=SPLIT_COLORS[split_of(column)],
            label=f"{SPLIT_LABELS[split_of(column)]} ({lines})",
        )
        for column in columns
    ]
    labels = [
        label
        for configuration in configurations
        for label in _references(tables, columns[-1], configuration)
    ]
    for label in dict.fromkeys(labels):
        style = _reference_style(label)
        handles.append(Line2D([], [], color="black", linestyle=style, label=label))
    return handles


def _reference_kind(label: str) -> str:
    return label if label == RIGHT_ANSWER else f"baseline {literal(label)}"


def _reference_style(label: str) -> Any:
    return DASHED if label == RIGHT_ANSWER else BASELINE_STYLES[label][1]
