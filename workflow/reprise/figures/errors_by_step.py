"""Errors by the step of the horizon: how much worse a forecast is further ahead."""

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from reprise.escape import escape_mathtext
from reprise.figures.baseline_lines import BASELINE_STYLES, select_on_scale
from reprise.figures.caption_text import format_number, join_paragraphs, literal
from reprise.figures.labels import metric_label
from reprise.figures.layout import set_title
from reprise.tables.study_tables import StudyTables


def draw(tables: StudyTables, part: str = "") -> Figure:
    """Draw the mean error of each step with the spread of the runs, beside the baselines."""
    settings, metric = tables.settings, _step_metric(tables)
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
    _draw_baselines(axes, tables, metric)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    label = escape_mathtext(metric_label(metric, settings.dataset.units))
    axes.set(xlabel="steps ahead", ylabel=label)
    axes.legend(fontsize=7, loc="upper left", bbox_to_anchor=(1.01, 1))
    set_title(figure, settings.title)
    return figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Give the errors of the first and the last step."""
    metric = _step_metric(tables)
    paragraphs = [
        f"The lines with dots show the {metric_label(metric)} of each step of the horizon, as the"
        " mean of the runs. The band reaches from their 5 % to their 95 % quantile. The other lines"
        " show the baselines that forecast the same steps."
    ]
    for name, rows in tables.steps.groupby("configuration", sort=False):
        means = rows.groupby("step")[metric].mean()
        if means.isna().all():
            summary = "Every run diverged."
        else:
            summary = (
                f"The mean is {format_number(means.iloc[0])} at step {means.index[0]} and"
                f" {format_number(means.iloc[-1])} at step {means.index[-1]}."
            )
        paragraphs.append(f"{literal(str(name))}: {summary}")
    return join_paragraphs(paragraphs)


def _draw_baselines(axes: Axes, tables: StudyTables, metric: str) -> None:
    """Draw each baseline as a line; one that is far away has only an entry in the legend."""
    groups = tables.baseline_steps.groupby(["baseline", "label"], sort=False)
    for _, rows in groups:
        kind, name = rows["baseline"].iloc[0], rows["label"].iloc[0]
        color, linestyle = BASELINE_STYLES[kind]
        is_near = len(select_on_scale(rows, metric, tables.steps[metric])) > 0
        drawn = rows if is_near else rows[:0]
        axes.plot(
            drawn["step"],
            drawn[metric],
            color=color,
            linestyle=linestyle,
            label=name if is_near else f"{name}, off the scale",
        )


def _step_metric(tables: StudyTables) -> str:
    """The metric of the study, or the test RMSE if the steps do not have that metric."""
    metric = tables.settings.metric
    return metric if metric in tables.steps else "test_rmse"
