"""The file of a round: which pairs are decided, and which configurations are trained further."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reprise.digests import document_digest
from reprise.errors import DamagedFileError
from reprise.json_settings import Settings
from reprise.storage import FilePath, json_text, read_json, write_text_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reprise.training.planned_run import PlannedRun

CHECKSUM = "checksum"
ORIGIN = ("study", "made_from")


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

    def asked_runs(self, runs: "Iterable[PlannedRun]") -> "list[PlannedRun]":
        """Those of some runs whose configurations are trained further."""
        return [run for run in runs if run.configuration in self.continuing]


def write_decision(path: FilePath, decision: RoundDecision, study: str, made_from: str) -> None:
    """Write the file of a round, with its origin and a checksum of its content.

    Parameters
    ----------
    path : path-like
    decision : RoundDecision
    study : str
    made_from : str
        The fingerprint of the record of the round: of its settings, data, code and packages.
    """
    document = decision.to_json() | dict(zip(ORIGIN, (study, made_from), strict=True))
    write_text_file(path, json_text(document | {CHECKSUM: document_digest(document)}))


def read_decision(path: FilePath, study: str, made_from: str) -> RoundDecision:
    """Read the file of a round.

    Parameters
    ----------
    path, study, made_from
        As `write_decision` takes them.

    Raises
    ------
    FileNotFoundError
    DamagedFileError
        If the file is not complete, was changed after it was written, or has another origin.
    """
    document = read_json(path)
    checksum = document.pop(CHECKSUM, None) if isinstance(document, dict) else None
    if checksum != document_digest(document):
        raise DamagedFileError(path, "was changed after it was written")
    if [document.pop(name, None) for name in ORIGIN] != [study, made_from]:
        raise DamagedFileError(path, "belongs to another study, or was made from other settings")
    return RoundDecision(**document)
