"""The theme and the colours that all figures share."""

from typing import Any

import matplotlib
import seaborn as sns

TRAIN, TEST, VALIDATION = "tab:blue", "tab:orange", "tab:green"
AFTER_EPOCH = "tab:purple"  # of the training rows, where blue is the metric that Keras reports
OUR_BOX, OUR_DOTS = "#c6dbef", "#08519c"
MEDIAN = "#117a11"
PUBLISHED_BOX, PUBLISHED_EDGE = "#fdd0a2", "#8c510a"
MAX_POINTS_WITH_MARKERS = 12
MAX_POINTS_AS_LINES = 400  # more points become pixels, because the SVG would be large
# Okabe & Ito (2008), "Color Universal Design": colour-blind readers can tell them apart.
CONFIGURATION_COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
CONFIGURATION_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
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


def use_style() -> None:
    """Set the theme, and make figures independent of the user, a screen and random numbers.

    A script calls it once, before it draws. A matplotlibrc of the user, for example in the working
    directory, changes no figure, and neither does a font that is not a part of Matplotlib.
    """
    matplotlib.rcParams.update(matplotlib.rcParamsDefault)  # `rcdefaults` keeps the time zone
    matplotlib.use("Agg")
    sns.set_theme(context="paper", style="whitegrid", font="DejaVu Sans")
    matplotlib.rcParams.update(
        {
            "figure.dpi": 150,  # as for saving: text of another resolution has another width
            "savefig.dpi": 150,
            "text.parse_math": False,  # a name with dollar signs is a name, not a formula
            "text.usetex": False,  # a user's own settings of Matplotlib could choose TeX
            "svg.hashsalt": "reprise",  # without it, the ids in an SVG are random
            "svg.fonttype": "none",  # text as text: a reader can search it, and the file is small
            "figure.constrained_layout.use": True,
            "figure.constrained_layout.w_pad": 0.06,  # inches; text in an SVG is a little wider
        }
    )
