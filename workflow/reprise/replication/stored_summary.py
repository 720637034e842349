"""Summaries of long replications, which are stored with the project: write them and read them.

`python -m reprise.replication.stored_summary STUDY --results FOLDER` writes
data/replications/STUDY.csv from the runs of a study with published numbers.
"""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from reprise.paths import REPLICATIONS
from reprise.replication.joint_table import joint_table
from reprise.stage_settings import FigureSettings
from reprise.storage import read_json, write_text_file

STORED = "stored"  # in the place of the study, in the joint table


def summarize(settings: FigureSettings, runs: pd.DataFrame) -> pd.DataFrame:
    """Summarize the distances of all published tables together, one row per era.

    Returns
    -------
    DataFrame
        The rows of all tables of the joint table, the study, and `made_from`, the SHA-256 of the
        metrics of all runs.
    """
    joint = joint_table([(settings, runs)], [])
    metrics = sorted({number.metric for number in settings.published} & set(runs))
    content = runs[["configuration", "repeat", "state", *metrics]].to_csv(
        index=False, float_format="%.9g"
    )
    digest = hashlib.sha256(content.encode()).hexdigest()
    together = joint[joint["study"] == "all"]
    return together.assign(study=settings.study, made_from=digest)


def read_stored(joint: pd.DataFrame, folder: Path = REPLICATIONS) -> pd.DataFrame:
    """Read the stored rows about the same published tables and networks as a joint table.

    A row is left out if its source, its era, a published value or a setting of a configuration
    (data, framing, model, training, evaluation) is another.

    Parameters
    ----------
    joint : DataFrame
        As `joint_table` returns it.
    folder : Path

    Returns
    -------
    DataFrame
        Rows with the columns of `joint`, in which the study is STORED.
    """
    together = joint[joint["study"] == "all"]
    keys = ["source", "era", "published"]
    wanted = set(together[keys].itertuples(index=False, name=None))
    parts = [pd.read_csv(file, keep_default_na=False) for file in sorted(folder.glob("*.csv"))]
    if not parts:
        return joint[:0]
    stored = pd.concat(parts)
    is_wanted = [row in wanted for row in stored[keys].itertuples(index=False, name=None)]
    return stored[is_wanted].assign(study=STORED)[list(joint.columns)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the summary of a study, and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m reprise.replication.stored_summary", description=__doc__
    )
    parser.add_argument("study", help="a study with published tables or lists")
    parser.add_argument("--results", default="results", help="the folder of results")
    options = parser.parse_args(arguments)
    folder = Path(options.results) / options.study
    settings = FigureSettings.from_json(read_json(folder / "settings" / "draw.json"))
    summary = summarize(settings, pd.read_csv(folder / "runs.csv"))
    if summary.empty:
        print(
            f"{options.study} has no published tables or lists, or fewer than two runs of each.",
            file=sys.stderr,
        )
        return 1
    file = REPLICATIONS / f"{options.study}.csv"
    write_text_file(file, summary.to_csv(index=False, float_format="%.6g"))
    print(f"{file} has {len(summary)} rows.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
