"""Forecasts of the test rows against what was observed, with the spread of the repeats."""

import math

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.dates import AutoDateLocator
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from reprise.figures.style import (
    MOST_DRAWN_AS_LINES,
    TEST,
    VALIDATION,
    legend_below,
    plain,
    set_title,
)

BAND = (0.05, 0.95)  # quantiles over the repeats
COLUMNS = 3
STEP_COLOURS = (TEST, VALIDATION)  # the first and the last step of a horizon


def draw(tables, part=None):
    """A panel a configuration: observed, the median forecast, and a band of the repeats."""
    said, forecasts = tables.said, tables.forecasts
    names = said["configurations"]
    # Each origin has its own dates: a row of panels, and a date axis for every panel.
    together = max(map(len, said["panels"].values())) if said["origins"] else len(names)
    columns = min(COLUMNS, together)
    rows = math.ceil(len(names) / columns)
    figure, grid = plt.subplots(
        rows, columns, figsize=(1 + 3.6 * columns, 0.9 + 1.9 * rows), sharey=True, squeeze=False
    )
    for axes in grid.flat[len(names) :]:
        axes.set_axis_off()
    horizons = set()
    for axes, name in zip(grid.flat, names, strict=False):
        own = forecasts[forecasts["configuration"] == name]
        observed = own.drop_duplicates("time").sort_values("time")
        many = {"rasterized": len(observed) > MOST_DRAWN_AS_LINES}
        axes.plot(observed["time"], observed["observed"], color="0.2", linewidth=0.9, **many)
        for step, color in zip(_shown_steps(own), STEP_COLOURS, strict=False):
            horizons.add(step)
            _draw_step(axes, own[own["step"] == step], color)
        axes.set_title(plain(name), fontsize=8)
        axes.margins(x=0.01)
    for number, axes in enumerate(grid.flat[: len(names)]):
        has_panel_below = number + columns < len(names) and not said["origins"]
        axes.tick_params(labelbottom=not has_panel_below)
        if _is_dated(forecasts):
            if said["origins"]:
                axes.xaxis.set_major_locator(AutoDateLocator(maxticks=8, interval_multiples=False))
            plt.setp(axes.get_xticklabels(), rotation=30, ha="right", rotation_mode="anchor")
        else:
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
            axes.set_xlabel("" if has_panel_below else "position in the series")
    for axes in grid[:, 0]:
        axes.set_ylabel(plain(said["dataset"]["units"]))
    set_title(figure, said["title"])
    later = sorted(horizons)[1:]
    ahead = " one step ahead" if later else ""
    handles = [
        Line2D([], [], color="0.2", label="observed"),
        Line2D([], [], color=STEP_COLOURS[0], label=f"forecast{ahead}, median of the repeats"),
        Patch(facecolor=STEP_COLOURS[0], alpha=0.25, label="5 to 95 % of the repeats"),
    ]
    if later:
        label = f"forecast {later[-1]} steps ahead"
        handles.append(Line2D([], [], color=STEP_COLOURS[1], label=label))
    legend_below(figure, handles)
    return figure


def caption(tables, part=None):
    """How wide the repeats are spread, against how far the forecasts miss."""
    forecasts = tables.forecasts
    lines = [
        "What was observed on the test rows (dark), and what the networks forecast from the"
        " observations before each: the median of the repeats and a band from their 5 % to their"
        " 95 % quantile. The band is the spread of random starts alone, not a prediction"
        " interval."
    ]
    for name in tables.said["configurations"]:
        own = forecasts[forecasts["configuration"] == name]
        for step in _shown_steps(own):
            at = own[own["step"] == step].dropna(subset="forecast")
            if not len(at):
                lines.append(f"``{name}``: every run diverged.")
                break
            spread = at.groupby("time")["forecast"].quantile([0.05, 0.95]).unstack()
            width = (spread[0.95] - spread[0.05]).mean()
            missed = (at["forecast"] - at["observed"]).abs().mean()
            ahead = f", step {step}" if own["step"].max() > 1 else ""
            lines.append(
                f"``{name}``{ahead}: the band is {width:.2f} wide on average; a run's forecasts"
                f" miss by {missed:.2f}."
            )
    return "\n\n".join(lines) + "\n"


def _draw_step(axes, forecasts, color):
    table = forecasts.pivot(index="time", columns="repeat", values="forecast").sort_index()
    low, high = (table.quantile(q, axis="columns") for q in BAND)
    many = {"rasterized": len(table) > MOST_DRAWN_AS_LINES}
    axes.fill_between(table.index, low, high, color=color, alpha=0.25, linewidth=0, **many)
    axes.plot(table.median(axis="columns"), color=color, linewidth=1.1, **many)


def _shown_steps(forecasts):
    return sorted({1, int(forecasts["step"].max())})


def _is_dated(forecasts):
    return pd.api.types.is_datetime64_any_dtype(forecasts["time"])
