"""Data, networks and claims of the user."""

import json
import subprocess
import sys

import pandas as pd
import pytest
from conftest import RECORDING_STUDY, TINY

pytestmark = pytest.mark.workflow

TABLES = "results/tiny/tables.sha256"  # the last file before the figures and the report


def test_a_series_of_the_user_runs_from_one_yaml_and_one_csv(project):
    """Stateless, shuffled, three time steps, a season, braces, one batch larger than all rows."""
    csv = project.folder / "mine.csv"
    rows = [f"2024-01-{d:02d},{10 + d % 7 + 0.1 * d}" for d in range(1, 32)]
    rows += [f"2024-02-{d:02d},{10 + (d + 3) % 7 + 0.1 * d}" for d in range(1, 30)]
    csv.write_text("\n".join(["Day,Load", *rows]) + "\n")
    project.write_study(
        "mine",
        "title: 'Mine <x> $'\ndescription: '{% if %} {{ y }}'\nrepeats: 2\n"
        f"dataset: {{file: {csv}, time: Day, value: Load, units: MW, period: 7}}\n"
        "framing: {difference: 0, lags: 3, lags_as: time_steps, test_rows: 10}\n"
        "model: {family: lstm, stateful: false}\n"
        "training: {epochs: 5, batch_size: 16, shuffle: true}\n"
        "evaluation: {every_epoch: true}\n"
        "vary: {training.batch_size: [16, 1000], training.optimizer: [adam, sgd]}\n",
    )
    project.snakemake(studies="mine")
    describe = pd.read_csv(project.path("describe.csv", "mine"), index_col=0)
    assert describe.loc["count", "batch_size=1000,optimizer=adam"] == 2
    assert "{% if %} {{ y }}" in (project.folder / "results" / "report.html").read_text()
    history = pd.read_csv(project.path("history.csv.gz", "mine"))
    assert len(history) == 2 * 2 * 2 * 5
    assert project.path("figures/diagnostic_optimizer=sgd.png", "mine").exists()


def test_a_new_study_of_a_csv_runs_to_the_report(project):
    csv = project.folder / "data" / "my series.csv"
    days = [f"{day:02d}.{month:02d}.2024" for month in (1, 3) for day in range(1, 32)]
    rows = [f"{day};{k % 7},{k:02d}" for k, day in enumerate(days)]
    csv.write_text("\n".join(["Day;Load # MW", *rows]) + "\n")
    done = subprocess.run(
        [sys.executable, "-m", "reprise.config.new_study", "mine", str(csv)],
        cwd=project.folder,
        env=project.environment | {"PYTHONPATH": str(project.folder / "workflow")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    text = (project.folder / "config" / "studies" / "mine.yaml").read_text()
    assert "file: data/my series.csv" in text and "29 of 91 observations are missing" in text
    assert "--config studies=mine results=results-mine" in done.stdout
    project.edit("config/studies/mine.yaml", "epochs: 300", "epochs: 3")
    project.snakemake(studies="mine", results="results-mine", repeats=2)
    describe = pd.read_csv(project.path("describe.csv", "mine", "results-mine"), index_col=0)
    assert describe.loc["count", ["units=8", "units=64"]].tolist() == [2, 2]
    assert "Load # MW" in (project.folder / "results-mine" / "report.html").read_text()


JOINT = TINY.replace("[3, 6]", "[3, 6]\n  training.batch_size: [2, 4]") + "group: grids\n"


def test_a_group_runs_when_the_command_names_it_and_a_grid_reports_interactions(project):
    project.write_study("tiny", JOINT)
    project.snakemake(studies="grids")
    effects = pd.read_csv(project.path("effects.csv"))
    assert effects["term"].tolist() == ["epochs", "batch_size", "epochs x batch_size", "residual"]
    assert effects["share_of_variance"].sum() == pytest.approx(1, abs=1e-5)
    assert "Tuning one key at a time" in project.path("figures/interactions.rst").read_text()
    assert {"tiny-interactions", "tiny-table-effects"} <= project.places_in_report()


OWN_FAMILY = '''\
"""A model family of the user."""

from keras import Input, Sequential, layers


def wide(model, input_shape, outputs, output_activation, batch_size):
    return Sequential(
        [
            Input(input_shape),
            layers.Flatten(),
            layers.Dense(model["width"], activation="tanh"),
            layers.Dense(outputs, activation=output_activation),
        ]
    )
'''


def test_a_model_family_of_the_user_trains_and_an_edit_trains_again(project):
    module = project.folder / "my_models.py"
    module.write_text(OWN_FAMILY)
    study = RECORDING_STUDY.replace(
        "family: mlp, units: 8, dropout: 0.2", "family: 'my_models:wide'"
    )
    study = study.replace("model.batch_norm: [after, before]", "model.width: [4, 8]")
    study = study.replace(", layer_statistics: true", "")
    project.write_study("tiny", study)
    project.snakemake(TABLES)
    describe = pd.read_csv(project.path("describe.csv"), index_col=0)
    assert describe.loc["count", ["width=4", "width=8"]].tolist() == [2, 2]
    assert "Nothing to be done" in project.snakemake(TABLES)
    before = project.runs()
    module.write_text(OWN_FAMILY.replace('"tanh"', '"relu"'))
    assert project.trained(project.snakemake(TABLES)) == 4
    assert all(before[name]["metrics"] != run["metrics"] for name, run in project.runs().items())
    project.write_study("tiny", study.replace("my_models:wide", "my_models:wode"))
    printed = project.snakemake(check=False)
    assert "has no function 'wode'. Did you mean 'wide'?" in printed


def test_classes_of_the_user_are_learned_from_one_yaml_and_one_csv(project):
    rows = [f"{k % 7},{k % 5},{'low' if k % 7 + k % 5 < 5 else 'high'}" for k in range(70)]
    (project.folder / "mine.csv").write_text("\n".join(["a,b,level", *rows]) + "\n")
    project.write_study(
        "tiny",
        "title: Classes of my own\nrepeats: 2\n"
        "dataset: {file: mine.csv, features: [a, b], label: level}\n"
        "framing: {test_rows: 20, random_state: 1, scale: [0, 1]}\n"
        "model: {family: mlp, units: 8}\n"
        "training: {epochs: 60, batch_size: 16, shuffle: true}\n"
        "vary: {model.batch_norm: [none, after]}\n",
    )
    project.snakemake()
    describe = pd.read_csv(project.path("describe.csv"), index_col=0)
    assert describe.loc["mean", "batch_norm=none"] > describe.loc["mean", "most_frequent"]
    assert project.path("final_scores.txt").read_text().startswith("# batch_norm=none\nTrain: ")
    stored = json.loads(project.path("runs/batch_norm=none/001.json").read_text())
    assert len(stored["predictions"]) == 20


def test_a_claim_of_the_user_is_checked_and_trains_nothing(finished):
    lowest = "{kind: lowest, configurations: [epochs=6]}"
    claim = f"claims:\n  - says: Six epochs are better.\n    checks: [{lowest}]\n"
    finished.write_study("tiny", TINY + claim)
    planned = finished.planned()
    assert {"check_claims", "write_report"} <= planned
    assert not any(rule.startswith(("train", "tabulate", "draw")) for rule in planned)
    results = finished.folder / "results"
    finished.snakemake("results/report.html")
    (row,) = pd.read_csv(results / "claims.csv").to_dict("records")
    assert (row["claim"], row["says"]) == ("tiny 1", "Six epochs are better.")
    assert row["runs"] == 3 and row["verdict"] == "undecided" and "epochs=3 " in row["found"]
    assert "Six epochs are better." in (results / "report.html").read_text()
    assert not (results / "replication.csv").exists()
    finished.write_study("tiny", TINY + claim.replace("epochs=6", "epochs=66"))
    printed = finished.snakemake(check=False)
    where = "tiny.yaml: claims, item 1, checks, item 1"
    assert f"{where}: tiny has no configuration 'epochs=66'." in printed
    assert "Did you mean 'epochs=6'?" in printed and "Job" not in printed


def test_one_more_origin_trains_only_its_own_runs(project):
    tiny = TINY + "framing: {train_rows: 16, test_rows: 4}\norigins: {number: 2}\n"
    project.write_study("tiny", tiny)
    project.snakemake()
    names = [f"epochs={epochs},origin={n}" for n in (28, 32) for epochs in (3, 6)]
    assert {path.partition("/")[0] for path in project.runs()} == set(names)
    runs = pd.read_csv(project.path("runs.csv"))
    assert runs["origin"].tolist() == [28] * 6 + [32] * 6
    described = pd.read_csv(project.path("origins.csv"))
    assert described["configuration"].tolist() == ["epochs=3", "epochs=6"]
    assert described["origins"].tolist() == [2, 2]
    against = pd.read_csv(project.path("origin_comparisons.csv"))
    assert against["other"].tolist()[:3] == ["epochs=6", "persistence", "persistence"]
    compared = pd.read_csv(project.path("comparisons.csv"))
    pairs = compared[compared["kind"] == "configuration"]
    origins = [pairs[c].str.extract("(origin=.*)")[0].tolist() for c in ("configuration", "other")]
    assert origins[0] == origins[1], "only configurations of one origin are compared"
    shown = {"tiny-origins", "tiny-table-origins", "tiny-table-origin_comparisons"}
    assert shown <= project.places_in_report()
    stored = project.stored()
    project.write_study("tiny", tiny.replace("number: 2", "number: 3"))
    assert project.trained(project.snakemake(TABLES)) == 6
    assert len(project.runs()) == 18
    assert all(path.read_bytes() == content for path, content in stored.items())
