"""The claims of a report, as the plan writes them to a settings file."""

from dataclasses import dataclass, field
from typing import Any

from reprise.settings import Settings


@dataclass(frozen=True)
class ClaimPart(Settings):
    """The checks of a claim for one value of its key `each`.

    Attributes
    ----------
    label : str
        The value, such as `keras3`; empty for a claim without the key `each`.
    checks : tuple of dict
        `workflow/schemas/claims.schema.yaml` describes the keys. All configurations have their
        full names, and `shown` has the names for the reader.
    """

    label: str
    checks: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Claim(Settings):
    """A sentence that somebody concludes, with the checks on our runs.

    Attributes
    ----------
    claim : int or str
        The number or the name of the claim, as the table of claims has it.
    says : str
        The sentence, on one line.
    studies : tuple of str
        The studies whose runs decide, sorted.
    parts : tuple of ClaimPart
        One part per value of the key `each`, or one part in all; none for an undecided claim.
    tutorial, section : str or None
        Where the claim comes from; a claim that a study makes itself has an empty tutorial.
    each : str or None
        The varied key for whose values the claim is checked one by one.
    undecided : str or None
        Why the claim cannot be checked.
    """

    claim: int | str
    says: str
    studies: tuple[str, ...]
    parts: tuple[ClaimPart, ...]
    tutorial: str | None = None
    section: str | None = None
    each: str | None = None
    undecided: str | None = None


@dataclass(frozen=True)
class TutorialSettings(Settings):
    """A tutorial: its title, its conclusion in our words, and how sources of studies begin."""

    title: str
    concluded: str
    source: str


@dataclass(frozen=True)
class ClaimsSettings(Settings):
    """The claims of all studies of a report, and the tutorials by name."""

    claims: tuple[Claim, ...]
    tutorials: dict[str, TutorialSettings] = field(default_factory=dict)
