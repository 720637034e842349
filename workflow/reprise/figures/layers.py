"""What batch-normalization layers read, give and gather, update by update."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D

from reprise.figures.style import plain, set_title

SHOWN = (
    ("mean", "mean of a mini-batch"),
    ("variance", "variance of a mini-batch"),
)
LINES = (  # column without `mean` or `variance`, colour, label
    ("input", "tab:gray", "what the layer reads"),
    ("running", "tab:blue", "running statistics"),
    ("output", "tab:orange", "what it gives in training"),
    ("inference", "tab:green", "what it gives in inference"),
)


def draw(tables, part=None):
    """A row for means and one for variances, a column a configuration; repeat 1, first layer."""
    said = tables.said
    names = said["configurations"]
    figure, grid = plt.subplots(
        2, len(names), figsize=(1 + 3 * len(names), 5.4), sharex=True, sharey="row", squeeze=False
    )
    for k, name in enumerate(names):
        shown = _first(tables, name)
        for axes, (statistic, label) in zip(grid[:, k], SHOWN, strict=True):
            for column, color, _ in LINES:
                in_training = shown[shown["update"] > 0] if column == "output" else shown
                axes.plot(
                    in_training["update"],
                    in_training[f"{column}_{statistic}"],
                    color=color,
                    linewidth=1.6 if column == "running" else 0.7,
                    zorder=3 if column == "running" else 2,
                )
            if k == 0:
                axes.set_ylabel(label)
        grid[0][k].set_title(plain(name), fontsize=8)
        grid[1][k].set_xlabel("update")
    set_title(figure, said["title"])
    handles = [Line2D([], [], color=color, label=label) for _, color, label in LINES]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return figure


def caption(tables, part=None):
    """What each configuration's layer does, and what it does when called outside training."""
    lines = [
        "Of repeat 1 and the first batch-normalization layer: mean and variance over each"
        " mini-batch, unit by unit, averaged over the units. In training the layer standardizes a"
        " mini-batch by its own mean and variance, so that it gives a mean near beta and a"
        " variance near gamma squared (0 and 1 at the beginning). In inference it uses its running"
        " statistics, which start at 0 and 1 and keep a share ``momentum`` of themselves at each"
        " update. With a momentum of 0 these are the mini-batch's own, and the lines lie upon each"
        " other."
    ]
    start = tables.layer_statistics[tables.layer_statistics["update"] == 0]
    change = start["inference_change"].max()
    lines.append(
        "Called outside training before any update (update 0), the layer has gathered nothing: a"
        f" mean of 0, a variance of 1. It returns its input nearly unchanged, off by {change:.3%}"
        " of the largest input at most: the factor 1 / sqrt(1 + epsilon), with Keras's epsilon of"
        " 0.001. To see it normalize, call it with ``training=True``, or train it first."
    )
    for name in tables.said["configurations"]:
        shown = _first(tables, name)
        trained = shown[shown["update"] > 0]
        if not np.isfinite(trained["running_variance"].iloc[-1]) or trained["update"].empty:
            lines.append(f"``{name}``: repeat 1 diverged.")
            continue
        gap = (trained["running_variance"] - trained["input_variance"]).abs().mean()
        jitter = trained["running_mean"].diff().abs().mean()
        near = (trained["running_variance"] / trained["input_variance"] - 1).abs() < 0.25
        settled = int(trained.loc[near.idxmax(), "update"]) if near.any() else None
        said = (
            f"first within a quarter of a mini-batch's own after {settled}"
            f" update{'s' * (settled > 1)}"
            if settled
            else "never within a quarter of a mini-batch's own"
        )
        lines.append(
            f"``{name}``: the running variance is {said}; it differs from the mini-batches' by"
            f" {gap:.3f} on average, and the running mean moves by {jitter:.4f} an update."
        )
    return "\n\n".join(lines) + "\n"


def _first(tables, name):
    statistics = tables.layer_statistics
    own = statistics[statistics["configuration"] == name]
    return own[(own["repeat"] == 1) & (own["layer"] == 1)]
