"""What a study leaves in its folder of results."""

import json

import pandas as pd
import pytest
from conftest import TINY
from PIL import Image

pytestmark = pytest.mark.workflow


def test_one_command_fills_the_file_contract(shared):
    framing = json.loads(shared.path("framing.json").read_text())
    assert [entry["train_rows"] for entry in framing] == [20]
    assert sorted(shared.runs()) == [
        f"epochs={epochs}/{repeat:03d}.json" for epochs in (3, 6) for repeat in (1, 2, 3)
    ]
    describe = pd.read_csv(shared.path("describe.csv"), index_col=0)
    assert describe.loc["count", ["epochs=3", "epochs=6"]].tolist() == [3, 3]
    assert describe.loc["mean", "persistence"] == pytest.approx(136.761, abs=5e-4)
    assert shared.path("final_scores.txt").read_text().count(") Test RMSE: ") == 6
    for name in ("series", "distribution", "comparisons", "repeats"):
        assert "</svg>" in shared.path(f"figures/{name}.svg").read_text()
        with Image.open(shared.path(f"figures/{name}.png")) as picture:
            assert min(picture.size) > 200
    assert "TinyEpochsThreeMean}" in shared.path("paper/values.tex").read_text()
    assert shared.path("paper/figures/distribution.pdf").read_bytes().startswith(b"%PDF")
    environment = json.loads((shared.folder / "results" / "environment.json").read_text())
    assert environment["packages"]["tensorflow"] and environment["machine"]["cores"]


def test_the_terminal_shows_progress_and_no_messages_of_tensorflow(shared):
    assert "Training 6 runs of tiny" in shared.output
    assert "trained 6 runs" in shared.output
    for noise in ("cuda", "oneDNN", "absl", "I0000", "WARNING"):
        assert noise not in shared.output
    assert "6 of 6 runs to train" in shared.path("../logs/train/train_share_1.log").read_text()


def test_every_number_in_a_table_can_be_traced(shared):
    runs = pd.read_csv(shared.path("runs.csv"))
    assert len(runs) == 6
    for row in runs.itertuples():
        name = f"runs/{row.configuration}/{row.repeat:03d}.json"
        stored = json.loads(shared.path(name).read_text())
        assert (stored["seed"], stored["state"]) == (row.seed, row.state)
        assert stored["metrics"]["test_rmse"] == row.test_rmse
        assert {"versions", "machine", "seconds"} == stored["provenance"].keys()
        assert stored["parameters"] == {"epochs": row.epochs}
    describe = pd.read_csv(shared.path("describe.csv"), index_col=0)
    means = runs.groupby("configuration")["test_rmse"].mean()
    assert describe.loc["mean", "epochs=3"] == pytest.approx(means["epochs=3"], abs=1e-6)


def test_a_diverged_run_is_stored_counted_and_shown(project):
    optimizers = "optimizer: [adam, {name: sgd, learning_rate: 1.0e+30}]"
    project.write_study("tiny", TINY.replace("epochs: [3, 6]", optimizers))
    project.snakemake("results/tiny/figures/distribution.svg")
    states = pd.read_csv(project.path("runs.csv")).groupby("configuration")["state"].unique()
    diverging = next(name for name in states.index if "sgd" in name)
    assert states[diverging].tolist() == ["diverged"]
    describe = pd.read_csv(project.path("describe.csv"), index_col=0)
    assert describe.loc["diverged"].tolist()[:2] == [0, 3]
    assert describe.loc["count", diverging] == 0
    caption = project.path("figures/distribution.rst").read_text()
    assert "3 of 6 runs diverged" in caption and diverging in caption
    assert "(diverged)" in project.path("final_scores.txt").read_text()


def test_the_report_shows_the_studies_that_the_config_lists(finished):
    finished.write_study("other", TINY.replace("A tiny", "Another").replace("[3, 6]", "[2]"))
    report = finished.folder / "results" / "report.html"
    assert "Another study" not in report.read_text()
    finished.snakemake(studies="tiny,other")
    assert "Another study" in report.read_text() and "A tiny study" in report.read_text()
    assert "write_report" in finished.planned(), "without the other study the report changes"
