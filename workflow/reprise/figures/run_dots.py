"""The box of a configuration, with one dot per run on top of it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import seaborn as sns

from reprise.figures.style import MEDIAN, OUR_BOX, OUR_DOTS

MEDIAN_STYLE: dict[str, Any] = {"color": MEDIAN, "linewidth": 1.8}


def draw_run_boxes(data: Mapping[str, Any], width: float) -> None:
    """Draw a box from quartile to quartile, with a green median as in pandas and in the tutorials.

    The whiskers reach to the extremes, because those are what a tutorial prints.

    Parameters
    ----------
    data : mapping
        The arguments `data`, `x`, `y`, `order` and `ax` of seaborn's plots.
    width : float
        The width of a box; the distance from one configuration to the next is 1.
    """
    sns.boxplot(**data, width=width, color=OUR_BOX, whis=(0, 100), medianprops=MEDIAN_STYLE)


def draw_run_dots(data: Mapping[str, Any], jitter: float) -> None:
    """Draw a dot for every run, moved sideways at random so that dots do not hide each other.

    Parameters
    ----------
    data : mapping
        The arguments `data`, `x`, `y`, `order` and `ax` of seaborn's plots.
    jitter : float
        The largest distance from the middle; the distance from one configuration to the next
        is 1.
    """
    # Seaborn takes the distances from this generator; with a fixed seed, equal runs give an equal
    # figure.
    np.random.seed(0)  # noqa: NPY002
    sns.stripplot(**data, color=OUR_DOTS, size=2.5, alpha=0.7, jitter=jitter)
