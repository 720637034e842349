"""Families of configurations: which comparisons share one error rate, and their letters."""

import string
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from reprise.evaluation.metrics import lower_is_better


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


def letters_of_families(
    comparisons: pd.DataFrame,
    families: Mapping[str, Sequence[str]],
    means: "pd.Series[float]",
    metric: str,
) -> dict[str, dict[str, str]]:
    """Return letters for families: two configurations share one if no verdict separates them.

    Parameters
    ----------
    comparisons : DataFrame
        As `comparisons.compare_study` makes it.
    families : mapping of str to sequence of str
    means : Series of float
        The mean of each configuration; NaN if all of its runs diverged.
    metric : str

    Returns
    -------
    dict of str to dict of str to str
        Title of the family to configuration to letters, the best mean first. It has the letter a.
    """
    is_different = comparisons["verdict"].isin(["better", "worse"])
    pairs = comparisons[(comparisons["kind"] == "configuration") & is_different]
    letters = {}
    for family, names in families.items():
        best_first = means[list(names)].sort_values(
            ascending=lower_is_better(metric), kind="stable", na_position="last"
        )
        of_family = pairs[pairs["family"] == family]
        different = zip(of_family["configuration"], of_family["other"], strict=True)
        letters[family] = compact_letters([*map(str, best_first.index)], different)
    return letters


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
