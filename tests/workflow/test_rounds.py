"""A study that trains until its pairs are decided: rounds, interruptions and larger limits."""

import copy
import shutil

import pandas as pd
import pytest
from conftest import Project

pytestmark = pytest.mark.workflow

STUDY = """\
extends: lstm_epochs
title: A study that trains until its pairs are decided
comparison: {margin: 4}
baselines: []
repeats: {until: decided, at_least: 5, at_most: 17}
vary:
  training.epochs: [3, 60, 400]
"""
TABLES = "results/tiny/tables.sha256"
MADE = ("runs.csv", "rounds.csv", "comparisons.csv", "rounds/1.json", "rounds/3.json")


@pytest.fixture(scope="module")
def until_decided(tmp_path_factory):
    """The study after a command that was not interrupted."""
    project = Project(tmp_path_factory.mktemp("rounds") / "project")
    project.write_study("tiny", STUDY)
    project.output = project.snakemake(TABLES)
    return project


def made(project, results="results"):
    """What must not depend on how the work was divided; the seconds of runs do."""
    files = {name: project.path(name, results=results) for name in MADE}
    runs = pd.read_csv(files.pop("runs.csv")).drop(columns="seconds")
    return {"runs": runs.to_csv()} | {name: path.read_text() for name, path in files.items()}


def test_a_decided_configuration_stops_and_the_others_go_on_to_the_limit(until_decided):
    rounds = pd.read_csv(until_decided.path("rounds.csv"), index_col="configuration")
    assert rounds["repeats"].to_dict() == {"epochs=3": 12, "epochs=60": 12, "epochs=400": 8}
    assert rounds["stopped_because"].to_dict() == {
        "epochs=3": "at most 17 repeats",
        "epochs=60": "at most 17 repeats",
        "epochs=400": "all pairs decided",
    }
    runs = pd.read_csv(until_decided.path("runs.csv"))
    assert runs.groupby("configuration").size().to_dict() == rounds["repeats"].to_dict()
    assert len(until_decided.runs()) == len(runs) == until_decided.trained(until_decided.output)
    pairs = pd.read_csv(until_decided.path("comparisons.csv"))
    assert pairs["round"].fillna(0).tolist() == [0, 2, 2]
    assert pairs["verdict"].tolist() == ["cannot tell", "worse", "worse"]
    assert pairs["runs"].tolist() == [12, 8, 8], "the numbers are those of the decision"
    printed = until_decided.output
    assert "tiny, round 1: 0 of 3 pairs are decided; training 3 more repeats of" in printed
    assert "2 of 3 pairs are decided; training 4 more repeats of epochs=3, epochs=60\n" in printed
    assert "the training stops, because at most 17 repeats are allowed" in printed
    assert "Nothing to be done" in until_decided.snakemake(TABLES)


def test_an_interrupted_study_in_other_jobs_has_the_same_bits(until_decided):
    results = "results-other"
    options = {"results": results, "cores": 1}
    until_decided.snakemake(f"{results}/tiny/rounds/2.json", job_size="study", **options)
    until_decided.path("rounds/2/epochs=60/007.json", results=results).unlink()
    until_decided.path("runs/epochs=3/006.json", results=results).write_text("{")
    printed = until_decided.snakemake(f"{results}/tiny/tables.sha256", job_size="all", **options)
    assert until_decided.trained(printed) == 1 + 8
    assert until_decided.runs(results=results) == until_decided.runs()
    assert made(until_decided, results) == made(until_decided)


def test_another_margin_decides_again_and_trains_only_what_is_missing(until_decided, tmp_path):
    project = copy.copy(until_decided)
    project.folder = shutil.copytree(until_decided.folder, tmp_path / "project")
    before, first = project.stored(), project.path("rounds/1.json").read_bytes()
    project.write_study("tiny", STUDY.replace("17", "18"))
    printed = project.snakemake(TABLES)
    assert project.path("rounds/1.json").read_bytes() == first, "a larger limit only adds rounds"
    assert "decide_tiny_3" not in printed and "round 4: " in printed
    assert project.trained(printed) == 2 * 6
    assert project.stored().items() > before.items()
    project.write_study("tiny", STUDY.replace("margin: 4", "margin: 12"))
    printed = project.snakemake(TABLES)
    assert project.trained(printed) == 0
    assert "round 2: all 3 pairs are decided" in printed
    runs = pd.read_csv(project.path("runs.csv"))
    assert runs.groupby("configuration").size().tolist() == [8, 8, 8]
    assert len(project.runs()) == 18 + 18 + 8, "the runs of before stay"
