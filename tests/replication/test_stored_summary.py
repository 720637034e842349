import json
from dataclasses import replace

import pandas as pd
import pytest
from conftest import ROOT
from figure_settings_builder import make_era_settings

from reprise.config.study_file import load_study
from reprise.plan.files import StudyFiles
from reprise.plan.settings_files import settings_documents
from reprise.plan.stages import stage_code
from reprise.replication.joint_sentences import joint_sentence
from reprise.replication.joint_table import joint_table
from reprise.replication.stored_summary import STORED, main, read_stored, summarize
from reprise.stage_settings import FigureSettings

SUMMARY = ROOT / "data" / "replications" / "lstm_replication.csv"
STUDIES = ("epochs", "batch_size", "neurons")


def figure_settings(name):
    """The settings of a study of the project, as the workflow writes them."""
    files = StudyFiles(load_study(name, ROOT / "config" / "studies", ROOT), "results", None)
    return FigureSettings.from_json(settings_documents(files)[files.settings("draw")])


@pytest.fixture(scope="module")
def studies():
    """The studies of the tutorial's tables, with four runs of each configuration."""
    parts = []
    for name in [f"lstm_{n}{end}" for end in ("", "_diagnostic") for n in STUDIES]:
        settings = figure_settings(name)
        runs = pd.DataFrame(
            {"train_rmse": [60.0, 61.0, 63.0, 63.0], "test_rmse": [90.0, 100.0, 104.0, 115.0]}
        ).assign(state="ok", repeat=range(4))
        names = settings.configuration_names
        parts.append((settings, pd.concat(runs.assign(configuration=c) for c in names)))
    return parts


@pytest.fixture(scope="module")
def joint(studies):
    return joint_table(studies, [])


def test_the_committed_summary_is_what_the_report_shows(joint):
    stored = read_stored(joint)
    assert stored["era"].tolist() == ["keras3", "keras1", "keras1_tf1"]
    row = stored.to_dict("records")[-1]
    committed = pd.read_csv(SUMMARY).set_index("era").loc["keras1_tf1"]
    assert row["study"] == STORED
    for column in ("runs", "distance", "expected", "limit", "p", "verdict"):
        assert row[column] == committed[column]
    assert joint_sentence(row) == (
        "With a stored study of 300 runs per configuration, the distance is"
        f" {committed['distance']:.0f}, and chance alone gives {committed['expected']:.0f} on"
        f" average (p = {committed['p']:.2f}). Chance can explain the distance."
    )


def test_a_summary_of_other_tables_or_eras_is_not_shown(joint):
    assert read_stored(joint.assign(era="keras2")).empty
    assert read_stored(joint.assign(published="another")).empty
    assert read_stored(joint.assign(source="A paper")).empty
    assert read_stored(joint[:0]).empty


def test_a_summary_of_networks_with_other_settings_is_not_shown(studies, joint):
    """One changed setting of one configuration hides the rows of its era."""
    settings, runs = studies[0]
    first = settings.configurations[0]
    changed = replace(first, distribution_key="another")
    configurations = (changed, *settings.configurations[1:])
    other = joint_table(
        [(replace(settings, configurations=configurations), runs), *studies[1:]], []
    )
    eras = read_stored(joint)["era"].tolist()
    assert read_stored(other)["era"].tolist() == [era for era in eras if era != first.era]
    assert first.era in eras


def test_the_committed_summary_has_300_runs_in_three_eras():
    summary = pd.read_csv(SUMMARY)
    assert summary["era"].tolist() == ["keras3", "keras1", "keras1_tf1"]
    assert set(summary["runs"]) == {300} and set(summary["dimensions"]) == {97}
    assert summary["made_from"].str.fullmatch("[0-9a-f]{64}").all()


def test_a_summary_is_made_from_the_metrics_and_not_from_the_seconds():
    settings = make_era_settings("lstm_neurons", ["units=1", "units=2"])
    runs = pd.DataFrame(
        {
            "configuration": ["era=keras3,units=1"] * 4 + ["era=keras3,units=2"] * 4,
            "state": "ok",
            "repeat": [1, 2, 3, 4] * 2,
            "test_rmse": [90.0, 95.0, 110.0, 120.0] * 2,
            "seconds": 1.0,
        }
    )
    first = summarize(settings, runs)
    assert first["study"].tolist() == ["lstm_neurons"] and first["runs"].tolist() == [4]
    pd.testing.assert_frame_equal(summarize(settings, runs.assign(seconds=2.0)), first)
    other = summarize(settings, runs.assign(test_rmse=runs["test_rmse"] + 1))
    assert (other["made_from"] != first["made_from"]).all()


def test_a_study_without_published_tables_has_no_summary(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("reprise.replication.stored_summary.REPLICATIONS", tmp_path)
    settings = make_era_settings("mine", ["units=1"])
    write_study(tmp_path, settings)
    assert main(["mine", "--results", str(tmp_path)]) == 1
    assert "mine has no published tables or lists" in capsys.readouterr().err
    assert not (tmp_path / "mine.csv").exists()


def test_a_summary_is_written_and_found_again(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("reprise.replication.stored_summary.REPLICATIONS", tmp_path)
    settings = make_era_settings("lstm_neurons", ["units=1"])
    runs = write_study(tmp_path, settings)
    assert main(["lstm_neurons", "--results", str(tmp_path)]) == 0
    assert "lstm_neurons.csv has 1 rows" in capsys.readouterr().out
    table = joint_table([(settings, runs)], [])
    assert read_stored(table, tmp_path)["runs"].tolist() == [4]


def write_study(folder, settings):
    """Write the settings and the runs of a study with one configuration."""
    files = folder / settings.study
    (files / "settings").mkdir(parents=True)
    (files / "settings" / "draw.json").write_text(json.dumps(settings.to_json()))
    runs = pd.DataFrame(
        {
            "configuration": "era=keras3,units=1",
            "state": "ok",
            "repeat": [1, 2, 3, 4],
            "test_rmse": [90.0, 95.0, 110.0, 120.0],
        }
    )
    runs.to_csv(files / "runs.csv", index=False)
    return runs


def test_a_file_of_a_user_is_no_stored_summary():
    """The report reads a folder of the project, where a user stores nothing."""
    assert SUMMARY.parent.name == "replications"
    assert {file.name for file in SUMMARY.parent.iterdir()} == {"lstm_replication.csv"}
    assert "replications/lstm_replication.csv" in stage_code("replicate")
    assert "replications/lstm_replication.csv" not in stage_code("claim")
