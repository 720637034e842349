"""One way to divide a dataset into training rows and test rows, if a study has several."""

from dataclasses import dataclass
from typing import Literal, get_args

from reprise.json_settings import Settings

PartitionKind = Literal["origin", "split"]
PARTITION_KINDS: tuple[PartitionKind, ...] = get_args(PartitionKind)


@dataclass(frozen=True)
class Partition(Settings):
    """An origin of a series, or a split of samples.

    Attributes
    ----------
    kind : {"origin", "split"}
    number : int
        Of an origin, the number of observations before the test rows. Splits count from 1.
    """

    kind: PartitionKind
    number: int

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
