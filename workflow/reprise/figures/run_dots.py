"""One dot per run, beside or on top of the box of a configuration."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import seaborn as sns

from reprise.figures.style import OUR_DOTS


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
