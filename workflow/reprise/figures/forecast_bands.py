"""Forecasts of the test rows beside the observations, with the spread over the runs as a band."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from reprise.escape import rst_literal
from reprise.evaluation.explained_variance import REASONABLE_SHARE, TEST_R2
from reprise.figures.caption_sentences import MAX_NAMED
from reprise.figures.caption_text import (
    count_nouns,
    describe_explained_share,
    join_paragraphs,
    list_literals,
)
from reprise.figures.description_text import NOTHING_DRAWN, describe_panels, join_sentences
from reprise.figures.labels import time_format
from reprise.figures.layout import GivenAxes, create_panels
from reprise.figures.style import LAST_STEP, MAX_POINTS_AS_LINES, MAX_POINTS_WITH_MARKERS, TEST
from reprise.framing_settings import NAMES_OF_TRANSFORMS
from reprise.stage_settings import FigureSettings
from reprise.tables.run_tables import mean_of_runs
from reprise.tables.study_tables import StudyTables

BAND = (0.05, 0.95)  # quantiles over the runs
MAX_COLUMNS = 2
# Colour and line style of the first and of the last step of a horizon.
STEP_STYLES: tuple[tuple[str, Any], ...] = ((TEST, "solid"), (LAST_STEP, (0, (4, 1))))
MAX_DATES = 4  # per panel; more dates would overlap
PANEL_SIZE = (3.6, 2.0)  # inches
LEGEND_COLUMN_WIDTH = 2.7  # inches


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw a panel per configuration: observations, median forecast, and a band of the runs."""
    settings, forecasts = tables.settings, _forecasts_of(tables, part)
    names = settings.configuration_names
    columns = _panels_per_row(settings)
    rows = math.ceil(len(names) / columns)
    size = (1 + PANEL_SIZE[0] * columns, 0.9 + PANEL_SIZE[1] * rows)
    panels = create_panels(len(names), columns, size, ax)
    for axes, name in zip(panels.axes, names, strict=True):
        own = forecasts[forecasts["configuration"] == name]
        _draw_configuration(axes, own)
        _label_times(axes, own["time"])
        axes.set_title(name, fontsize="small")
        has_rings = own["time"].nunique() <= MAX_POINTS_WITH_MARKERS
        axes.margins(x=0.05 if has_rings else 0.02, y=0.15 if has_rings else None)
    has_dates = pd.api.types.is_datetime64_any_dtype(forecasts["time"])
    for axes in panels.bottom:
        axes.set_xlabel(settings.dataset.time or "time" if has_dates else "position in the series")
    for axes in panels.left:
        axes.set_ylabel(settings.dataset.units_of(part))
    panels.set_title(f"{settings.title}: {part}" if part else settings.title)
    panels.add_legend(_legend_handles(forecasts), LEGEND_COLUMN_WIDTH)
    return panels.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Compare the width of the bands with the errors of the forecasts."""
    forecasts = _forecasts_of(tables, part)
    paragraphs = [
        "The dark line shows the observations of the test rows. The coloured line is the median"
        " forecast of the runs, and each forecast uses the observations before it. The band"
        " reaches from the 5 % to the 95 % quantile of the runs. The band shows the spread of"
        " random starts alone, so it is not a prediction interval."
    ]
    for name in tables.settings.configuration_names:
        own = forecasts[forecasts["configuration"] == name]
        paragraphs += _paragraphs_on_bands(name, own)
        transform = tables.settings.framing_of(name).column(part, True).transform
        if transform and own["forecast"].notna().any():
            paragraphs.append(_bias_sentences(name, own, NAMES_OF_TRANSFORMS[transform]))
    paragraphs.append(_accuracy_sentences(tables, f"{TEST_R2}_{part}" if part else TEST_R2))
    return join_paragraphs(paragraphs)


def describe(tables: StudyTables, part: str = "") -> str:
    """Say between which values the observations and the median forecasts lie."""
    forecasts = _forecasts_of(tables, part)
    observed = forecasts["observed"].dropna()
    medians = forecasts.groupby(["configuration", "step", "time"], sort=False)["forecast"].median()
    by_name = medians.groupby("configuration", sort=False)
    lowest, highest = by_name.min(), by_name.max()
    ranges = (highest - lowest).dropna()
    units = tables.settings.dataset.units_of(part)
    sentences = [
        f"{describe_panels(len(tables.settings.configurations))} observations and median forecasts"
        f" of the test rows ({units}) as lines over time, and the spread of the runs as a band.",
        f"The observations lie between {observed.min():.4g} and {observed.max():.4g}.",
    ]
    if not len(ranges):
        return join_sentences([*sentences, NOTHING_DRAWN])
    least, most = str(ranges.idxmin()), str(ranges.idxmax())
    where = {name: f"between {lowest[name]:.4g} and {highest[name]:.4g}" for name in (least, most)}
    sentences.append(
        f"The median forecasts vary least for {least} ({where[least]}) and most for {most}"
        f" ({where[most]})."
        if len(ranges) > 1
        else f"The median forecasts lie {where[least]}."
    )
    return join_sentences(sentences)


def _forecasts_of(tables: StudyTables, target: str) -> pd.DataFrame:
    """The forecasts of one target, which is named only if there are several."""
    forecasts = tables.forecasts
    return forecasts[forecasts["target"] == target] if target else forecasts


def _accuracy_sentences(tables: StudyTables, column: str) -> str:
    """Name the configurations whose forecasts are reasonably accurate; empty without R²."""
    if column not in tables.runs:
        return ""
    shares = mean_of_runs(tables.runs, column)
    accurate = shares.index[shares >= REASONABLE_SHARE]
    if not len(accurate):
        names = "no configuration does"
    elif len(accurate) == len(tables.settings.configurations):
        names = "every configuration does"
    else:
        names = f"{len(accurate)} of {len(tables.settings.configurations)} configurations do"
        if len(accurate) <= MAX_NAMED:
            names += f" ({list_literals(accurate)})"
    return (
        "We call forecasts reasonably accurate if they explain at least"
        f" {REASONABLE_SHARE:.0%} of the variance of the test rows: {names}."
    )


def _paragraphs_on_bands(name: str, forecasts: pd.DataFrame) -> Iterator[str]:
    """One paragraph for each drawn step of one configuration; one in all if every run diverged."""
    for step in _drawn_steps(forecasts):
        known = forecasts[forecasts["step"] == step].dropna(subset="forecast")
        if not len(known):
            yield f"{rst_literal(name)}: Every run diverged."
            return
        by_time = known.groupby("time")["forecast"]
        width = (by_time.quantile(BAND[1]) - by_time.quantile(BAND[0])).mean()
        error = (known["forecast"] - known["observed"]).abs().mean()
        step_words = f", step {step}" if forecasts["step"].max() > 1 else ""
        yield (
            f"{rst_literal(name)}{step_words}: The band is {width:.2f} wide on average. The"
            f" forecasts of a run miss the observations by {error:.2f} on average."
            f"{_explained_words(known)}"
        )


def _bias_sentences(name: str, forecasts: pd.DataFrame, transform: str) -> str:
    """Say how far forecasts that were transformed back lie from the observations on average."""
    bias = (forecasts["forecast"] - forecasts["observed"]).mean()
    side = "above" if bias > 0 else "below"
    share = abs(bias) / abs(forecasts["observed"].mean())
    return (
        f"{rst_literal(name)}: The network learns {transform}, and its forecasts are transformed"
        " back without a correction. Such a forecast is one of the median, and the mean of skewed"
        f" values lies above their median. On average the forecasts lie {abs(bias):.3g} {side} the"
        f" observations ({share:.1%} of their mean)."
    )


def _explained_words(forecasts: pd.DataFrame) -> str:
    """The mean R² of the runs in words, for the forecasts of one step; empty if it has no value."""
    variance = forecasts.drop_duplicates("time")["observed"].var(ddof=0)
    if not variance > 0:
        return ""
    squared_error = ((forecasts["forecast"] - forecasts["observed"]) ** 2).mean()
    return f" A run {describe_explained_share(1 - squared_error / variance)}."


def _panels_per_row(settings: FigureSettings) -> int:
    """At most three; in a study with origins, one row has the panels of one origin."""
    if settings.partition_kind:
        return min(MAX_COLUMNS, max(map(len, settings.panels.values())))
    return min(MAX_COLUMNS, len(settings.configurations))


def _draw_configuration(axes: Axes, forecasts: pd.DataFrame) -> None:
    observed = forecasts.drop_duplicates("time").sort_values("time")
    axes.plot(
        observed["time"],
        observed["observed"],
        **_observed_style(len(observed)),
        rasterized=len(observed) > MAX_POINTS_AS_LINES,
    )
    for step, (color, linestyle) in zip(_drawn_steps(forecasts), STEP_STYLES, strict=False):
        _draw_step(axes, forecasts[forecasts["step"] == step], color, linestyle)


def _observed_style(count: int) -> dict[str, Any]:
    """A dark line; a few points get wide rings, which a forecast on top does not hide."""
    if count > MAX_POINTS_WITH_MARKERS:
        return {"color": "0.2", "linewidth": 0.9}
    return {"color": "0.2", "linewidth": 3, "marker": "o", "markersize": 9, "markerfacecolor": "w"}


def _draw_step(axes: Axes, forecasts: pd.DataFrame, color: str, linestyle: Any) -> None:
    """Draw the median and the band of the forecasts so many steps ahead."""
    runs = forecasts.pivot(index="time", columns="repeat", values="forecast").sort_index()
    low, high = (runs.quantile(q, axis="columns") for q in BAND)
    as_pixels = len(runs) > MAX_POINTS_AS_LINES
    axes.fill_between(
        runs.index, low, high, color=color, alpha=0.3, linewidth=0, rasterized=as_pixels
    )
    axes.plot(
        runs.median(axis="columns"),
        color=color,
        linestyle=linestyle,
        linewidth=1.2,
        marker="o" if len(runs) <= MAX_POINTS_WITH_MARKERS else None,
        markersize=4,
        rasterized=as_pixels,
    )


def _label_times(axes: Axes, times: pd.Series) -> None:
    """Label a few dates of each panel, inside the panel; or whole positions."""
    if not pd.api.types.is_datetime64_any_dtype(times):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        return
    known = pd.DatetimeIndex(times.unique()).sort_values()
    places = np.linspace(0.1, 0.9, min(MAX_DATES, len(known))) * (len(known) - 1)
    ticks = known[np.unique(places.round().astype(int))]
    text_format = time_format(known)
    axes.set_xticks(ticks, list(ticks.strftime(text_format)), fontsize="x-small")


def _drawn_steps(forecasts: pd.DataFrame) -> Sequence[int]:
    """The first and the last step of the horizon."""
    return sorted({1, int(forecasts["step"].max())})


def _legend_handles(forecasts: pd.DataFrame) -> list[Artist]:
    """An entry for the observations, and two for each drawn step: its median and its band."""
    handles: list[Artist] = [
        Line2D([], [], **_observed_style(forecasts["time"].nunique()), label="observed")
    ]
    steps = _drawn_steps(forecasts)
    for step, (color, linestyle) in zip(steps, STEP_STYLES, strict=False):
        ahead = f" {count_nouns(step, 'step')} ahead" if len(steps) > 1 else ""
        handles += [
            Line2D([], [], color=color, linestyle=linestyle, label=f"median forecast{ahead}"),
            Patch(facecolor=color, alpha=0.3, label=f"5 to 95 % of the runs{ahead and ','}{ahead}"),
        ]
    return handles
