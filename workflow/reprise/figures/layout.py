"""Parts of a figure that several kinds share: panels, title, tick labels and legend."""

import math
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reprise.errors import RepriseError
from reprise.figures.names import split_common_keys
from reprise.figures.style import COLUMN_WIDTH, chosen_width

GivenAxes: TypeAlias = Axes | Sequence[Axes] | np.ndarray | None

TITLE_LETTERS_PER_INCH = 11
LABEL_LETTERS_PER_INCH = {"page": 13, "column": 17}
LEGEND_COLUMN_WIDTH = 2.2  # inches
LEGEND_LINE_WIDTH, LEGEND_LETTER = 0.5, 0.058  # inches in a column: the line, and a letter
LEGEND_LETTERS, LEGEND_LETTERS_PER_INCH = 38, 13  # longer labels are broken into lines
LEGEND_LINE_HEIGHT = 0.19  # inches
LINES_WITHOUT_MORE_HEIGHT = {"page": 4, "column": 0}  # of a legend
MAX_HORIZONTAL_TICK_LETTERS = 6  # longer tick labels are slanted
SIDE_MARGIN = 0.06  # inches; another font of a reader can be a little wider
MAX_ROW_HEIGHT = 2.2  # inches in a column
LOWEST_SCALE = 0.62  # of the height of a panel that becomes narrower


@dataclass(frozen=True)
class Panels:
    """The panels of a figure, which are new or belong to a user.

    Attributes
    ----------
    figure : Figure
    axes : list of Axes
        From left to right and from top to bottom.
    columns : int
        The number of panels in a row.
    is_own : bool
        Whether Reprise has made the figure. The layout and the title of another figure stay.
    """

    figure: Figure
    axes: list[Axes]
    columns: int
    is_own: bool

    @property
    def left(self) -> list[Axes]:
        """The panels that need a label at their vertical axis."""
        return self.axes[:: self.columns] if self.is_own else self.axes

    @property
    def bottom(self) -> list[Axes]:
        """The panels that need a label at their horizontal axis."""
        return self.axes[-self.columns :] if self.is_own else self.axes

    def set_title(self, text: str) -> None:
        """Write a title above the panels, broken into lines that fit the width of the figure."""
        if self.is_own and chosen_width() == "page":
            letters = int(self.figure.get_figwidth() * TITLE_LETTERS_PER_INCH)
            self.figure.suptitle(textwrap.fill(text, letters), fontsize="large")

    def add_legend(
        self, handles: Sequence[Artist], column_width: float = LEGEND_COLUMN_WIDTH
    ) -> None:
        """Add a legend under the panels, or in the last panel of another figure.

        Parameters
        ----------
        handles : sequence of Artist
            If it is empty, there is no legend.
        column_width : float
            Inches. The legend has as many columns as the width of the figure allows.
        """
        if not handles:
            return
        if not self.is_own:
            self.axes[-1].legend(handles=handles, fontsize="small")
            return
        width = self.figure.get_figwidth()
        if chosen_width() == "column":
            column_width = LEGEND_LINE_WIDTH + LEGEND_LETTER * max(
                len(str(handle.get_label())) for handle in handles
            )
        columns = min(len(handles), max(1, int(width / column_width)))
        letters = max(LEGEND_LETTERS, int(width / columns * LEGEND_LETTERS_PER_INCH))
        for handle in handles:
            handle.set_label(textwrap.fill(str(handle.get_label()), letters))
        lines = sum(str(handle.get_label()).count("\n") + 1 for handle in handles) / columns
        further = max(0, math.ceil(lines) - LINES_WITHOUT_MORE_HEIGHT[chosen_width()])
        self.figure.set_figheight(self.figure.get_figheight() + LEGEND_LINE_HEIGHT * further)
        self.figure.legend(handles=handles, loc="outside lower center", ncols=columns)


def legend_heading(title: str) -> list[Artist]:
    """The entry of a legend that says what the next entries are; none without a title."""
    return [Line2D([], [], linestyle="none", label=f"{title}:")] if title else []


def create_panels(
    count: int,
    columns: int,
    figsize: tuple[float, float],
    ax: GivenAxes = None,
    *,
    sharex: bool | str = False,
    sharey: bool | str = True,
    wraps: bool = True,
) -> Panels:
    """Create a figure with panels, or take the axes of a user.

    Parameters
    ----------
    count : int
        The number of panels. The places that stay empty in the last row have no axes.
    columns : int
        The number of panels in a row.
    figsize : (float, float)
        Width and height of the figure in inches, on a page. In a column, the figure is narrower.
    ax : Axes or sequence of Axes, optional
        The axes of a user, one for each panel.
    sharex, sharey : bool or str
        Which panels of a new figure share an axis: see `matplotlib.figure.Figure.subplots`.
    wraps : bool
        Whether a narrow figure may have fewer panels in a row.

    Raises
    ------
    RepriseError
        If the number of axes is not the number of panels.
    """
    if ax is not None:
        return _take_axes(count, ax)
    if chosen_width() == "column":
        columns, figsize = _fit_into_column(count, columns, figsize, wraps)
    figure = Figure(figsize=figsize, layout="constrained")
    FigureCanvasAgg(figure)  # no window, whatever backend the user has
    figure.get_layout_engine().set(w_pad=SIDE_MARGIN)  # type: ignore[union-attr, call-arg]
    grid = figure.subplots(
        math.ceil(count / columns),
        columns,
        sharex=sharex,  # type: ignore[arg-type]
        sharey=sharey,  # type: ignore[arg-type]
        squeeze=False,
    )
    for axes in grid.flat[count:]:
        axes.remove()
    return Panels(figure, list(grid.flat[:count]), columns, is_own=True)


def _take_axes(count: int, ax: Axes | Sequence[Axes] | np.ndarray) -> Panels:
    given = list(np.asarray(ax, dtype=object).flat)
    if len(given) != count:
        wanted = "one Axes" if count == 1 else f"a sequence of {count} Axes"
        raise RepriseError(
            f"This figure has {count} panel{'' if count == 1 else 's'}, but `ax` has {len(given)}"
            f" Axes. Give {wanted}, or leave `ax` out to get a new figure."
        )
    return Panels(given[0].get_figure(root=True), given, columns=1, is_own=False)


def _fit_into_column(
    count: int, columns: int, figsize: tuple[float, float], wraps: bool
) -> tuple[int, tuple[float, float]]:
    """The number of panels in a row and the size of a figure that fits into a column of a paper."""
    width, height = figsize
    row_height, panel_width = height / math.ceil(count / columns), width / columns
    fewer = min(columns, max(1, math.ceil(COLUMN_WIDTH / panel_width - 0.2))) if wraps else columns
    row_height *= min(1.0, max(LOWEST_SCALE, COLUMN_WIDTH / fewer / panel_width))
    if fewer < columns:  # more rows than on a page
        row_height = min(row_height, MAX_ROW_HEIGHT)
    return fewer, (COLUMN_WIDTH, row_height * math.ceil(count / fewer))


def label_vertical_axis(axes: Axes, label: str) -> None:
    """Label the vertical axis, in lines that fit the height of the panel."""
    height = axes.bbox.height / axes.figure.dpi  # inches
    letters = int(height * LABEL_LETTERS_PER_INCH[chosen_width()])
    axes.set_ylabel(textwrap.fill(label, letters))


def label_configurations(axes: Axes, names: Iterable[str]) -> None:
    """Name the configurations along the horizontal axis; long names are slanted."""
    column, ticks = split_common_keys(list(names))
    axes.set_xticks(range(len(ticks)), ticks)
    axes.set_xlabel(column)
    if max(map(len, ticks)) > MAX_HORIZONTAL_TICK_LETTERS:
        slant_tick_labels(axes)


def slant_tick_labels(axes: Axes, degrees: float = 30) -> None:
    """Slant the tick labels of the horizontal axis, so that long ones do not overlap."""
    for label in axes.get_xticklabels():
        label.set(rotation=degrees, horizontalalignment="right", rotation_mode="anchor")
