"""Published figures beside ours: the means of the printed tables, era by era, and single runs."""

from collections.abc import Callable
from dataclasses import dataclass

import matplotlib.pyplot as plt
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reprise.figures.style import DOTS, OURS, legend_below, number
from reprise.replication.joint_distance import say_p
from reprise.stats.comparisons import values_of

JOINT_WORDS = {
    "within chance": "within what chance does",
    "beyond chance": "beyond chance, so the tables as a whole do not replicate",
    "cannot tell": "too few runs to tell",
}
PRINTED = "#d95f02"
MARKS = {
    **{"replicates": "D", "cannot tell": "D", "does not": "X"},
    **{"within chance": "D", "beyond chance": "X"},
}


def draw_eras(found):
    """A panel an era: each printed mean on ours; then the joint distance of each era.

    Parameters
    ----------
    found : dict
        `table` as replication.replicate_study makes it, `joint` as joint_distance.joint_table.
    """
    table, joint = found["table"], found["joint"]
    means = table[(table["kind"] == "describe") & (table["statistic"] == "mean")]
    eras = list(dict.fromkeys(means["era"]))
    figure, grid = plt.subplots(
        1,
        len(eras) + 1,
        figsize=(3.0 * len(eras) + 3.2, 0.3 * means["configuration"].nunique() + 2.6),
        squeeze=False,
    )
    for axes, era in zip(grid[0], eras, strict=False):
        of_era = means[means["era"] == era]
        _draw_rows(axes, of_era, [_short(row) for row in of_era.itertuples()])
        axes.set(title=era, xlabel="mean test RMSE")
        if axes is not grid[0][0]:
            axes.set_yticklabels([])
    ends = means[["prediction_low", "prediction_high", "published"]]
    for axes in grid[0][:-1]:
        axes.set_xlim(ends.min(axis=None) - 2, ends.max(axis=None) + 2)
    _draw_joint(grid[0][-1], joint[joint["study"] == "all"])
    figure.suptitle("Do the LSTM tutorial's tables replicate?", fontsize=11)
    _legend(figure)
    return figure


def draw_runs(found):
    """Figures that a tutorial prints of one run each, among ours: a panel a study.

    Parameters
    ----------
    found : dict
        `table` as replication.replicate_study makes it, `runs` by study.
    """
    table, runs = found["table"], found["runs"]
    single = table[table["kind"] == "run"]
    studies = list(dict.fromkeys(single["study"]))
    figure, grid = plt.subplots(
        1,
        len(studies),
        figsize=(5.8 * len(studies), 0.3 * single["study"].value_counts().max() + 2),
        squeeze=False,
    )
    for axes, study in zip(grid[0], studies, strict=True):
        rows = single[single["study"] == study].reset_index(drop=True)
        forecasts = rows["statistic"].str.startswith("query").all()
        shift = rows["published"] if forecasts else 0 * rows["published"]
        for place, row in rows.iterrows():
            values = values_of(runs[study], row["statistic"], [row["configuration"]])
            values = values[row["configuration"]] - shift[place]
            axes.scatter(values, [place] * len(values), s=9, color=DOTS, alpha=0.5, zorder=3)
        columns = ["published", "ours", "prediction_low", "prediction_high"]
        moved = rows.assign(**{c: rows[c] - shift for c in columns})
        _draw_rows(axes, moved, [f"{r.configuration}, {_said(r)}" for r in rows.itertuples()])
        axes.set(title=study, xlabel="forecast less the answer" if forecasts else "accuracy")
    figure.suptitle("Figures printed of one run, among ours", fontsize=11)
    _legend(figure)
    return figure


def _said(row):
    step = row.statistic.removeprefix("query_forecast_")
    return row.statistic.replace("_", " ") if step == row.statistic else f"{row.published:g}"


def _short(row):
    return f"{row.configuration} ({row.study.removeprefix('lstm_')})"


def _draw_rows(axes, rows, names):
    """Our interval and value, and the printed value, a line a figure."""
    for place, row in enumerate(rows.itertuples()):
        axes.hlines(place, row.prediction_low, row.prediction_high, color=OURS, linewidth=7)
        axes.plot(row.ours, place, "|", color=DOTS, markersize=10, markeredgewidth=2)
        filled = PRINTED if row.verdict != "cannot tell" else "white"
        axes.plot(
            *(row.published, place, MARKS[row.verdict]),
            color=PRINTED,
            markerfacecolor=filled,
            markersize=6 if row.verdict != "does not" else 8,
        )
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)


def _draw_joint(axes, rows):
    for place, row in enumerate(rows.itertuples()):
        axes.hlines(place, 0, row.limit, color="0.8", linewidth=14)
        axes.plot(row.distance, place, MARKS[row.verdict], color=PRINTED, markersize=8)
        axes.annotate(
            f"{row.distance:.0f}, {say_p(row.p)}",
            (row.distance, place),
            textcoords="offset points",
            xytext=(0, 12),
            ha="center",
            fontsize=8,
        )
    axes.set_yticks(range(len(rows)), list(rows["era"]))
    axes.yaxis.tick_right()
    axes.set_ylim(len(rows) - 0.5, -0.7)
    axes.set_xlim(0, 1.2 * max(rows["distance"].max(), rows["limit"].max()) if len(rows) else 1)
    axes.set(title="all tables and lists at once", xlabel="distance; grey: by chance")


def _legend(figure):
    def mark(marker, filled, label):
        return Line2D(
            *([], []),
            color=PRINTED,
            marker=marker,
            markerfacecolor=filled,
            linestyle="none",
            label=label,
        )

    handles = [
        Patch(facecolor=OURS, label="where ours would put it"),
        mark("D", PRINTED, "printed: replicates"),
        mark("D", "white", "printed: cannot tell"),
        mark("X", PRINTED, "printed: does not"),
    ]
    legend_below(figure, handles)


def caption_eras(found):
    """What is seen, in reStructuredText."""
    joint = found["joint"]
    lines = [
        "Bars: where the mean of 30 runs would fall if our experiment were done again (95 %"
        " prediction interval by Student's t, Welch's test for the verdict, corrected by Holm); the"
        " stroke is our mean, the mark the printed one. Right: how far all printed tables and lists"
        " lie from ours together (squared Mahalanobis distances of mean, std and quartiles, with"
        " the p of a smoothed bootstrap), and in grey what chance does not exceed in 95 of 100"
        " cases.",
        "",
    ]
    for row in joint[joint["study"] == "all"].itertuples():
        lines.append(
            f"``{row.era}``: distance {row.distance:.0f} where chance gives {row.expected:.0f},"
            f" {say_p(row.p)}: {JOINT_WORDS[row.verdict]}."
        )
    lines.append("The third era was found after seeing the tables.")
    return "\n".join(lines) + "\n"


def caption_runs(found):
    """What is seen, in reStructuredText."""
    table = found["table"]
    lines = [
        "Each dot is one of our runs, the bar the 95 % prediction interval of one more run"
        " (Student's t), the mark what the tutorial prints of its one run.",
        "",
    ]
    for row in table[table["kind"] == "run"].itertuples():
        lines.append(
            f"``{row.configuration}``, {row.statistic.replace('_', ' ')}: printed"
            f" {number(row.published)}, our mean {number(row.ours)}, {100 * row.place:.0f} % of"
            f" our runs below; {row.verdict}: {row.reason}."
        )
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Figure:
    """How a figure of the replication is drawn and what is said under it."""

    draw: Callable
    caption: Callable


FIGURES = {
    "replication_eras": Figure(draw_eras, caption_eras),
    "replication_runs": Figure(draw_runs, caption_runs),
}
