"""All runs: a box and every run of each configuration, published boxes and baselines beside."""

import math

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.patches import Patch

from reprise.evaluation.metrics import label_of
from reprise.figures.style import (
    OURS,
    PUBLISHED,
    baseline_handles,
    draw_baselines,
    draw_dots,
    legend_below,
    number,
    on_scale,
    plain,
    set_ticks,
    set_title,
)
from reprise.stats.comparisons import is_error, kind_of

BOX = 0.62  # inches from one to the next
WIDEST = 16  # inches; more panels go below one another


def draw(tables, part=None):
    """A panel for each value of the study's panel column, if it has one."""
    said, published, baselines = tables.said, tables.published, tables.baselines
    metric = said["metric"]
    runs = tables.runs[tables.runs["state"] == "ok"].dropna(subset=metric)
    panels = said["panels"]
    near = on_scale(baselines, metric, runs[metric]) if metric in baselines else baselines[:0]
    widest = max(len(names) for names in panels.values())
    columns = max(1, min(len(panels), int(WIDEST / (BOX * widest))))
    rows = math.ceil(len(panels) / columns)
    figure, grid = plt.subplots(
        rows,
        columns,
        figsize=(max(5.5, BOX * widest * columns + 2.5), 4.6 if rows == 1 else 2 + 2.2 * rows),
        sharey=True,
        squeeze=False,
    )
    for axes in grid.flat[len(panels) :]:
        axes.set_axis_off()
    for position, (panel, names) in enumerate(panels.items()):
        axes = grid.flat[position]
        common = dict(data=runs, x="configuration", y=metric, order=list(names), ax=axes)
        sns.boxplot(**common, width=0.5, color=OURS, whis=(0, 100))  # as the published ones
        draw_dots(common, jitter=0.15)
        for place, within_panel in enumerate(names.values()):
            if within_panel in published:
                _draw_published(axes, published[within_panel], place + 0.37)
        draw_baselines(axes, near, metric, list(names))
        axes.set_xlim(-0.6, len(names) - 0.4)
        axes.set(ylabel="", title=plain(panel))
        set_ticks(axes, names.values())
        if position + columns < len(panels):  # the panel below has the same names
            axes.tick_params(labelbottom=False)
            axes.set_xlabel("")
    label = plain(label_of(metric, said["dataset"]["units"]))
    grid[0][0].set_ylabel(label) if rows == 1 else figure.supylabel(label, fontsize=9)
    set_title(figure, said["title"])
    handles = [Patch(facecolor=OURS, edgecolor="0.3", label="Reprise, a dot a run")]
    if len(published.columns):
        handles.append(Patch(facecolor=PUBLISHED, edgecolor="#8c510a", label="published"))
    if metric in baselines:
        handles += baseline_handles(baselines, near, metric)
    legend_below(figure, handles)
    return figure


def caption(tables, part=None):
    """Which configuration is lowest and highest, what diverged, which baseline is ahead."""
    said, description, baselines = tables.said, tables.description, tables.baselines
    names, metric, repeats = said["configurations"], said["metric"], said["repeats"]
    means = description.loc["mean", names]
    lines = [said["description"], ""]
    if repeats == 1:
        lines.append("Each dot is the one run of a configuration.")
    else:
        lines.append(
            f"Each dot is one of {repeats} runs of a configuration, each from its own random"
            " start; a box spans their middle half, its line is the median, its whiskers reach"
            " to the lowest and the highest."
        )
    spread = description.loc["std", names]
    for ahead, group in _comparable(said).items():
        lines += _about_means(means[group], spread[group], ahead)
    diverged = description.loc["diverged", names].astype(int)
    if diverged.any():
        counts = ", ".join(f"{n} of ``{name}``" for name, n in diverged.items() if n)
        lines.append(
            f"{diverged.sum()} of {len(names) * repeats} runs diverged and have no dot: {counts}."
        )
    if metric in baselines:
        known = baselines[baselines[metric].notna()]
        lines.append(f"Without any network (lines{_named(known, metric, said['origins'])}.")
        ahead = _always_ahead(known, metric, means)
        if ahead:
            lines.append(f"Ahead of the mean of every configuration: {', '.join(ahead)}.")
        if any(framing["validation_rows"] for framing in said["framings"]):
            lines.append(
                "The networks learn from the training rows and choose by the validation rows;"
                " what needs no network is fitted on both."
            )
    if len(tables.published.columns):
        lines.append("The narrow boxes are the quartiles and extremes that the tutorial prints.")
    if said["source"]:
        lines += ["", f"Source: {said['source']}."]
    return "\n".join(lines) + "\n"


def _comparable(said):
    """What is forecast, in words, to the configurations that do: by horizon and origin."""
    groups = {}
    horizons = {framing.get("horizon", 1) for framing in said["framings"]}
    for name, number_of_framing in said["framing_of"].items():
        steps = said["framings"][number_of_framing].get("horizon", 1)
        far = "one step" if steps == 1 else f"{steps} steps"
        what = f" {far} ahead" if len(horizons) > 1 else ""
        if said["origins"]:
            what += f" at origin {said['origins'][name][1]}"
        groups.setdefault(what, []).append(name)
    return groups


def _named(baselines, metric, origins):
    """Each baseline with its number; a kind of baseline with one for each origin."""
    if not origins:
        pairs = zip(baselines["baseline"], baselines[metric], strict=True)
        return "): " + ", ".join(f"{name} {number(value)}" for name, value in pairs)
    kinds = baselines.groupby(baselines["baseline"].map(kind_of), sort=False)[metric]
    return ", origin by origin): " + "; ".join(
        f"{kind} {', '.join(map(number, values))}" for kind, values in kinds
    )


def _about_means(means, spread, ahead):
    means = means.dropna()
    if not len(means):
        return
    best, worst = means.idxmin(), means.idxmax()
    if means[best] == means[worst]:
        yield f"The mean{ahead} is {number(means[best])}."
    else:
        yield (
            f"The lowest mean{ahead} is {number(means[best])}, of ``{best}``; the highest"
            f" {number(means[worst])}, of ``{worst}``."
        )
    if spread.notna().any():
        least, most = number(spread.min()), number(spread.max())
        yield (
            f"The standard deviation{ahead} is {least}."
            if len(spread) == 1
            else f"Standard deviations{ahead} lie between {least} and {most}."
        )


def _always_ahead(baselines, metric, means):
    """The kinds of baselines that are better than the mean of every configuration beside them."""
    behind, beside = {}, {}
    for _, baseline in baselines.iterrows():
        kind = kind_of(baseline["baseline"])
        names = [n for n in baseline["configurations"].split("; ") if n in means]
        beside.setdefault(kind, set()).update(names)
        for name in names:
            gap = baseline[metric] - means[name]
            better = gap < 0 if is_error(metric) else gap > 0
            behind.setdefault(kind, []).append(better)
    return [k for k, better in behind.items() if all(better) and beside[k] == set(means.index)]


def _draw_published(axes, statistics, position):
    keys = {"med": "50%", "q1": "25%", "q3": "75%", "whislo": "min", "whishi": "max"}
    axes.bxp(
        [{key: statistics[row] for key, row in keys.items()}],
        positions=[position],
        widths=0.16,
        showfliers=False,
        patch_artist=True,
        manage_ticks=False,
        boxprops={"facecolor": PUBLISHED, "edgecolor": "#8c510a"},
        medianprops={"color": "#8c510a"},
        whiskerprops={"color": "#8c510a"},
        capprops={"color": "#8c510a"},
    )
