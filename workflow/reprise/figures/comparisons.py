"""Every pair of configurations and each against its baselines, as a heat map with verdicts."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

from reprise.figures.style import plain, set_title
from reprise.stats.comparisons import kind_of, say_comparisons

SIGNS = {"better": "+", "worse": "\N{MINUS SIGN}", "equivalent": "=", "cannot tell": "?"}
OPPOSITE = {"better": "worse", "worse": "better"}
MOST_WITH_SIGNS = 25  # configurations; more have cells without a sign


def draw(tables, part=None):
    """The probability that a run of the row beats one of the column, and the verdict's sign."""
    said = tables.said
    shares, verdicts = _square(tables.comparisons, said["configurations"])
    height, width = shares.shape
    many = height > MOST_WITH_SIGNS
    cell = (0.13, 0.12) if many else (0.5, 0.36)  # inches
    figure, axes = plt.subplots(figsize=(2.8 + cell[0] * width, 1.8 + cell[1] * height))
    sns.heatmap(
        shares,
        annot=None if many else verdicts,
        fmt="",
        vmin=0,
        vmax=1,
        center=0.5,
        cmap="RdBu",
        mask=shares.isna(),
        linewidths=0 if many else 0.5,
        rasterized=many,
        cbar_kws={"label": "probability that a run of the row is better"},
        ax=axes,
    )
    axes.set_facecolor("0.92")
    axes.grid(visible=False)
    axes.set(xlabel="", ylabel="")
    letters = 5 if many else 7
    axes.set_xticks(np.arange(width) + 0.5, [plain(name) for name in shares.columns])
    axes.set_yticks(np.arange(height) + 0.5, [plain(name) for name in shares.index])
    slant = {"rotation": 90, "va": "center"} if many else {"rotation": 45}
    plt.setp(axes.get_xticklabels(), ha="right", rotation_mode="anchor", fontsize=letters, **slant)
    plt.setp(axes.get_yticklabels(), rotation=0, fontsize=letters)
    set_title(figure, said["title"])
    return figure


def caption(tables, part=None):
    """What the comparisons say, in sentences."""
    said = tables.said
    margin = said["comparison"].get("margin")
    within = f", = equivalent within {margin:g}" if margin else ""
    signs = f": + better, \N{MINUS SIGN} worse{within}, ? cannot tell,"
    many = len(said["configurations"]) > MOST_WITH_SIGNS
    lines = [
        "Colour: the probability that a run of the row beats one of the column, a tie counted half"
        " (Mann-Whitney's U over the number of pairs)."
        f" {'Not drawn for so many' if many else 'Sign'}: the verdict on the row"
        f"{'' if many else signs} by Welch's t test of the means (of one"
        " sample against a baseline), corrected by Holm over the study. Configurations that"
        " forecast different things are not compared. ``comparisons.csv`` has the"
        f" {'verdicts and ' if many else ''}differences with their intervals."
    ]
    lines += say_comparisons(tables.comparisons, said["metric"], margin)
    return "\n\n".join(lines) + "\n"


def _square(comparisons, configurations):
    """Rows configurations, columns configurations and baselines: shares, and verdict signs."""
    baselines = comparisons.loc[comparisons["kind"] == "baseline", "other"].map(kind_of)
    columns = [*configurations, *baselines.unique()]
    shares = pd.DataFrame(np.nan, index=configurations, columns=columns)
    verdicts = pd.DataFrame("", index=configurations, columns=columns)
    for row in comparisons.itertuples():
        other = row.other if row.kind == "configuration" else kind_of(row.other)
        shares.loc[row.configuration, other] = row.probability_better
        verdicts.loc[row.configuration, other] = SIGNS[row.verdict]
        if row.kind == "configuration":
            shares.loc[row.other, row.configuration] = 1 - row.probability_better
            opposite = OPPOSITE.get(row.verdict, row.verdict)
            verdicts.loc[row.other, row.configuration] = SIGNS[opposite]
    return shares, verdicts
