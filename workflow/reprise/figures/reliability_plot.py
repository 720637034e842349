"""Whether class probabilities mean what they say: probability and share of right samples."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MultipleLocator

from reprise.figures.caption_text import count_nouns, join_paragraphs
from reprise.figures.description_text import join_sentences
from reprise.figures.layout import GivenAxes, create_panels
from reprise.figures.style import CONFIGURATION_COLORS
from reprise.stats.class_calibration import AFTER, BEFORE, CHANGE
from reprise.tables.study_tables import StudyTables

FIGURE_SIZE = (6.8, 4.4)  # inches; both panels are squares
TICKS = 0.1
MARGIN = 0.03  # of the axes, beyond 1 and below the lowest interval
POINTS: dict[str, Any] = {"color": CONFIGURATION_COLORS[0], "marker": "o", "linestyle": "none"}
INTERVALS: dict[str, Any] = {"color": CONFIGURATION_COLORS[0], "linewidth": 1.2}
DIAGONAL: dict[str, Any] = {"color": "0.2", "linewidth": 1, "linestyle": (0, (4, 2))}
NEARLY_ONE = 0.05  # a temperature that is nearer to 1 changes little


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw the figure of a study with a classifier."""
    table = tables.read("reliability.csv")
    before, after = (table[table["probabilities"] == kind] for kind in (BEFORE, AFTER))
    settings = tables.settings
    return draw_reliability(before, after, settings.title, settings.comparison.confidence, ax)


def caption(tables: StudyTables, part: str = "") -> str:
    """The caption of the figure, in reStructuredText."""
    return describe_reliability(
        tables.read("predictor_calibration.csv"),
        tables.predictor_summary["fitted_temperature"],
        tables.settings.comparison.confidence,
    )


def describe(tables: StudyTables, part: str = "") -> str:
    """Say how many points lie below the diagonal, before and after calibration."""
    table = tables.read("reliability.csv")
    sentences = [
        "Two panels show the share of right samples over the probability of the most likely class,"
        " with a dashed diagonal."
    ]
    for time, kind in (("Before", BEFORE), ("After", AFTER)):
        bins = table[table["probabilities"] == kind]
        below = int((bins["share"] < bins["probability"]).sum())
        farthest = bins.iloc[(bins["share"] - bins["probability"]).abs().argmax()]
        sentences.append(
            f"{time} calibration, {below} of {count_nouns(len(bins), 'point')} lie below the"
            f" diagonal, and the farthest point has a share of {farthest['share']:.2f} at a"
            f" probability of {farthest['probability']:.2f}."
        )
    return join_sentences(sentences)


def draw_reliability(
    before: pd.DataFrame,
    after: pd.DataFrame,
    title: str,
    confidence: float = 0.95,
    ax: GivenAxes = None,
) -> Figure:
    """Draw the bins of the probabilities before and after calibration, in two panels.

    Parameters
    ----------
    before, after : DataFrame
        As `class_calibration.tabulate_reliability` returns them.
    title : str
    confidence : float
        Of the intervals in the tables.
    ax : sequence of two Axes, optional
    """
    panels = create_panels(2, 2, FIGURE_SIZE, ax)
    tables = before, after
    lowest = min(float(t[["low", "probability"]].to_numpy().min()) for t in tables)
    limits = lowest - MARGIN, 1 + MARGIN
    for axes, table, name in zip(panels.axes, tables, ("before", "after"), strict=True):
        _draw_bins(axes, table)
        axes.plot(limits, limits, **DIAGONAL, zorder=1)
        axes.set(xlim=limits, ylim=limits, aspect="equal")
        axes.xaxis.set_major_locator(MultipleLocator(TICKS))
        axes.yaxis.set_major_locator(MultipleLocator(TICKS))
        axes.set_title(f"{name} calibration", fontsize="medium")
    for axes in panels.bottom:
        axes.set_xlabel("probability of the most likely class")
    for axes in panels.left:
        axes.set_ylabel("share of samples that have this class")
    panels.set_title(title)
    panels.add_legend(_legend_handles(confidence))
    return panels.figure


def describe_reliability(measures: pd.DataFrame, temperature: float, confidence: float) -> str:
    """Say how to read the figure, how wrong the probabilities are, and what calibration changes.

    Parameters
    ----------
    measures : DataFrame
        As `class_calibration.measure_calibration` returns it.
    temperature : float
        Fitted to all folds.
    confidence : float
        Of the intervals in the table.

    Returns
    -------
    str
        Paragraphs in reStructuredText.
    """
    rows = {
        (row["measure"], row["probabilities"]): row for row in measures.to_dict(orient="records")
    }
    before, after = (rows["calibration_error", kind] for kind in (BEFORE, AFTER))
    paragraphs = [
        "The figure compares the probability of the most likely class with the share of samples"
        " that have this class. Every sample is judged by networks that were trained without its"
        " fold. A point is a bin of samples with similar probabilities, and a bar is the"
        f" {confidence:.0%} interval of the share. Points below the dashed line show networks that"
        " are more certain than they are right; points above it show networks that are too"
        " cautious.",
        f"{_describe_error('Before', before, confidence)}"
        f" {_describe_error('After', after, confidence)}",
        f"The temperature is {temperature:.2f}{_explain(temperature)}. The log loss of samples of"
        f" other folds changes from {rows['log_loss', BEFORE]['value']:.3f} to"
        f" {rows['log_loss', AFTER]['value']:.3f}."
        f" {_describe_change(rows['log_loss', CHANGE])}",
    ]
    return join_paragraphs(paragraphs)


def _draw_bins(axes: Axes, table: pd.DataFrame) -> None:
    axes.vlines(table["probability"], table["low"], table["high"], **INTERVALS, zorder=2)
    axes.plot(table["probability"], table["share"], **POINTS, markersize=4.5, zorder=3)


def _describe_error(time: str, row: Mapping[Any, Any], confidence: float) -> str:
    """Two sentences on the calibration error: its interval, and what would be expected of it."""
    contradicts = row["value"] > row["if_calibrated_high"]
    return (
        f"{time} calibration, probability and share differ by {_points(row['value'])} on average"
        f" ({confidence:.0%} interval: {100 * row['low']:.1f} to {100 * row['high']:.1f}). Right"
        f" probabilities would have an error of {_points(row['if_calibrated'])} by chance, so the"
        f" samples {'contradict' if contradicts else 'do not contradict'} the probabilities."
    )


def _points(share: float) -> str:
    return f"{100 * share:.1f} percentage points"


def _explain(temperature: float) -> str:
    """What a temperature says about the networks, as the rest of a sentence."""
    if abs(temperature - 1) < NEARLY_ONE:
        return ", so it changes little"
    how = "more" if temperature > 1 else "less"
    return f": on average, the networks are {how} certain than they are right"


def _describe_change(change: Mapping[Any, Any]) -> str:
    """Whether calibration helps; `class_calibration.choose_temperature` decides in the same way."""
    if change["high"] < 0:
        return "So the temperature helps, and the stored networks use it."
    return (
        "The samples do not show that the temperature helps, so the stored networks do not use it."
    )


def _legend_handles(confidence: float) -> list[Artist]:
    return [
        Line2D([], [], **POINTS, label="bin of samples"),
        Line2D([], [], **INTERVALS, label=f"{100 * confidence:g} % interval"),
        Line2D([], [], **DIAGONAL, label="probability = share"),
    ]
