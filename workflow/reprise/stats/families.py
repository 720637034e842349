"""Families of configurations: which comparisons share one error rate, and their letters."""

import string
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd


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


def family_letters(comparisons: pd.DataFrame, family: str, names: Sequence[str]) -> dict[str, str]:
    """Return letters for a family: two configurations share one if no verdict separates them.

    Parameters
    ----------
    comparisons : DataFrame
        As `comparisons.compare_study` makes it.
    family : str
    names : sequence of str
        The configurations of the family, the best first. The first gets the letter a.

    Returns
    -------
    dict of str to str
        Configuration to its letters.
    """
    pairs = comparisons[
        (comparisons["kind"] == "configuration")
        & (comparisons["family"] == family)
        & comparisons["verdict"].isin(["better", "worse"])
    ]
    return compact_letters(names, zip(pairs["configuration"], pairs["other"], strict=True))


def compact_letters(names: Sequence[str], different: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return a compact letter display: different names share no letter, all others share one.

    The algorithm inserts and absorbs (Piepho 2004, doi:10.1198/1061860043515). It begins with one
    group of all names. Each group that has a different pair becomes two groups without one of
    the pair. A group that is a part of another one is left out.

    Parameters
    ----------
    names : sequence of str
    different : iterable of (str, str)

    Returns
    -------
    dict of str to str
        Name to its letters. The letters follow the order of the names.
    """
    groups = [frozenset(names)]
    for pair in different:
        divided = []
        for group in groups:
            parts = [group - {name} for name in pair] if group.issuperset(pair) else [group]
            divided += parts
        unique = list(dict.fromkeys(divided))
        groups = [group for group in unique if not any(group < other for other in unique)]
    order = {name: position for position, name in enumerate(names)}
    groups.sort(key=lambda group: sorted(order[name] for name in group))
    return {
        name: "".join(_letter(k) for k, group in enumerate(groups) if name in group)
        for name in names
    }


def _letter(number: int) -> str:
    """The letter of a group; after z come the capitals, and after Z numbers in brackets."""
    letters = string.ascii_letters
    return letters[number] if number < len(letters) else f"({number + 1})"
