import gzip
import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from reprise.errors import DamagedFileError
from reprise.plan.stored_runs import expected_fingerprints
from reprise.stage_settings import TabulateSettings
from reprise.storage import read_json
from reprise.tables.tabulation import read_run_files, write_table


def test_every_table_of_a_study_is_written_with_its_digest(files, tabulate):
    tabulate()
    assert files.tables == [
        files.path(name)
        for name in (
            *("runs.csv", "forecasts.csv.gz", "describe.csv", "summary.csv", "comparisons.csv"),
            "row_comparisons.csv",
            *("one_training.csv", "best.csv"),
            *("repeats.csv", "baselines.csv", "unit_roots.csv", "autocorrelations.csv"),
            "final_scores.txt",
        )
    ]
    digests = [
        f"{hashlib.sha256(Path(path).read_bytes()).hexdigest()}  {Path(path).name}"
        for path in files.tables
    ]
    assert Path(files.digests("tabulate")).read_text().splitlines() == digests


def test_the_tables_have_the_numbers_of_the_run_files(files, tabulate, framing):
    tabulate()
    runs = pd.read_csv(files.path("runs.csv"))
    assert runs["test_rmse"].tolist()[:3] == pytest.approx([1, 3, 2])
    assert runs["state"].tolist() == ["ok", "ok", "ok", "diverged"]
    variance = framing.actual[framing.split("test")].var()
    assert runs["test_r2"].tolist()[:3] == pytest.approx([1 - e**2 / variance for e in (1, 3, 2)])
    assert runs["test_r2"].isna().tolist() == [False, False, False, True]
    lines = Path(files.path("describe.csv")).read_text().splitlines()
    assert lines[:3] == [
        "statistic,epochs=100,epochs=500,persistence",
        "count,2.000000,1.000000,1.000000",
        "mean,2.000000,2.000000,2.500000",
    ]
    scores = Path(files.path("final_scores.txt")).read_text().splitlines()
    assert scores[1] == "1) Test RMSE: 1.000"


@pytest.mark.parametrize(("epochs", "warnings"), [(100, 0), (10_000, 3)])
def test_networks_that_keep_an_early_epoch_are_warned_about(files, tabulate, epochs, warnings):
    path = Path(files.settings("tabulate"))
    settings = read_json(path)
    for entry in settings["configurations"]:
        entry["epochs_to_choose_from"] = epochs
    path.write_text(json.dumps(settings))
    assert len(tabulate()) == warnings  # two configurations, and what to try


def test_the_forecasts_are_written_and_not_kept_in_memory(files, framing):
    settings = TabulateSettings.from_json(read_json(files.settings("tabulate")))
    documents = read_run_files(files, settings, expected_fingerprints(files))
    assert documents[0]["metrics"]["test_rmse"] == pytest.approx(1)
    assert not any({"forecasts", "predictions"} & set(document) for document in documents)
    forecasts = pd.read_csv(files.path("forecasts.csv.gz"))
    first = forecasts[:12]
    assert (first["forecast"] - first["observed"]).tolist() == pytest.approx([1.0] * 12, abs=1e-4)
    assert first["time"].iloc[[0, -1]].tolist() == ["1903-01-01", "1903-12-01"]
    assert forecasts["forecast"].isna().sum() == 12


def test_a_study_of_classes_has_no_table_of_forecasts(files):
    settings = TabulateSettings.from_json(
        read_json(files.settings("tabulate")) | {"task": "classify"}
    )
    read_run_files(files, settings, expected_fingerprints(files))
    assert not Path(files.path("forecasts.csv.gz")).exists()


def test_a_damaged_run_file_stops_the_tables(files, tabulate):
    path = Path(files.runs[0].run_path)
    document = json.loads(path.read_text())
    document["metrics"]["test_rmse"] = 0.5
    path.write_text(json.dumps(document))
    with pytest.raises(DamagedFileError, match=r"001\.json: was changed after it was written"):
        tabulate()
    assert not Path(files.path("runs.csv")).exists()
    assert not Path(files.path("forecasts.csv.gz")).exists()


def test_the_run_of_another_repeat_stops_the_tables(files, tabulate):
    first, second, *_ = files.runs
    shutil.copy(first.run_path, second.run_path)
    with pytest.raises(
        DamagedFileError, match=r"002\.json: contains the run of repeat 1, not of 2"
    ):
        tabulate()


def test_a_run_that_was_made_from_other_settings_stops_the_tables(files, tabulate):
    path = Path(files.runs[0].settings_path)
    path.write_text(path.read_text().replace('"epochs": 100', '"epochs": 101'))
    with pytest.raises(DamagedFileError, match=r"001\.json: was made from other settings, data"):
        tabulate()


def test_a_damaged_record_of_a_run_stops_the_tables(files, tabulate, monkeypatch, tmp_path):
    record = tmp_path / "001.csv"
    record.write_text("epoch,test_rmse\n")
    monkeypatch.setattr(
        type(files.runs[0]), "record_paths", property(lambda run: {"history": str(record)})
    )
    with pytest.raises(DamagedFileError, match=r"001\.csv: was changed after it was written"):
        tabulate()


def test_numbers_have_the_format_of_their_table(tmp_path):
    table = pd.DataFrame({"a": [1 / 3], "n": [2]})
    write_table(tmp_path / "six.csv", table, "%.6f")
    write_table(tmp_path / "all.csv", table, None)
    assert (tmp_path / "six.csv").read_text() == "a,n\n0.333333,2\n"
    assert (tmp_path / "all.csv").read_text() == "a,n\n0.3333333333333333,2\n"


def test_a_text_is_written_as_it_is_and_parts_are_compressed(tmp_path):
    write_table(tmp_path / "text.txt", "é\n", "%.6f")
    write_table(tmp_path / "parts.csv.gz", iter(["a,b\n", "1,é\n"]), "%.6f")
    assert (tmp_path / "text.txt").read_text() == "é\n"
    assert gzip.decompress((tmp_path / "parts.csv.gz").read_bytes()).decode() == "a,b\n1,é\n"
