"""Forecasts of the test rows beside the observations, with the spread over the runs as a band."""

import math
from collections.abc import Iterator, Sequence

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from reprise.escape import escape_mathtext
from reprise.figures.caption_text import join_paragraphs, literal
from reprise.figures.layout import (
    add_legend_below,
    create_panels,
    set_title,
    slant_tick_labels,
)
from reprise.figures.style import MAX_POINTS_AS_LINES, TEST, VALIDATION
from reprise.stage_settings import FigureSettings
from reprise.tables.study_tables import StudyTables

BAND = (0.05, 0.95)  # quantiles over the runs
MAX_COLUMNS = 3
STEP_COLORS = (TEST, VALIDATION)  # the first and the last step of a horizon
PANEL_SIZE = (3.6, 1.9)  # inches


def draw(tables: StudyTables, part: str = "") -> Figure:
    """Draw a panel per configuration: observations, median forecast, and a band of the runs."""
    settings, forecasts = tables.settings, tables.forecasts
    names = settings.configuration_names
    columns = _panels_per_row(settings)
    rows = math.ceil(len(names) / columns)
    figure, panels = create_panels(
        len(names), columns, (1 + PANEL_SIZE[0] * columns, 0.9 + PANEL_SIZE[1] * rows)
    )
    for axes, name in zip(panels, names, strict=True):
        _draw_configuration(axes, forecasts[forecasts["configuration"] == name])
        axes.set_title(escape_mathtext(name), fontsize=8)
        axes.margins(x=0.01)
    for position, axes in enumerate(panels):
        has_panel_below = position + columns < len(names) and not settings.origins
        axes.tick_params(labelbottom=not has_panel_below)
        if pd.api.types.is_datetime64_any_dtype(forecasts["time"]):
            _format_dates(axes, has_own_dates=bool(settings.origins))
        else:
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
            axes.set_xlabel("" if has_panel_below else "position in the series")
    for axes in panels[::columns]:
        axes.set_ylabel(escape_mathtext(settings.dataset.units))
    set_title(figure, settings.title)
    add_legend_below(figure, _legend_handles(int(forecasts["step"].max())))
    return figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Compare the width of the bands with the errors of the forecasts."""
    forecasts = tables.forecasts
    paragraphs = [
        "The dark line shows the observations of the test rows. The coloured line is the median"
        " forecast of the runs, and each forecast uses the observations before it. The band"
        " reaches from the 5 % to the 95 % quantile of the runs. The band shows the spread of"
        " random starts alone, so it is not a prediction interval."
    ]
    for name in tables.settings.configuration_names:
        paragraphs += _paragraphs_on_bands(name, forecasts[forecasts["configuration"] == name])
    return join_paragraphs(paragraphs)


def _paragraphs_on_bands(name: str, forecasts: pd.DataFrame) -> Iterator[str]:
    """One paragraph for each drawn step of one configuration; one in all if every run diverged."""
    for step in _drawn_steps(forecasts):
        known = forecasts[forecasts["step"] == step].dropna(subset="forecast")
        if not len(known):
            yield f"{literal(name)}: Every run diverged."
            return
        by_time = known.groupby("time")["forecast"]
        width = (by_time.quantile(BAND[1]) - by_time.quantile(BAND[0])).mean()
        error = (known["forecast"] - known["observed"]).abs().mean()
        step_words = f", step {step}" if forecasts["step"].max() > 1 else ""
        yield (
            f"{literal(name)}{step_words}: The band is {width:.2f} wide on average. The forecasts"
            f" of a run miss the observations by {error:.2f} on average."
        )


def _panels_per_row(settings: FigureSettings) -> int:
    """At most three; in a study with origins, one row has the panels of one origin."""
    if settings.origins:
        return min(MAX_COLUMNS, max(map(len, settings.panels.values())))
    return min(MAX_COLUMNS, len(settings.configurations))


def _draw_configuration(axes: Axes, forecasts: pd.DataFrame) -> None:
    observed = forecasts.drop_duplicates("time").sort_values("time")
    axes.plot(
        observed["time"],
        observed["observed"],
        color="0.2",
        linewidth=0.9,
        rasterized=len(observed) > MAX_POINTS_AS_LINES,
    )
    for step, color in zip(_drawn_steps(forecasts), STEP_COLORS, strict=False):
        _draw_step(axes, forecasts[forecasts["step"] == step], color)


def _draw_step(axes: Axes, forecasts: pd.DataFrame, color: str) -> None:
    """Draw the median and the band of the forecasts so many steps ahead."""
    runs = forecasts.pivot(index="time", columns="repeat", values="forecast").sort_index()
    low, high = (runs.quantile(q, axis="columns") for q in BAND)
    as_pixels = len(runs) > MAX_POINTS_AS_LINES
    axes.fill_between(
        runs.index, low, high, color=color, alpha=0.25, linewidth=0, rasterized=as_pixels
    )
    axes.plot(runs.median(axis="columns"), color=color, linewidth=1.1, rasterized=as_pixels)


def _format_dates(axes: Axes, has_own_dates: bool) -> None:
    """Format a date axis; a panel with dates of its own has few ticks at regular intervals."""
    if has_own_dates:
        axes.xaxis.set_major_locator(AutoDateLocator(maxticks=8, interval_multiples=False))
    slant_tick_labels(axes)


def _drawn_steps(forecasts: pd.DataFrame) -> Sequence[int]:
    """The first and the last step of the horizon."""
    return sorted({1, int(forecasts["step"].max())})


def _legend_handles(last_step: int) -> list[Artist]:
    first = " one step ahead" if last_step > 1 else ""
    handles: list[Artist] = [
        Line2D([], [], color="0.2", label="observed"),
        Line2D([], [], color=STEP_COLORS[0], label=f"median forecast{first}"),
        Patch(facecolor=STEP_COLORS[0], alpha=0.25, label="5 to 95 % of the runs"),
    ]
    if last_step > 1:
        label = f"median forecast {last_step} steps ahead"
        handles.append(Line2D([], [], color=STEP_COLORS[1], label=label))
    return handles
