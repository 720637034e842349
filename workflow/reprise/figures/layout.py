"""Parts of a figure that several kinds share: panels, title, tick labels and legend."""

import math
import textwrap
from collections.abc import Iterable, Sequence

import matplotlib.pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reprise.escape import escape_mathtext

TITLE_LETTERS_PER_INCH = 11
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
    figure.suptitle(escape_mathtext(textwrap.fill(text, letters)), fontsize=11)


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
