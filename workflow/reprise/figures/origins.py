"""Rolling origins: every run over the test period that it was tested on, baselines beside."""

from datetime import datetime

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.lines import Line2D

from reprise.evaluation.metrics import label_of
from reprise.figures.style import (
    BASELINE_STYLES,
    baseline_handles,
    legend_below,
    number,
    on_scale,
    plain,
    set_title,
)
from reprise.stats.comparisons import kind_of

WIDTH = 0.8  # of what is drawn at an origin


def draw(tables, part=None):
    """A place an origin, dated by its test rows; a dot a run, a bar a mean, a line a baseline."""
    said, baselines, metric = tables.said, tables.baselines, tables.said["metric"]
    names = _names_at(said)
    origins = list(dict.fromkeys(origin for _, origin in said["origins"].values()))
    runs = tables.runs[tables.runs["state"] == "ok"].dropna(subset=metric)
    near = on_scale(baselines, metric, runs[metric]) if metric in baselines else baselines[:0]
    figure, axes = plt.subplots(figsize=(max(6.5, 1.5 + 1.25 * len(origins)), 4.6))
    colors = sns.color_palette("colorblind", len(names))
    a_name = WIDTH / len(names)
    rng = np.random.default_rng(0)
    middles = {}
    for position, (base, color) in enumerate(zip(names, colors, strict=True)):
        for place, name in enumerate(names[base]):
            values = runs.loc[runs["configuration"] == name, metric]
            middle = middles[name] = place + a_name * (position + 0.5) - WIDTH / 2
            aside = middle + a_name * rng.uniform(-0.3, 0.3, len(values))
            axes.plot(aside, values, "o", color=color, markersize=2.5, alpha=0.6)
            ends = [middle - 0.42 * a_name, middle + 0.42 * a_name]
            axes.plot(ends, [values.mean()] * 2, color=color, linewidth=2.5)
    for _, baseline in near.iterrows():
        color, style = BASELINE_STYLES[kind_of(baseline["baseline"])]
        for name in baseline["configurations"].split("; "):
            ends = [middles[name] - a_name / 2, middles[name] + a_name / 2]
            axes.plot(ends, [baseline[metric]] * 2, color=color, linestyle=style, linewidth=1.3)
    axes.set_xticks(range(len(origins)), [_period(tables, origin) for origin in origins])
    axes.set_xlim(-0.6, len(origins) - 0.4)
    axes.grid(visible=False, axis="x")
    axes.set(
        xlabel="test rows (origin: the observations before them)",
        ylabel=plain(label_of(metric, said["dataset"]["units"])),
    )
    set_title(figure, said["title"])
    handles = [
        Line2D([], [], color=color, marker="o", markersize=4, label=plain(base))
        for base, color in zip(names, colors, strict=True)
    ]
    if metric in baselines:
        handles += baseline_handles(baselines, near, metric)
    legend_below(figure, handles)
    return figure


def caption(tables, part=None):
    """Both spreads in plain sentences, and what an origin more would mean for the baselines."""
    said, metric = tables.said, tables.said["metric"]
    confidence, what = f"{said['comparison']['confidence']:.0%}", label_of(metric)
    count = len({origin for _, origin in said["origins"].values()})
    kept = [framing.get("train_rows") for framing in said["framings"]]
    rows = (
        "as many at each origin"
        if all(kept)
        else "all that come before, so that later origins have more"
    )
    lines = [
        f"The study at {count} origins: a dot is a run, a bar the mean of an origin. The training"
        f" rows are {rows}. Dots above one another differ by their random starts alone; places"
        " beside one another by the test period."
    ]
    for row in tables.table("origins").itertuples():
        lines.append(f"``{row.configuration}``: {_about(row, what, confidence)}")
    differences = tables.table("origin_comparisons")
    for (other, kind), rows in differences.groupby(["other", "kind"], sort=False):
        needs_none = ", which needs no network" if kind == "baseline" else ""
        lines.append(f"Against ``{other}``{needs_none}: {_differences(rows, confidence)}")
    lines += _told_apart(differences.dropna(subset="difference_low"), confidence)
    return "\n\n".join(lines) + "\n"


def _about(row, what, confidence):
    if not row.origins:
        return "every run diverged."
    diverged = f" {row.diverged} runs diverged." if row.diverged else ""
    if row.origins == 1:
        return f"runs at one origin alone, with a mean of {number(row.mean)}.{diverged}"
    means = (
        f"The origins' means lie between {number(row.lowest)} and {number(row.highest)}; their own"
        f" mean is {number(row.mean)}"
    )
    over_origins = (
        f"{number(row.origins_low)} to {number(row.origins_high)} if other origins were drawn"
    )
    if np.isnan(row.std_starts):
        return (
            "with one run an origin, random starts and test periods cannot be told apart."
            f" {means} ({confidence} interval: {over_origins}).{diverged}"
        )
    moved = (
        f"another test period by about {number(row.std_origins)}"
        if row.std_origins
        else "another test period by no more than that"
    )
    return (
        f"another random start moves the {what} by about {number(row.std_starts)}, {moved}"
        f" (standard deviations). {means} ({confidence} intervals: {number(row.starts_low)} to"
        f" {number(row.starts_high)} if other random starts were drawn, {over_origins}).{diverged}"
    )


def _differences(rows, confidence):
    """One sentence on all configurations against one other."""
    said = []
    for row in rows.itertuples():
        if not row.origins:
            said.append(f"``{row.configuration}`` has no origin in common")
            continue
        interval = (
            ""
            if np.isnan(row.difference_low)
            else f" ({confidence} interval over origins:"
            f" {_signed(row.difference_low)} to {_signed(row.difference_high)})"
        )
        said.append(
            f"``{row.configuration}`` differs by {_signed(row.difference)}{interval} and is ahead"
            f" at {row.ahead} of {row.origins} origins"
        )
    return "; ".join(said) + "."


def _told_apart(known, confidence):
    """The differences that the origins tell from none."""
    if not len(known):
        return
    told = known[known["difference_low"] * known["difference_high"] > 0]
    named = ", ".join(f"``{r.configuration}`` against ``{r.other}``" for r in told.itertuples())
    yield (
        f"Of these {len(known)} intervals, each of {confidence} on its own,"
        f" {len(told) or 'none'} {'leaves' if len(told) < 2 else 'leave'} out zero"
        f"{': ' + named if named else ''}."
    )


def _names_at(said):
    """Configuration without origin to its name at each origin, earliest first."""
    names = {}
    for name, (base, _) in said["origins"].items():
        names.setdefault(base, []).append(name)
    return names


def _period(tables, origin):
    """The first and the last of an origin's test rows: a day, or a month of monthly data."""
    times, rows = tables.dataset.times, tables.said["framings"][0]["test_rows"]
    ends = times[origin], times[origin + rows - 1]
    if isinstance(ends[0], datetime):
        is_monthly = all(t.day == 1 for t in times)
        is_daily = all(t.hour == t.minute == t.second == 0 for t in times)
        form = "%Y-%m" if is_monthly else "%Y-%m-%d" if is_daily else "%Y-%m-%d %H:%M"
        ends = [t.strftime(form) for t in ends]
    return f"{ends[0]}\nto {ends[1]}\n(origin {origin})"


def _signed(value):
    sign = "\N{MINUS SIGN}" if value < 0 else "+"
    return f"{sign}{number(abs(value))}"
