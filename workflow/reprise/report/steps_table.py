"""How long each stage of the workflow took, from Snakemake's benchmark files."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

# The stages in the order of the workflow: the name of their benchmark files, and what they do. The
# report is left out, because it is not finished while it is written.
STAGES = {
    "write_settings": "write the settings of each stage",
    "dataset": "generate or copy the datasets",
    "prepare": "frame the datasets, fit the baselines",
    "train": "train the networks",
    "decide": "decide which pairs need more repeats",
    "tabulate": "make the tables",
    "choose": "choose the configurations that forecast",
    "retrain": "train the networks that forecast",
    "forecast": "forecast beyond the data",
    "draw": "draw the figures",
    "export": "write the paper kits and the notebooks",
    "replicate_figures": "compare published numbers with our runs",
    "check_claims": "check the claims",
    "record_environment": "record versions and machine",
}


# The columns of the graph: a stage reads the files of the columns before it.
FLOW = (
    ("write_settings",),
    ("dataset",),
    ("prepare",),
    ("train",),
    ("decide",),
    ("tabulate",),
    ("choose",),
    ("retrain",),
    ("forecast",),
    ("draw", "export", "replicate_figures", "check_claims", "record_environment"),
)


@dataclass(frozen=True)
class Step:
    """A stage of the workflow with its jobs.

    Attributes
    ----------
    name, does : str
    jobs : int
    seconds : float
        The time of all jobs together; jobs can run at the same time.
    cpu_seconds : float
        The time of the processor.
    memory : float
        The most memory of one job, in MiB.
    """

    name: str
    does: str
    jobs: int
    seconds: float
    cpu_seconds: float
    memory: float


def read_steps(folder: str | Path) -> list[Step]:
    """Read how long each stage took when its files were last made.

    Parameters
    ----------
    folder : path-like
        The folder `benchmarks` of the results. A job that is too short for a measurement of its
        memory or of its processor time counts as zero.

    Returns
    -------
    list of Step
        In the order of the workflow; a stage without benchmark files is left out.
    """
    steps = []
    for name, does in STAGES.items():
        files = sorted([*Path(folder).glob(f"{name}.tsv"), *Path(folder, name).glob("**/*.tsv")])
        if files:
            jobs = pd.concat(pd.read_csv(file, sep="\t", na_values="-") for file in files)
            jobs = jobs.fillna(0)
            steps.append(
                Step(
                    name=name,
                    does=does,
                    jobs=len(jobs),
                    seconds=float(jobs["s"].sum()),
                    cpu_seconds=float(jobs["cpu_time"].sum()),
                    memory=float(jobs["max_rss"].max()),
                )
            )
    return steps


def arrange_steps(steps: list[Step]) -> list[list[Step]]:
    """Arrange the stages in the columns of the graph; an empty column is left out."""
    by_name = {step.name: step for step in steps}
    columns = [[by_name[name] for name in column if name in by_name] for column in FLOW]
    return [column for column in columns if column]
