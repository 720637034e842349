"""How the error grows with the steps of a horizon."""

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.ticker import MaxNLocator

from reprise.evaluation.metrics import label_of
from reprise.figures.style import BASELINE_STYLES, number, on_scale, plain, set_title
from reprise.stats.comparisons import kind_of


def draw(tables, part=None):
    """The mean error of each step with the spread of the repeats, baselines beside."""
    said, metric = tables.said, _metric(tables)
    figure, axes = plt.subplots(figsize=(8, 4))
    sns.lineplot(
        tables.steps,
        x="step",
        y=metric,
        hue="configuration",
        errorbar=("pi", 90),
        marker="o",
        ax=axes,
    )
    for name, own in tables.baseline_steps.groupby("baseline", sort=False):
        color, style = BASELINE_STYLES[kind_of(name)]
        if len(on_scale(own, metric, tables.steps[metric])):
            drawn, label = own, name
        else:
            drawn, label = own[:0], f"{name}, off the scale"
        axes.plot(drawn["step"], drawn[metric], color=color, linestyle=style, label=label)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel="steps ahead", ylabel=plain(label_of(metric, said["dataset"]["units"])))
    axes.legend(fontsize=7, loc="upper left", bbox_to_anchor=(1.01, 1))
    set_title(figure, said["title"])
    return figure


def caption(tables, part=None):
    """The error of the first and the last step."""
    metric = _metric(tables)
    lines = [
        f"The {label_of(metric)} of each step of the horizon: the mean of the repeats with a band"
        " from their 5 % to their 95 % quantile, and the baselines that forecast the same steps."
    ]
    for name, own in tables.steps.groupby("configuration", sort=False):
        means = own.groupby("step")[metric].mean()
        if means.isna().all():
            lines.append(f"``{name}``: every run diverged.")
            continue
        lines.append(
            f"``{name}``: {number(means.iloc[0])} one step ahead, {number(means.iloc[-1])}"
            f" {means.index[-1]} steps ahead."
        )
    return "\n\n".join(lines) + "\n"


def _metric(tables):
    metric = tables.said["metric"]
    return metric if metric in tables.steps else "test_rmse"
