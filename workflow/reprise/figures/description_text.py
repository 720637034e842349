"""Sentences that say what is seen in a figure, as plain text for those who cannot see it."""

from collections.abc import Iterable

import pandas as pd

from reprise.figures.caption_text import format_number, join_words

NOTHING_DRAWN = "Every run diverged, so no value is drawn."


def join_sentences(sentences: Iterable[str]) -> str:
    """Join the sentences of a description; empty ones are left out."""
    return " ".join(sentence for sentence in sentences if sentence)


def describe_extremes(values: pd.Series, statistic: str) -> str:
    """Name the lowest and the highest of some values.

    Parameters
    ----------
    values : Series
        A value for each name. A NaN is no value.
    statistic : str
        What each value is, for instance `median`.

    Returns
    -------
    str
        For instance `The lowest median is 88.2 (epochs=1000), and the highest is 105.3
        (epochs=4000).`
    """
    known = values.dropna()
    if not len(known):
        return NOTHING_DRAWN
    low, high = format_number(known.min()), format_number(known.max())
    if known.min() == known.max():
        return f"The {statistic} is {low}{' everywhere' if len(known) > 1 else ''}."
    return (
        f"The lowest {statistic} is {low} ({known.idxmin()}), and the highest is {high}"
        f" ({known.idxmax()})."
    )


def describe_places_of_baselines(
    baselines: pd.DataFrame, metric: str, values: pd.Series, others: str
) -> str:
    """Say which baselines lie above, among and below the other values.

    Parameters
    ----------
    baselines : DataFrame
        One row per baseline and configuration, or per step.
    metric : str
        If baselines do not have this metric, the text is empty.
    values : Series
        What is drawn, for instance the median of each configuration.
    others : str
        What the values are.
    """
    known = baselines.dropna(subset=metric) if metric in baselines else baselines[:0]
    if known.empty or not values.notna().any():
        return ""
    places: dict[str, list[str]] = {}
    for kind, rows in known.groupby("baseline", sort=False):
        words = f"{kind} ({_range(rows[metric])})"
        places.setdefault(_place(rows[metric], values, others), []).append(words)
    clauses = [
        f"{join_words(names)} {'lies' if len(names) == 1 else 'lie'} {place}"
        for place, names in places.items()
    ]
    return f"Of the baselines, {'; '.join(clauses)}."


def describe_panels(count: int) -> str:
    """The beginning of a description: `The figure shows` or `The 3 panels show`."""
    return "The figure shows" if count == 1 else f"The {count} panels show"


def _range(values: pd.Series) -> str:
    low, high = format_number(values.min()), format_number(values.max())
    return low if low == high else f"{low} to {high}"


def _place(values: pd.Series, drawn: pd.Series, others: str) -> str:
    if values.min() > drawn.max():
        return f"above all {others}"
    return f"below all {others}" if values.max() < drawn.min() else f"among the {others}"
