"""All runs of a study: a box and one dot per run for each configuration, beside the baselines."""

import math
from collections.abc import Iterator, Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reprise.escape import escape_rst, escape_rst_paragraphs, rst_literal
from reprise.evaluation.metrics import find_best, lower_is_better
from reprise.figures.baseline_lines import baseline_handles, draw_baselines, select_on_scale
from reprise.figures.caption_text import (
    bullets,
    count_nouns,
    format_number,
    join_paragraphs,
    list_literals,
)
from reprise.figures.choice_sentences import describe_choice_of_best
from reprise.figures.labels import count_runs, metric_label
from reprise.figures.layout import (
    add_legend_below,
    create_panels,
    label_configurations,
    set_title,
)
from reprise.figures.run_dots import MEDIAN_STYLE, draw_run_boxes, draw_run_dots
from reprise.figures.style import OUR_BOX, PUBLISHED_BOX, PUBLISHED_EDGE
from reprise.partition import PartitionKind
from reprise.stage_settings import FigureSettings
from reprise.tables.study_tables import StudyTables

BOX_WIDTH = 0.52  # inches from the middle of one box to the next
MARGIN = 1.5  # inches left and right of the boxes
MAX_WIDTH = 10  # inches; further panels go into the next row
PREDICTION_WIDTH = 0.62
PREDICTION_COLOR = "0.93"
PUBLISHED_OFFSET = 0.37  # of a published box from ours


def draw(tables: StudyTables, part: str = "") -> Figure:
    """Draw one panel for each value of the study's panel column, or one panel without it."""
    settings, metric = tables.settings, tables.settings.metric
    runs = tables.runs[tables.runs["state"] == "ok"].dropna(subset=metric)
    baselines = select_on_scale(tables.baselines, metric, runs[metric])
    figure, panels, columns = _create_panels(settings.panels)
    for axes, (title, names) in zip(panels, settings.panels.items(), strict=True):
        _draw_predictions(axes, tables.one_training, names)
        _draw_boxes(axes, runs, metric, names)
        _draw_published_boxes(axes, tables.published, names)
        draw_baselines(axes, baselines, metric, list(names))
        axes.set_xlim(-0.6, len(names) - 0.4)
        axes.set(ylabel="", title=title)
        label_configurations(axes, names.values())
    for axes in panels[:-columns]:  # the panel below has the same configurations
        axes.tick_params(labelbottom=False)
        axes.set_xlabel("")
    label = metric_label(metric, settings.dataset)
    if len(panels) <= columns:
        panels[0].set_ylabel(label)
    else:
        figure.supylabel(label, fontsize=9)
    set_title(figure, settings.title)
    add_legend_below(figure, _legend_handles(tables, baselines))
    return figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Say how to read the boxes, which means are lowest and highest, and what diverged."""
    settings = tables.settings
    return join_paragraphs(
        [
            escape_rst_paragraphs(settings.description),
            " ".join(
                [
                    _explain_dots(settings),
                    *_sentences_on_predictions(tables),
                    *_sentences_on_diverged_runs(tables),
                ]
            ),
            " ".join(_sentences_on_means(tables)),
            *_paragraphs_on_baselines(tables),
            "The narrow boxes show the quartiles and the extremes that the tutorial prints. The"
            " tutorial's own pictures also draw the median in green. There, a whisker ends at the"
            " last run within 1.5 box heights of the box, and circles show the runs beyond it."
            if len(tables.published.columns)
            else "",
            f"Source: {escape_rst(settings.source)}." if settings.source else "",
        ]
    )


def _create_panels(
    names: Mapping[str, Mapping[str, str]],
) -> tuple[Figure, list[Axes], int]:
    """Create a figure for panels of boxes; the last value is the number of panels in a row."""
    boxes = max(map(len, names.values()))
    columns = max(1, min(len(names), int((MAX_WIDTH - MARGIN) / (BOX_WIDTH * boxes))))
    rows = math.ceil(len(names) / columns)
    width = max(5.5, BOX_WIDTH * boxes * columns + MARGIN)
    figure, panels = create_panels(
        len(names), columns, (width, 4.6 if rows == 1 else 2 + 2.2 * rows)
    )
    return figure, panels, columns


def _draw_boxes(axes: Axes, runs: pd.DataFrame, metric: str, names: Mapping[str, str]) -> None:
    """Draw a box and the dots of the runs; the whiskers reach to the extremes, as published."""
    data = {"data": runs, "x": "configuration", "y": metric, "order": list(names), "ax": axes}
    draw_run_boxes(data, width=0.5)
    draw_run_dots(data, jitter=0.15)


def _draw_predictions(axes: Axes, predictions: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Draw a light band behind each box: the interval in which one more training ends."""
    intervals = predictions.set_index("configuration").reindex(list(names))
    low, high = intervals["prediction_low"], intervals["prediction_high"]
    bands = axes.bar(
        range(len(names)), high - low, PREDICTION_WIDTH, low, color=PREDICTION_COLOR, zorder=0.5
    )
    for band in bands:
        band.sticky_edges.y.clear()  # the axis may reach below the lowest band


def _draw_published_boxes(axes: Axes, published: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Draw the published describe table of a configuration as a narrow box beside ours."""
    rows = {"med": "50%", "q1": "25%", "q3": "75%", "whislo": "min", "whishi": "max"}
    edge = {"color": PUBLISHED_EDGE}
    for position, name_within_panel in enumerate(names.values()):
        if name_within_panel in published:
            statistics = published[name_within_panel]
            axes.bxp(
                [{key: statistics[row] for key, row in rows.items()}],
                positions=[position + PUBLISHED_OFFSET],
                widths=0.16,
                showfliers=False,
                patch_artist=True,
                manage_ticks=False,
                boxprops={"facecolor": PUBLISHED_BOX, "edgecolor": PUBLISHED_EDGE},
                medianprops=MEDIAN_STYLE,
                whiskerprops=edge,
                capprops=edge,
            )


def _legend_handles(tables: StudyTables, drawn_baselines: pd.DataFrame) -> list:
    handles: list = [Patch(facecolor=OUR_BOX, edgecolor="0.3", label="Reprise, one dot per run")]
    if len(tables.published.columns):
        handles.append(Patch(facecolor=PUBLISHED_BOX, edgecolor=PUBLISHED_EDGE, label="published"))
    handles.append(Line2D([], [], **MEDIAN_STYLE, label="median"))
    if tables.one_training["prediction_low"].notna().any():
        handles.append(Patch(facecolor=PREDICTION_COLOR, label="one more training"))
    return handles + baseline_handles(tables.baselines, drawn_baselines, tables.settings.metric)


def _explain_dots(settings: FigureSettings) -> str:
    if settings.repeats == 1:
        return "Each dot is the only run of a configuration."
    return (
        f"Each dot is one of {count_runs(settings)} runs of a configuration, and each run has its"
        " own random seed. A box spans the middle half of the runs, the green line in the box is"
        " the median, and the whiskers reach to the lowest and the highest run."
    )


def _sentences_on_predictions(tables: StudyTables) -> Iterator[str]:
    if tables.one_training["prediction_low"].notna().any():
        confidence = tables.settings.comparison.confidence
        yield (
            "The light band is the interval in which one more training ends with a probability of"
            f" {confidence:.0%}, if it does not diverge."
        )


def _sentences_on_diverged_runs(tables: StudyTables) -> Iterator[str]:
    names = tables.settings.configuration_names
    diverged = tables.description.loc["diverged", names].astype(int)
    if diverged.any():
        counts = ", ".join(f"{n} of {rst_literal(str(name))}" for name, n in diverged.items() if n)
        yield (f"{diverged.sum()} of {len(tables.runs)} runs diverged and have no dot: {counts}.")


def _sentences_on_means(tables: StudyTables) -> Iterator[str]:
    """Sentences on each group of configurations that forecast the same thing."""
    for group, names in _comparable_configurations(tables.settings).items():
        means = tables.description.T["mean"][names].dropna()
        spreads = tables.description.T["std"][names].dropna()
        if len(means):
            yield _sentence_on_means(means, group)
            best = str(find_best(means, tables.settings.metric))
            yield from describe_choice_of_best(tables.best, best, with_name=True)
        if len(spreads) == 1 and len(names) == 1:
            yield f"The standard deviation{group} is {format_number(spreads.iloc[0])}."
        elif len(spreads):
            yield (
                f"The standard deviations{group} lie between {format_number(spreads.min())} and"
                f" {format_number(spreads.max())}."
            )


def _sentence_on_means(means: pd.Series, group: str) -> str:
    lowest, highest = str(means.idxmin()), str(means.idxmax())
    if means[lowest] == means[highest]:
        return f"The mean{group} is {format_number(means[lowest])}."
    return (
        f"The lowest mean{group} is {format_number(means[lowest])} ({rst_literal(lowest)}), and the"
        f" highest mean is {format_number(means[highest])} ({rst_literal(highest)})."
    )


def _comparable_configurations(settings: FigureSettings) -> dict[str, list[str]]:
    """What is forecast, as words for a sentence, to the configurations that forecast it."""
    groups: dict[str, list[str]] = {}
    horizons = {framing.horizon for framing in settings.framings}
    for name in settings.configuration_names:
        words = ""
        if len(horizons) > 1:
            steps = settings.framing_of(name).horizon
            words = f" for a horizon of {count_nouns(steps, 'step')}"
        if settings.partition_kind:
            words += f" at {settings.partition_kind} {settings.partitions[name][1]}"
        groups.setdefault(words, []).append(name)
    return groups


def _paragraphs_on_baselines(tables: StudyTables) -> Iterator[str]:
    settings, metric = tables.settings, tables.settings.metric
    if metric not in tables.baselines:
        return
    known = tables.baselines.dropna(subset=metric)
    if known.empty:
        return
    yield _list_baselines(known, metric, settings.partition_kind)
    sentences = []
    runs = tables.runs.loc[tables.runs["state"] == "ok", metric]
    if len(select_on_scale(known, metric, runs)) < len(known):
        sentences.append("A baseline that is far from all runs has no line.")
    best = _kinds_better_than_every_mean(tables, known)
    if best:
        sentences.append(
            "These baselines are better than the mean of every configuration:"
            f" {list_literals(best)}."
        )
    if any(framing.validation_rows for framing in settings.framings):
        sentences.append(
            "The networks learn from the training rows and are chosen by the validation rows. The"
            " baselines are fitted on both."
        )
    yield " ".join(sentences)


def _list_baselines(baselines: pd.DataFrame, metric: str, kind: PartitionKind | None) -> str:
    """List each baseline with its value, or each kind with its values at all partitions."""
    distinct = baselines.drop_duplicates("label")
    if kind is None:
        values = ", ".join(
            f"{escape_rst(label)} {format_number(value)}"
            for label, value in zip(distinct["label"], distinct[metric], strict=True)
        )
        return f"The lines show the baselines, which need no network: {values}."
    items = [
        f"{kind}: {', '.join(map(format_number, values))}"
        for kind, values in distinct.groupby("baseline", sort=False)[metric]
    ]
    return (
        "The lines show the baselines, which need no network. Their values from the first to the"
        f" last {kind} are:\n\n{bullets(items)}"
    )


def _kinds_better_than_every_mean(tables: StudyTables, baselines: pd.DataFrame) -> list[str]:
    """The kinds of baselines that belong to every configuration and are better than its mean."""
    settings = tables.settings
    metric, sign = settings.metric, 1 if lower_is_better(settings.metric) else -1
    means = tables.description.T["mean"][settings.configuration_names]
    return [
        str(kind)
        for kind, rows in baselines.groupby("baseline", sort=False)
        if set(rows["configuration"]) == set(means.index)
        and (sign * (rows[metric] - rows["configuration"].map(means)) < 0).all()
    ]
