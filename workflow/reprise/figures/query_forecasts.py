"""Forecasts of a query beside the right answer."""

from collections.abc import Iterator, Sequence

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reprise.escape import rst_literal
from reprise.figures.caption_text import count_nouns, join_paragraphs, join_words
from reprise.figures.description_text import NOTHING_DRAWN, join_sentences
from reprise.figures.layout import GivenAxes, create_panels, label_configurations
from reprise.figures.run_dots import box_handle, draw_run_boxes, draw_run_dots
from reprise.figures.style import configuration_styles
from reprise.tables.study_tables import StudyTables

TOLERANCE_COLORS = ("0.80", "0.88", "0.94", "0.97")  # the narrowest tolerance is the darkest
ANSWER_COLOR = "tab:red"


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw a box and the dots of the runs for each answer, on grounds of the tolerances."""
    settings = tables.settings
    forecasts = _add_names(tables.forecasts)
    answers = forecasts.groupby("name", sort=False)["observed"].first()
    names = list(answers.index)
    tolerances = sorted(settings.tables.within)
    panels = create_panels(1, 1, (max(5.5, 0.9 * len(names) + 2.5), 4.6), ax)
    (axes,) = panels.axes
    _draw_answers(axes, answers, tolerances)
    finite = forecasts.dropna(subset="forecast")
    if len(finite):
        data = {"data": finite, "x": "name", "y": "forecast", "order": names, "ax": axes}
        styles = configuration_styles(settings)
        configuration_of = forecasts.groupby("name")["configuration"].first()
        colors = {name: styles[configuration_of[name]]["color"] for name in names}
        draw_run_boxes(data, colors, width=0.35)
        draw_run_dots(data, colors, jitter=0.12)
    label_configurations(axes, names)
    axes.set_ylabel(f"forecast ({settings.dataset.units_of()})")
    panels.set_title(settings.title)
    panels.add_legend(_legend_handles(tolerances))
    return panels.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Give the mean, the extremes, and the share of forecasts within each tolerance."""
    tolerances = sorted(tables.settings.tables.within)
    explanation = (
        "Each dot is the forecast of the query by one run. The red line is the right answer. A box"
        " spans the middle half of the runs, the green line in the box is the median, and the"
        " whiskers reach to the lowest and the highest forecast."
    )
    if tolerances:
        explanation += " The grey areas show the tolerances around the right answer."
    paragraphs = [explanation]
    for name, forecasts in _add_names(tables.forecasts).groupby("name", sort=False):
        sentences = " ".join(_sentences_on_forecasts(forecasts, tolerances))
        paragraphs.append(f"{rst_literal(str(name))}: {sentences}")
    return join_paragraphs(paragraphs)


def describe(tables: StudyTables, part: str = "") -> str:
    """Say which median forecasts lie nearest to the right answer and farthest from it."""
    by_name = _add_names(tables.forecasts).groupby("name", sort=False)
    medians, answers = by_name["forecast"].median(), by_name["observed"].first()
    distances = (medians - answers).abs().dropna()
    sentences = [
        "Boxes with one dot per run show the forecasts"
        f" ({tables.settings.dataset.units_of()}) of {count_nouns(len(medians), 'answer')}, each"
        " with a red line at the right answer."
    ]
    if not len(distances):
        return join_sentences([*sentences, NOTHING_DRAWN])
    for words, name in (
        ("nearest to", str(distances.idxmin())),
        ("farthest from", str(distances.idxmax())),
    ):
        sentences.append(
            f"The median {words} the right answer is {medians[name]:.4g} for {answers[name]:g}"
            f" ({name})."
        )
    return join_sentences(sentences)


def _draw_answers(axes: Axes, answers: pd.Series, tolerances: Sequence[float]) -> None:
    """Draw each right answer as a line, and the tolerances around it, the widest first."""
    for position, answer in enumerate(answers):
        ends = [position - 0.45, position + 0.45]
        for tolerance, color in reversed(list(zip(tolerances, TOLERANCE_COLORS, strict=False))):
            axes.fill_between(ends, answer - tolerance, answer + tolerance, color=color, zorder=0)
        axes.plot(ends, [answer] * 2, color=ANSWER_COLOR, linewidth=1.4)


def _sentences_on_forecasts(forecasts: pd.DataFrame, tolerances: Sequence[float]) -> Iterator[str]:
    """Sentences on the forecasts of one answer."""
    values = forecasts["forecast"]
    if values.isna().all():
        yield "Every run diverged."
        return
    yield (
        f"The mean forecast is {values.mean():.2f}, the lowest is {values.min():.2f}, the highest"
        f" is {values.max():.2f}, and the right answer is {forecasts['observed'].iloc[0]:g}."
    )
    errors = (values - forecasts["observed"]).abs()
    shares = [f"at most {t:g} for {(errors <= t).mean():.0%} of the runs" for t in tolerances]
    if shares:
        yield f"The distance from the right answer is {join_words(shares)}."


def _add_names(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Add the column `name`: the configuration, and the step if it forecasts several steps."""
    configuration = forecasts["configuration"]
    has_one_step = forecasts.groupby("configuration")["step"].transform("max") == 1
    with_step = configuration + ", step " + forecasts["step"].astype(str)
    return forecasts.assign(name=configuration.where(has_one_step, with_step))


def _legend_handles(tolerances: Sequence[float]) -> list[Artist]:
    return [
        box_handle(),
        Line2D([], [], color=ANSWER_COLOR, label="right answer"),
        *(
            Patch(facecolor=color, label=f"within {tolerance:g}")
            for tolerance, color in zip(tolerances, TOLERANCE_COLORS, strict=False)
        ),
    ]
