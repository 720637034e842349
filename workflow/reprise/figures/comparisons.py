"""Every pair of configurations and each against its baselines, as a heat map with verdicts."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

from reprise.comparisons import kind_of, say_comparisons
from reprise.figures.style import plain, set_title

SIGNS = {"better": "+", "worse": "\N{MINUS SIGN}", "equivalent": "=", "cannot tell": "?"}
OPPOSITE = {"better": "worse", "worse": "better"}


def draw(tables, part=None):
    """The probability that a run of the row beats one of the column, and the verdict's sign."""
    said = tables.said
    shares, verdicts = _square(tables.comparisons, said["configurations"])
    height, width = shares.shape
    figure, axes = plt.subplots(figsize=(2.8 + 0.5 * width, 1.8 + 0.36 * height))
    sns.heatmap(
        shares,
        annot=verdicts,
        fmt="",
        vmin=0,
        vmax=1,
        center=0.5,
        cmap="RdBu",
        mask=shares.isna(),
        linewidths=0.5,
        cbar_kws={"label": "probability that a run of the row is better"},
        ax=axes,
    )
    axes.set_facecolor("0.92")
    axes.grid(visible=False)
    axes.set(xlabel="", ylabel="")
    axes.set_xticks(np.arange(width) + 0.5, [plain(name) for name in shares.columns])
    axes.set_yticks(np.arange(height) + 0.5, [plain(name) for name in shares.index])
    plt.setp(axes.get_xticklabels(), rotation=45, ha="right", rotation_mode="anchor", fontsize=7)
    plt.setp(axes.get_yticklabels(), rotation=0, fontsize=7)
    set_title(figure, said["title"])
    return figure


def caption(tables, part=None):
    """What the comparisons say, in sentences."""
    said = tables.said
    margin = said["comparison"].get("margin")
    within = f", = equivalent within {margin:g}" if margin else ""
    lines = [
        "Colour: the probability that a run of the row beats one of the column, a tie counted half"
        " (Mann-Whitney's U over the number of pairs). Sign: the verdict on the row: + better,"
        f" \N{MINUS SIGN} worse{within}, ? cannot tell, by Welch's t test of the means (of one"
        " sample against a baseline), corrected by Holm over the study. Configurations that"
        " forecast different things are not compared. ``comparisons.csv`` has the differences with"
        " their intervals."
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
