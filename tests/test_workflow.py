"""The laws of the design, held by running Snakemake on a tiny study."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest
from conftest import TINY

pytestmark = pytest.mark.workflow

TABLES = ("describe.csv", "baselines.csv", "final_scores.txt", "first_rows.txt")


def tables(project, results="results"):
    return {name: project.path(name, results=results).read_bytes() for name in TABLES}


def test_one_command_fills_the_file_contract(shared):
    for name in (
        *("framing.json", "framing.npz", "runs.csv", "describe.csv"),
        *("runs/epochs=3/001.json", "runs/epochs=6/003.json", "final_scores.txt"),
        *("figures/series.svg", "figures/distribution.svg", "figures/distribution.png"),
    ):
        assert shared.path(name).stat().st_size > 0, name
    describe = pd.read_csv(shared.path("describe.csv"), index_col=0)
    assert describe.loc["count", ["epochs=3", "epochs=6"]].tolist() == [3, 3]
    assert describe.loc["mean", "persistence"] == pytest.approx(136.761, abs=5e-4)
    environment = json.loads((shared.folder / "results" / "environment.json").read_text())
    assert environment["packages"]["tensorflow"] and environment["machine"]["cores"]


def test_the_terminal_shows_what_is_done_and_none_of_tensorflows_noise(shared):
    assert "Training 6 runs of tiny" in shared.output
    assert "trained 6 runs" in shared.output
    for noise in ("cuda", "oneDNN", "absl", "I0000", "WARNING"):
        assert noise not in shared.output
    assert "6 of 6 runs to train" in shared.path("../logs/train/train_share_1.log").read_text()


def test_every_number_can_be_traced(shared):
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


def test_a_second_command_has_nothing_to_do(shared):
    assert "Nothing to be done" in shared.snakemake()


@pytest.mark.parametrize(
    ("job_size", "cores"),
    [("run", 2), ("configuration", 1), ("study", 1), ("all", 2), ("share", 1)],
)
def test_the_same_bits_come_out_of_every_job_size_and_number_of_cores(shared, job_size, cores):
    results = f"results-{job_size}-{cores}"
    shared.snakemake(cores=cores, job_size=job_size, results=results)
    assert shared.runs(results=results) == shared.runs()
    assert tables(shared, results) == tables(shared)


def test_the_same_bits_come_out_alone_and_in_another_order(project, shared):
    last = "results/tiny/runs/epochs=6/003.json"
    project.snakemake(last, job_size="run", cores=1)
    assert list(project.runs()) == ["epochs=6/003.json"]
    project.write_study("tiny", TINY.replace("[3, 6]", "[6, 3]"))
    project.snakemake(job_size="study")
    assert project.runs() == shared.runs()


@pytest.mark.parametrize("job_size", ["share", "run"])
def test_more_repeats_train_only_the_new_ones(project, job_size):
    project.snakemake(job_size=job_size)
    before = project.stored()
    printed = project.snakemake(job_size=job_size, repeats=5)
    trained = [int(n) for n in re.findall(r"trained (\d+) run", printed)]
    assert sum(trained) == 4
    after = project.stored()
    assert len(after) == len(before) + 4
    assert all(after[path] == content for path, content in before.items())
    assert pd.read_csv(project.path("runs.csv")).groupby("configuration").size().tolist() == [5, 5]
    assert "Nothing to be done" in project.snakemake(job_size=job_size, repeats=5)


def test_another_layout_of_the_jobs_re_makes_nothing(project):
    project.snakemake(job_size="share", cores=2)
    for job_size, cores in (("study", 1), ("all", 1), ("configuration", 2)):
        assert "Nothing to be done" in project.snakemake(job_size=job_size, cores=cores)


def test_a_title_or_a_caption_trains_nothing(project):
    project.snakemake()
    project.write_study("tiny", TINY.replace("A tiny study", "Another title"))
    assert project.planned() == {"all", "draw_share_1", "write_front_page", "write_report"}
    project.snakemake()
    caption = project.folder / "workflow" / "report" / "describe.rst"
    caption.write_text(caption.read_text() + "\nMore.\n")
    assert project.planned() == {"all", "write_report"}
    project.snakemake()
    with open(project.folder / "data" / "published" / "lstm_describe.csv", "a") as published:
        published.write("another,epochs=3,mean,100.0\n")
    assert project.planned() == {"all", "draw_share_1", "write_report"}
    colour = project.folder / "workflow" / "reprise" / "figures" / "style.py"
    colour.write_text(colour.read_text().replace("#9ecae1", "#9ecae2"))
    assert project.planned() == {"all", "draw_share_1", "write_report"}


def test_a_change_to_one_study_leaves_the_others_alone(project):
    project.write_study("other", TINY.replace("A tiny", "Another"))
    project.snakemake(studies="tiny,other")
    project.write_study("other", TINY.replace("A tiny", "Another").replace("[3, 6]", "[3, 7]"))
    planned = project.planned(studies="tiny,other")
    assert not [rule for rule in planned if rule.endswith("_tiny")]
    assert "train_share_1" in planned


def test_a_change_to_the_training_module_trains_anew(project, shared):
    project.snakemake()
    before = project.stored()
    engine = project.folder / "workflow" / "reprise" / "training" / "engine.py"
    engine.write_text(engine.read_text() + "\n# A change.\n")
    printed = project.snakemake()
    assert "trained 6 runs" in printed
    after = project.stored()
    assert before.keys() == after.keys()
    assert all(after[path] != content for path, content in before.items())
    old, new = shared.runs(), project.runs()
    assert all(old[k]["metrics"] == new[k]["metrics"] for k in old)


def test_a_touched_module_trains_nothing(project):
    project.snakemake()
    before = project.stored()
    (project.folder / "workflow" / "reprise" / "training" / "engine.py").touch()
    assert "Nothing to be done" in project.snakemake()
    assert project.stored() == before


def test_a_run_that_diverges_is_stored_counted_and_shown(project):
    project.write_study(
        "tiny",
        TINY.replace("epochs: [3, 6]", "optimizer: [adam, {name: sgd, learning_rate: 1.0e+30}]"),
    )
    project.snakemake()
    states = pd.read_csv(project.path("runs.csv")).groupby("configuration")["state"].unique()
    diverging = next(name for name in states.index if "sgd" in name)
    assert states[diverging].tolist() == ["diverged"]
    describe = pd.read_csv(project.path("describe.csv"), index_col=0)
    assert describe.loc["diverged"].tolist()[:2] == [0, 3]
    assert describe.loc["count", diverging] == 0
    assert (
        "3 of 6 runs diverged and have no dot: 3 of"
        in project.path("figures/distribution.rst").read_text()
    )
    assert "(diverged)" in project.path("final_scores.txt").read_text()


def test_a_killed_study_goes_on_and_ends_with_the_same_bits(project, shared):
    """SIGKILL to Snakemake and its jobs while runs are being stored."""
    long_study = TINY.replace("[3, 6]", "[3, 6, 20000, 20001]").replace("repeats: 3", "repeats: 9")
    project.write_study("tiny", long_study)
    running = subprocess.Popen(
        [sys.executable, "-m", "snakemake", "--cores", "1", "--config", "studies=tiny"],
        cwd=project.folder,
        env=project.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while len(project.runs()) < 4 and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    stored = project.stored()
    assert 4 <= len(stored) < 36, "it was to be killed in the middle"
    printed = project.snakemake(check=False)
    assert "--unlock" in printed
    project.snakemake("--unlock")
    printed = project.snakemake(cores=1)
    assert f"trained {36 - len(stored)} runs, kept {len(stored)}" in printed
    assert all(path.read_bytes() == content for path, content in stored.items())
    short = {k: v for k, v in project.runs().items() if int(k[-8:-5]) <= 3 and "=20" not in k}
    assert short == shared.runs()


def test_a_run_file_that_was_changed_is_not_believed(project, shared):
    project.snakemake()
    path = project.path("runs/epochs=3/002.json")
    path.write_text(path.read_text().replace('"state": "ok"', '"state": "diverged"'))
    printed = project.snakemake(check=False)
    assert "epochs=3/002.json: was changed after it was written; delete it and run" in printed
    for _ in range(2):  # the second time its tables are there, and it is missed all the same
        path.unlink()
        assert "trained 1 runs, kept 5" in project.snakemake()
        assert project.runs() == shared.runs()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TINY.replace("epochs:", "epoch:"), "unknown key 'epoch'. Did you mean 'epochs'?"),
        (TINY + "training: {batch_size: 3}\n", "a stateful model needs one that does: 1, 2, 4"),
        (TINY + "repeats: 4\n", "the key 'repeats' stands there twice"),
        (TINY + "dataset: {value: Sale}\n", "no column 'Sale'. Did you mean 'Sales'?"),
    ],
)
def test_a_wrong_study_stops_before_any_job(project, text, expected):
    project.write_study("tiny", text)
    printed = project.snakemake(check=False)
    assert "config/studies/tiny.yaml" in printed and expected in printed
    assert not (project.folder / "results").exists()


def test_two_studies_of_one_title_are_refused(project):
    project.write_study("other", TINY)
    printed = project.snakemake(check=False, studies="tiny,other")
    assert "studies 'tiny' and 'other' have the same title 'A tiny study'" in printed


def test_the_report_is_of_the_studies_that_the_config_lists(project):
    project.write_study("other", TINY.replace("A tiny", "Another").replace("[3, 6]", "[2]"))
    report = project.folder / "results" / "report.html"
    for studies, shown in (("tiny", False), ("tiny,other", True), ("tiny", False)):
        project.snakemake(studies=studies)
        assert ("Another study" in report.read_text()) == shown
        assert "A tiny study" in report.read_text()


def test_a_wrong_config_names_the_nearest_study(project):
    printed = project.snakemake(check=False, studies="lstm_epoch")
    assert "there is no such file. Did you mean 'lstm_epochs'?" in printed
    printed = project.snakemake(check=False, job_siz="run")
    assert "unknown key 'job_siz'. Did you mean 'job_size'?" in printed


def test_planning_everything_imports_no_tensorflow(project):
    trap = project.folder / "trap" / "tensorflow"
    trap.mkdir(parents=True)
    (trap / "__init__.py").write_text("raise RuntimeError('TensorFlow was imported')\n")
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "--dry-run", "--quiet"],
        cwd=project.folder,
        env=project.environment | {"PYTHONPATH": str(trap.parent)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_study_of_ones_own_runs_from_one_yaml_and_one_csv(project):
    """Stateless, shuffled, three time steps, a season, braces, one batch larger than all rows."""
    csv = project.folder / "mine.csv"
    rows = [f"2024-01-{d:02d},{10 + d % 7 + 0.1 * d}" for d in range(1, 32)]
    rows += [f"2024-02-{d:02d},{10 + (d + 3) % 7 + 0.1 * d}" for d in range(1, 30)]
    csv.write_text("\n".join(["Day,Load", *rows]) + "\n")
    project.write_study(
        "mine",
        "title: 'Mine {x} $'\ndescription: '{% if %} {{ y }}'\nrepeats: 2\n"
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


JOINT = TINY.replace("[3, 6]", "[3, 6]\n  training.batch_size: [2, 4]") + "only_when_asked: true\n"


def test_a_joint_grid_runs_when_it_is_asked_for_and_says_what_keys_do_together(project):
    project.write_study("tiny", JOINT)
    (project.folder / "config" / "config.yaml").write_text("studies: [tiny]\n")
    plain = subprocess.run(
        [sys.executable, "-m", "snakemake", "--dry-run"],
        cwd=project.folder,
        env=project.environment,
        capture_output=True,
        text=True,
    )
    assert plain.returncode and "as in --config studies=tiny." in plain.stdout + plain.stderr
    project.snakemake()
    effects = pd.read_csv(project.path("effects.csv"))
    assert effects["term"].tolist() == ["epochs", "batch_size", "epochs x batch_size", "residual"]
    assert effects["share_of_variance"].sum() == pytest.approx(1, abs=1e-5)
    assert "Tuning one key at a time" in project.path("figures/interactions.rst").read_text()
    report = (project.folder / "results" / "report.html").read_text()
    assert "effects.html" in report and "interactions.svg" in report


LAYERS = """\
title: A study with everything that is stored beside a run
dataset: {file: data/daily_female_births.csv, time: Date, value: Births, period: 7}
framing: {difference: 0, lags: 7, lags_as: time_steps, test_rows: 30, validation_rows: 20}
model: {family: mlp, units: 8, dropout: 0.2}
training: {epochs: 4, batch_size: 32, shuffle: true, keep: best}
evaluation: {every_epoch: true, layer_statistics: true}
repeats: 2
vary:
  model.batch_norm: [after, before]
"""


def test_validation_and_layer_statistics_come_out_the_same_from_every_job_size(project):
    project.write_study("tiny", LAYERS)
    project.snakemake(job_size="study", cores=1)
    stored = {
        path.relative_to(project.folder / "results"): path.read_bytes()
        for kind in ("histories", "layer_statistics")
        for path in project.path(kind).glob("*/*.csv")
    }
    assert len(stored) == 8
    project.snakemake(job_size="run", results="results-run")
    assert project.runs(results="results-run") == project.runs()
    for path, content in stored.items():
        assert (project.folder / "results-run" / path).read_bytes() == content
    selection = pd.read_csv(project.path("selection.csv"))
    assert selection["chosen"].sum() == 1
    history = pd.read_csv(project.path("history.csv.gz"))
    assert not [column for column in history if column.startswith("test")]
    layers = pd.read_csv(project.path("layer_statistics.csv.gz"))
    updates = 4 * 10 + 1  # 308 rows in batches of 32, and the one before training
    assert layers.groupby(["configuration", "repeat"]).size().tolist() == [updates] * 4
    next(project.path("layer_statistics").glob("*/002.csv")).unlink()
    assert "trained 1 runs, kept 3" in project.snakemake(job_size="study")


OWN_FAMILY = '''\
"""A model family of someone's own."""

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


def test_a_model_family_of_ones_own_trains_tabulates_and_draws(project):
    module = project.folder / "my_models.py"
    module.write_text(OWN_FAMILY)
    study = LAYERS.replace("family: mlp, units: 8, dropout: 0.2", "family: 'my_models:wide'")
    study = study.replace("model.batch_norm: [after, before]", "model.width: [4, 8]")
    study = study.replace(", layer_statistics: true", "")
    project.write_study("tiny", study)
    project.snakemake()
    describe = pd.read_csv(project.path("describe.csv"), index_col=0)
    assert describe.loc["count", ["width=4", "width=8"]].tolist() == [2, 2]
    assert project.path("figures/forecasts.png").stat().st_size > 0
    assert "Nothing to be done" in project.snakemake()
    before = project.runs()
    module.write_text(OWN_FAMILY.replace('"tanh"', '"relu"'))
    trained = re.findall(r"trained (\d+) runs", project.snakemake())
    assert sum(map(int, trained)) == 4
    assert all(before[name]["metrics"] != run["metrics"] for name, run in project.runs().items())
    project.write_study("tiny", study.replace("my_models:wide", "my_models:wode"))
    printed = project.snakemake(check=False)
    assert "has no function 'wode'. Did you mean 'wide'?" in printed


def test_a_csv_of_classes_is_learned_from_one_yaml(project):
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
    assert project.path("final_scores.txt").read_text().startswith("# batch_norm=none\n0) Train: ")
    stored = json.loads(project.path("runs/batch_norm=none/001.json").read_text())
    assert len(stored["predictions"]) == 20


NEW_STUDIES = (
    *("batchnorm", "batchnorm_extensions", "batchnorm_layer", "batchnorm_cnn", "batchnorm_rnn"),
    *("sliding_window", "sequence_forecasters", "sequence_epochs", "births_forecasters"),
)


def test_the_other_two_tutorials_run_as_they_ship(project):
    """With two repeats: each study fills the file contract, and its tables hold what is printed."""
    project.snakemake(studies=",".join(NEW_STUDIES), repeats=2)
    report = (project.folder / "results" / "report.html").read_text()
    for study in NEW_STUDIES:
        for name in ("framing.json", "framing.npz", "runs.csv", "describe.csv", "baselines.csv"):
            assert project.path(name, study).stat().st_size > 0, f"{study}/{name}"
        runs = pd.read_csv(project.path("runs.csv", study))
        assert (runs["state"] == "ok").all(), study
        for row in runs.itertuples():
            name = f"runs/{row.configuration}/{row.repeat:03d}.json"
            assert project.path(name, study).exists(), f"{study}/{name}"
        figures = {path.stem for path in project.path("figures", study).glob("*.svg")}
        assert "distribution" in figures and figures & {"series", "samples"}, study
        for figure in figures:
            assert f"results/{study}/figures/{figure}.svg" in report, f"{study}/{figure}"
    # Crash course, lessons 2 to 7; a small sample, so wide bounds.
    assert "[1, 2, 3] -> [4]" in project.path("windows.txt", "sliding_window").read_text()
    assert (
        "# cnn_lstm: 8 in, 1 out" in project.path("windows.txt", "births_forecasters").read_text()
    )
    within = pd.read_csv(project.path("within.csv", "sequence_forecasters"))
    assert within["within 5"].min() >= 0.5
    at_epochs = pd.read_csv(project.path("at_epochs.csv", "sequence_epochs"))
    assert set(at_epochs["epoch"]) == {100, 1000, 8000, 10000, 15000}
    baselines = pd.read_csv(project.path("baselines.csv", "births_forecasters"))
    assert {b.split()[0] for b in baselines["baseline"]} == {
        *("persistence", "seasonal_naive", "mean", "least_squares", "ets", "sarima")
    }
    steps = pd.read_csv(project.path("steps.csv", "births_forecasters"))
    assert sorted(set(steps["step"])) == list(range(1, 8))
    # Batch-normalization tutorial, "MLP With Batch Normalization"
    reached = pd.read_csv(project.path("reaching.csv", "batchnorm"))
    epochs = reached.groupby("configuration")["epoch"].mean()
    assert epochs["after_activation"] < epochs["baseline"]
    claims = pd.read_csv(project.folder / "results" / "claims.csv").set_index("claim")
    assert list(claims.index) == list(range(19, 31))
    for clear in (19, 21, 25, 27):
        assert claims.loc[clear, "probability"] > 0.95, claims.loc[clear, "found"]
    assert (claims["verdict"] == "undecided").all()  # two runs decide nothing
    replication = pd.read_csv(project.folder / "results" / "replication.csv")
    assert replication["study"].value_counts().to_dict() == {
        "batchnorm": 6,
        "sequence_forecasters": 6,
    }


def test_the_lstm_tutorial_is_held_against_what_it_prints_and_concludes(project):
    """With two repeats: a row for every printed number in each era, and for every claim."""
    studies = [
        f"lstm_{n}{d}" for d in ("", "_diagnostic") for n in ("epochs", "batch_size", "neurons")
    ]
    asked = {"studies": ",".join([*studies, "lstm_state"]), "repeats": 2}
    project.snakemake(**asked)
    results = project.folder / "results"
    replication = pd.read_csv(results / "replication.csv", keep_default_na=False)
    assert len(replication) == 1 + 3 * (13 * 8 + 8 * 10 * 2)
    assert replication["verdict"].isin(["replicates", "does not", "cannot tell"]).all()
    assert replication["reason"].ne("").all()
    persistence = replication[replication["configuration"] == "persistence"]
    assert persistence["verdict"].tolist() == ["replicates"]
    joint = pd.read_csv(results / "findings" / "joint_distance.csv")
    whole = joint[joint["study"] == "all"]
    assert whole["era"].tolist() == ["keras3", "keras1", "keras1_tf1"]
    assert (whole["configuration"] == "21 tables and lists").all()
    assert (whole["dimensions"] == 13 * 5 + 8 * 4).all()
    claims = pd.read_csv(results / "claims.csv")
    assert claims["claim"].tolist() == list(range(1, 19))
    for column in ("verdict", "verdict_keras1", "verdict_keras1_tf1"):
        assert claims[column].isin(["supported", "contradicted", "undecided"]).all()
    assert claims["probability"].between(0, 1).all() and claims["number"].notna().all()
    front_page = (results / "findings" / "front_page.rst").read_text()
    assert "of 18 claims" in front_page
    assert "All its 21 tables and lists together lie as far from ours: with" in front_page
    report = (results / "report.html").read_text()
    for shown in ("replication_eras.svg", "replication.html", "eras.html", "claims.html"):
        assert f"results/findings/{shown}" in report
    assert "Nothing to be done" in project.snakemake("--dry-run", **asked)


def test_a_study_has_claims_of_its_own_and_a_new_one_trains_nothing(project):
    lowest = "{kind: lowest, configurations: [epochs=6]}"
    claim = f"claims:\n  - says: Six epochs are better.\n    checks: [{lowest}]\n"
    project.write_study("tiny", TINY + claim)
    project.snakemake()
    results = project.folder / "results"
    (found,) = pd.read_csv(results / "claims.csv").to_dict("records")
    assert (found["claim"], found["says"]) == ("tiny 1", "Six epochs are better.")
    assert found["runs"] == 3 and found["found"].startswith("mean of test_rmse: epochs=3 ")
    assert (
        "What the studies claim themselves" in (results / "findings" / "front_page.rst").read_text()
    )
    assert not (results / "replication.csv").exists()
    second = "  - says: None ends above 500.\n    checks: [{kind: share, above: 500, at_most: 0}]\n"
    project.write_study("tiny", TINY + claim + second)
    planned = project.planned()
    assert {"check_claims", "write_front_page", "write_report"} <= planned
    assert not any(rule.startswith(("train", "tabulate", "draw")) for rule in planned)
    project.write_study("tiny", TINY + claim.replace("epochs=6", "epochs=66"))
    printed = project.snakemake(check=False)
    assert "tiny: claims: 1: check 1: tiny has no configuration 'epochs=66'." in printed
    assert "Did you mean 'epochs=6'?" in printed and "Job" not in printed


def test_origins_are_tabulated_drawn_and_reported_and_one_more_trains_its_own_runs(project):
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
    origin = compared["configuration"].str.extract("(origin=.*)")[0]
    assert all(o in other for o, other in zip(origin, compared["other"], strict=True))
    report = (project.folder / "results" / "report.html").read_text()
    for shown in ("figures/origins.svg", "pages/origins.html", "pages/origin_comparisons.html"):
        assert f"results/tiny/{shown}" in report
    stored = project.stored()
    project.write_study("tiny", tiny.replace("number: 2", "number: 3"))
    printed = project.snakemake()
    assert sum(int(n) for n in re.findall(r"trained (\d+) run", printed)) == 6
    assert len(project.runs()) == 18
    assert all(path.read_bytes() == content for path, content in stored.items())
    assert "Nothing to be done" in project.snakemake()
