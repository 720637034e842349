"""A matrix of all comparisons: each configuration with the others and with its baselines."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reprise.figures.caption_sentences import describe_comparisons
from reprise.figures.caption_text import count_nouns, join_paragraphs
from reprise.figures.description_text import join_sentences
from reprise.figures.layout import GivenAxes, create_panels, slant_tick_labels
from reprise.figures.names import split_common_keys
from reprise.figures.style import chosen_width
from reprise.stage_settings import FigureSettings
from reprise.stats.families import letters_of_families
from reprise.tables.study_tables import StudyTables

SIGNS = {"better": "+", "worse": "\N{MINUS SIGN}", "equivalent": "=", "cannot tell": "?"}
OPPOSITE_VERDICTS = {"better": "worse", "worse": "better"}
NO_COMPARISON = "0.9"
MAX_CONFIGURATIONS_WITH_SIGNS = 25  # the cells of a larger matrix are too small for a sign
CELL_SIZE, SMALL_CELL_SIZE = (0.5, 0.36), (0.13, 0.12)  # inches
# Inches per letter of the longest name of a row and of a column; the latter are slanted.
LETTER_SIZE, SMALL_LETTER_SIZE = (0.075, 0.055), (0.045, 0.045)
MIN_WIDTH = 5.5  # inches
SMALL_FONT = 5  # points
PLACE_OF_SCALE = (1.03, 0, 0.035, 1)  # left, bottom, width and height, as shares of the panel
MARGIN = (1.3, 1.2)  # inches for the scale of colours, the title and the legend


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw the probability that a run of the row is better, and the sign of the verdict."""
    settings = tables.settings
    probabilities, signs = _matrices(tables.comparisons, settings.configuration_names)
    height, width = probabilities.shape
    label, row_names, column_names = _short_names(tables, list(probabilities.columns))
    has_signs = _has_signs(settings)
    cell = CELL_SIZE if has_signs else SMALL_CELL_SIZE
    letters = LETTER_SIZE if has_signs else SMALL_LETTER_SIZE
    rows, columns = (max(map(len, names)) for names in (row_names, column_names))
    size = (
        max(MIN_WIDTH, MARGIN[0] + letters[0] * rows + cell[0] * width),
        MARGIN[1] + letters[1] * columns + cell[1] * height,
    )
    panels = create_panels(1, 1, size, ax)
    (axes,) = panels.axes
    # The scale of colours lies beside the panel and takes no room from it.
    scale = axes.inset_axes(PLACE_OF_SCALE)
    sns.heatmap(
        probabilities,
        annot=signs if has_signs else None,
        fmt="",
        vmin=0,
        vmax=1,
        center=0.5,
        cmap="RdBu",
        mask=probabilities.isna(),
        linewidths=0.5 if has_signs else 0,
        rasterized=not has_signs,
        cbar_ax=scale,
        annot_kws={"fontsize": "small"},
        ax=axes,
    )
    scale.set_ylabel("probability that\na run of the row\nis better", fontsize="small")
    scale.tick_params(labelsize="small")
    axes.set_facecolor(NO_COMPARISON)
    axes.grid(visible=False)
    axes.set(xlabel="", ylabel=label)
    _label_cells(axes, row_names, column_names, has_signs)
    panels.set_title(settings.title)
    panels.add_legend(_legend_handles(settings))
    return panels.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Explain colours and signs, and summarize the comparisons."""
    settings = tables.settings
    explanation = (
        "Each cell compares the configuration of its row with the configuration or baseline of its"
        " column. The colour shows the probability that a run of the row is better than a run of"
        " the column, where a tie counts as one half, and a run that diverged loses."
        f" {_explain_signs(settings)} A grey cell has no comparison, for example because"
        " the two are tested on different targets."
    )
    summary = describe_comparisons(tables.comparisons, settings.metric, settings.comparison.margin)
    return join_paragraphs([explanation, *summary])


def describe(tables: StudyTables, part: str = "") -> str:
    """Say which rows have the most verdicts `better` and `worse`."""
    names, (_, signs) = (
        tables.settings.configuration_names,
        _matrices(tables.comparisons, tables.settings.configuration_names),
    )
    baselines = len(signs.columns) - len(names)
    better, worse = (
        (signs == SIGNS[verdict]).sum(axis="columns") for verdict in ("better", "worse")
    )
    sentences = [
        f"A matrix compares {count_nouns(len(names), 'configuration')} in its rows with each other"
        f" and with {count_nouns(baselines, 'baseline')} in its columns."
    ]
    for counts, verdict in ((better, "better"), (worse, "worse")):
        row = str(counts.idxmax())
        sentences.append(
            f"The row of {row} has the most cells with the verdict {verdict}: {counts.max()} of"
            f" {(signs.loc[row] != '').sum()}."
            if counts.max()
            else f"No cell has the verdict {verdict}."
        )
    return join_sentences(sentences)


def _explain_signs(settings: FigureSettings) -> str:
    confidence = 100 * settings.comparison.confidence
    test = (
        "A verdict says where the interval of the difference of means lies. All intervals of a"
        f" family are right together in {confidence:g} % of studies. A family is the pairs with the"
        " same test rows and era, or the pairs that differ only in the era. Baselines are a family"
        " of their own."
    )
    if not _has_signs(settings):
        return (
            "The matrix is too large to show the verdicts, so ``comparisons.csv`` has them and the"
            f" differences with their intervals. {test}"
        )
    margin = settings.comparison.margin
    equivalent = f", = for equivalent within {margin:g}" if margin else ""
    return (
        "The sign is the verdict on the row: + for better, \N{MINUS SIGN} for worse"
        f"{equivalent}, ? for cannot tell. {test} Two configurations of a family share a letter"
        " behind their names if neither is better (a compact letter display); the letter a belongs"
        " to the best mean. ``comparisons.csv`` has the differences with their intervals."
    )


def _legend_handles(settings: FigureSettings) -> list[Artist]:
    """An entry for each sign that the matrix can have, and one for the grey cells."""
    margin = settings.comparison.margin
    words = {"better": "the row is better", "worse": "the row is worse"}
    if margin:
        words["equivalent"] = f"equivalent within {margin:g}"
    words["cannot tell"] = "cannot tell"
    # The sign is in the label, because Matplotlib draws no formula as a marker (see `style`).
    signs = [
        Line2D([], [], linestyle="none", label=f"{SIGNS[verdict]} {label}")
        for verdict, label in words.items()
    ]
    grey = Patch(facecolor=NO_COMPARISON, label="no comparison")
    return [*signs, grey] if _has_signs(settings) else [grey]


def _has_signs(settings: FigureSettings) -> bool:
    return len(settings.configurations) <= MAX_CONFIGURATIONS_WITH_SIGNS


def _short_names(tables: StudyTables, columns: list[str]) -> tuple[str, list[str], list[str]]:
    """The keys that all configurations have, and the names of rows and columns without them.

    The rows have the letters of their first family behind them.
    """
    settings = tables.settings
    names = settings.configuration_names
    label, short = split_common_keys(names)
    columns = [*short, *columns[len(names) :]]
    if not _has_signs(settings):
        return label, short, columns
    means = tables.description.T["mean"]
    families = letters_of_families(tables.comparisons, settings.families, means, settings.metric)
    letters: dict[str, str] = {}
    for of_family in families.values():
        letters = of_family | letters
    rows = [
        f"{entry}   {letters[name]}" if name in letters else entry
        for name, entry in zip(names, short, strict=True)
    ]
    return label, rows, columns


def _label_cells(
    axes: Axes, rows: Sequence[str], columns: Sequence[str], is_spacious: bool
) -> None:
    """Name the columns and the rows at the middle of the cells."""
    font_size = "small" if is_spacious else SMALL_FONT
    axes.set_xticks(np.arange(len(columns)) + 0.5, columns)
    axes.set_yticks(np.arange(len(rows)) + 0.5, rows)
    is_spacious = is_spacious and chosen_width() == "page"
    slant_tick_labels(axes, 45 if is_spacious else 90)
    for text in axes.get_xticklabels():
        text.set(fontsize=font_size, verticalalignment="top" if is_spacious else "center")
    for text in axes.get_yticklabels():
        text.set(rotation=0, fontsize=font_size)


def _matrices(
    comparisons: pd.DataFrame, configurations: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Arrange the comparisons in matrices of probabilities and of signs.

    Returns
    -------
    probabilities, signs : DataFrame
        One row per configuration, one column per configuration and per baseline. A cell without
        a comparison is NaN in the first and an empty text in the second.
    """
    baselines = comparisons.loc[comparisons["kind"] == "baseline", "other"]
    columns = [*configurations, *baselines.unique()]
    probabilities = pd.DataFrame(np.nan, index=list(configurations), columns=columns)
    signs = pd.DataFrame("", index=list(configurations), columns=columns)
    for row in comparisons.to_dict("records"):
        one, other, verdict = row["configuration"], row["other"], row["verdict"]
        probabilities.loc[one, other] = row["probability_better"]
        signs.loc[one, other] = SIGNS[verdict]
        if row["kind"] == "configuration":
            probabilities.loc[other, one] = 1 - row["probability_better"]
            signs.loc[other, one] = SIGNS[OPPOSITE_VERDICTS.get(verdict, verdict)]
    return probabilities, signs
