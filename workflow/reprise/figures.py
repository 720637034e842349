"""Figures of one study."""

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

TRAIN, TEST = "tab:blue", "tab:orange"  # as the LSTM tutorial draws them
LEGEND_COLUMN = 2.2  # inches
OURS, PUBLISHED = "#9ecae1", "#fdd0a2"
BASELINE_STYLES = {
    "persistence": ("black", (0, (4, 2))),
    "least_squares": ("tab:green", (0, (1, 1))),
    "ets": ("tab:red", (0, (5, 1, 1, 1))),
    "sarima": ("tab:purple", (0, (3, 1, 1, 1, 1, 1))),
}

sns.set_theme(context="paper", style="whitegrid")
matplotlib.rcParams |= {
    "figure.dpi": 110,
    "savefig.dpi": 150,
    "svg.hashsalt": "reprise",
    "figure.constrained_layout.use": True,
}


def save(figure, stem):
    """Write a figure as `{stem}.svg` and `{stem}.png`; equal figures give equal bytes."""
    figure.savefig(f"{stem}.svg", metadata={"Date": None})
    figure.savefig(f"{stem}.png", metadata={"Software": None})
    plt.close(figure)


def draw_series(dataset, settings):
    """A line plot of the observations, the test rows set off by a grey ground."""
    figure, axes = plt.subplots(figsize=(7, 3.2))
    axes.plot(dataset.times, dataset.values, color=TRAIN)
    first_test = dataset.times[-settings["test_rows"]]
    axes.axvspan(first_test, dataset.times[-1], color="0.9", label="test rows", zorder=0)
    axes.set(xlabel=_plain(dataset.time_name), ylabel=_plain(settings["dataset"]["units"]))
    axes.margins(x=0.01)
    axes.legend(loc="upper left")
    return figure


def draw_distribution(runs, baselines, published, settings):
    """A box and every run of each configuration, with the published box beside it.

    Parameters
    ----------
    runs : DataFrame
        As tables.collect_runs makes it.
    baselines : DataFrame
        As tables.tabulate_baselines makes it.
    published : DataFrame
        As published.published_descriptions makes it.
    settings : dict
        What the study says for figures.

    Returns
    -------
    Figure
        A panel for each value of the study's panel column, if it has one.
    """
    metric = settings["metric"]
    runs = runs[runs["state"] == "ok"]
    panels = settings["panels"]
    widest = max(len(names) for names in panels.values())
    figure, grid = plt.subplots(
        1,
        len(panels),
        figsize=(max(5.5, 0.62 * widest * len(panels) + 2.5), 4.6),
        sharey=True,
        squeeze=False,
    )
    for axes, (panel, names) in zip(grid[0], panels.items(), strict=True):
        common = dict(data=runs, x="configuration", y=metric, order=list(names), ax=axes)
        sns.boxplot(**common, width=0.5, color=OURS, whis=(0, 100))  # as the published ones
        sns.stripplot(**common, color="#08519c", size=2.5, alpha=0.7, jitter=0.15)
        for position, within_panel in enumerate(names.values()):
            if within_panel in published:
                axes.bxp(
                    [_box_of(published[within_panel])],
                    positions=[position + 0.37],
                    widths=0.16,
                    showfliers=False,
                    patch_artist=True,
                    manage_ticks=False,
                    boxprops={"facecolor": PUBLISHED, "edgecolor": "#8c510a"},
                    medianprops={"color": "#8c510a"},
                    whiskerprops={"color": "#8c510a"},
                    capprops={"color": "#8c510a"},
                )
        if metric == "test_rmse":
            _draw_baselines(axes, baselines, list(names))
        axes.set_xlim(-0.6, len(names) - 0.4)
        column, ticks = _ticks(names.values())
        axes.set_xticks(range(len(ticks)), ticks)
        axes.set(xlabel=column, ylabel="", title=_plain(panel))
        if max(map(len, ticks)) > 6:
            plt.setp(axes.get_xticklabels(), rotation=30, ha="right", rotation_mode="anchor")
    part, units = metric.removesuffix("_rmse"), settings["dataset"]["units"]
    grid[0][0].set_ylabel(_plain(f"{part} RMSE ({units})"))
    figure.suptitle(_plain(settings["title"]))
    handles = [Patch(facecolor=OURS, edgecolor="0.3", label="Reprise, a dot a run")]
    if len(published.columns):
        handles.append(Patch(facecolor=PUBLISHED, edgecolor="#8c510a", label="published"))
    if metric == "test_rmse":
        handles += _baseline_handles(baselines)
    columns = max(1, int(figure.get_figwidth() / LEGEND_COLUMN))
    figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), columns))
    return figure


def draw_diagnostic(history, baselines, settings, panel_name):
    """Train (blue) and test (orange) errors of every repeat after every epoch.

    Parameters
    ----------
    history : DataFrame
        Columns configuration, repeat, epoch, train_rmse, test_rmse.
    baselines : DataFrame
    settings : dict
    panel_name : str
        The configuration's name without its panel's value.

    Returns
    -------
    Figure
        The medians over the repeats are drawn thick, persistence dashed.
    """
    panels = {
        panel: [name for name, within in names.items() if within == panel_name]
        for panel, names in settings["panels"].items()
    }
    figure, grid = plt.subplots(
        1, len(panels), figsize=(1.5 + 3.6 * len(panels), 3.9), sharey=True, squeeze=False
    )
    persistence = baselines[baselines["baseline"] == "persistence"]["test_rmse"]
    for axes, (panel, names) in zip(grid[0], panels.items(), strict=True):
        shown = history[history["configuration"].isin(names)]
        for column, color in (("train_rmse", TRAIN), ("test_rmse", TEST)):
            curves = shown.pivot(index="epoch", columns="repeat", values=column)
            axes.plot(curves, color=color, linewidth=0.6, alpha=0.45, rasterized=True)
            axes.plot(curves.median(axis="columns"), color=color, linewidth=2.2, rasterized=True)
        for value in persistence:
            axes.axhline(value, color="black", linestyle=BASELINE_STYLES["persistence"][1])
        axes.margins(x=0.01)
        axes.set(xlabel="epoch", title=_plain(panel))
    grid[0][0].set_ylabel(_plain(f"RMSE ({settings['dataset']['units']})"))
    figure.suptitle(_plain(f"{settings['title']} ({panel_name})"))
    handles = [
        Line2D([], [], color=TRAIN, label="train, every repeat; median thick"),
        Line2D([], [], color=TEST, label="test, every repeat; median thick"),
    ]
    if len(persistence):
        style = BASELINE_STYLES["persistence"][1]
        handles.append(Line2D([], [], color="black", linestyle=style, label="persistence"))
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
    return figure


def _plain(text):
    """Text in which a dollar sign is a dollar sign, and not Matplotlib's mathematics."""
    return text.replace("$", r"\$")


def _ticks(names):
    """A label for the axis and one for each tick: `epochs` and 500 for `epochs=500`."""
    columns = {name.partition("=")[0] for name in names}
    if len(columns) == 1 and all(name.count("=") == 1 for name in names):
        return columns.pop(), [name.partition("=")[2] for name in names]
    return "", list(names)


def _box_of(statistics):
    keys = {"med": "50%", "q1": "25%", "q3": "75%", "whislo": "min", "whishi": "max"}
    return {key: statistics[row] for key, row in keys.items()}


def _draw_baselines(axes, baselines, names):
    """A line across the panel, or across the configurations alone that a baseline belongs to."""
    for baseline in baselines.itertuples():
        color, style = BASELINE_STYLES[_kind(baseline)]
        drawn = {"color": color, "linestyle": style, "linewidth": 1.3}
        beside = set(baseline.configurations.split("; "))
        if beside.issuperset(names):
            axes.axhline(baseline.test_rmse, **drawn)
            continue
        for position, name in enumerate(names):
            if name in beside:
                ends = [position - 0.45, position + 0.45]
                axes.plot(ends, [baseline.test_rmse] * 2, **drawn)


def _baseline_handles(baselines):
    errors = {}
    for baseline in baselines.itertuples():
        errors.setdefault(_kind(baseline), []).append(f"{baseline.test_rmse:.1f}")
    return [
        Line2D([], [], color=color, linestyle=style, label=f"{kind} {', '.join(errors[kind])}")
        for kind, (color, style) in BASELINE_STYLES.items()
        if kind in errors
    ]


def _kind(baseline):
    """`least_squares` of `least_squares (lag_1)`."""
    return baseline.baseline.partition(" ")[0]
