"""The pairs of comparisons.csv that a paper kit shows."""

from dataclasses import dataclass

from reprise.export.csv_cells import Row
from reprise.export.paper_data import PaperData

MOST_PAIRS = 30  # of more pairs, the table has those with the best mean of each family


@dataclass(frozen=True)
class BaselinePair:
    """A baseline, and the comparison of the best configuration on its rows with it.

    Attributes
    ----------
    label : str
        The name of the baseline in the study.
    row : Row
        Of comparisons.csv.
    """

    label: str
    row: Row


def configuration_pairs(data: PaperData) -> list[Row]:
    """All pairs of configurations."""
    return [row for row in data.text_table("comparisons.csv").rows() if _is(row, "configuration")]


def select_pairs(pairs: list[Row], data: PaperData) -> list[Row]:
    """The pairs that a table has room for: all, or those with the best mean of each family."""
    if len(pairs) <= MOST_PAIRS:
        return pairs
    families = data.settings.families
    best = {title: data.best_of(names) for title, names in families.items()}
    return [
        row
        for row in pairs
        if best[row["family"].text] in (row["configuration"].text, row["other"].text)
    ]


def baseline_pairs(data: PaperData) -> list[BaselinePair]:
    """Each baseline with the configuration that has the best mean on its rows."""
    of_pair = {
        (row["configuration"].text, row["other"].text): row
        for row in data.text_table("comparisons.csv").rows()
        if _is(row, "baseline")
    }
    baselines = data.tables.baselines
    pairs = []
    for label, rows in baselines.groupby("label", sort=False):
        best = data.best_of(list(rows["configuration"]))
        row = of_pair.get((best or "", rows["baseline"].iloc[0]))
        if row:
            pairs.append(BaselinePair(str(label), row))
    return pairs


def _is(row: Row, kind: str) -> bool:
    return row["kind"].text == kind
