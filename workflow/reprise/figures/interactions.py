"""What two keys of a grid do together: means at every pair of their values, over all others."""

import itertools
import math

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

from reprise.evaluation.metrics import label_of
from reprise.figures.style import number, plain, set_title
from reprise.stats.comparisons import values_of
from reprise.stats.effects import marginal_means, say_effects
from reprise.stats.tuning import REDRAWN, tune_one_key_at_a_time

COLUMNS = 3
MOST_PANELS = 6
MOST_LINES = 6
APART = 0.12  # of the distance between two values: lines that are drawn side by side


def draw(tables, part=None):
    """A panel for each pair of keys: the one with more values across, a line for the other's."""
    said = tables.said
    metric, grid = said["metric"], said["grid"]
    pairs = _shown_pairs(tables)
    columns = min(COLUMNS, len(pairs))
    rows = math.ceil(len(pairs) / columns)
    figure, axes_grid = plt.subplots(
        rows, columns, figsize=(1 + 4 * columns, 0.8 + 3.4 * rows), sharey=True, squeeze=False
    )
    for axes in axes_grid.flat[len(pairs) :]:
        axes.set_axis_off()
    for axes, (across, line) in zip(axes_grid.flat, pairs, strict=False):
        means = marginal_means(
            tables.runs, metric, grid, (across, line), said["comparison"]["confidence"]
        )
        _draw_pair(axes, means, across, line)
    for axes in axes_grid[:, 0]:
        axes.set_ylabel(plain(label_of(metric, said["dataset"]["units"])))
    set_title(figure, said["title"])
    return figure


def caption(tables, part=None):
    """How to read the lines, the largest effects, and where tuning one key at a time ends."""
    said = tables.said
    metric, grid = said["metric"], said["grid"]
    confidence = said["comparison"]["confidence"]
    lines = [
        f"Means of {metric} at every pair of two keys' values, over all values of the other keys,"
        f" every configuration counted alike, with {confidence:.0%} intervals from the spread of"
        " the repeats. Parallel lines: the keys do not interact, and one can be tuned without the"
        " other. Where lines fan out, what a key does depends on the other; where they cross, its"
        " best value does."
    ]
    lines += _left_out(tables)
    values = values_of(tables.runs, metric, grid)
    lines += say_effects(tables.effects, values, 1 - confidence)
    tuning = tune_one_key_at_a_time(tables.runs, metric, grid)
    if tuning:
        lines.append(_say_tuning(tuning, grid, tables.comparisons))
    return "\n\n".join(lines) + "\n"


def _draw_pair(axes, means, across, line):
    ticks, lines = (list(dict.fromkeys(means[key])) for key in (across, line))
    shown = _evenly(lines, MOST_LINES)
    middle = (len(shown) - 1) / 2
    palette = sns.color_palette("viridis", len(shown))
    for place, (level, color) in enumerate(zip(shown, palette, strict=True)):
        own = means[means[line] == level].set_index(across).loc[ticks]
        errors = np.abs(own[["low", "high"]].sub(own["mean"], axis=0)).to_numpy().T
        positions = np.arange(len(ticks)) + APART * (place - middle) / max(middle, 1)
        axes.errorbar(
            positions,
            own["mean"],
            errors,
            color=color,
            marker="o",
            markersize=3,
            capsize=2,
            linewidth=1.2,
            label=plain(level),
        )
    axes.set_xticks(range(len(ticks)), [plain(tick) for tick in ticks])
    if sum(map(len, ticks)) > 36:
        plt.setp(axes.get_xticklabels(), rotation=30, ha="right", rotation_mode="anchor")
    axes.set_xlabel(plain(across))
    axes.legend(title=plain(line), fontsize=7, title_fontsize=8)


def _pairs(grid):
    """Every pair of keys, the one with more values in front; of equals the later one."""
    levels = {key: len({own[key] for own in grid.values()}) for key in next(iter(grid.values()))}
    return [
        (a, b) if levels[a] > levels[b] else (b, a) for a, b in itertools.combinations(levels, 2)
    ]


def _shown_pairs(tables):
    """All pairs, or those that interact most where there are more than a reader looks at."""
    pairs = _pairs(tables.said["grid"])
    if len(pairs) <= MOST_PANELS:
        return pairs
    shares = tables.effects.set_index("term")["share_of_variance"].fillna(0)
    terms = {frozenset(term.split(" x ")): share for term, share in shares.items()}
    largest = sorted(pairs, key=lambda pair: -terms[frozenset(pair)])[:MOST_PANELS]
    return [pair for pair in pairs if pair in largest]


def _left_out(tables):
    grid = tables.said["grid"]
    pairs, shown = _pairs(grid), _shown_pairs(tables)
    if len(shown) < len(pairs):
        yield f"Of {len(pairs)} pairs of keys the {len(shown)} that interact most are drawn."
    many = {b for _, b in shown if len({own[b] for own in grid.values()}) > MOST_LINES}
    if many:
        named = ", ".join(f"``{key}``" for key in sorted(many))
        yield f"Of {named} {MOST_LINES} values have a line, evenly picked."
    if not all(map(len, values_of(tables.runs, tables.said["metric"], grid).values())):
        yield "There is no point where a configuration has no run left."


def _evenly(levels, most):
    """At most so many levels, the first and the last among them."""
    if len(levels) <= most:
        return levels
    return [levels[k] for k in np.linspace(0, len(levels) - 1, most).round().astype(int)]


def _say_tuning(tuning, grid, comparisons):
    keys = ", ".join(f"``{key}``" for key in next(iter(grid.values())))
    said = [
        f"The best mean of all {len(grid)} configurations is {number(tuning.best_mean)}, of"
        f" ``{tuning.best}``."
    ]
    begun = f"Tuning one key at a time ({keys}, in this order, each from its first value on) ends"
    if tuning.reached == tuning.best:
        said.append(f"{begun} there too.")
    else:
        gap = abs(tuning.reached_mean - tuning.best_mean)
        said.append(
            f"{begun} at ``{tuning.reached}``, with a mean of {number(tuning.reached_mean)},"
            f" {gap:.2g} worse{_verdict(tuning, comparisons)}."
        )
    if comparisons["runs"].max() > 1:
        said.append(
            f"In {REDRAWN} studies redrawn from these runs it ended at that study's best mean in"
            f" {tuning.probability:.0%}."
        )
    return " ".join(said)


def _verdict(tuning, comparisons):
    """What the comparison of the two says, whose mean was picked after seeing it."""
    pair = {tuning.best, tuning.reached}
    both = comparisons["configuration"].isin(pair) & comparisons["other"].isin(pair)
    said = {
        "cannot tell": "; these runs cannot tell the two apart",
        "equivalent": "; the two are equivalent within the margin",
    }
    return said.get(comparisons.loc[both, "verdict"].iloc[0], "; the runs tell the two apart")
