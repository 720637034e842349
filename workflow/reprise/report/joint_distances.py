"""How far all published tables of a paper together lie from our runs."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from reprise.replication.joint_sentences import VERDICT_SENTENCES
from reprise.replication.joint_table import COLUMNS as JOINT_COLUMNS
from reprise.replication.stored_summary import STORED
from reprise.stats.p_values import format_p_value

JOINT_TEXTS = ("source", "era", "study", "table", "configuration", "verdict", "published")


@dataclass(frozen=True)
class JointDistance:
    """The distance of all tables of a paper from our runs, in words.

    Attributes
    ----------
    era, tables, verdict : str
    runs : str
        The fewest runs of a configuration.
    distance, expected : str
        The distance, and its mean if chance alone causes it.
    p : str
    """

    era: str
    runs: str
    tables: str
    distance: str
    expected: str
    p: str
    verdict: str


def read_joint_table(path: str | Path | None) -> pd.DataFrame:
    """Read joint_distance.csv; an empty table if the report has no replication.

    An empty era stays an empty text.
    """
    if not path:
        return pd.DataFrame(columns=list(JOINT_COLUMNS))
    joint = pd.read_csv(path)
    return joint.assign(**pd.read_csv(path, usecols=JOINT_TEXTS, dtype=str, keep_default_na=False))


def list_joint_distances(joint: pd.DataFrame) -> list[JointDistance]:
    """List the distance of all published tables and lists together, for each era.

    Parameters
    ----------
    joint : DataFrame
        As `read_joint_table` reads it.
    """
    rows = joint[joint["study"].isin(("all", STORED))].to_dict("records")
    return [
        JointDistance(
            era=row["era"],
            runs=f"{row['runs']:.0f}" + (" (stored study)" if row["study"] == STORED else ""),
            tables=row["configuration"],
            distance=f"{row['distance']:.0f}",
            expected=f"{row['expected']:.0f}",
            p=format_p_value(row["p"]),
            verdict=VERDICT_SENTENCES[row["verdict"]],
        )
        for row in rows
    ]
