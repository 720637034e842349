"""A plot of the series of a study, with the rows that are held back."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reprise.data.dataset import Series
from reprise.escape import escape_rst
from reprise.figures.caption_text import count_nouns
from reprise.figures.labels import dataset_title
from reprise.figures.layout import add_legend_below, set_title
from reprise.figures.style import MAX_POINTS_AS_LINES, MAX_POINTS_WITH_MARKERS, TRAIN, VALIDATION
from reprise.stage_settings import FigureSettings
from reprise.tables.study_tables import StudyTables


def draw(tables: StudyTables, part: str = "") -> Figure:
    """Draw the observations as a line, and shade the test and validation rows."""
    settings, series = tables.settings, tables.dataset
    figure, axes = plt.subplots(figsize=(7, 3.4))
    axes.plot(
        series.times,
        series.values,
        color=TRAIN,
        marker="o" if len(series.values) <= MAX_POINTS_WITH_MARKERS else None,
        rasterized=len(series.values) > MAX_POINTS_AS_LINES,
    )
    if settings.origins:
        _shade_test_rows_of_origins(axes, series, settings)
    else:
        _shade_rows_held_back(axes, series, settings)
    axes.set(xlabel=series.time_name, ylabel=settings.dataset.units)
    axes.margins(x=0.01)
    size = count_nouns(len(series.values), "observation")
    set_title(figure, dataset_title(settings.dataset, size))
    grounds, _ = axes.get_legend_handles_labels()
    if grounds:
        add_legend_below(figure, grounds)
    return figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Count the observations, and say which are held back."""
    settings, series = tables.settings, tables.dataset
    values = series.values
    first, last = (_day_of(time) for time in (series.times[0], series.times[-1]))
    held_back = (
        _sentences_on_origins(settings)
        if settings.origins
        else _sentences_on_rows_held_back(settings)
    )
    sentences = [
        f"The series has {len(values)} observations ({escape_rst(settings.dataset.units)}), from"
        f" {first} to {last}.",
        f"The lowest is {values.min():g}, the highest is {values.max():g}, and the mean is"
        f" {values.mean():.2f}.",
        *held_back,
        "The file ``first_rows.txt`` of the study has the first five observations.",
    ]
    return " ".join(sentences) + "\n"


def list_origins(settings: FigureSettings) -> list[int]:
    """List the origins of a study: the numbers of observations before the test rows."""
    return list(dict.fromkeys(origin for _, origin in settings.origins.values()))


def _shade_test_rows_of_origins(axes: Axes, series: Series, settings: FigureSettings) -> None:
    """Shade the test rows; the validation rows are the test rows of the origin before."""
    times: Any = series.times  # Matplotlib takes dates, which its types do not know
    for position, origin in enumerate(list_origins(settings)):
        axes.axvspan(
            times[origin],
            times[origin + (settings.framings[0].test_rows or 0) - 1],
            color="0.7",
            alpha=0.5,
            linewidth=0,
            label=None if position else "test rows of an origin",
            zorder=0,
        )


def _shade_rows_held_back(axes: Axes, series: Series, settings: FigureSettings) -> None:
    times: Any = series.times
    framing = settings.framings[0]
    test_rows, validation_rows = framing.test_rows or 0, framing.validation_rows
    if test_rows:
        axes.axvspan(times[-test_rows], times[-1], color="0.9", label="test rows", zorder=0)
    if validation_rows:
        start = times[-test_rows - validation_rows]
        end = times[-test_rows] if test_rows else times[-1]
        axes.axvspan(start, end, color=VALIDATION, alpha=0.15, label="validation rows", zorder=0)


def _sentences_on_rows_held_back(settings: FigureSettings) -> Iterator[str]:
    """Say which rows are test rows and validation rows, in a study without origins."""
    framing = settings.framings[0]
    if framing.test_rows:
        yield (
            f"The last {framing.test_rows} observations are the test rows, on which no network is"
            " trained."
        )
    if framing.validation_rows:
        yield (
            f"The validation rows are the {framing.validation_rows} observations before the test"
            " rows. They decide which epochs and configurations are chosen."
        )


def _sentences_on_origins(settings: FigureSettings) -> Iterator[str]:
    framing, origins = settings.framings[0], list_origins(settings)
    yield (
        f"The study is repeated at {len(origins)} origins: after"
        f" {', '.join(map(str, origins))} observations."
    )
    yield f"The {framing.test_rows} observations after an origin are its test rows."
    if framing.validation_rows:
        yield (
            f"The last {framing.validation_rows} observations before an origin are its validation"
            " rows, by which epochs and configurations are chosen."
        )
    yield "The networks of an origin use no later observation."


def _day_of(time: Any) -> Any:
    """The day of a time; the position of an observation stays as it is."""
    return time.date() if isinstance(time, datetime) else time
