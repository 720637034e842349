"""The rule by which a study trains more repeats until its pairs are decided."""

from dataclasses import dataclass

from reprise.json_settings import Settings


@dataclass(frozen=True)
class UntilDecided(Settings):
    """Train in rounds until every pair has a verdict.

    Attributes
    ----------
    at_least, at_most : int
        The fewest and the most repeats of a configuration.
    """

    at_least: int
    at_most: int


@dataclass(frozen=True)
class RoundSettings(Settings):
    """What decides the verdicts of the rounds: the settings of the stage `rounds`.

    The largest number of repeats is not a part of it. Therefore a larger number adds rounds and
    leaves the verdicts of the earlier rounds as they are.

    Attributes
    ----------
    families : dict of str to list of str
        The configurations that are compared with each other, by the title of their family.
    trainings : dict of str to str
        Configuration to the name of its training, in the order of the study.
    framing_numbers : dict of str to int
        Configuration to the position of its framing in `framing.npz`.
    """

    study: str
    metric: str
    at_least: int
    confidence: float
    margin: float
    families: dict[str, list[str]]
    trainings: dict[str, str]
    framing_numbers: dict[str, int]
