"""Means and variances at a batch-normalization layer, update by update."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reprise.escape import rst_literal
from reprise.figures.caption_text import format_number, join_paragraphs
from reprise.figures.description_text import join_sentences
from reprise.figures.layout import GivenAxes, create_panels
from reprise.figures.style import MAX_POINTS_AS_LINES
from reprise.tables.study_tables import StudyTables

ROWS = (
    ("mean", "mean of a mini-batch"),
    ("variance", "variance of a mini-batch"),
)
# Column without `_mean` or `_variance`, colour, line width, label. A wide pale line lies below the
# thin dark line that can coincide with it, so neither hides the other.
LINES = (
    ("input", "0.75", 3.6, "input of the layer"),
    ("running", "tab:blue", 1.2, "running statistics"),
    ("output", "#ffbf7f", 3.6, "output in training"),
    ("inference", "#1b6e1b", 0.7, "output in inference"),
)
CLOSE = 0.25  # relative distance of the running variance from the variance of a mini-batch


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw the means above the variances, and one column of panels per configuration."""
    settings = tables.settings
    names = settings.configuration_names
    contents = [(row, name) for row in ROWS for name in names]
    size = (max(5.5, 1 + 2.6 * len(names)), 5.4)
    panels = create_panels(
        len(contents), len(names), size, ax, sharex=True, sharey="row", wraps=False
    )
    for axes, ((statistic, label), name) in zip(panels.axes, contents, strict=True):
        _draw_statistic(axes, _first_layer(tables, name), statistic)
        if axes in panels.left:
            axes.set_ylabel(label)
    for axes, name in zip(panels.axes, names, strict=False):  # the upper row
        axes.set_title(name, fontsize="small")
    for axes in panels.bottom:
        axes.set_xlabel("update")
    panels.set_title(settings.title)
    handles = [
        Line2D([], [], color=color, linewidth=linewidth, label=label)
        for _, color, linewidth, label in LINES
    ]
    panels.add_legend(handles)
    return panels.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Explain what the layer computes, and say how its running statistics follow the input."""
    start = tables.layer_statistics[tables.layer_statistics["update"] == 0]
    change = start["inference_change"].max()
    paragraphs = [
        "The lines show means (top) and variances (bottom) at the first batch-normalization layer,"
        " update by update, in repeat 1. The mean and the variance of a mini-batch are computed for"
        " each unit and averaged over the units. In training, the"
        " layer standardizes a mini-batch by the mini-batch's own mean and variance. Its output"
        " then has a mean near beta and a variance near gamma squared (0 and 1 at the start). In"
        " inference, the layer uses its running statistics. They start at 0 and 1. At each update,"
        " the new running statistics are ``momentum`` times the old ones plus (1 - ``momentum``)"
        " times those of the mini-batch. With a momentum of 0, they are those of the last"
        " mini-batch: the thin line of the running statistics then lies on the wide line of the"
        " input, and the output in inference lies on the output in training.",
        "At update 0 the layer has not been trained: its running mean is 0 and its running"
        " variance is 1. A call outside training then returns the input nearly unchanged. The"
        f" output differs from the input by at most {change:.3%} of the largest input. The reason"
        " is the factor 1 / sqrt(1 + epsilon), with an epsilon of 0.001 in Keras. To see the layer"
        " normalize, call it with ``training=True``, or train it first.",
    ]
    for name in tables.settings.configuration_names:
        paragraphs.append(f"{rst_literal(name)}: {_summarize(_first_layer(tables, name))}")
    return join_paragraphs(paragraphs)


def describe(tables: StudyTables, part: str = "") -> str:
    """Say from where to where the running variance goes, and what it follows."""
    sentences = [
        "The upper panels show means and the lower panels show variances at a layer, over the"
        " updates of one run."
    ]
    for name in tables.settings.configuration_names:
        trained = _first_layer(tables, name).query("update > 0")
        running, batch = trained["running_variance"], trained["input_variance"]
        if trained.empty or not np.isfinite(running.iloc[-1]):
            sentences.append(f"{name}: the run diverged.")
            continue
        sentences.append(
            f"{name}: the running variance goes from {format_number(running.iloc[0])} to"
            f" {format_number(running.iloc[-1])}, and the variances of the mini-batches lie between"
            f" {format_number(batch.min())} and {format_number(batch.max())}."
        )
    return join_sentences(sentences)


def _draw_statistic(axes: Axes, statistics: pd.DataFrame, statistic: str) -> None:
    for column, color, linewidth, _ in LINES:
        # Update 0 comes before training, so the layer has no output in training.
        drawn = statistics[statistics["update"] > 0] if column == "output" else statistics
        axes.plot(
            drawn["update"],
            drawn[f"{column}_{statistic}"],
            color=color,
            linewidth=linewidth,
            rasterized=len(drawn) > MAX_POINTS_AS_LINES,
            zorder=2 if linewidth > 2 else 3,
        )


def _summarize(statistics: pd.DataFrame) -> str:
    """Say how the running statistics of repeat 1 follow those of the mini-batches."""
    trained = statistics[statistics["update"] > 0]
    if trained.empty or not np.isfinite(trained["running_variance"].iloc[-1]):
        return "Repeat 1 diverged."
    running, batch = trained["running_variance"], trained["input_variance"]
    is_close = (running / batch - 1).abs() < CLOSE
    distance = f"within {CLOSE:.0%} of the variance of a mini-batch"
    if is_close.any():
        update = trained.loc[is_close, "update"].iloc[0]
        first = f"Update {update} is the first at which the running variance is {distance}."
    else:
        first = f"The running variance is never {distance}."
    return (
        f"{first} On average, the running variance differs from the variance of the mini-batches by"
        f" {(running - batch).abs().mean():.3f}. The running mean changes by"
        f" {trained['running_mean'].diff().abs().mean():.4f} per update on average."
    )


def _first_layer(tables: StudyTables, name: str) -> pd.DataFrame:
    """The statistics of the first layer in repeat 1 of a configuration."""
    statistics = tables.layer_statistics
    is_first_layer = (statistics["repeat"] == 1) & (statistics["layer"] == 1)
    return statistics[is_first_layer & (statistics["configuration"] == name)]
