"""A plot of the autocorrelations of a study's series, before its test rows."""

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator

from reprise.figures.caption_text import count_nouns, join_paragraphs
from reprise.figures.description_text import join_sentences
from reprise.figures.layout import GivenAxes, create_panels
from reprise.figures.style import OUR_BOX, OUR_DOTS, chosen_width
from reprise.tables.study_tables import StudyTables

FUNCTIONS = {"acf": "autocorrelation", "pacf": "partial autocorrelation"}
LETTERS_OF_A_TITLE = {"page": 46, "column": 24}
LETTERS_PER_LINE = 36


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw one row of panels per series: the autocorrelations and the partial autocorrelations."""
    groups = list(tables.autocorrelations.groupby("series", sort=False))
    contents = [(name, table, function) for name, table in groups for function in FUNCTIONS]
    size = (7.5, 0.6 + 2.2 * len(groups))
    panels = create_panels(
        len(contents), len(FUNCTIONS), size, ax, sharex=True, sharey=True, wraps=False
    )
    longest = tables.autocorrelations["lag"].max()
    for axes, (name, table, function) in zip(panels.axes, contents, strict=True):
        letters = LETTERS_OF_A_TITLE[chosen_width()]
        heading = textwrap.fill(f"{FUNCTIONS[function]} of the {name}", letters)
        axes.set_title(heading, fontsize="medium")
        if table["lag"].notna().any():
            _draw_correlations(axes, table[table["function"] == function])
        else:
            _write_reason(axes, table["problem"].iloc[0])
        axes.set_xlim(0, longest + 1 if longest > 0 else 1)  # NaN if there is no lag
        axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
        axes.yaxis.set_major_locator(FixedLocator([-1, -0.5, 0, 0.5, 1]))
    for axes in panels.left:
        axes.set_ylabel("correlation")
    for axes in panels.bottom:
        axes.set_xlabel("lag (observations)")
    panels.set_title(tables.settings.title)
    return panels.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Explain the bars and the band, and say which observations are used."""
    table, settings = tables.autocorrelations, tables.settings
    period, longest = settings.dataset.period, table["lag"].max()
    season = ""
    if period and period <= longest:
        season = (
            f" A season has {period} observations, so a seasonal series has a long bar at the lags"
            f" {period}, {2 * period}, ..."
        )
    elif period:
        season = f" The series is too short to show the lag of a season ({period} observations)."
    differences = ""
    if len(set(table["series"])) > 1:
        differences = (
            "The networks read differences of observations, so the differences have panels of"
            " their own. If differencing has removed the trend, their bars fall to zero within a"
            " few lags."
        )
    return join_paragraphs(
        [
            "How much does an observation depend on earlier ones? A bar on the left is the"
            " autocorrelation: the correlation between the series and the same series some"
            " observations (the lag) earlier. A bar on the right is the partial autocorrelation:"
            " the same, without the part that passes through the observations between the two."
            f"{season}",
            f"The band has a confidence of {settings.comparison.confidence:.0%}: if there were no"
            " correlation, a bar would lie inside the band with this probability. Therefore a few"
            " of many bars lie outside by chance. A long bar at a lag suggests that a network"
            " should read the observation at this lag; it does not show that a network will use"
            " it.",
            differences,
            f"The figure uses only the first {table['values'].iloc[0]} observations, which the"
            " networks may read; no test row is among them. ``autocorrelations.csv`` has the"
            " numbers, and the page ``dataset`` has a test of a unit root.",
        ]
    )


def describe(tables: StudyTables, part: str = "") -> str:
    """Say how many lags there are, and which bar of each series is longest."""
    sentences = [
        "Bars show the correlation of each series with itself, from -1 to 1, over the lag."
    ]
    for series, table in tables.autocorrelations.groupby("series", sort=False):
        known = table[table["function"] == "acf"].dropna(subset=["lag", "correlation"])
        if known.empty:
            sentences.append(f"There are no bars for the {series}.")
            continue
        longest = known.iloc[known["correlation"].abs().argmax()]
        outside = int((known["correlation"].abs() > known["band"]).sum())
        sentences.append(
            f"The longest bar of the autocorrelation of the {series} is"
            f" {longest['correlation']:.2f} at lag {longest['lag']:g}, and {outside} of"
            f" {count_nouns(len(known), 'bar')} leave the band around 0."
        )
    return join_sentences(sentences)


def _draw_correlations(axes: Axes, table: pd.DataFrame) -> None:
    lags, correlations = table["lag"].to_numpy(), table["correlation"].to_numpy()
    band = table["band"].to_numpy()
    axes.fill_between(lags, -band, band, color=OUR_BOX, alpha=0.45, linewidth=0)
    axes.axhline(0, color="0.4", linewidth=0.8)
    axes.vlines(lags, 0, correlations, color=OUR_DOTS, linewidth=1.2)
    axes.plot(lags, correlations, "o", color=OUR_DOTS, markersize=3)
    axes.set_ylim(-1.05, 1.05)


def _write_reason(axes: Axes, reason: str) -> None:
    text = textwrap.fill(f"none: {reason}", LETTERS_PER_LINE)
    axes.text(0.5, 0.5, text, ha="center", va="center", fontsize="small", transform=axes.transAxes)
    axes.set_ylim(-1.05, 1.05)
    axes.grid(False)
