"""The answer of a study that is repeated at several origins or splits, in reStructuredText."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reprise.escape import rst_literal
from reprise.evaluation.metrics import lower_is_better
from reprise.figures.caption_text import format_signed_together, join_words


def compare_over_partitions(table: pd.DataFrame, best: str, metric: str, kind: str) -> list[str]:
    """Say whether the best configuration is ahead everywhere, and which baselines it beats.

    Parameters
    ----------
    table : DataFrame
        `StudyTables.partition_comparisons`.
    best : str
        The configuration with the best mean over all origins or splits.
    metric : str
    kind : {"origin", "split"}

    Returns
    -------
    list of str
        One sentence per other configuration, and up to three on baselines.
    """
    rows = [row for row in table.to_dict("records") if best in (row["configuration"], row["other"])]
    pairs = [_seen_from(best, row) for row in rows if row["kind"] == "configuration"]
    sentences = [_describe_pair(pair, metric, kind) for pair in pairs]
    baselines = [_seen_from(best, row) for row in rows if row["kind"] == "baseline"]
    named: dict[str, list[str]] = {"better": [], "worse": [], "cannot tell": []}
    for baseline in baselines:
        named[_verdict(baseline, metric)].append(rst_literal(str(baseline["other"])))
    for verdict, words in (
        ("worse", "These baselines are better over all {}s: {}."),
        ("better", "It is better over all {}s than {}."),
        ("cannot tell", "Over all {}s, it cannot be told apart from {}."),
    ):
        if named[verdict]:
            sentences.append(words.format(kind, join_words(named[verdict])))
    return sentences


def _seen_from(best: str, row: Mapping[Any, Any]) -> dict[Any, Any]:
    """A row of the table with the best configuration as the first one."""
    if row["configuration"] == best:
        return dict(row)
    return {
        **row,
        "other": row["configuration"],
        "difference": -row["difference"],
        "difference_low": -row["difference_high"],
        "difference_high": -row["difference_low"],
        "ahead": row["partitions"] - row["ahead"],
    }


def _describe_pair(pair: Mapping[Any, Any], metric: str, kind: str) -> str:
    other = rst_literal(str(pair["other"]))
    start = f"It is ahead of {other} at {pair['ahead']} of {pair['partitions']} {kind}s"
    limits = [pair[name] for name in ("difference", "difference_low", "difference_high")]
    if any(map(pd.isna, limits)):
        return f"{start}."
    difference, low, high = format_signed_together(limits)
    verdict = _verdict(pair, metric)
    told = f"so it is {verdict}"
    if verdict == "cannot tell":
        rows = "test periods" if kind == "origin" else "splits"
        told = f"so the {rows} cannot tell the two apart"
    return (
        f"{start}; the mean difference is {difference}, and its interval reaches from {low} to"
        f" {high}, {told}."
    )


def _verdict(pair: Mapping[Any, Any], metric: str) -> str:
    """Better or worse if the interval of the difference does not contain 0."""
    low, high = pair["difference_low"], pair["difference_high"]
    if pd.isna(low) or low <= 0 <= high:
        return "cannot tell"
    return "better" if (high < 0) == lower_is_better(metric) else "worse"
