"""Validate one check of a claim, and write out its names and defaults."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reprise.config.claim_measures import check_baselines, check_measure
from reprise.config.partitions import own_configurations, without_partitions
from reprise.config.study import Study
from reprise.errors import ConfigError, did_you_mean, key_path

Check = dict[str, Any]  # as the schema of claims describes it

REQUIRED_KEYS = {
    "lowest": ("configurations",),
    "highest": ("configurations",),
    "ordering": ("configurations", "direction"),
    "trend": ("configurations", "direction"),
    "share": (),
    "within": (),
    "difference": (),
    "baseline": ("baseline",),
    "one_distribution": ("samples", "printed", "printed_runs"),
}
KINDS_WITH_RANGE = ("share", "within", "difference", "baseline")
KEYS_OF_SHARE = ("below", "above", "between")


@dataclass(frozen=True)
class ClaimScope:
    """The names that the checks of a claim can use.

    Attributes
    ----------
    running : dict of str to Study
        The studies that run.
    study : str
        The study of the claim.
    each : str or None
        The varied key for whose values the claim is checked; configurations are named without it.
    value : object
        The value of `each` for which the claim is checked now.
    """

    running: dict[str, Study]
    study: str
    each: str | None
    value: Any

    def full_names(self, study: Study) -> dict[str, str]:
        """Name in the claim to full name, of the configurations that have the value of `each`."""
        chosen = [
            c
            for c in study.configurations
            if self.each is None or c.varied.get(self.each) == self.value
        ]
        names = {study.name_without(c, self.each): c.name for c in chosen}
        return names | self.short_names(study)

    def short_names(self, study: Study) -> dict[str, str]:
        """Name without the origin or the split to full name, at the study's own partition.

        So a claim holds for the same rows before and after a study gets `origins` or `splits`. It
        is empty if the study has neither, or if the claim is checked for each of them.
        """
        kind = study.partition_kind
        if kind is None or self.each == kind:
            return {}
        alone = without_partitions(study)
        return {
            alone.name_without(without, self.each): c.name
            for c, without in zip(own_configurations(study), alone.configurations, strict=True)
            if self.each is None or c.varied.get(self.each) == self.value
        }


def resolve_check(check: Check, scope: ClaimScope, where: str) -> Check:
    """Validate a check, and write out its names and defaults.

    Parameters
    ----------
    check : dict
    scope : ClaimScope
    where : str
        The file, the claim and the position of the check.

    Returns
    -------
    dict
        The keys of the check, and

        - `study`: the study of this check
        - `of`: what is measured
        - `configurations` and, for `lowest` and `highest`, `among`: full names
        - `shown`: the names as the claim writes them, of `among` if the check has it, otherwise of
          `configurations`
        - `samples`, for `one_distribution` in place of the last two: study to full name
        - `partition`, if a name lacks its origin or split: where the check is made (`origin 20`)

    Raises
    ------
    ConfigError
        If a key that this kind of check needs is missing, a name is unknown, or a range is empty.
    """
    kind = check["kind"]
    _check_keys(check, where)
    _check_range(check, where)
    study = scope.running[check.get("study", scope.study)]
    resolved = check | {"study": study.name, "of": check.get("of", study.metric)}
    if partition := _partition_of_short_names(check, study, scope):
        resolved["partition"] = partition
    check_baselines(check, study, where)
    if kind == "one_distribution":
        check_measure(resolved["of"], study, where)
        return resolved | {"samples": _resolve_samples(check["samples"], scope, where)}
    full_names = scope.full_names(study)
    default = list(scope.short_names(study) or full_names)
    configurations = check.get("configurations", default)
    resolved["configurations"] = _resolve_names(
        "configurations", configurations, full_names, study, where
    )
    _check_number_of_configurations(check, len(configurations), where)
    if kind not in ("lowest", "highest"):
        check_measure(resolved["of"], study, where, resolved["configurations"])
        resolved.pop("among", None)
        return resolved | {"shown": configurations}
    among = check.get("among", default)
    resolved["among"] = _resolve_names("among", among, full_names, study, where)
    if not set(resolved["configurations"]) < set(resolved["among"]):
        raise ConfigError(
            f"'{kind}' compares 'configurations' with the others in 'among'; 'among' must have all"
            " of 'configurations' and at least one other.",
            where,
            "among",
            among,
        )
    check_measure(resolved["of"], study, where, resolved["among"])
    return resolved | {"shown": among}


def _check_keys(check: Check, where: str) -> None:
    """Check that the keys that a kind of check needs are there."""
    kind = check["kind"]
    for key in REQUIRED_KEYS[kind]:
        if key not in check:
            raise ConfigError(f"a check of kind '{kind}' needs the key '{key}'.", where, key)
    if kind in KINDS_WITH_RANGE and "at_least" not in check and "at_most" not in check:
        raise ConfigError(
            f"a check of kind '{kind}' needs the key 'at_least' or 'at_most'.", where, "at_least"
        )
    if kind == "share" and sum(key in check for key in KEYS_OF_SHARE) != 1:
        raise ConfigError(
            "a check of kind 'share' needs exactly one of the keys 'below', 'above' and 'between'.",
            where,
            "below",
        )


def _check_range(check: Check, where: str) -> None:
    at_least, at_most = check.get("at_least", -math.inf), check.get("at_most", math.inf)
    if at_least > at_most:
        raise ConfigError(
            f"at_least is {at_least}, which is larger than at_most, {at_most}.",
            where,
            "at_least",
            at_least,
        )
    for key in ("at_least", "at_most"):
        if check["kind"] == "share" and not 0 <= check.get(key, 0) <= 1:
            raise ConfigError(
                f"{key} is {check[key]}, but a share is between 0 and 1: write 90 % as 0.9.",
                where,
                key,
                check[key],
            )
    low, high = check.get("between", (0, 0))
    if low > high:
        raise ConfigError(
            f"between is {check['between']}; write the smaller number first.",
            where,
            "between",
            check["between"],
        )


def _check_number_of_configurations(check: Check, number: int, where: str) -> None:
    kind = check["kind"]
    if kind in ("ordering", "trend") and number < 2:
        raise ConfigError(
            f"a check of kind '{kind}' needs two or more configurations.", where, "configurations"
        )
    if kind == "difference" and "baseline" not in check and number != 2:
        raise ConfigError(
            f"a check of kind 'difference' needs two configurations, not {number}. With a"
            " 'baseline', one configuration is enough.",
            where,
            "configurations",
        )


def _partition_of_short_names(check: Check, study: Study, scope: ClaimScope) -> str:
    """The origin or the split of the names without one, as `origin 20`; empty without such names.

    A check without names is about all configurations of the study's own partition.
    """
    used = [(study, check[key]) for key in ("configurations", "among") if key in check]
    if check["kind"] == "one_distribution":
        used = [(scope.running[other], [name]) for other, name in check["samples"].items()]
    partitions = [
        own_configurations(other)[0].partition
        for other, names in used or [(study, list(scope.short_names(study)))]
        if not scope.short_names(other).keys().isdisjoint(names)
    ]
    return ", ".join(dict.fromkeys(str(partition) for partition in partitions if partition))


def _resolve_samples(samples: dict[str, str], scope: ClaimScope, where: str) -> dict[str, str]:
    """Study to the full name of the one configuration whose runs are pooled."""
    resolved = {}
    for study_name, name in samples.items():
        study = scope.running[study_name]
        key = key_path("samples", study_name)
        (resolved[study_name],) = _resolve_names(key, [name], scope.full_names(study), study, where)
    return resolved


def _resolve_names(
    key: str, names: Iterable[str], full_names: dict[str, str], study: Study, where: str
) -> list[str]:
    for name in names:
        if name not in full_names:
            raise ConfigError(
                f"{study.name} has no configuration '{name}'.{did_you_mean(name, full_names)}"
                f" Known: {', '.join(full_names)}.",
                where,
                key,
                name,
            )
    return [full_names[name] for name in names]
