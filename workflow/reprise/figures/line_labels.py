"""Names at the ends of lines, in place of a legend."""

from collections.abc import Mapping, Sequence

from matplotlib import rcParams
from matplotlib.axes import Axes

MAX_LABELS = 6  # more lines have a legend
RIGHT_OF_PANEL = 1.04  # of the width of the panel
SPACING = 1.35  # of the height of a letter, from one label to the next
FONT_SIZE = 0.9  # of the letters of the figure
LEADER = {"arrowstyle": "-", "linewidth": 0.6, "relpos": (0, 0.5)}
SHARE_OF_PANEL = 0.85  # of the axes, before the layout makes room for labels


def label_line_ends(
    axes: Axes,
    ends: Mapping[str, tuple[float, float]],
    colors: Mapping[str, str],
    title: str = "",
) -> None:
    """Write a name at the right side of the panel for the end of each line.

    Call it when everything is drawn, because the places depend on the limits of the axes.

    Parameters
    ----------
    axes : Axes
    ends : mapping of str to (float, float)
        Name to the last point of its line.
    colors : mapping of str to str
        Name to the colour of its line.
    title : str
        What the names are, above them.
    """
    axes.autoscale_view()
    to_fraction = axes.transScale + axes.transLimits  # of the width and of the height of the panel
    size = FONT_SIZE * rcParams["font.size"]
    height = axes.bbox.height / axes.figure.dpi * SHARE_OF_PANEL  # inches
    gap = SPACING * size / 72 / height
    places = [float(to_fraction.transform(end)[1]) for end in ends.values()]
    moved = spread_labels(places, gap)
    for (name, end), place in zip(ends.items(), moved, strict=True):
        axes.annotate(
            name,
            xy=end,
            xytext=(RIGHT_OF_PANEL, place),
            textcoords="axes fraction",
            va="center",
            fontsize=size,
            arrowprops=LEADER | {"color": colors[name]},
        )
    if title and moved:
        above = (RIGHT_OF_PANEL, max(moved) + gap)
        axes.annotate(title, above, xycoords="axes fraction", va="center", fontsize=size)


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
