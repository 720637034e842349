"""A plot of the series of a study, with the rows that are held back."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from reprise.data.dataset import Series
from reprise.escape import escape_rst, rst_literal
from reprise.figures.caption_text import count_nouns
from reprise.figures.description_text import describe_panels, join_sentences
from reprise.figures.labels import dataset_title
from reprise.figures.layout import GivenAxes, create_panels
from reprise.figures.style import MAX_POINTS_AS_LINES, MAX_POINTS_WITH_MARKERS, TRAIN, VALIDATION
from reprise.stage_settings import FigureSettings
from reprise.tables.study_tables import StudyTables

MOST_COLUMNS = 8  # panels of a figure


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw the observations as a line, and shade the test and validation rows."""
    settings, series = tables.settings, tables.dataset
    columns = list(series.columns)[:MOST_COLUMNS]
    size = (7, 1.4 + 2 * len(columns))
    panels = create_panels(len(columns), 1, size, ax, sharex=True, sharey=False)
    for axes, name in zip(panels.axes, columns, strict=True):
        axes.plot(
            series.times,
            series.columns[name],
            color=TRAIN,
            marker="o" if len(series) <= MAX_POINTS_WITH_MARKERS else None,
            rasterized=len(series) > MAX_POINTS_AS_LINES,
        )
        if settings.partition_kind:
            _shade_test_rows_of_origins(axes, series, settings)
        else:
            _shade_rows_held_back(axes, series, settings)
        is_target = name in series.targets
        axes.set_ylabel(_column_label(name, settings, len(columns)) if is_target else name)
        axes.margins(x=0.01)
    for axes in panels.bottom:
        axes.set_xlabel(series.time_name)
        if isinstance(series.times, pd.DatetimeIndex):
            locator = AutoDateLocator()
            axes.xaxis.set_major_locator(locator)
            formatter = ConciseDateFormatter(locator, tz=series.times.tz)  # short: none overlap
            axes.xaxis.set_major_formatter(formatter)
    panels.set_title(dataset_title(settings.dataset, count_nouns(len(series), "observation")))
    grounds, _ = panels.axes[0].get_legend_handles_labels()
    panels.add_legend(grounds)
    return panels.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Count the observations, and say which are held back."""
    settings, series = tables.settings, tables.dataset
    first, last = (_day_of(time) for time in (series.times[0], series.times[-1]))
    held_back = (
        _sentences_on_origins(settings)
        if settings.partition_kind
        else _sentences_on_rows_held_back(settings)
    )
    sentences = [
        f"The series has {len(series)} observations, from {first} to {last}.",
        *_sentences_on_columns(series, settings),
        *held_back,
        "The file ``first_rows.txt`` of the study has the first five observations.",
    ]
    return " ".join(sentences) + "\n"


def describe(tables: StudyTables, part: str = "") -> str:
    """Say between which values the series lie, and how many rows are shaded."""
    settings, series = tables.settings, tables.dataset
    columns = list(series.columns)[:MOST_COLUMNS]
    first, last = (_day_of(time) for time in (series.times[0], series.times[-1]))
    sentences = [
        f"{describe_panels(len(columns))} {count_nouns(len(series), 'observation')} as a line, from"
        f" {first} to {last}."
    ]
    for name in columns:
        values = np.asarray(series.columns[name], float)
        low, high = int(np.nanargmin(values)), int(np.nanargmax(values))
        sentences.append(
            f"{name} lies between {values[low]:.4g} ({_day_of(series.times[low])}) and"
            f" {values[high]:.4g} ({_day_of(series.times[high])})."
        )
    rows = settings.framings[0].test_rows
    if rows and settings.partition_kind:
        count = len(settings.partition_numbers)
        sentences.append(f"{count} grey areas show the {rows} test rows of each origin.")
    elif rows:
        sentences.append(f"A grey area at the right shows the last {rows}, the test rows.")
    return join_sentences(sentences)


def _column_label(name: str, settings: FigureSettings, columns: int) -> str:
    """The units of a target; of several columns also the name."""
    units = settings.dataset.units_of(name if settings.dataset.targets else "")
    return units if columns == 1 else f"{name}\n({units})"


def _sentences_on_columns(series: Series, settings: FigureSettings) -> Iterator[str]:
    """Describe the values of each target, and name the other columns."""
    targets = series.targets
    for name in targets:
        values = series.columns[name]
        units = settings.dataset.units_of(name if settings.dataset.targets else "")
        of = f" of {rst_literal(name)}" if len(targets) > 1 else ""
        yield (
            f"The lowest value{of} is {np.nanmin(values):g}, the highest is {np.nanmax(values):g},"
            f" and the mean is {np.nanmean(values):.2f} ({escape_rst(units)})."
        )
    others = [name for name in series.columns if name not in targets]
    if others:
        yield f"The other columns are inputs: {', '.join(map(rst_literal, others))}."
    if len(series.columns) > MOST_COLUMNS:
        yield f"The figure shows the first {MOST_COLUMNS} of {len(series.columns)} columns."
    for name, values in series.columns.items():
        if missing := int(np.isnan(values).sum()):
            fill = settings.dataset.missing.replace("_", " ")
            yield (
                f"Of {rst_literal(name)}, {count_nouns(missing, 'observation')} of {len(series)}"
                f" {'is' if missing == 1 else 'are'} missing ({fill})."
            )


def _shade_test_rows_of_origins(axes: Axes, series: Series, settings: FigureSettings) -> None:
    """Shade the test rows; the validation rows are the test rows of the origin before."""
    times: Any = series.times  # Matplotlib takes dates, which its types do not know
    for position, origin in enumerate(settings.partition_numbers):
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
    framing, origins = settings.framings[0], settings.partition_numbers
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
    """The day of a time, with the clock if it counts; a position stays as it is."""
    if not isinstance(time, datetime):
        return time
    is_midnight = time.hour == time.minute == 0
    return time.date() if is_midnight else f"{time:%Y-%m-%d %H:%M}"
