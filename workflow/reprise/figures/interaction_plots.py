"""Interaction plots of a grid: means at every pair of values of two keys."""

import itertools
import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reprise.escape import rst_literal
from reprise.figures.caption_sentences import describe_effects
from reprise.figures.caption_text import (
    format_number,
    join_paragraphs,
    join_words,
    list_literals,
)
from reprise.figures.choice_sentences import describe_choice_of_best
from reprise.figures.description_text import describe_extremes, describe_panels, join_sentences
from reprise.figures.labels import metric_label
from reprise.figures.layout import GivenAxes, create_panels, slant_tick_labels
from reprise.figures.line_labels import label_line_ends
from reprise.figures.style import level_style
from reprise.stats.effects import explain_missing_analysis, marginal_means, share_networks
from reprise.stats.run_values import values_by_configuration
from reprise.stats.shared_networks import Grid
from reprise.stats.tuning import RESAMPLED_STUDIES, Tuning, tune_one_key_at_a_time
from reprise.tables.study_tables import StudyTables

MAX_COLUMNS = 2
MAX_PANELS = 6
MAX_LINES = 6
LINE_SPREAD = 0.12  # of the distance between two ticks: the lines stand side by side
MAX_TICK_LETTERS = 36  # of all ticks of a panel; longer ones are slanted
PANEL_SIZE = (4.6, 3.4)  # inches
SENTENCE_ON_SHARED_NETWORKS = (
    "Some configurations are evaluations of the same networks, so their runs depend on each other."
    " The bars and the tests take this into account: they count each network once."
)


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw a panel for each pair of keys: one key along the axis, a line per value of the other."""
    settings = tables.settings
    pairs = _drawn_pairs(tables)
    columns = min(MAX_COLUMNS, len(pairs))
    rows = math.ceil(len(pairs) / columns)
    size = (1 + PANEL_SIZE[0] * columns, 1.2 + PANEL_SIZE[1] * rows)
    panels = create_panels(len(pairs), columns, size, ax)
    lines = []
    for axes, pair in zip(panels.axes, pairs, strict=True):
        means = marginal_means(
            *(tables.runs, settings.metric, settings.grid, settings.trainings),
            *(pair, settings.comparison.confidence),
        )
        lines.append((axes, _draw_pair(axes, means, *pair), pair[1]))
    for axes, ends, key in lines:  # when all panels have their limits
        styles = {level: level_style(number) for number, level in enumerate(ends)}
        colors = {level: style["color"] for level, style in styles.items()}
        label_line_ends(axes, ends, colors, key)
    for axes in panels.left:
        axes.set_ylabel(metric_label(settings.metric, settings.dataset))
    panels.set_title(settings.title)
    interval = f"{settings.comparison.confidence:.0%} interval of the mean"
    handles = [
        Line2D([], [], color="0.3", linestyle="none", marker="|", markersize=12, label=interval),
        Line2D([], [], color="0.3", linestyle="none", marker="o", label="mean of the runs"),
    ]
    panels.add_legend(handles)
    return panels.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Explain the lines, say which effects are largest, and where tuning one key at a time ends."""
    settings = tables.settings
    metric, grid, confidence = settings.metric, settings.grid, settings.comparison.confidence
    reason = explain_missing_analysis(tables.runs, metric, grid, settings.trainings)
    paragraphs = [
        f"Each panel shows two keys, with the mean {metric_label(metric)} at every pair of their"
        " values. A mean is taken over all values of the other keys, and every configuration has"
        f" the same weight. The bars are {confidence:.0%} intervals from the spread of the runs."
        " If the lines are parallel, the two keys do not interact, and one can be tuned without"
        " the other. If the lines fan out, the effect of one key depends on the other key. If the"
        " lines cross, the best value of one key depends on the other key.",
        *_sentences_on_omissions(tables),
        *describe_effects(tables.effects, reason, 1 - confidence),
    ]
    if share_networks(grid, settings.trainings):
        paragraphs.append(SENTENCE_ON_SHARED_NETWORKS)
    tuning = tune_one_key_at_a_time(tables.runs, metric, grid)
    if tuning:
        paragraphs.append(
            " ".join(_sentences_on_tuning(tuning, grid, tables.comparisons, tables.best))
        )
    return join_paragraphs(paragraphs)


def describe(tables: StudyTables, part: str = "") -> str:
    """Say which keys the panels show, and which configurations have the best and worst means."""
    settings = tables.settings
    pairs = _drawn_pairs(tables)
    keys = join_words([f"{axis} with a line per {lines}" for axis, lines in pairs])
    means = tables.description.T["mean"][settings.configuration_names].astype(float)
    return join_sentences(
        [
            f"{describe_panels(len(pairs))} the mean"
            f" {metric_label(settings.metric, settings.dataset)} over {keys}.",
            f"Over all configurations: {describe_extremes(means, 'mean')}",
        ]
    )


def _draw_pair(
    axes: Axes, means: pd.DataFrame, key_of_axis: str, key_of_lines: str
) -> dict[str, tuple[float, float]]:
    """Draw a line for each value of the second key; return where each line ends."""
    ends: dict[str, tuple[float, float]] = {}
    ticks = list(dict.fromkeys(means[key_of_axis]))
    levels = _select_evenly(list(dict.fromkeys(means[key_of_lines])), MAX_LINES)
    middle = (len(levels) - 1) / 2
    for number, level in enumerate(levels):
        line = means[means[key_of_lines] == level].set_index(key_of_axis).loc[ticks]
        errors = line[["low", "high"]].sub(line["mean"], axis=0).abs().to_numpy().T
        places = np.arange(len(ticks)) + LINE_SPREAD * (number - middle) / max(middle, 1)
        known = line["mean"].notna().to_numpy()
        if known.any():
            ends[level] = (float(places[known][-1]), float(line["mean"].to_numpy()[known][-1]))
        axes.errorbar(
            places,
            line["mean"],
            errors,
            **level_style(number),
            markersize=4,
            capsize=2,
            linewidth=1.2,
            label=level,
        )
    axes.set_xticks(range(len(ticks)), ticks)
    if sum(map(len, ticks)) > MAX_TICK_LETTERS:
        slant_tick_labels(axes)
    axes.set_xlabel(key_of_axis)
    return ends


def _count_levels(grid: Grid) -> dict[str, int]:
    """The number of different values of each key."""
    keys = next(iter(grid.values()))
    return {key: len({levels[key] for levels in grid.values()}) for key in keys}


def _list_pairs(grid: Grid) -> list[tuple[str, str]]:
    """List every pair of keys: first the key of the axis, which has more values, then the other.

    Of two keys with equally many values, the later one is on the axis.
    """
    counts = _count_levels(grid)
    return [
        (a, b) if counts[a] > counts[b] else (b, a) for a, b in itertools.combinations(counts, 2)
    ]


def _drawn_pairs(tables: StudyTables) -> list[tuple[str, str]]:
    """All pairs of keys, or of many pairs those with the largest interactions."""
    pairs = _list_pairs(tables.settings.grid)
    if len(pairs) <= MAX_PANELS:
        return pairs
    shares = tables.effects.set_index("term")["share_of_variance"].fillna(0)
    interactions = {frozenset(str(term).split(" x ")): share for term, share in shares.items()}
    largest = sorted(pairs, key=lambda pair: -interactions[frozenset(pair)])[:MAX_PANELS]
    return [pair for pair in pairs if pair in largest]


def _sentences_on_omissions(tables: StudyTables) -> Iterator[str]:
    """Say which pairs, values and points the figure does not show."""
    metric, grid = tables.settings.metric, tables.settings.grid
    pairs, drawn = _list_pairs(grid), _drawn_pairs(tables)
    if len(drawn) < len(pairs):
        yield (
            f"The figure shows {len(drawn)} of {len(pairs)} pairs of keys: those with the largest"
            " interactions."
        )
    counts = _count_levels(grid)
    keys = sorted({key for _, key in drawn if counts[key] > MAX_LINES})
    if keys:
        yield (
            f"Only {MAX_LINES} values of {list_literals(keys)} have a line. They are evenly spaced"
            " among all values."
        )
    if not all(map(len, values_by_configuration(tables.runs, metric, grid).values())):
        yield "A point is missing if all runs of one of its configurations diverged."


def _select_evenly(levels: list[str], count: int) -> list[str]:
    """Select at most so many levels at equal distances, among them the first and the last."""
    if len(levels) <= count:
        return levels
    return [levels[k] for k in np.linspace(0, len(levels) - 1, count).round().astype(int)]


def _sentences_on_tuning(
    tuning: Tuning, grid: Grid, comparisons: pd.DataFrame, best: pd.DataFrame
) -> Iterator[str]:
    """Compare the best configuration with the one that tuning one key at a time reaches."""
    yield (
        f"The best mean of all {len(grid)} configurations is {format_number(tuning.best_mean)}"
        f" ({rst_literal(tuning.best)})."
    )
    yield from describe_choice_of_best(best, tuning.best)
    yield (
        "Tuning one key at a time starts from the first value of every key and tunes the keys in"
        f" the order {list_literals(_count_levels(grid))}."
    )
    if tuning.reached == tuning.best:
        yield "It ends at the same configuration."
    else:
        yield (
            f"It ends at {rst_literal(tuning.reached)}, whose mean is"
            f" {format_number(tuning.reached_mean)}."
        )
        yield _sentence_on_verdict(tuning, comparisons)
    if np.isfinite(tuning.gap):
        words = f"{abs(tuning.gap):.2g} {'better' if tuning.gap < 0 else 'worse'} than"
        yield (
            "If one half of the runs tunes and chooses, and the other half is the score, the end of"
            f" the tuning is {words if tuning.gap else 'as good as'} the best mean of the grid."
        )
    if comparisons["runs"].max() > 1:
        yield (
            f"We redrew the runs of the study {RESAMPLED_STUDIES} times with replacement. In"
            f" {tuning.probability:.0%} of these samples, tuning one key at a time ended at the"
            " best mean of the sample."
        )


def _sentence_on_verdict(tuning: Tuning, comparisons: pd.DataFrame) -> str:
    """The verdict on the two configurations, which were chosen after seeing their means."""
    pair = {tuning.best, tuning.reached}
    compares_both = comparisons["configuration"].isin(pair) & comparisons["other"].isin(pair)
    sentences = {
        "cannot tell": "The runs cannot tell the two configurations apart.",
        "equivalent": "The two configurations are equivalent within the margin.",
    }
    verdicts = comparisons.loc[compares_both, "verdict"]
    if not len(verdicts):
        return "The two are not compared, because they differ in their era and in other keys."
    return sentences.get(verdicts.iloc[0], "The runs tell the two configurations apart.")
