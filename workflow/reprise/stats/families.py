"""Families of configurations: which comparisons share one error rate, and their letters."""

from collections.abc import Mapping, Sequence


def first_families(families: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return each configuration's first family, in which it is compared with its baselines.

    Parameters
    ----------
    families : mapping of str to sequence of str
        Title to configurations. A configuration may be in several families.
    """
    first: dict[str, str] = {}
    for family, names in families.items():
        for name in names:
            first.setdefault(name, family)
    return first
