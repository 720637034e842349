"""The forecast beyond the data: history, mean of the networks, intervals, single networks."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reprise.data.dataset import Series
from reprise.escape import escape_rst, rst_literal
from reprise.figures.baseline_lines import BASELINE_STYLES, LINE_WIDTH
from reprise.figures.caption_text import count_nouns, format_number, join_paragraphs, join_words
from reprise.figures.description_text import join_sentences
from reprise.figures.layout import GivenAxes, create_panels
from reprise.figures.style import TEST
from reprise.forecast_settings import ForecastSettings
from reprise.stats.coverage import ALL_STEPS
from reprise.tables.study_tables import StudyTables

FEWEST_SHOWN = 60  # observations before the forecast
SHOWN_PER_STEP = 4  # observations before the forecast for each step of it
FAN_ALPHA = (0.35, 0.22, 0.14, 0.09)  # of the intervals, the narrowest first
LEGEND_COLUMN_WIDTH = 2.6  # inches


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw the last observations, the forecast with its intervals, and the single networks."""
    plan, forecast = _plan(tables), _of_column(tables.forecast, part)
    members = _of_column(tables.forecast_members, part)
    series, column = tables.dataset, part or tables.dataset.targets[0]
    shown = min(plan.observations, max(FEWEST_SHOWN, SHOWN_PER_STEP * plan.steps))
    values = series.columns[column][plan.observations - shown : plan.observations]
    times, later = _axis(series.times[: plan.observations], forecast["time"], shown)
    panels = create_panels(1, 1, (7, 3.9), ax)
    (axes,) = panels.axes
    axes.plot(times, values, color="0.2", linewidth=1, marker=_marker(shown), markersize=3)
    for alpha, level in zip(FAN_ALPHA, plan.levels, strict=False):
        low, high = forecast[f"low_{level}"], forecast[f"high_{level}"]
        axes.fill_between(later, low, high, color=TEST, alpha=alpha, linewidth=0)
    for _, member in members.groupby("member"):
        axes.plot(later, member["forecast"], color=TEST, linewidth=0.4, alpha=0.5)
    marker = "o" if plan.steps == 1 else None
    axes.plot(later, forecast["mean"], color=TEST, linewidth=2, marker=marker)
    if "baseline" in forecast:
        style = _baseline_style(forecast)
        axes.plot(later, forecast["baseline_forecast"], marker=marker, **style)
    axes.set_ylabel(tables.settings.dataset.units_of(part))
    axes.margins(x=0.02)
    _label_times(axes, series, forecast["time"])
    title = tables.settings.title
    panels.set_title(f"{title}: {part}" if part else title)
    panels.add_legend(_legend(tables, forecast), LEGEND_COLUMN_WIDTH)
    return panels.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Say what the forecast is, how wide the intervals are, and how often such intervals held."""
    plan, forecast = _plan(tables), _of_column(tables.forecast, part)
    members = _of_column(tables.forecast_members, part)
    spread = members.groupby("step")["forecast"].std(ddof=1).iloc[-1]
    last, units = forecast.iloc[-1], escape_rst(tables.settings.dataset.units_of(part))
    level = plan.levels[-1]
    width = last[f"high_{level}"] - last[f"low_{level}"]
    summary = tables.forecast_summary
    lines = (
        f"The thick line is the mean forecast of {count_nouns(summary['members'], 'network')}, and"
        " each thin line is the forecast of one network. The networks differ only in their random"
        " seeds."
    )
    if "baseline" in forecast:
        lines += (
            f" The forecast of the best baseline, {rst_literal(summary['best_baseline'])}, is the"
            " line with the colour that this baseline has in all figures."
        )
    spread_in_words = (
        f" The single networks have a standard deviation of {format_number(spread)} there, which is"
        " no measure of the error."
        if summary["members"] > 1
        else ""
    )
    return join_paragraphs(
        [
            escape_rst(summary["sentence"]),
            lines,
            f"The bands are the intervals of {join_words([f'{each} %' for each in plan.levels])}."
            f" Their widths follow from the errors of the mean forecasts at"
            f" {count_nouns(len(plan.origins), 'origin')} in the past. The widest band is"
            f" {format_number(width)} {units} wide at the last step.{spread_in_words}",
            *_coverage_sentences(tables, part),
        ]
    )


def describe(tables: StudyTables, part: str = "") -> str:
    """Say where the mean forecast goes, and between which values the widest band ends."""
    plan, forecast = _plan(tables), _of_column(tables.forecast, part)
    series, column = tables.dataset, part or tables.dataset.targets[0]
    first, last, level = forecast.iloc[0], forecast.iloc[-1], plan.levels[-1]
    units = tables.settings.dataset.units_of(part)
    sentences = [
        f"A line of observations ({units}) ends at"
        f" {series.columns[column][plan.observations - 1]:.4g}, and a thick line continues it with"
        f" the forecast of {count_nouns(plan.steps, 'step')}.",
        f"The mean forecast is {first['mean']:.4g} at the first step and {last['mean']:.4g} at the"
        f" last step, where the band of {level} % reaches from {last[f'low_{level}']:.4g} to"
        f" {last[f'high_{level}']:.4g}.",
    ]
    if "baseline" in forecast:
        sentences.append(
            f"The best baseline, {last['baseline']}, ends at {last['baseline_forecast']:.4g}."
        )
    return join_sentences(sentences)


def _coverage_sentences(tables: StudyTables, part: str) -> Iterator[str]:
    coverage = _of_column(tables.forecast_coverage, part)
    over_all = coverage[(coverage["step"] == ALL_STEPS) & (coverage["evaluated"] > 0)]
    for row in over_all.to_dict("records"):
        yield (
            f"In the past, the interval of {row['level']} % contained {row['covered']} of"
            f" {row['evaluated']} observations ({row['share']:.0%}; the 95 % interval of this share"
            f" reaches from {row['low']:.0%} to {row['high']:.0%}, because only"
            f" {count_nouns(int(row['independent_origins']), 'forecast')} did not overlap)."
        )


def _plan(tables: StudyTables) -> ForecastSettings:
    plan = tables.settings.forecast
    assert plan is not None  # otherwise the study has no such figure
    return plan


def _of_column(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows of one column, which is named only if there are several."""
    return table[table["column"] == column] if column else table


def _axis(times: pd.Index, later: pd.Series, shown: int) -> tuple[Any, Any]:
    """Where observations and forecasts lie on the horizontal axis; positions without times."""
    if later.isna().any():
        positions = np.arange(1, len(times) + 1)
        return positions[-shown:], len(times) + np.arange(1, len(later) + 1)
    return times[-shown:], pd.Index(later)


def _label_times(axes: Axes, series: Series, later: pd.Series) -> None:
    times = series.times
    if not isinstance(times, pd.DatetimeIndex) or later.isna().any():
        axes.set_xlabel("position in the series")
        return
    axes.set_xlabel(series.time_name)
    locator = AutoDateLocator()
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=times.tz))


def _marker(shown: int) -> str | None:
    return "o" if shown <= FEWEST_SHOWN else None


def _legend(tables: StudyTables, forecast: pd.DataFrame) -> Sequence[Artist]:
    plan = _plan(tables)
    handles: list[Artist] = [
        Line2D([], [], color="0.2", linewidth=1, label="observed"),
        Line2D([], [], color=TEST, linewidth=2, label="mean of the networks"),
        Line2D([], [], color=TEST, linewidth=0.4, label="one network"),
    ]
    handles += [
        Patch(facecolor=TEST, alpha=alpha, label=f"{level} % interval")
        for alpha, level in zip(FAN_ALPHA, plan.levels, strict=False)
    ]
    if "baseline" in forecast:
        name = str(forecast["baseline"].iloc[0])
        handles.append(Line2D([], [], label=f"best baseline: {name}", **_baseline_style(forecast)))
    return handles


def _baseline_style(forecast: pd.DataFrame) -> dict[str, Any]:
    """The colour and the line style that the baseline has in all figures."""
    color, linestyle = BASELINE_STYLES[str(forecast["baseline"].iloc[0])]
    return {"color": color, "linestyle": linestyle, "linewidth": LINE_WIDTH}
