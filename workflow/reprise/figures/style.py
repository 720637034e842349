"""What figures share: theme, colours, labels, and how they are saved."""

import textwrap

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.lines import Line2D

from reprise.stats.comparisons import kind_of
from reprise.storage import literal_rst, whole_file, write_whole

TRAIN, TEST, VALIDATION, FIT = "tab:blue", "tab:orange", "tab:green", "tab:purple"
COLOURS = {"train": TRAIN, "test": TEST, "validation": VALIDATION, "fit": FIT, "query": TEST}
OURS, PUBLISHED, DOTS = "#9ecae1", "#fdd0a2", "#08519c"
LEGEND_COLUMN = 2.2  # inches
MOST_DRAWN_AS_LINES = 20_000  # points; more are pixels, or the SVG would not open
LETTERS_AN_INCH = 11  # of a title
BASELINE_STYLES = {
    "persistence": ("black", (0, (4, 2))),
    "seasonal_naive": ("tab:brown", (0, (6, 2))),
    "mean": ("tab:gray", "solid"),
    "least_squares": ("tab:green", (0, (1, 1))),
    "ets": ("tab:red", (0, (5, 1, 1, 1))),
    "sarima": ("tab:purple", (0, (3, 1, 1, 1, 1, 1))),
    "most_frequent": ("black", (0, (4, 2))),
    "logistic_regression": ("tab:green", (0, (1, 1))),
}

sns.set_theme(context="paper", style="whitegrid")
matplotlib.rcParams |= {
    "figure.dpi": 110,
    "savefig.dpi": 150,
    "svg.hashsalt": "reprise",
    "figure.constrained_layout.use": True,
}


def save(figure, stem, caption):
    """Write a figure as `{stem}.svg` and `.png`, its caption as `.rst`; equal ones, equal bytes.

    Snakemake's report takes the caption as it is, whatever braces stand in it.
    """
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once, not once a file
    for ending, without in (("svg", "Date"), ("png", "Software")):
        with whole_file(f"{stem}.{ending}") as handle:
            figure.savefig(handle, format=ending, metadata={without: None})
    plt.close(figure)
    write_whole(f"{stem}.rst", literal_rst(caption))


def draw_dots(common, jitter):
    """A dot for every run, moved sideways at random, and by the same random numbers every time."""
    np.random.seed(0)  # noqa: NPY002  seaborn takes them from there
    sns.stripplot(**common, color=DOTS, size=2.5, alpha=0.7, jitter=jitter)


def plain(text):
    """Text in which a dollar sign is a dollar sign, and not Matplotlib's mathematics."""
    return text.replace("$", r"\$")


def set_title(figure, text):
    """The study's title, broken into as many lines as the figure is narrow for."""
    letters = int(figure.get_figwidth() * LETTERS_AN_INCH)
    figure.suptitle(plain(textwrap.fill(text, letters)), fontsize=11)


def ticks_of(names):
    """A label for the axis and one for each tick: `epochs` and 500 for `epochs=500`."""
    columns = {name.partition("=")[0] for name in names}
    if len(columns) == 1 and all(name.count("=") == 1 for name in names):
        return columns.pop(), [name.partition("=")[2] for name in names]
    return "", list(names)


def set_ticks(axes, names):
    """Name the configurations along the horizontal axis, aslant where the names are long."""
    column, ticks = ticks_of(names)
    axes.set_xticks(range(len(ticks)), ticks)
    axes.set_xlabel(column)
    if max(map(len, ticks)) > 6:
        plt.setp(axes.get_xticklabels(), rotation=30, ha="right", rotation_mode="anchor")


def legend_below(figure, handles, column=LEGEND_COLUMN):
    """A legend under the panels, in as many columns (inches each) as the figure has room for."""
    columns = max(1, int(figure.get_figwidth() / column))
    figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), columns))


def on_scale(baselines, metric, values):
    """The baselines that lie near enough to the runs to be drawn without flattening them.

    Parameters
    ----------
    baselines : DataFrame
    metric : str
    values : array of the runs' metric
    """
    low, high = values.min(), values.max()
    reach = max(3 * (high - low), 0.35 * abs(high))
    return baselines[baselines[metric].between(low - reach, high + reach)]


def draw_baselines(axes, baselines, metric, names):
    """A line across the panel, or across the configurations alone that a baseline belongs to."""
    for _, baseline in baselines.iterrows():
        color, style = BASELINE_STYLES[kind_of(baseline["baseline"])]
        drawn = {"color": color, "linestyle": style, "linewidth": 1.3}
        beside = set(baseline["configurations"].split("; "))
        if beside.issuperset(names):
            axes.axhline(baseline[metric], **drawn)
            continue
        for position, name in enumerate(names):
            if name in beside:
                ends = [position - 0.45, position + 0.45]
                axes.plot(ends, [baseline[metric]] * 2, **drawn)


def baseline_handles(baselines, drawn, metric):
    """Legend entries with each baseline's numbers; those not drawn are said to be off the scale."""
    errors = {}
    for name, value in zip(baselines["baseline"], baselines[metric], strict=True):
        if value == value:  # not NaN
            errors.setdefault(kind_of(name), []).append(value)
    shown = set(map(kind_of, drawn["baseline"]))
    return [
        Line2D(
            [],
            [],
            color=color,
            linestyle=style if kind in shown else "none",
            label=f"{kind} {_few(errors[kind])}" + ("" if kind in shown else ", off the scale"),
        )
        for kind, (color, style) in BASELINE_STYLES.items()
        if kind in errors
    ]


def _few(values):
    """Up to three numbers, or the lowest and the highest of more."""
    if len(values) > 3:
        return f"{number(min(values))} to {number(max(values))}"
    return ", ".join(map(number, values))


def number(value):
    """A metric's value for a label or a caption: 136.76, 6.41, 0.847."""
    return (
        f"{value:.1f}"
        if abs(value) >= 20
        else f"{value:.2f}"
        if abs(value) >= 2
        else f"{value:.3f}"
    )
