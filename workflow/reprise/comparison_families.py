"""Which configurations of a study are compared with each other."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class ComparedConfiguration:
    """What decides with which other configurations a configuration is compared.

    Attributes
    ----------
    name : str
    group : str
        What it forecasts, and its origin or split; only equal groups are compared.
    era : str
        The era, if it varies; otherwise empty.
    name_without_era : str
    """

    name: str
    group: str
    era: str
    name_without_era: str


def list_families(configurations: Iterable[ComparedConfiguration]) -> dict[str, list[str]]:
    """List the families: groups of configurations whose pairs are compared together, by a title.

    Each family has the configurations of one group and era. If several eras vary, each set of
    configurations that differ only in the era is a family too. A configuration without such a
    partner is in no family.
    """
    configurations = list(configurations)
    families: dict[str, list[str]] = {}
    for one in configurations:
        title = f"{one.group}, era={one.era}" if one.era else one.group
        families.setdefault(title, []).append(one.name)
    for one in configurations:
        if one.era:
            title = f"{one.group}, {one.name_without_era}, all eras"
            families.setdefault(title, []).append(one.name)
    return {title: names for title, names in families.items() if len(names) > 1}
