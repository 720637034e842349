"""The numbers that a tutorial or a paper prints for a study."""

from dataclasses import dataclass
from typing import Literal

from reprise.json_settings import Settings

DESCRIBE_STATISTICS = ("count", "mean", "std", "min", "25%", "50%", "75%", "max")
PublishedKind = Literal["describe", "list", "run", "baseline"]


@dataclass(frozen=True)
class PublishedNumber(Settings):
    """One published number.

    Attributes
    ----------
    table : str
        The name of the table that has the number; empty if the source has one table.
    configuration : str
        The name of a configuration, with or without its era, or of a baseline.
    kind : {"describe", "list", "run", "baseline"}
        A statistic of several runs, one number of a list of runs, the number of a single run, or
        the number of a baseline.
    metric : str
    statistic : str
        One of DESCRIBE_STATISTICS; empty for the other kinds.
    value : float
    decimals : int
        How many decimals are printed.
    runs : int
        How many runs the statistic or the list has; 1 for a single run, 0 for a baseline.
    """

    table: str
    configuration: str
    kind: PublishedKind
    metric: str
    statistic: str
    value: float
    decimals: int
    runs: int

    @property
    def rounding(self) -> float:
        """The largest error that rounding to the printed decimals makes."""
        return float(0.5 * 10.0**-self.decimals)
