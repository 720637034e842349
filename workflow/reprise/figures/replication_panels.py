"""The panels of published means: one per era, or one per study without eras."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

MARGIN = 0.05  # of an axis, at both ends, as a share of the range of its numbers
LIMIT_COLUMNS = ["prediction_low", "prediction_high", "published", "ours"]


@dataclass(frozen=True)
class MeansPanel:
    """The published means of one metric that stand in one panel.

    Attributes
    ----------
    title : str
    rows : DataFrame
        The means, with the column `place`: the line of each of them.
    names : list of str
        The name of each line. All eras of a study have the same lines.
    limits : (float, float)
        The ends of the axis, which all eras of a study share.
    is_first : bool
        Whether it is the first panel with these lines.
    """

    title: str
    rows: pd.DataFrame
    names: list[str]
    limits: tuple[float, float]
    is_first: bool


def means_panels(means: pd.DataFrame) -> list[MeansPanel]:
    """Arrange published means in panels.

    Studies without eras share no axis. Studies with eras share one if they have one metric and
    their numbers overlap, as the tables of one tutorial do.

    Parameters
    ----------
    means : DataFrame
        Rows of `replication.replicate.replicate_study`.
    """
    panels = []
    for _, group in means.groupby([_first_studies(means), "metric"], sort=False):
        lines = _names_with_study(group)
        names = list(dict.fromkeys(lines))
        placed = group.assign(place=[names.index(name) for name in lines])
        limits = _limits(group)
        for number, (era, rows) in enumerate(placed.groupby("era", sort=False)):
            title = str(era) or str(rows["study"].iloc[0])
            panels.append(MeansPanel(title, rows, names, limits, is_first=number == 0))
    return panels


def _first_studies(means: pd.DataFrame) -> "pd.Series[str]":
    """For each mean, the study that stands for all studies on the same axis."""
    first_studies = means["study"].copy()
    for _, rows in means[means["era"] != ""].groupby("metric"):
        spans = sorted((*_limits(own), str(study)) for study, own in rows.groupby("study"))
        reach, first = float("-inf"), ""
        for low, high, study in spans:
            first = study if low > reach else first
            reach = max(reach, high)
            first_studies[rows.index[rows["study"] == study]] = first
    return first_studies


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    """The ends of an axis that has all numbers, with a margin that suits their size."""
    # The types of pandas do not know that these minima and maxima are numbers.
    ends: Any = rows[LIMIT_COLUMNS].astype(float)
    low, high = float(ends.min(axis=None)), float(ends.max(axis=None))
    margin = MARGIN * (high - low or abs(high) or 1.0)
    return low - margin, high + margin


def _names_with_study(means: pd.DataFrame) -> list[str]:
    """The configuration of each mean, with the table and the first study that it belongs to."""
    names: dict[tuple[Any, ...], str] = {}
    for row in means.to_dict("records"):
        place = ", ".join(filter(None, (row["table"], row["study"])))
        content = (row["configuration"], row["table"], row["published"])
        names.setdefault(content, f"{row['configuration']} ({place})")
    contents = means[["configuration", "table", "published"]].itertuples(index=False, name=None)
    return [names[content] for content in contents]
