"""The sentence about a joint distance, in the same words in every page and caption."""

from collections.abc import Mapping
from typing import Any

from reprise.replication.stored_summary import STORED
from reprise.stats.p_values import describe_p_value

VERDICT_SENTENCES = {
    "within chance": "Chance can explain the distance.",
    "beyond chance": "The distance is larger than chance explains.",
    "cannot tell": "There are too few runs for a verdict.",
}


def joint_sentence(row: Mapping[Any, Any]) -> str:
    """Describe a row of the joint table about all tables together.

    Parameters
    ----------
    row : dict
        A row with the study `all` or STORED.
    """
    runs = f"{row['runs']:.0f}"
    whose = f"a stored study of {runs} runs" if row["study"] == STORED else f"at least {runs} runs"
    return (
        f"With {whose} per configuration, the distance is {row['distance']:.0f}, and chance alone"
        f" gives {row['expected']:.0f} on average ({describe_p_value(row['p'])})."
        f" {VERDICT_SENTENCES[row['verdict']]}"
    )
