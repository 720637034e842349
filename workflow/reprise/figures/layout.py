"""Parts of a figure that several kinds share: panels, title, tick labels and legend."""

import math
import textwrap
from collections.abc import Iterable, Sequence

import matplotlib.pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

TITLE_LETTERS_PER_INCH = 11
LABEL_LETTERS_PER_INCH = 12
LEGEND_COLUMN_WIDTH = 2.2  # inches
MAX_HORIZONTAL_TICK_LETTERS = 6  # longer tick labels are slanted


def create_panels(
    count: int, columns: int, figsize: tuple[float, float]
) -> tuple[Figure, list[Axes]]:
    """Create a figure with panels that share the vertical axis.

    Parameters
    ----------
    count : int
        The number of panels. The places that stay empty in the last row have no axes.
    columns : int
        The number of panels in a row.
    figsize : (float, float)
        Width and height of the figure in inches.
    """
    figure, grid = plt.subplots(
        math.ceil(count / columns), columns, figsize=figsize, sharey=True, squeeze=False
    )
    for axes in grid.flat[count:]:
        axes.set_axis_off()
    return figure, list(grid.flat[:count])


def set_title(figure: Figure, text: str) -> None:
    """Write a title above the panels, broken into lines that fit the width of the figure."""
    letters = int(figure.get_figwidth() * TITLE_LETTERS_PER_INCH)
    figure.suptitle(textwrap.fill(text, letters), fontsize=11)


def label_vertical_axis(axes: Axes, label: str, height: float) -> None:
    """Label the vertical axis, in lines that fit the height of the panel in inches."""
    lines = textwrap.fill(label, int(height * LABEL_LETTERS_PER_INCH))
    axes.set_ylabel(lines)


def spread_labels(places: Sequence[float], gap: float) -> list[float]:
    """Move places of labels apart, between 0 and 1, so that neighbours do not overlap.

    Parameters
    ----------
    places : sequence of float
        Where the labels would stand, in any order.
    gap : float
        The smallest distance between two labels. If the labels need more room than there is, the
        lowest ones go below 0.

    Returns
    -------
    list of float
        The new places, in the order of the labels. Their mean is the old mean if there is room.
    """
    order = sorted(range(len(places)), key=lambda label: places[label])
    if not order:
        return []
    moved = _push_up([places[label] for label in order], gap)
    shift = (sum(moved) - sum(places)) / len(moved)
    moved = _push_up([max(place - shift, 0) for place in moved], gap)
    moved = [1 - place for place in _push_up([max(1 - p, 0) for p in reversed(moved)], gap)]
    new_places = dict(zip(order, reversed(moved), strict=True))
    return [new_places[label] for label in range(len(places))]


def _push_up(places: Sequence[float], gap: float) -> list[float]:
    """Move each of the ascending places to at least a gap above the place before it."""
    pushed = [places[0]]
    for place in places[1:]:
        pushed.append(max(place, pushed[-1] + gap))
    return pushed


def split_common_column(names: Sequence[str]) -> tuple[str, list[str]]:
    """Split configuration names that vary in one column into a label of the axis and of ticks.

    Returns
    -------
    (str, list of str)
        `epochs` and `500` for the name `epochs=500`. The label is empty, and the ticks are the
        whole names, if the names vary in several columns or in none.
    """
    columns = {name.partition("=")[0] for name in names}
    if len(columns) == 1 and all(name.count("=") == 1 for name in names):
        return columns.pop(), [name.partition("=")[2] for name in names]
    return "", list(names)


def label_configurations(axes: Axes, names: Iterable[str]) -> None:
    """Name the configurations along the horizontal axis; long names are slanted."""
    column, ticks = split_common_column(list(names))
    axes.set_xticks(range(len(ticks)), ticks)
    axes.set_xlabel(column)
    if max(map(len, ticks)) > MAX_HORIZONTAL_TICK_LETTERS:
        slant_tick_labels(axes)


def slant_tick_labels(axes: Axes, degrees: float = 30) -> None:
    """Slant the tick labels of the horizontal axis, so that long ones do not overlap."""
    plt.setp(axes.get_xticklabels(), rotation=degrees, ha="right", rotation_mode="anchor")


def add_legend_below(
    figure: Figure, handles: Sequence[Artist], column_width: float = LEGEND_COLUMN_WIDTH
) -> None:
    """Add a legend under the panels, in as many columns as the width of the figure allows.

    Parameters
    ----------
    figure : Figure
    handles : sequence of Artist
    column_width : float
        Inches.
    """
    columns = max(1, int(figure.get_figwidth() / column_width))
    figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), columns))
