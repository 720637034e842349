"""Forecasts of a query around the answer that would be right."""

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reprise.figures.style import OURS, draw_dots, legend_below, plain, set_title

GROUNDS = ("0.80", "0.88", "0.94", "0.97")  # the narrowest tolerance is the darkest


def draw(tables, part=None):
    """A box and every run around each answer, the study's tolerances as grounds."""
    said = tables.said
    forecasts = _by_place(tables)
    places = list(dict.fromkeys(forecasts["place"]))
    tolerances = sorted(said["tables"].get("within", []))
    figure, axes = plt.subplots(figsize=(max(5.5, 0.9 * len(places) + 2.5), 4.6))
    answers = forecasts.groupby("place", sort=False)["observed"].first()
    for position, answer in enumerate(answers):
        ends = [position - 0.45, position + 0.45]
        for tolerance, ground in list(zip(tolerances, GROUNDS, strict=False))[::-1]:
            axes.fill_between(ends, answer - tolerance, answer + tolerance, color=ground, zorder=0)
        axes.plot(ends, [answer] * 2, color="tab:red", linewidth=1.4)
    finite = forecasts.dropna(subset="forecast")
    common = dict(data=finite, x="place", y="forecast", order=places, ax=axes)
    if len(finite):
        sns.boxplot(**common, width=0.35, color=OURS, whis=(0, 100))
        draw_dots(common, jitter=0.12)
    axes.set_xticks(range(len(places)), places)
    axes.set(xlabel="", ylabel=plain(f"forecast ({said['dataset']['units']})"))
    plt.setp(axes.get_xticklabels(), rotation=20, ha="right", rotation_mode="anchor")
    set_title(figure, said["title"])
    handles = [
        Patch(facecolor=OURS, edgecolor="0.3", label="Reprise, a dot a run"),
        Line2D([], [], color="tab:red", label="right answer"),
        *(
            Patch(facecolor=ground, label=f"within {tolerance:g}")
            for tolerance, ground in zip(tolerances, GROUNDS, strict=False)
        ),
    ]
    legend_below(figure, handles)
    return figure


def caption(tables, part=None):
    """The shares within each tolerance."""
    said = tables.said
    forecasts = _by_place(tables)
    lines = ["Each dot is one run's forecast of the query; the red line is the right answer."]
    for place, own in forecasts.groupby("place", sort=False):
        if own["forecast"].isna().all():
            lines.append(f"``{place}``: every run diverged.")
            continue
        missed = (own["forecast"] - own["observed"]).abs()
        shares = ", ".join(
            f"{(missed <= t).mean():.0%} within {t:g}"
            for t in sorted(said["tables"].get("within", []))
        )
        lines.append(
            f"``{place}``: mean {own['forecast'].mean():.2f}, lowest {own['forecast'].min():.2f},"
            f" highest {own['forecast'].max():.2f}, for {own['observed'].iloc[0]:g}"
            + (f"; {shares}." if shares else ".")
        )
    return "\n\n".join(lines) + "\n"


def _by_place(tables):
    """Forecasts with their place on the axis: the configuration, and the step of several."""
    forecasts = tables.forecasts
    steps = forecasts.groupby("configuration")["step"].transform("max")
    place = forecasts["configuration"].where(
        steps == 1, forecasts["configuration"] + ", step " + forecasts["step"].astype(str)
    )
    return forecasts.assign(place=place)
