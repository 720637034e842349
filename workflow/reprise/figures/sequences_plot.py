"""A plot of samples whose features are time steps: one line per sample."""

from typing import Any

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from reprise.data.samples import Samples
from reprise.data.samples_framing import order_samples
from reprise.figures.layout import GivenAxes, Panels, create_panels
from reprise.figures.style import LINE_STYLES
from reprise.framing_settings import FramingSettings

SHOWN_PER_CLASS = 5  # more lines hide each other
SHOWN_WITH_NUMBERS = 15
PLACE_OF_SCALE = (1.03, 0, 0.035, 1)  # left, bottom, width and height, as shares of the panel


def draw_sequences(samples: Samples, framing: FramingSettings, ax: GivenAxes = None) -> Panels:
    """Draw the first samples of each class as lines: training rows left, test rows right.

    Samples with numbers have no classes; the colour of a line then shows its number.

    Parameters
    ----------
    samples : Samples
        Features in the order of time.
    framing : FramingSettings
    ax : sequence of two Axes, optional
    """
    order = order_samples(samples, framing.random_state, framing.stratified, framing.split)
    first_test = len(order) - (framing.test_rows or 0)
    splits = {
        "training rows": order[: first_test - framing.validation_rows],
        "test rows": order[first_test:],
    }
    panels = create_panels(len(splits), len(splits), (8, 3.4), ax)
    colors = ScalarMappable(Normalize(samples.y.min(), samples.y.max()), "viridis")
    steps = np.arange(1, samples.x.shape[1] + 1)
    for axes, (name, rows) in zip(panels.axes, splits.items(), strict=True):
        x, y = samples.x[rows], samples.y[rows]
        for number in range(len(samples.class_names)):
            for values in x[y == number][:SHOWN_PER_CLASS]:
                axes.plot(steps, values, **_class_style(number), linewidth=0.9)
        if not samples.class_names:
            for values, target in zip(x[:SHOWN_WITH_NUMBERS], y, strict=False):
                axes.plot(steps, values, color=colors.to_rgba(target), linewidth=0.9)
        axes.set(title=name, xlabel="time step")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    for axes in panels.left:
        axes.set_ylabel("value")
    last = panels.axes[-1]
    if not samples.class_names:
        scale = last.inset_axes(PLACE_OF_SCALE)
        panels.figure.colorbar(colors, cax=scale, label=samples.target_name)
        return panels
    last.legend(
        handles=[
            Line2D([], [], **_class_style(number), label=name)
            for number, name in enumerate(samples.class_names)
        ],
        title="class",
        loc="upper left",
        bbox_to_anchor=(1, 1),
    )
    return panels


def _class_style(number: int) -> dict[str, Any]:
    """The colours of Matplotlib, as in the other figures of samples, and a line style."""
    return {"color": f"C{number}", "linestyle": LINE_STYLES[number % len(LINE_STYLES)]}


def describe_sequences(samples: Samples) -> str:
    """Say what the lines of the figure are."""
    if not samples.class_names:
        return (
            f"Each line is one sample; the first {SHOWN_WITH_NUMBERS} are shown, and their colours"
            " show the numbers to predict."
        )
    return f"Each line is one sample; the first {SHOWN_PER_CLASS} of each class are shown."
