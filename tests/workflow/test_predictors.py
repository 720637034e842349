"""A study of classes that predicts new samples, from the config to the report."""

import json
import re
import subprocess
import sys

import pandas as pd
import pytest

pytestmark = pytest.mark.workflow

STUDY = """\
title: Kinds of iris
repeats: 2
dataset: {builtin: iris}
framing: {random_state: 1, test_rows: 30, validation_rows: 30, scale: standard, stratified: true}
model: {family: mlp, units: 4}
training: {epochs: 30, batch_size: 16, shuffle: true}
vary: {training.epochs: [2, 30]}
splits: {number: 2}
predictor: {members: 3, folds: 3, levels: [80, 95]}
"""
PREDICT = """
import sys
from reprise.forecasting.predictor import load_classifier
table = load_classifier("results/tiny/classifier").predict("results/tiny/dataset.csv")
sys.stdout.write(table.to_csv())
"""


def predict(project):
    environment = project.environment | {"PYTHONPATH": str(project.folder / "workflow")}
    done = subprocess.run(
        [sys.executable, "-c", PREDICT],
        cwd=project.folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_classifier_is_chosen_measured_stored_and_made_again_with_the_same_bits(project):
    project.write_study("tiny", STUDY)
    printed = project.snakemake()
    choice = json.loads(project.path("predictor/choice.json").read_text())
    assert choice["configuration"] == "epochs=30" and "rows of split 1" in choice["reason"]
    assert choice["reason"] in project.path("classifier/classifier.json").read_text()
    accuracy = pd.read_csv(project.path("predictor_accuracy.csv"), index_col="model")
    assert set(accuracy.index) == {"network", "logistic_regression", "most_frequent"}
    coverage = pd.read_csv(project.path("predictor_coverage.csv"))
    assert coverage["level"].tolist() == [80] * 4 + [95] * 4
    check_report(project)
    assert "The folder classifier/ predicts new samples." in " ".join(printed.split())

    stored = project.stored("predictor/runs/*/*.json") | project.stored("classifier/*.json")
    stored |= project.stored("classifier/members/*.keras") | project.stored("*.csv")
    assert len(project.stored("classifier/members/*.keras")) == 3
    predicted = predict(project)
    assert project.planned() == set()
    project.edit("config/studies/tiny.yaml", "Kinds of iris", "Iris")
    assert {"choose_share_1", "retrain_share_1"}.isdisjoint(project.planned())
    lost = (
        project.path("predictor/runs/fold=2/003.json"),
        project.path("classifier/members/002.keras"),
    )
    for path in lost:
        path.unlink()
    # A command that makes this file draws no figure and no report.
    assert project.trained(project.snakemake("results/tiny/classifier/classifier.json")) == 2
    assert all(path.read_bytes() == content for path, content in stored.items() if is_same(path))
    assert predict(project) == predicted


def is_same(path):
    """Whether a file does not tell when a run was trained."""
    return path.suffix != ".json" or "runs" not in path.parts


def check_report(project):
    texts = {
        path.name: re.sub(r"<[^>]*>", " ", path.read_text())
        for folder in ("pages", "figures")
        for path in project.path(folder).iterdir()
        if path.suffix in (".html", ".rst")
    }
    for name in (
        "predictor_accuracy.html",
        "predictor_coverage.html",
        "predictor_calibration.html",
    ):
        assert "nan" not in texts[name].lower(), name
    assert "chose the configuration" in texts["predictor_accuracy.html"]
    assert "The figure compares the probability" in texts["reliability.rst"]
    assert {"tiny-reliability", "tiny-table-predictor_coverage"} <= project.places_in_report()
    report = (project.folder / "results" / "report.html").read_text()
    assert "The study also stores networks that predict new samples." in report
