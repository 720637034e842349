"""The studies of the tutorials, as they ship, with two repeats."""

import pandas as pd
import pytest

pytestmark = pytest.mark.workflow


NEW_STUDIES = (
    *("batchnorm", "batchnorm_extensions", "batchnorm_layer", "batchnorm_cnn", "batchnorm_rnn"),
    *("sliding_window", "sequence_forecasters", "sequence_epochs", "births_forecasters"),
    "births_naive",
)


def test_the_other_two_tutorials_run_as_they_ship(project):
    """With two repeats: each study fills the file contract, and its tables hold what is printed."""
    project.snakemake(studies=",".join(NEW_STUDIES), repeats=2)
    places = project.places_in_report()
    for study in NEW_STUDIES:
        for name in ("framing.json", "framing.npz", "runs.csv", "describe.csv", "baselines.csv"):
            assert project.path(name, study).exists(), f"{study}/{name}"
        runs = pd.read_csv(project.path("runs.csv", study))
        assert (runs["state"] == "ok").all(), study
        for row in runs.itertuples():
            name = f"runs/{row.configuration}/{row.repeat:03d}.json"
            assert project.path(name, study).exists(), f"{study}/{name}"
        figures = {path.stem for path in project.path("figures", study).glob("*.svg")}
        assert "distribution" in figures and figures & {"series", "samples"}, study
        for figure in figures:
            assert f"{study}-{figure}" in places
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
    assert set(baselines["baseline"]) == {
        *("persistence", "seasonal_naive", "mean", "least_squares", "ets", "sarima")
    }
    steps = pd.read_csv(project.path("steps.csv", "births_forecasters"))
    assert sorted(set(steps["step"])) == list(range(1, 8))
    # Batch-normalization tutorial, "MLP With Batch Normalization"
    reached = pd.read_csv(project.path("reaching.csv", "batchnorm"))
    epochs = reached.groupby("configuration")["epoch"].mean()
    assert epochs["after_activation"] < epochs["baseline"]
    claims = pd.read_csv(project.folder / "results" / "claims.csv").set_index("claim")
    assert list(claims.index) == [*range(19, 31), 32, 35, 36]
    for clear in (25, 27):
        assert claims.loc[clear, "p_supported"] < 0.1, claims.loc[clear, "found"]
    # Two runs decide nothing; a configuration of several studies has more.
    assert (claims.loc[claims["runs"] < 5, "verdict"] == "undecided").all()
    replication = pd.read_csv(project.folder / "results" / "replication.csv")
    assert replication["study"].value_counts().to_dict() == {
        "batchnorm": 6,
        "sequence_forecasters": 6,
    }


def test_the_lstm_tutorial_is_compared_with_what_it_prints_and_concludes(project):
    """With two repeats: one row per printed number and era, and rows for every claim."""
    studies = [
        f"lstm_{n}{d}" for d in ("", "_diagnostic") for n in ("epochs", "batch_size", "neurons")
    ]
    asked = {"studies": ",".join([*studies, "lstm_state"]), "repeats": 2}
    project.snakemake(**asked)
    results = project.folder / "results"
    replication = pd.read_csv(results / "replication.csv", keep_default_na=False)
    assert len(replication) == 1 + 3 * (13 * 8 + 8 * 10 * 2)
    has_none = replication["statistic"].isin(["count", "min", "max"])
    assert (replication.loc[has_none, "verdict"] == "").all()
    judged = replication.loc[~has_none, "verdict"]
    assert judged.isin(["replicates", "does not", "cannot tell"]).all()
    assert replication["reason"].ne("").all()
    persistence = replication[replication["configuration"] == "persistence"]
    assert persistence["verdict"].tolist() == ["replicates"]
    joint = pd.read_csv(results / "findings" / "joint_distance.csv")
    whole = joint[joint["study"] == "all"]
    assert whole["era"].tolist() == ["keras3", "keras1", "keras1_tf1"]
    assert (whole["configuration"] == "21 tables and lists").all()
    assert (whole["dimensions"] == 13 * 5 + 8 * 4).all()
    claims = pd.read_csv(results / "claims.csv", dtype={"claim": str})
    numbers = [*map(str, range(1, 18)), "18 naive", "18 ETS", "18 SARIMA", "31"]
    eras = ["keras3", "keras1", "keras1_tf1"]
    assert claims[["claim", "value"]].to_numpy().tolist() == [
        [claim, era] for claim in numbers for era in eras
    ]
    # Two runs decide nothing; a configuration of several studies has more.
    assert (claims.loc[claims["runs"] < 5, "verdict"] == "undecided").all()
    assert claims["number"].notna().all()
    assert claims.loc[claims["claim"] == "14", "in_the_tables"].eq("does not hold").all()
    assert claims.loc[claims["claim"] == "13", "in_the_tables"].eq("holds").all()
    report = (results / "report.html").read_text()
    assert "20 claims" in report  # claim 16 is ours
    assert "one distance of our runs from all 21 tables and lists of the tutorial" in report
    shown = {"replication_eras", "every-replication", "every-claims", "eras", "tutorial-lstm"}
    assert shown <= project.places_in_report()
    assert "Nothing to be done" in project.snakemake("--dry-run", **asked)
