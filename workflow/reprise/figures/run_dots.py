"""The box of a configuration, with one dot per run on top of it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import seaborn as sns
from matplotlib.patches import Patch

from reprise.figures.style import MAX_POINTS_AS_LINES, MEDIAN, tint

MEDIAN_STYLE: dict[str, Any] = {"color": MEDIAN, "linewidth": 1.8}
BOX_EDGE = "0.3"


def draw_run_boxes(data: Mapping[str, Any], colors: Mapping[str, str], width: float) -> None:
    """Draw a box from quartile to quartile, with a green median as in pandas and in the tutorials.

    The whiskers reach to the extremes, because those are what a tutorial prints.

    Parameters
    ----------
    data : mapping
        The arguments `data`, `x`, `y`, `order` and `ax` of seaborn's plots.
    colors : mapping of str to str
        Configuration to its colour, of which its box is a light tint.
    width : float
        The width of a box; the distance from one configuration to the next is 1.
    """
    tints = {name: tint(color) for name, color in colors.items()}
    sns.boxplot(
        **data,
        **_by_color(data, tints),
        width=width,
        saturation=1,
        whis=(0, 100),
        linecolor=BOX_EDGE,
        medianprops=MEDIAN_STYLE,
    )


def draw_run_dots(data: Mapping[str, Any], colors: Mapping[str, str], jitter: float) -> None:
    """Draw a dot for every run, moved sideways at random so that dots do not hide each other.

    Parameters
    ----------
    data : mapping
        The arguments `data`, `x`, `y`, `order` and `ax` of seaborn's plots.
    colors : mapping of str to str
        Configuration to the colour of its dots.
    jitter : float
        The largest distance from the middle; the distance from one configuration to the next
        is 1.
    """
    # Seaborn takes the distances from this generator; with a fixed seed, equal runs give an equal
    # figure. The state of the generator belongs to the user and is restored.
    state = np.random.get_state()  # noqa: NPY002
    np.random.seed(0)  # noqa: NPY002
    try:
        sns.stripplot(
            **data,
            **_by_color(data, colors),
            size=2.5,
            alpha=0.7,
            jitter=jitter,
            rasterized=len(data["data"]) > MAX_POINTS_AS_LINES,
        )
    finally:
        np.random.set_state(state)  # noqa: NPY002


def box_handle() -> Patch:
    """The entry of a legend for the boxes, which have the colours of their configurations."""
    return Patch(facecolor="white", edgecolor=BOX_EDGE, label="Reprise, one dot per run")


def _by_color(data: Mapping[str, Any], colors: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of seaborn that give each configuration its colour."""
    return {"hue": data["x"], "hue_order": data["order"], "palette": colors, "legend": False}
