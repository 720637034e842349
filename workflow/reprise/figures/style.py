"""The theme and the colours that all figures share."""

import matplotlib
import seaborn as sns

TRAIN, TEST, VALIDATION, FIT = "tab:blue", "tab:orange", "tab:green", "tab:purple"
SPLIT_COLORS = {"train": TRAIN, "test": TEST, "validation": VALIDATION, "fit": FIT, "query": TEST}
OUR_BOX, OUR_DOTS = "#9ecae1", "#08519c"
PUBLISHED_BOX, PUBLISHED_EDGE = "#fdd0a2", "#8c510a"
MAX_POINTS_AS_LINES = 20_000  # more points become pixels, because a browser cannot open the SVG


def use_style() -> None:
    """Set the theme, and make figures independent of a screen and of random numbers.

    A script calls it once, before it draws.
    """
    matplotlib.use("Agg")
    sns.set_theme(context="paper", style="whitegrid")
    matplotlib.rcParams.update(
        {
            "figure.dpi": 110,
            "savefig.dpi": 150,
            "svg.hashsalt": "reprise",  # without it, the ids in an SVG are random
            "figure.constrained_layout.use": True,
        }
    )
