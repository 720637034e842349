"""A plot of samples whose features are time steps: one line per sample."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from reprise.data.samples import Samples
from reprise.figures.style import LINE_STYLES
from reprise.settings import FramingSettings

SHOWN_PER_CLASS = 5  # more lines hide each other


def draw_sequences(samples: Samples, framing: FramingSettings) -> Figure:
    """Draw the first samples of each class as lines: training rows left, test rows right.

    Parameters
    ----------
    samples : Samples
        Features in the order of time.
    framing : FramingSettings
    """
    held_back = (framing.test_rows or 0) + framing.validation_rows
    splits = {
        "training rows": slice(None, len(samples.y) - held_back),
        "test rows": slice(len(samples.y) - (framing.test_rows or 0), None),
    }
    figure, panels = plt.subplots(1, len(splits), figsize=(8, 3.4), sharey=True)
    steps = np.arange(1, samples.x.shape[1] + 1)
    for axes, (name, rows) in zip(panels, splits.items(), strict=True):
        x, y = samples.x[rows], samples.y[rows]
        for number in range(len(samples.class_names)):
            for values in x[y == number][:SHOWN_PER_CLASS]:
                axes.plot(steps, values, **_class_style(number), linewidth=0.9)
        axes.set(title=name, xlabel="time step")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    panels[0].set_ylabel("value")
    figure.legend(
        handles=[
            Line2D([], [], **_class_style(number), label=name)
            for number, name in enumerate(samples.class_names)
        ],
        title="class",
        loc="outside right center",
    )
    return figure


def _class_style(number: int) -> dict[str, Any]:
    """The colours of Matplotlib, as in the other figures of samples, and a line style."""
    return {"color": f"C{number}", "linestyle": LINE_STYLES[number % len(LINE_STYLES)]}


def describe_sequences() -> str:
    """Say what the lines of the figure are."""
    return f"Each line is one sample; the first {SHOWN_PER_CLASS} of each class are shown."
