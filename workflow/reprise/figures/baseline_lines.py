"""Baselines as lines beside the runs, and as entries of a legend."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from reprise.figures.caption_text import format_number

# Kind of baseline to its colour and line style.
BASELINE_STYLES: dict[str, tuple[str, Any]] = {
    "persistence": ("black", (0, (4, 2))),
    "seasonal_naive": ("tab:brown", (0, (6, 2))),
    "mean": ("tab:gray", "solid"),
    "least_squares": ("#c51b8a", (0, (1, 1))),
    "ets": ("tab:red", (0, (5, 1, 1, 1))),
    "sarima": ("tab:purple", (0, (3, 1, 1, 1, 1, 1))),
    "most_frequent": ("black", (0, (4, 2))),
    "logistic_regression": ("#c51b8a", (0, (1, 1))),
    "gradient_boosting": ("tab:red", (0, (5, 1, 1, 1))),
}
LINE_WIDTH = 1.3
MAX_VALUES_IN_LEGEND = 3


def select_on_scale(baselines: pd.DataFrame, metric: str, values: pd.Series) -> pd.DataFrame:
    """Select the baselines that are near enough to the runs to be drawn on the same axis.

    A baseline that is far away would make the spread of the runs too small to see.

    Parameters
    ----------
    baselines : DataFrame
        One row per baseline and configuration, or per step.
    metric : str
        If baselines do not have this metric, none is selected.
    values : Series
        The metric of all runs.
    """
    if metric not in baselines:
        return baselines[:0]
    low, high = values.min(), values.max()
    reach = max(3 * (high - low), 0.35 * abs(high))
    return baselines[baselines[metric].between(low - reach, high + reach)]


def draw_baselines(
    axes: Axes, baselines: pd.DataFrame, metric: str, configurations: Sequence[str]
) -> None:
    """Draw a line for each baseline, across the panel or across its own configurations only.

    Parameters
    ----------
    axes : Axes
    baselines : DataFrame
        One row per baseline and configuration.
    metric : str
    configurations : sequence of str
        The configurations of the panel, from left to right.
    """
    for _, rows in baselines.groupby(["baseline", "label"], sort=False):
        color, linestyle = BASELINE_STYLES[rows["baseline"].iloc[0]]
        line: dict[str, Any] = {"color": color, "linestyle": linestyle, "linewidth": LINE_WIDTH}
        value, own = rows[metric].iloc[0], set(rows["configuration"])
        if own.issuperset(configurations):
            axes.axhline(value, **line)
            continue
        for position, configuration in enumerate(configurations):
            if configuration in own:
                axes.plot([position - 0.45, position + 0.45], [value] * 2, **line)


def baseline_handles(baselines: pd.DataFrame, drawn: pd.DataFrame, metric: str) -> list[Line2D]:
    """Legend entries with the values of each kind of baseline.

    Parameters
    ----------
    baselines, drawn : DataFrame
        All baselines, and those that are drawn; a kind that is not drawn has no line in the
        legend.
    metric : str
        If baselines do not have this metric, there are no entries.
    """
    if metric not in baselines:
        return []
    distinct = baselines.drop_duplicates("label").dropna(subset=metric)
    drawn_kinds = set(drawn["baseline"])
    handles = []
    for kind, (color, linestyle) in BASELINE_STYLES.items():
        values = distinct.loc[distinct["baseline"] == kind, metric].tolist()
        if not values:
            continue
        is_drawn = kind in drawn_kinds
        handles.append(
            Line2D(
                [],
                [],
                color=color,
                linestyle=linestyle if is_drawn else "none",
                label=f"{kind} {_format_values(values)}{'' if is_drawn else ', off the scale'}",
            )
        )
    return handles


def _format_values(values: list[float]) -> str:
    """Format up to three values, or the lowest and the highest of more."""
    if len(values) > MAX_VALUES_IN_LEGEND:
        return f"{format_number(min(values))} to {format_number(max(values))}"
    return ", ".join(map(format_number, values))
