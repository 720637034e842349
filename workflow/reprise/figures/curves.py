"""Learning curves: a metric of every split after every epoch."""

import matplotlib.pyplot as plt
from matplotlib.lines import Line2D

from reprise.evaluation.metrics import label_of, metric_of, split_of
from reprise.figures.style import BASELINE_STYLES, COLOURS, legend_below, number, plain, set_title
from reprise.stats.comparisons import best_of, is_error

BAND = (0.05, 0.95)  # quantiles over the repeats
WORDS = {
    "fit": "in training, as fit reports it",
    "train": "train",
    "validation": "validation",
    "test": "test",
    "query": "forecast",
}


def draw(tables, part):
    """Every repeat as a line, or one run beside a band over all, as the study says.

    Parameters
    ----------
    tables : study_tables.StudyTables
    part : str
        The configuration's name without its panel's value.
    """
    said = tables.said
    columns = _columns(tables)
    panels = _panels(said, part)
    one_and_band = said["figures"]["curves"] == "one_and_band"
    wide = 2 if one_and_band else 1
    figure, grid = plt.subplots(
        1,
        wide * len(panels),
        figsize=(1.5 + 3.6 * wide * len(panels), 3.9),
        sharey=True,
        squeeze=False,
    )
    references = _references(tables, columns)
    for number_of_panel, (panel, name) in enumerate(panels.items()):
        shown = tables.history[tables.history["configuration"] == name]
        pair = grid[0][wide * number_of_panel : wide * (number_of_panel + 1)]
        for axes, drawing in zip(pair, (_one, _band) if one_and_band else (_lines,), strict=True):
            for column in columns:
                curves = shown.pivot(index="epoch", columns="repeat", values=column)
                drawing(axes, curves, COLOURS[split_of(column)])
            for value, style in references.values():
                axes.axhline(value, color="black", linestyle=style)
            axes.margins(x=0.01)
            if split_of(columns[0]) == "query":  # all happens in the first hundred of thousands
                axes.set_xscale("log")
            axes.set(xlabel="epoch", title=plain(_title(panel, drawing)))
    grid[0][0].set_ylabel(plain(_axis_label(columns, said)))
    which = f" ({part})" if len(said["configurations"]) > 1 else ""
    set_title(figure, said["title"] + which)
    drawn = "right: median, 5 to 95 % band" if one_and_band else "every repeat; median thick"
    handles = [
        Line2D([], [], color=COLOURS[split_of(c)], label=f"{WORDS[split_of(c)]}, {drawn}")
        for c in columns
    ]
    for label, (_, style) in references.items():
        handles.append(Line2D([], [], color="black", linestyle=style, label=label))
    legend_below(figure, handles, column=3.2)  # long labels
    return figure


def caption(tables, part):
    """Where the median curve ends and, for an error, where it is lowest."""
    said, columns = tables.said, _columns(tables)
    splits = ", ".join(WORDS[split_of(c)] for c in columns)
    if said["figures"]["curves"] == "one_and_band":
        lines = [
            f"Left, repeat 1 alone, as a tutorial draws it; right, the median of {said['repeats']}"
            f" random starts with a band from their 5 % to their 95 % quantile: {splits};"
            f" ``{part}``."
        ]
    else:
        lines = [
            f"Each of {said['repeats']} random starts after every epoch: {splits}; ``{part}``."
            " Their medians are drawn thick."
        ]
    references = _references(tables, columns)
    if references:
        named = ", ".join(f"{label} ({number(v)})" for label, (v, _) in references.items())
        lines[0] += f" The dashed line is {named}."
    for panel, name in _panels(said, part).items():
        history = tables.history[tables.history["configuration"] == name]
        lines.append(f"{panel or name}: {_about(history, columns)}")
    return "\n\n".join(lines) + "\n"


def _about(history, columns):
    said = []
    for column in columns:
        median = history.groupby("epoch")[column].median()
        if median.isna().all():
            return "every run diverged."
        name = label_of(column) if split_of(column) != "fit" else f"{metric_of(column)} in training"
        end = history.groupby("repeat")[column].last().median()
        if split_of(column) in ("train", "fit", "query"):
            said.append(f"the median {name} ends at {number(end)}")
            continue
        best = best_of(median, column)
        word = "lowest" if is_error(column) else "highest"
        said.append(
            f"the median {name} is {word} at epoch {int(best)} ({number(median[best])}) and ends"
            f" at {number(end)}"
        )
    return "; ".join(said) + "."


def _columns(tables):
    """The columns of the history that show the study's metric, or what is nearest to it."""
    metric = tables.said["metric"]
    if metric in tables.history and split_of(metric) == "query":
        return [metric]
    name = metric_of(metric)
    splits = ("fit", "train", "validation", "test")
    columns = [f"{s}_{name}" for s in splits if f"{s}_{name}" in tables.history]
    return columns or [c for c in tables.history if c.endswith("_rmse")]


def _references(tables, columns):
    """Label to (value, line style) of what the curves are held against."""
    metric = columns[-1]
    if split_of(metric) == "query":
        step = int(metric.rpartition("_")[2])
        answers = {f["query"]["answer"][step - 1] for f in tables.said["framings"]}
        return {f"right answer {a:g}": (a, (0, (4, 2))) for a in sorted(answers)}
    baselines = tables.baselines
    if metric not in baselines:
        return {}
    simplest = baselines[baselines["baseline"].isin(["persistence", "most_frequent"])]
    return {
        b["baseline"]: (b[metric], BASELINE_STYLES[b["baseline"]][1])
        for _, b in simplest.iterrows()
    }


def _panels(said, part):
    """Panel title to the configuration that is `part` there."""
    return {
        panel: name
        for panel, names in said["panels"].items()
        for name, within in names.items()
        if within == part
    }


def _axis_label(columns, said):
    label = label_of(columns[-1], said["dataset"]["units"])
    return label if split_of(columns[-1]) == "query" else label.partition(" ")[2]


def _title(panel, drawing):
    if drawing is _lines:
        return panel
    said = "repeat 1" if drawing is _one else "all repeats"
    return f"{panel}, {said}" if panel else said


def _lines(axes, curves, color):
    axes.plot(curves, color=color, linewidth=0.6, alpha=0.45, rasterized=True)
    axes.plot(curves.median(axis="columns"), color=color, linewidth=2.2, rasterized=True)


def _one(axes, curves, color):
    axes.plot(curves.iloc[:, 0], color=color, linewidth=1.3)


def _band(axes, curves, color):
    low, high = (curves.quantile(q, axis="columns") for q in BAND)
    axes.fill_between(curves.index, low, high, color=color, alpha=0.2, linewidth=0)
    axes.plot(curves.median(axis="columns"), color=color, linewidth=1.8)
