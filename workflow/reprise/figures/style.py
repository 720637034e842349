"""The theme and the colours that all figures share."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

import matplotlib
import seaborn as sns
from matplotlib.colors import to_rgb

from reprise.stage_settings import FigureSettings

Width = Literal["page", "column"]

TRAIN, TEST, VALIDATION = "tab:blue", "tab:orange", "tab:green"
AFTER_EPOCH = "tab:purple"  # of the training rows, where blue is the metric that Keras reports
OUR_BOX, OUR_DOTS = "#c6dbef", "#08519c"
LAST_STEP = "tab:purple"  # of a horizon, where orange is the first step
MEDIAN = "#117a11"
PUBLISHED_BOX, PUBLISHED_EDGE = "white", "#8c510a"
MAX_POINTS_WITH_MARKERS = 12
MAX_POINTS_AS_LINES = 400  # more points become pixels, because the SVG would be large
# Okabe & Ito (2008), "Color Universal Design": colour-blind readers can tell them apart.
CONFIGURATION_COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
# Paul Tol (2021), "Colour schemes", the dark ones of the muted scheme.
LEVEL_COLORS = ("#332288", "#882255", "#117733", "#999933", "#aa4499", "#44aa99")
CONFIGURATION_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
COLUMN_WIDTH = 3.3  # inches
COLUMN_FONT_SCALE = 0.78  # of the letters on a page, which have 9 points
SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # a part of Matplotlib
    "figure.dpi": 150,  # as for saving: text of another resolution has another width
    "savefig.dpi": 150,
    "text.parse_math": False,  # a name with dollar signs is a name, not a formula
    "text.usetex": False,  # a user's own settings of Matplotlib could choose TeX
    "svg.hashsalt": "reprise",  # without it, the ids in an SVG are random
    "svg.fonttype": "none",  # text as text: a reader can search it, and the file is small
    "pdf.fonttype": 42,  # TrueType, which publishers accept
    "hatch.linewidth": 0.6,
}
_WIDTH: ContextVar[Width] = ContextVar("width", default="page")
LINE_STYLES: tuple[Any, ...] = ("solid", (0, (5, 1.5)), (0, (1, 1)), (0, (6, 1.5, 1, 1.5)))


def configuration_style(number: int) -> dict[str, Any]:
    """Colour, marker and line style of a configuration, or of another entry of a legend.

    The first 84 styles differ from each other, and neighbours differ in all three. A figure that is
    printed without colours stays readable.

    Parameters
    ----------
    number : int
        From 0.
    """
    return {
        "color": CONFIGURATION_COLORS[number % len(CONFIGURATION_COLORS)],
        "marker": CONFIGURATION_MARKERS[number % len(CONFIGURATION_MARKERS)],
        "linestyle": LINE_STYLES[number % len(LINE_STYLES)],
    }


def level_style(number: int) -> dict[str, Any]:
    """The style of a value of one key: a colour that no configuration has, a marker and a line."""
    return configuration_style(number) | {"color": LEVEL_COLORS[number % len(LEVEL_COLORS)]}


def configuration_styles(settings: FigureSettings) -> dict[str, dict[str, Any]]:
    """The style of each configuration, which is the same in all figures of a study.

    Configurations that differ only in their panel, or in their origin or split, have one style,
    because a figure separates them by their place.
    """
    labels = {
        name: settings.partitions.get(name, (label, 0))[0]
        for names in settings.panels.values()
        for name, label in names.items()
    }
    order = list(dict.fromkeys(labels.values()))
    return {name: configuration_style(order.index(label)) for name, label in labels.items()}


def tint(color: str, share: float = 0.3) -> tuple[float, ...]:
    """A light tint of a colour: a mixture with white that has this share of the colour."""
    return tuple(1 - share * (1 - part) for part in to_rgb(color))


@contextmanager
def figure_style(width: Width = "page") -> Iterator[None]:
    """Draw and save figures in the style of Reprise, whatever the settings of the user are.

    A matplotlibrc of the user, for example in the working directory, changes no figure, and neither
    does a screen, a random number, or a font that is not a part of Matplotlib. At the end, the
    user's settings of Matplotlib are restored.

    Parameters
    ----------
    width : {"page", "column"}
        `page` is for the report. `column` is for a paper of two columns: a figure is 3.3 inches
        wide, has letters of 7 points, and no title, because the paper's caption has it.
    """
    # Another backend could close the user's windows.
    defaults: Any = {k: v for k, v in matplotlib.rcParamsDefault.items() if k != "backend"}
    scale = COLUMN_FONT_SCALE if width == "column" else 1.0
    token = _WIDTH.set(width)
    try:
        with matplotlib.rc_context(defaults):
            context = sns.plotting_context("paper", font_scale=scale)
            settings: Any = sns.axes_style("whitegrid") | context | SETTINGS
            matplotlib.rcParams.update(settings)
            yield
    finally:
        _WIDTH.reset(token)


def chosen_width() -> Width:
    """The width of the figures that are drawn now: that of `figure_style`, or `page`."""
    return _WIDTH.get()
