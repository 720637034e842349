"""The number of repeats of a study, or the rule that decides it."""

from typing import Any

from reprise.config.study import Study
from reprise.errors import ConfigError
from reprise.repeat_settings import UntilDecided


def fewest_repeats(repeats: int | dict[str, Any]) -> int:
    """The number of repeats that every configuration has.

    Parameters
    ----------
    repeats : int or dict
        `repeats` of a study, as the schema describes it.
    """
    return repeats if isinstance(repeats, int) else int(repeats["at_least"])


def repeats_rule(repeats: int | dict[str, Any], where: str) -> UntilDecided | None:
    """The rule by which configurations get more repeats; None for a number.

    Raises
    ------
    ConfigError
        If the rule allows fewer repeats than it demands.
    """
    if isinstance(repeats, int):
        return None
    rule = UntilDecided(repeats["at_least"], repeats["at_most"])
    if rule.at_most < rule.at_least:
        raise ConfigError(
            f"repeats.at_most is {rule.at_most}, but repeats.at_least is {rule.at_least}; set"
            f" at_most to {rule.at_least} or more.",
            where,
            "repeats.at_most",
            rule.at_most,
        )
    return rule


def check_can_decide(study: Study, where: str) -> None:
    """Check that a study that trains until its pairs are decided has pairs that can be decided.

    Raises
    ------
    ConfigError
        If it has no margin or no pairs.
    """
    if study.until is None:
        return
    if study.comparison.margin is None:
        raise ConfigError(
            "repeats.until is 'decided', but the study has no comparison.margin. Without it, two"
            " equal configurations are never decided. Set comparison.margin to the largest"
            f" difference of {study.metric} that does not matter to you.",
            where,
            "comparison.margin",
        )
    if len(study.configurations) == 1 and not study.baselines:
        raise ConfigError(
            "repeats.until is 'decided', but the study has one configuration and no baselines, so"
            " there is nothing to decide. Write a number of repeats, or let a key vary.",
            where,
            "repeats.until",
        )
