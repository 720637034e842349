"""The error of the mean forecast of several networks, by the number of networks."""

from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import NullLocator

from reprise.escape import escape_rst, rst_literal
from reprise.evaluation.metrics import lower_is_better, measure_of, target_of
from reprise.figures.baseline_lines import BASELINE_STYLES, baseline_handles, select_on_scale
from reprise.figures.caption_text import (
    count_nouns,
    format_number,
    join_paragraphs,
    join_words,
)
from reprise.figures.description_text import (
    describe_extremes,
    describe_panels,
    describe_places_of_baselines,
    join_sentences,
)
from reprise.figures.labels import METRICS_WITH_UNITS, metric_label
from reprise.figures.layout import GivenAxes, Panels, create_panels, legend_heading
from reprise.figures.line_labels import MAX_LABELS, label_line_ends
from reprise.figures.names import split_common_keys
from reprise.figures.style import configuration_styles
from reprise.stage_settings import FigureSettings
from reprise.tables.study_tables import StudyTables

PANELS_PER_ROW = 3


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw a line per configuration over the number of networks, with the range of the sets."""
    settings, metric = tables.settings, tables.ensemble_metric
    table = _rows_of_metric(tables)
    panels = settings.panels
    columns = min(len(panels), PANELS_PER_ROW)
    rows = -(-len(panels) // columns)
    size = (max(5.5, 2.8 * columns + 1.2), 3.0 * rows + 1.2)
    drawn = create_panels(len(panels), columns, size, ax)
    styles = configuration_styles(settings)
    shown = pd.concat([table["mean"], table["low"], table["high"]])
    baselines = select_on_scale(tables.baselines, metric, shown)
    for axes, (title, names) in zip(drawn.axes, panels.items(), strict=True):
        for name in names:
            _draw_configuration(axes, table[table["configuration"] == name], styles[name])
        _draw_baselines(axes, baselines, metric, set(names))
        axes.set_xscale("log")
        sizes = sorted(table["networks"].unique())
        axes.set_xticks(sizes, [str(size) for size in sizes])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.set(title=title, xlabel="networks in the mean")
    for axes in drawn.left:
        axes.set_ylabel(metric_label(metric, settings.dataset))
    handles = _name_configurations(drawn, table, settings)
    sets = f"band: {settings.comparison.confidence:.0%} of the sets"
    handles.append(Patch(facecolor="0.8", label=sets))
    drawn.add_legend([*handles, *baseline_handles(tables.baselines, baselines, metric)])
    drawn.set_title(settings.title)
    return drawn.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Explain the lines, and tell what the largest ensemble of each configuration gains."""
    settings, metric = tables.settings, tables.ensemble_metric
    table = _rows_of_metric(tables)
    outputs = settings.outputs_in_words
    has_units = measure_of(metric) in METRICS_WITH_UNITS
    units = settings.dataset.units_of(target_of(metric)) if has_units else ""
    paragraphs = [
        f"The figure shows the {metric_label(metric)} of the mean of the {outputs} of several"
        " networks, which differ only in their random seed. A point is the mean over sets of"
        " networks that are drawn from the repeats without replacement. The band is the range that"
        f" holds {settings.comparison.confidence:.0%} of the sets. The band at the left, of one"
        " network, shows how much a result depends on the choice of the run.",
        "The sets share networks. Therefore the bands of large sets are too narrow for new"
        " networks, and there is no test of the differences. If a set has all networks, there is"
        " one value and no band.",
        *(
            _describe_gain(str(name), rows, metric, units) + _describe_ranges(rows)
            for name, rows in table.groupby("configuration", sort=False)
        ),
        _describe_missing(tables, table),
    ]
    return join_paragraphs(paragraphs)


def describe(tables: StudyTables, part: str = "") -> str:
    """Say where the lines start and end, and where the baselines lie."""
    settings, metric = tables.settings, tables.ensemble_metric
    groups = _rows_of_metric(tables).groupby("configuration", sort=False)
    largest = groups["networks"].last()
    ends = " and ".join(str(n) for n in sorted(set(largest)))
    return join_sentences(
        [
            f"{describe_panels(len(settings.panels))} the {metric_label(metric, settings.dataset)}"
            " of the mean of several networks, as a line over the number of networks for each of"
            f" {count_nouns(len(largest), 'configuration')}.",
            f"With one network: {describe_extremes(groups['mean'].first(), 'value')}",
            f"At the end of a line, with {ends} networks:"
            f" {describe_extremes(groups['mean'].last(), 'value')}",
            describe_places_of_baselines(
                tables.baselines, metric, _rows_of_metric(tables)["mean"], "lines"
            ),
        ]
    )


def _rows_of_metric(tables: StudyTables) -> pd.DataFrame:
    table = tables.ensembles
    return table[table["metric"] == tables.ensemble_metric]


def _name_configurations(
    drawn: Panels, table: pd.DataFrame, settings: FigureSettings
) -> list[Artist]:
    """Name the lines at their ends if they are few; otherwise return entries of a legend."""
    styles = configuration_styles(settings)
    labels = list(dict.fromkeys(k for names in settings.panels.values() for k in names.values()))
    title, entries = split_common_keys(labels)
    entry_of = dict(zip(labels, entries, strict=True))
    if len(labels) > MAX_LABELS:
        style_of = {
            label: styles[name]
            for names in settings.panels.values()
            for name, label in names.items()
        }
        lines: list[Artist] = [
            Line2D([], [], **style_of[label], label=entry) for label, entry in entry_of.items()
        ]
        return [*legend_heading(title), *lines]
    for axes, names in zip(drawn.axes, settings.panels.values(), strict=True):
        last = table.groupby("configuration").last()
        ends = {
            entry_of[label]: (last["networks"][name], last["mean"][name])
            for name, label in names.items()
            if name in last.index
        }
        colors = {entry_of[label]: styles[name]["color"] for name, label in names.items()}
        label_line_ends(axes, ends, colors, title)
    return []


def _draw_configuration(axes: Axes, rows: pd.DataFrame, style: dict[str, Any]) -> None:
    axes.plot(rows["networks"], rows["mean"], **style)
    several = rows.dropna(subset="low")
    axes.fill_between(
        several["networks"],
        several["low"],
        several["high"],
        color=style["color"],
        alpha=0.15,
        linewidth=0,
    )


def _draw_baselines(axes: Axes, baselines: pd.DataFrame, metric: str, names: set[str]) -> None:
    """Draw the baselines that all configurations of the panel share."""
    for _, rows in baselines.groupby(["baseline", "label"], sort=False):
        if names <= set(rows["configuration"]):
            color, linestyle = BASELINE_STYLES[rows["baseline"].iloc[0]]
            axes.axhline(rows[metric].iloc[0], color=color, linestyle=linestyle, linewidth=1.3)


def _describe_gain(name: str, rows: pd.DataFrame, metric: str, units: str) -> str:
    """Compare the largest ensemble of a configuration with one network."""
    one, largest = rows.iloc[0], rows.iloc[-1]
    if len(rows) == 1:
        return f"{rst_literal(name)}: there are too few completed runs for a set of networks."
    better, worse = ("lower", "higher") if lower_is_better(metric) else ("higher", "lower")
    in_units = f" {escape_rst(units)}" if units else ""
    return (
        f"{rst_literal(name)}: one network has {format_number(one['mean'])} on average, and the"
        f" mean of {largest['networks']} networks has {format_number(largest['mean'])}. That is"
        f" {format_number(abs(largest['gain']))}{in_units} ({abs(largest['gain_percent']):.1f} %)"
        f" {better if largest['gain'] >= 0 else worse}, and it is better than"
        f" {largest['beaten']:.0%} of the single networks."
    )


def _describe_ranges(rows: pd.DataFrame) -> str:
    """Compare the range of single networks with that of the largest sets that have a range."""
    several = rows.dropna(subset="low")
    if len(several) < 2:
        return ""
    one, largest = several.iloc[0], several.iloc[-1]
    return (
        f" The range of one network is {format_number(one['low'])} to"
        f" {format_number(one['high'])}, and the range of sets of {largest['networks']} is"
        f" {format_number(largest['low'])} to {format_number(largest['high'])}."
    )


def _describe_missing(tables: StudyTables, table: pd.DataFrame) -> str:
    """Name the sizes for which a configuration has too few completed runs."""
    wanted, sentences = tables.settings.tables.ensembles, []
    for name in tables.settings.configuration_names:
        rows = table[table["configuration"] == name]
        missing = [str(size) for size in sorted(wanted) if size not in set(rows["networks"])]
        if missing:
            completed = int(rows["runs"].iloc[0]) if len(rows) else 0
            sentences.append(
                f"{rst_literal(name)} has only {count_nouns(completed, 'completed run')}, which is"
                f" too few for sets of {join_words(missing)}."
            )
    return " ".join(sentences)
