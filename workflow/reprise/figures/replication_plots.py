"""Plots of the replication: the numbers that tutorials print, next to our runs."""

import math
import textwrap
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reprise.figures.labels import metric_label
from reprise.figures.layout import GivenAxes, create_panels
from reprise.figures.replication_captions import (
    caption_eras,
    caption_runs,
    describe_eras,
    describe_runs,
)
from reprise.figures.replication_panels import means_panels
from reprise.figures.saving import save
from reprise.figures.style import OUR_BOX, OUR_DOTS
from reprise.replication.joint_sentences import joint_names
from reprise.replication.replicate import ReplicationTables
from reprise.stats.p_values import describe_p_value
from reprise.stats.run_values import values_by_configuration

PUBLISHED_COLOR = "#d95f02"
MARKERS = {
    "replicates": "D",
    "cannot tell": "D",
    "does not": "X",
    "within chance": "D",
    "beyond chance": "X",
}
MOST_PANELS_IN_A_ROW = 5
LETTERS_OF_A_NAME = 44  # in a line, of a source and its table
ROOM_FOR_NUMBERS = 1.9  # beside the largest distance, as a multiple of it
POSITION_COLUMNS = ["published", "ours", "prediction_low", "prediction_high"]


def draw_eras(tables: ReplicationTables, ax: GivenAxes = None) -> Figure:
    """Draw the published means on ours in a panel per era or study, then the joint distances."""
    table, joint = tables["table"], tables["joint"]
    means = table[(table["kind"] == "describe") & (table["statistic"] == "mean")]
    panels = means_panels(means)
    rows_of_panels = 1 if len(panels) < MOST_PANELS_IN_A_ROW else 2
    columns = math.ceil((len(panels) + 1) / rows_of_panels)
    lines = max(*(len(panel.names) for panel in panels), (joint["study"] == "all").sum())
    size = (3.0 * columns + 0.2, (0.3 * lines + 2.6) * rows_of_panels)
    drawn = create_panels(len(panels) + 1, columns, size, ax, sharey=False)
    *all_axes, joint_axes = drawn.axes
    for place, (axes, panel) in enumerate(zip(all_axes, panels, strict=True)):
        _draw_numbers(axes, panel.rows, panel.names)
        metric = metric_label(panel.rows["metric"].iloc[0])
        axes.set(title=panel.title, xlabel=f"mean {metric}", xlim=panel.limits)
        if not panel.is_first and place % drawn.columns:  # the first panel of a row has the names
            axes.set_yticklabels([])
    _draw_joint_distances(joint_axes, joint[joint["study"] == "all"])
    drawn.set_title("Do the published means replicate?")
    drawn.add_legend(_legend_handles())
    return drawn.figure


def draw_runs(tables: ReplicationTables, ax: GivenAxes = None) -> Figure:
    """Draw the published numbers of one run each among our runs, a panel per study."""
    table = tables["table"]
    numbers = table[table["kind"] == "run"]
    studies = list(dict.fromkeys(numbers["study"]))
    size = (5.8 * len(studies), 0.3 * numbers["study"].value_counts().max() + 2)
    drawn = create_panels(len(studies), len(studies), size, ax, sharey=False)
    for axes, study in zip(drawn.axes, studies, strict=True):
        rows = numbers[numbers["study"] == study].reset_index(drop=True)
        _draw_study(axes, rows, tables["runs"][study])
        axes.set_title(study)
    drawn.set_title("Published numbers of a single run, and our runs")
    run = Line2D([], [], color=OUR_DOTS, alpha=0.5, marker="o", linestyle="none", label="one run")
    drawn.add_legend([run, *_legend_handles()])
    return drawn.figure


@dataclass(frozen=True)
class ReplicationFigure:
    """How a figure of the replication is drawn, and how its caption and description are written."""

    draw: Callable[[ReplicationTables], Figure]
    caption: Callable[[ReplicationTables], str]
    describe: Callable[[ReplicationTables], str]


FIGURES = {
    "replication_eras": ReplicationFigure(draw_eras, caption_eras, describe_eras),
    "replication_runs": ReplicationFigure(draw_runs, caption_runs, describe_runs),
}


def _draw_study(axes: Axes, rows: pd.DataFrame, runs: pd.DataFrame) -> None:
    """Draw the numbers of one study; forecasts of a query are drawn less the printed forecast."""
    are_forecasts = rows["statistic"].str.startswith("query").all()
    origin = rows["published"] if are_forecasts else 0 * rows["published"]
    for place, row in enumerate(rows.to_dict("records")):
        name = row["our_configuration"]
        values = values_by_configuration(runs, row["metric"], [name])[name]
        axes.scatter(
            values - origin[place], [place] * len(values), s=9, color=OUR_DOTS, alpha=0.5, zorder=3
        )
    shifted = rows.assign(
        **{column: rows[column] - origin for column in POSITION_COLUMNS}, place=range(len(rows))
    )
    _draw_numbers(axes, shifted, [_name_with_statistic(row) for row in rows.to_dict("records")])
    axes.set_xlabel(
        "forecast minus the published forecast" if are_forecasts else "published number"
    )


def _draw_numbers(axes: Axes, rows: pd.DataFrame, names: Sequence[str]) -> None:
    """Draw our interval, our value and the printed value, on the line `place` of each number."""
    for row in rows.to_dict("records"):
        place = row["place"]
        axes.hlines(
            place, row["prediction_low"], row["prediction_high"], color=OUR_BOX, linewidth=7
        )
        axes.plot(row["ours"], place, "|", color=OUR_DOTS, markersize=15, markeredgewidth=2)
        axes.plot(
            row["published"],
            place,
            MARKERS[row["verdict"]],
            color=PUBLISHED_COLOR,
            markerfacecolor="white" if row["verdict"] == "cannot tell" else PUBLISHED_COLOR,
            markersize=8 if row["verdict"] == "does not" else 6,
        )
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)


def _draw_joint_distances(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw the distance of each era as a mark, and as a bar what chance alone gives."""
    for place, row in enumerate(rows.to_dict("records")):
        axes.hlines(place, 0, row["limit"], color="0.8", linewidth=14)
        axes.plot(
            row["distance"], place, MARKERS[row["verdict"]], color=PUBLISHED_COLOR, markersize=8
        )
        axes.annotate(
            f"{row['distance']:.0f}, {describe_p_value(row['p'])}",
            (max(row["distance"], row["limit"]), place),
            textcoords="offset points",
            xytext=(8, 0),
            va="center",
            fontsize="x-small",
        )
    names = [textwrap.fill(name, LETTERS_OF_A_NAME) for name in joint_names(rows)]
    axes.set_yticks(range(len(rows)), names, fontsize="x-small")
    axes.yaxis.tick_right()
    axes.set_ylim(len(rows) - 0.5, -0.7)
    axes.set_xlim(
        0, ROOM_FOR_NUMBERS * max(rows["distance"].max(), rows["limit"].max()) if len(rows) else 1
    )
    axes.set(title="all tables\nand lists together", xlabel="distance (grey: by chance)")


def _name_with_statistic(row: Mapping[Hashable, Any]) -> str:
    """The configuration, and the statistic; of a forecast of a query, the printed forecast."""
    statistic = row["statistic"]
    if statistic.startswith("query_forecast_"):
        return f"{row['configuration']}, {row['published']:g}"
    return f"{row['configuration']}, {statistic.replace('_', ' ')}"


def _legend_handles() -> list[Artist]:
    def mark(marker: str, face: str, label: str) -> Line2D:
        return Line2D(
            [],
            [],
            color=PUBLISHED_COLOR,
            marker=marker,
            markerfacecolor=face,
            linestyle="none",
            label=label,
        )

    return [
        Patch(facecolor=OUR_BOX, label="interval for our experiment"),
        Line2D(
            [],
            [],
            color=OUR_DOTS,
            marker="|",
            markersize=10,
            markeredgewidth=2,
            linestyle="none",
            label="our mean",
        ),
        mark("D", PUBLISHED_COLOR, "published: replicates"),
        mark("D", "white", "published: cannot tell"),
        mark("X", PUBLISHED_COLOR, "published: does not replicate"),
    ]


def save_figures(tables: ReplicationTables, stems: list[str]) -> None:
    """Draw figures of the replication, and save each of them with its texts.

    Parameters
    ----------
    tables : ReplicationTables
        As `replicate.replicate_studies` returns them.
    stems : list of str
        The paths of the figures without endings; the last part is a key of FIGURES.
    """
    for stem in stems:
        figure = FIGURES[Path(stem).name]
        save(figure.draw(tables), stem, figure.caption(tables), figure.describe(tables))
