"""How the interval of a mean narrows with repeats, and what the study's own number resolves."""

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.lines import Line2D

from reprise.evaluation.metrics import label_of
from reprise.figures.style import legend_below, plain, set_title
from reprise.stats.repeats_needed import REPEATS_SHOWN, expected_widths, say_repeats

MOST_NAMED = 25  # lines; of more, the outermost have a name


def draw(tables, part=None):
    """A line a configuration: expected width against repeats; a dot: the bootstrap interval's."""
    said, summary = tables.said, tables.summary.set_index("configuration")
    confidence, metric = said["comparison"]["confidence"], said["metric"]
    names = said["configurations"]
    named = _named(summary, names)
    figure, axes = plt.subplots(figsize=(6.5, 4 + 0.1 * len(named)))
    runs = tables.runs[tables.runs["state"] == "ok"]
    for name, color in zip(names, sns.color_palette("viridis", len(names)), strict=True):
        values = runs.loc[runs["configuration"] == name, metric].dropna().to_numpy()
        if len(values) < 2:
            continue
        widths = expected_widths(values, confidence)
        label = plain(name) if name in named else None
        axes.plot(REPEATS_SHOWN, widths, color=color, linewidth=1, label=label)
        found = summary.loc[name, "mean_high"] - summary.loc[name, "mean_low"]
        axes.plot([len(values)], [found], "o", color=color, markersize=4)
    axes.axvline(said["repeats"], color="0.5", linestyle="dashed", linewidth=1)
    axes.set(
        xscale="log",
        xlabel="repeats",
        ylabel=f"width of the {confidence:.0%} interval",
        ylim=(0, None),
    )
    axes.set_xticks(REPEATS_SHOWN, [str(n) for n in REPEATS_SHOWN])
    axes.set_title(plain(label_of(metric, said["dataset"]["units"])), fontsize=9)
    set_title(figure, said["title"])
    handles, _ = axes.get_legend_handles_labels()
    handles.append(Line2D([], [], color="0.5", linestyle="dashed", label="this study's repeats"))
    legend_below(figure, handles)
    return figure


def caption(tables, part=None):
    """What the study's number of repeats can and cannot resolve."""
    said = tables.said
    comparison = said["comparison"]
    lines = [
        "Lines: how wide the interval of each mean will be with other numbers of repeats, by"
        " Student's t from the spread of the runs. Dots: the bootstrap intervals of these runs."
    ]
    if len(said["configurations"]) > MOST_NAMED:
        lines[0] += " Named are the narrowest and the widest."
    lines += say_repeats(
        tables.repeats, said["repeats"], comparison["power"], comparison["confidence"]
    )
    return "\n\n".join(lines) + "\n"


def _named(summary, names):
    """The configurations that the legend names: all, or those of the outermost intervals."""
    if len(names) <= MOST_NAMED:
        return names
    widths = (summary["mean_high"] - summary["mean_low"]).dropna()
    return [widths.idxmin(), widths.idxmax()] if len(widths) else []
