"""The number of repeats of a study, or the rule that decides it."""

from typing import Any

from reprise.comparison_families import ComparedConfiguration, list_families
from reprise.config.study import Study
from reprise.errors import ConfigError
from reprise.evaluation.metrics import split_of
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
        If it has no margin, or if there are neither two configurations to compare nor a baseline
        that has the metric.
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
    if _has_pairs_of_configurations(study):
        return
    if not study.baselines:
        lack = "no baselines"
    elif split_of(study.metric) != "test":
        lack = f"the baselines have no {study.metric}, because they are evaluated on the test rows"
    else:
        return
    count = len(study.configurations)
    configurations = "one configuration" if count == 1 else "no pair of configurations to compare"
    raise ConfigError(
        f"repeats.until is 'decided', but the study has {configurations}, and {lack}."
        " So there is nothing to decide. Write a number of repeats, or let a key vary.",
        where,
        "repeats.until",
    )


def _has_pairs_of_configurations(study: Study) -> bool:
    """Whether two configurations forecast the same, at one origin or split."""
    return bool(
        list_families(
            ComparedConfiguration(
                c.name,
                f"{c.run.framing.horizon}, {c.partition}",
                study.era_of(c),
                study.name_without(c, "era"),
            )
            for c in study.configurations
        )
    )
