"""The best network of every study beside the best baseline, in one picture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from reprise.figures.caption_text import count_nouns
from reprise.figures.description_text import join_sentences
from reprise.figures.layout import GivenAxes, create_panels
from reprise.figures.style import chosen_width

Verdict = Literal["better", "worse", "equivalent", "cannot tell"]

# Verdict to the look of its mark and the words of the legend; Okabe & Ito's colours.
LOOKS: dict[Verdict, tuple[dict[str, Any], str]] = {
    "better": ({"color": "#0072b2", "marker": "o"}, "the network is better"),
    "worse": ({"color": "#d55e00", "marker": "X"}, "the baseline is better"),
    "equivalent": ({"color": "#009e73", "marker": "s"}, "equivalent"),
    "cannot tell": ({"color": "0.4", "marker": "D", "markerfacecolor": "white"}, "cannot tell"),
}
LIMITS = (25, 400)  # per cent; further values have an arrow
WIDE_TICKS, NARROW_TICKS = (25, 50, 75, 100, 150, 200, 300, 400), range(60, 180, 10)
NARROW = 1.8  # times the lower end of the axis
ROW_HEIGHT, SPARE_HEIGHT, WIDTH = 0.27, 1.2, 9.2  # inches
LETTERS_OF_A_TITLE = {"page": 48, "column": 20}  # the rest is left out
LETTERS_OF_NAMES = {"page": 34, "column": 0}
LABEL = "error of the best network,\nas % of the error of the best baseline"
MARGIN = 1.04  # factor between the outermost value and the end of the axis
EVEN = 100.0  # per cent: the error of the best baseline


@dataclass(frozen=True)
class OverviewRow:
    """The best network of one study, compared with the best baseline of the study.

    Attributes
    ----------
    title : str
        What the study asks, or its name.
    configuration : str
        The configuration with the best mean.
    baseline : str
        The baseline with the best value.
    ratio : float
        The mean error of the network, as a share of the error of the baseline: 0.9 is better.
    low, high : float
        The interval of the ratio. Two NaN stand for no interval.
    verdict : {"better", "worse", "equivalent", "cannot tell"}
        On the network.
    """

    title: str
    configuration: str
    baseline: str
    ratio: float
    low: float
    high: float
    verdict: Verdict


def draw_overview(rows: Sequence[OverviewRow], ax: GivenAxes = None) -> Figure:
    """Draw a mark with its interval for each study, on a logarithmic axis in per cent.

    Parameters
    ----------
    rows : sequence of OverviewRow
        From top to bottom, at least one.
    ax : Axes, optional
        The axes of a user, without which there is a new figure.

    Raises
    ------
    RepriseError
        If `ax` has another number of Axes than one.
    """
    panels = create_panels(1, 1, (WIDTH, SPARE_HEIGHT + ROW_HEIGHT * len(rows)), ax)
    (axes,) = panels.axes
    limits = _limits(rows)
    axes.set_xscale("log")
    axes.set(xlim=limits, ylim=(len(rows) - 0.4, -0.6))
    axes.axvline(EVEN, color="0.2", linewidth=1.2, zorder=1)
    for place, row in enumerate(rows):
        _draw_row(axes, place, row, limits)
    titles = [_shorten(row.title, LETTERS_OF_A_TITLE[chosen_width()]) for row in rows]
    axes.set_yticks(range(len(rows)), titles, fontsize="small")
    ticks = NARROW_TICKS if limits[1] < NARROW * limits[0] else WIDE_TICKS
    axes.xaxis.set_major_locator(FixedLocator([k for k in ticks if limits[0] <= k <= limits[1]]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g} %"))
    axes.set_xlabel(LABEL)
    axes.grid(visible=False, axis="y")
    used = {row.verdict for row in rows}
    panels.add_legend(
        [
            Line2D([], [], linestyle="none", markersize=6, label=words, **look)
            for verdict, (look, words) in LOOKS.items()
            if verdict in used
        ]
    )
    return panels.figure


def describe_overview(rows: Sequence[OverviewRow]) -> str:
    """Say how many networks beat their best baseline, and which are the farthest from it.

    Parameters
    ----------
    rows : sequence of OverviewRow
        At least one.

    Returns
    -------
    str
        Plain text.
    """
    lowest = min(rows, key=lambda row: row.ratio)
    highest = max(rows, key=lambda row: row.ratio)
    counts = [
        f"{words} in {number}"
        for verdict, (_, words) in LOOKS.items()
        if (number := sum(row.verdict == verdict for row in rows))
    ]
    return join_sentences(
        [
            f"For {count_nouns(len(rows), 'study').replace('studys', 'studies')}, a mark shows the"
            " error of the best network as a percentage of the error of the best baseline; 100 % is"
            " a vertical line, and left of it the network is better.",
            f"The verdicts are: {', '.join(counts)}.",
            f"The lowest value is {_percent(lowest)} ({lowest.title}), and the highest is"
            f" {_percent(highest)} ({highest.title}).",
        ]
    )


def _draw_row(axes: Axes, place: int, row: OverviewRow, limits: tuple[float, float]) -> None:
    """Draw the interval and the mark of one study, and name its network and its baseline."""
    look, _ = LOOKS[row.verdict]
    value, low, high = (EVEN * number for number in (row.ratio, row.low, row.high))
    if math.isfinite(low) and math.isfinite(high):
        ends = [min(max(end, limits[0]), limits[1]) for end in (low, high)]
        axes.plot(ends, [place, place], color=look["color"], linewidth=2.2, solid_capstyle="butt")
    shown = min(max(value, limits[0]), limits[1])
    arrows = {limits[0]: "<", limits[1]: ">"} if shown != value else {}
    mark = look | {"marker": arrows.get(shown, look["marker"])}
    axes.plot([shown], [place], linestyle="none", markersize=6, zorder=3, clip_on=False, **mark)
    names = _shorten(f"{row.configuration} / {row.baseline}", LETTERS_OF_NAMES[chosen_width()])
    axes.annotate(
        f"{_percent(row)}  {names}".strip(),
        (1.02, place),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize="x-small",
        color=look["color"],
    )


def _limits(rows: Sequence[OverviewRow]) -> tuple[float, float]:
    """The ends of the axis in per cent: around all values, 100 % and nothing far away."""
    numbers = [EVEN * number for row in rows for number in (row.ratio, row.low, row.high)]
    known = [number for number in numbers if math.isfinite(number) and number > 0]
    low, high = min([EVEN / MARGIN, *known]), max([EVEN * MARGIN, *known])
    return max(low / MARGIN, LIMITS[0]), min(high * MARGIN, LIMITS[1])


def _percent(row: OverviewRow) -> str:
    """The value in per cent; a baseline without an error gives no number."""
    return f"{EVEN * row.ratio:.3g} %" if math.isfinite(row.ratio) else f"over {LIMITS[1]} %"


def _shorten(text: str, letters: int) -> str:
    """The beginning of a text that is too long for its line."""
    if len(text) <= letters:
        return text
    return text[: letters - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}" if letters else ""
