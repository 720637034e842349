"""Predictions of the test rows beside the observations, for samples with numbers."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reprise.escape import rst_literal
from reprise.figures.caption_text import describe_explained_share, format_number, join_paragraphs
from reprise.figures.description_text import describe_extremes, describe_panels, join_sentences
from reprise.figures.layout import GivenAxes, create_panels
from reprise.figures.style import MAX_POINTS_AS_LINES, TEST
from reprise.stage_settings import FigureSettings
from reprise.tables.study_tables import StudyTables

RANGE = (0.05, 0.95)  # quantiles over the runs
COLUMNS = (3, 4, 2)  # panels per row, the best first
PANEL_SIZE = 2.6  # inches
DIAGONAL: dict[str, Any] = {"color": "0.2", "linewidth": 1, "linestyle": (0, (4, 2))}


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw a panel per configuration: a point and a bar for each test row, and the diagonal."""
    settings, predictions = tables.settings, tables.predictions
    names = settings.configuration_names
    columns = _panels_per_row(settings)
    rows = math.ceil(len(names) / columns)
    size = (1 + PANEL_SIZE * columns, 1 + (PANEL_SIZE + 0.2) * rows)
    panels = create_panels(len(names), columns, size, ax)
    ends = predictions["observed"].min(), predictions["observed"].max()
    for axes, name in zip(panels.axes, names, strict=True):
        _draw_configuration(axes, predictions[predictions["configuration"] == name])
        axes.plot(ends, ends, **DIAGONAL, zorder=1)
        axes.set_title(name, fontsize="small")
    units = settings.dataset.units_of()
    for axes in panels.bottom:
        axes.set_xlabel(f"observed ({units})")
    for axes in panels.left:
        axes.set_ylabel(f"predicted ({units})")
    panels.set_title(settings.title)
    panels.add_legend(_legend_handles())
    return panels.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Say how far the predictions are from the observations, and what their spread means."""
    predictions = tables.predictions
    paragraphs = [
        "Each point is a test row: its observed target, and the median prediction of the runs. A"
        " bar reaches from the 5 % to the 95 % quantile of the runs. A perfect prediction lies on"
        " the dashed line. The bars show the spread of random starts alone, so they are not"
        " prediction intervals. If the points follow a line that is flatter than the dashed one,"
        " the networks predict values that are too near to the mean."
    ]
    for name in tables.settings.configuration_names:
        own = predictions[predictions["configuration"] == name]
        sentences = " ".join(_sentences_on_predictions(own.dropna(subset="prediction")))
        paragraphs.append(f"{rst_literal(name)}: {sentences}")
    return join_paragraphs(paragraphs)


def describe(tables: StudyTables, part: str = "") -> str:
    """Say which configurations lie nearest to the diagonal and farthest from it."""
    predictions, units = tables.predictions, tables.settings.dataset.units_of()
    distances = (predictions["prediction"] - predictions["observed"]).abs()
    means = distances.groupby(predictions["configuration"], sort=False).mean()
    observed = predictions["observed"]
    return join_sentences(
        [
            f"{describe_panels(len(tables.settings.configurations))} the prediction over the"
            f" observation of each test row ({units}), from {observed.min():.4g} to"
            f" {observed.max():.4g}, with a dashed diagonal.",
            describe_extremes(means, "mean distance from the diagonal"),
        ]
    )


def _panels_per_row(settings: FigureSettings) -> int:
    """A number that lets no row have panels of two splits, if there is one; otherwise three."""
    count = len(settings.configurations)
    if settings.partition_kind:
        count = max(map(len, settings.panels.values()))
    fitting = (columns for columns in COLUMNS if count % columns == 0)
    return min(count, next(fitting, COLUMNS[0]))


def _draw_configuration(axes: Axes, predictions: pd.DataFrame) -> None:
    by_row = predictions.groupby("row")["prediction"]
    observed = predictions.groupby("row")["observed"].first()
    low, high = (by_row.quantile(q) for q in RANGE)
    as_pixels = len(observed) > MAX_POINTS_AS_LINES
    style: dict[str, Any] = {"color": TEST, "rasterized": as_pixels}
    axes.vlines(observed, low, high, **style, alpha=0.35, linewidth=1, zorder=2)
    axes.plot(observed, by_row.median(), "o", **style, markersize=2.5, zorder=3)


def _sentences_on_predictions(known: pd.DataFrame) -> Iterator[str]:
    if not len(known):
        yield "Every run diverged."
        return
    errors = known["prediction"] - known["observed"]
    by_row = known.groupby("row")["prediction"]
    width = (by_row.quantile(RANGE[1]) - by_row.quantile(RANGE[0])).mean()
    yield (
        "The predictions of a run miss the observations by"
        f" {format_number(errors.abs().mean())} on average, and a bar is"
        f" {format_number(width)} long on average."
    )
    variance = known.drop_duplicates("row")["observed"].var(ddof=0)
    if variance > 0:
        r2 = 1 - float(np.square(errors).mean()) / variance
        yield f"A run {describe_explained_share(r2, 'prediction')}."


def _legend_handles() -> list[Artist]:
    return [
        Line2D([], [], color=TEST, marker="o", linestyle="none", label="median of the runs"),
        Line2D([], [], color=TEST, alpha=0.35, label="5 to 95 % of the runs"),
        Line2D([], [], **DIAGONAL, label="predicted = observed"),
    ]
