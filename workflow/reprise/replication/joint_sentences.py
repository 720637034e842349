"""The name and the sentence of a joint distance, the same in every page and caption."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reprise.replication.stored_summary import STORED
from reprise.stats.p_values import describe_p_value

VERDICT_SENTENCES = {
    "within chance": "Chance can explain the distance.",
    "beyond chance": "The distance is larger than chance explains.",
    "cannot tell": "There are too few runs for a verdict.",
}


def joint_names(rows: pd.DataFrame) -> list[str]:
    """Name each row of the joint table: its era, and its source if there are several.

    Without an era, the name is the source.
    """
    has_several = len(set(rows["source"])) > 1
    return [
        ", ".join(filter(None, (source if has_several or not era else "", era)))
        for source, era in zip(rows["source"], rows["era"], strict=True)
    ]


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
