"""Sentences on pairs: the best configuration, its rivals and the baselines, in reStructuredText."""

from collections.abc import Mapping, Sequence

import pandas as pd

from reprise.escape import rst_literal
from reprise.evaluation.metrics import find_best
from reprise.figures.caption_text import (
    format_number,
    format_signed_together,
    join_words,
    list_literals,
)

MOST_NAMED = 4  # configurations in a list; of more, only the number is given
# The verdict on the best mean, compared with the next one.
NEXT_VERDICTS = {
    "better": "The first is better.",
    "worse": "The second is better, if runs that diverged count as losses.",
    "equivalent": "The two are equivalent: the difference is smaller than the margin of the study.",
    "cannot tell": "The runs cannot tell which of the two is better.",
}
WORDS_OF_VERDICTS = {
    "better": "better than",
    "equivalent": "equivalent to",
    "cannot tell": "not told apart from",
}


def compare_with_next(
    best: str, means: pd.Series, labels: Mapping[str, str], metric: str, comparisons: pd.DataFrame
) -> list[str]:
    """Say how far the next mean lies from the best one, and what the runs tell of the two.

    Parameters
    ----------
    best : str
    means : Series of float
        The means of the configurations that are compared.
    labels : mapping of str to str
        Configuration to its name for the reader.
    metric : str
    comparisons : DataFrame
        The table comparisons.csv of the study.
    """
    pairs = _pairs_of(best, comparisons)
    rivals = [name for name in means.index if name in pairs.index]
    if not rivals:
        return []
    next_one = str(find_best(means[rivals], metric))
    row = pairs.loc[next_one]
    sentence = (
        f"The next mean is {format_number(means[next_one])} ({rst_literal(labels[next_one])})"
    )
    if pd.isna(row["difference_low"]):
        return [f"{sentence}."]
    difference, low, high = format_signed_together(
        row[["difference", "difference_low", "difference_high"]].tolist()
    )
    return [
        f"{sentence}: the difference is {difference}, and its interval reaches from {low} to"
        f" {high}. {NEXT_VERDICTS[row['verdict']]}"
    ]


def _pairs_of(name: str, comparisons: pd.DataFrame) -> pd.DataFrame:
    """The comparisons of a configuration with the others, seen from this configuration.

    Returns
    -------
    DataFrame
        Indexed by the other configuration; columns difference, difference_low, difference_high
        and verdict.
    """
    pairs = comparisons[comparisons["kind"] == "configuration"]
    columns = ["difference", "difference_low", "difference_high", "verdict"]
    ahead = pairs[pairs["configuration"] == name].set_index("other")[columns]
    behind = pairs[pairs["other"] == name].set_index("configuration")
    turned = pd.DataFrame(
        {
            "difference": -behind["difference"],
            "difference_low": -behind["difference_high"],
            "difference_high": -behind["difference_low"],
            "verdict": behind["verdict"].replace({"better": "worse", "worse": "better"}),
        }
    )
    found = pd.concat([frame for frame in (ahead, turned) if len(frame)] or [ahead])
    return found[~found.index.duplicated()]


def compare_with_others(
    best: str, names: Sequence[str], labels: Mapping[str, str], comparisons: pd.DataFrame
) -> list[str]:
    """Say which of the other configurations are worse than the best one, or equivalent to it.

    Parameters
    ----------
    best : str
    names : sequence of str
        The configurations that are compared.
    labels : mapping of str to str
        Configuration to its name for the reader.
    comparisons : DataFrame
        The table comparisons.csv of the study.
    """
    verdicts = _pairs_of(best, comparisons)["verdict"]
    verdicts = verdicts[[name for name in names if name in verdicts.index]]
    if len(verdicts) < 2:
        return []
    parts = []
    for verdict, words in WORDS_OF_VERDICTS.items():
        found = [labels[str(name)] for name in verdicts.index[verdicts == verdict]]
        if len(found) == len(verdicts) and verdict == "better":
            return [f"It is better than all {len(verdicts)} others."]
        if found:
            parts.append(f"{words} {_list_some(found)}")
    if list(verdicts.unique()) == ["cannot tell"]:
        return [f"The runs cannot tell it apart from any of the {len(verdicts)} others."]
    return [f"It is {'; '.join(parts)}."]


def _list_some(names: Sequence[str]) -> str:
    """List names, or count them if there are many."""
    if len(names) > MOST_NAMED:
        return f"{len(names)} others"
    return join_words([rst_literal(name) for name in names])


def describe_better_baselines(best: str, comparisons: pd.DataFrame) -> str:
    """The baselines that are better than the best configuration, with their values."""
    rows = _baseline_rows(best, comparisons)
    better = rows[rows["verdict"] == "worse"]
    if not len(better):
        return ""
    values = [
        f"{rst_literal(str(name))} ({format_number(value)})"
        for name, value in zip(better["other"], better["other_mean"], strict=True)
    ]
    need, verb = ("needs", "is") if len(values) == 1 else ("need", "are")
    return f"{join_words(values)} {need} no network, and {verb} better than the best network."


def describe_other_baselines(best: str, comparisons: pd.DataFrame) -> list[str]:
    """The baselines that the best configuration beats, and those that it is not told apart from."""
    rows = _baseline_rows(best, comparisons)
    names = {
        verdict: list(dict.fromkeys(rows.loc[rows["verdict"] == verdict, "other"]))
        for verdict in ("better", "cannot tell", "equivalent")
    }
    sentences = []
    if names["better"]:
        every = (
            "every baseline" if len(names["better"]) == len(set(rows["other"])) else "the baselines"
        )
        sentences.append(f"It is better than {every}: {list_literals(names['better'])}.")
    unknown = names["cannot tell"] + names["equivalent"]
    if unknown:
        sentences.append(f"It is not shown to be better or worse than {list_literals(unknown)}.")
    return sentences


def _baseline_rows(name: str, comparisons: pd.DataFrame) -> pd.DataFrame:
    is_baseline = comparisons["kind"] == "baseline"
    return comparisons[is_baseline & (comparisons["configuration"] == name)]
