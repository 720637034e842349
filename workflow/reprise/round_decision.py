"""The file of a round: which pairs are decided, and which configurations are trained further."""

from dataclasses import dataclass
from typing import Any

from reprise.digests import document_digest
from reprise.errors import DamagedFileError
from reprise.json_settings import Settings
from reprise.storage import FilePath, json_text, read_json, write_text_file

CHECKSUM = "checksum"


@dataclass(frozen=True)
class RoundDecision(Settings):
    """What is known after a round.

    Attributes
    ----------
    number : int
        The number of the round, from 1.
    repeats : dict of str to int
        Configuration to the number of its repeats.
    pairs : list of dict
        One row per pair, as `stats.repeated_looks.keep_decisions` returns them. A decided pair has
        the row of the round in which it was decided.
    continuing : list of str
        The configurations that belong to an undecided pair.
    """

    number: int
    repeats: dict[str, int]
    pairs: list[dict[str, Any]]
    continuing: list[str]

    @property
    def decided_pairs(self) -> int:
        """The number of pairs that are decided."""
        return sum(row["round"] is not None for row in self.pairs)


def write_decision(path: FilePath, decision: RoundDecision) -> None:
    """Write the file of a round, with a checksum of its content."""
    document = decision.to_json()
    write_text_file(path, json_text(document | {CHECKSUM: document_digest(document)}))


def read_decision(path: FilePath) -> RoundDecision:
    """Read the file of a round.

    Raises
    ------
    FileNotFoundError
    DamagedFileError
        If the file is not complete or was changed after it was written.
    """
    document = read_json(path)
    checksum = document.pop(CHECKSUM, None) if isinstance(document, dict) else None
    if checksum != document_digest(document):
        raise DamagedFileError(path, "was changed after it was written")
    return RoundDecision(**document)
