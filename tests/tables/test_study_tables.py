import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reprise.errors import DamagedFileError
from reprise.partition import Partition
from reprise.storage import write_digests
from reprise.tables.study_tables import StudyTables


@pytest.fixture
def tables(files, tabulate):
    tabulate()
    return StudyTables(files)


def test_the_tables_of_a_study_are_read(tables):
    assert tables.settings.study == "quick"
    assert len(tables.runs) == 4
    assert tables.description.loc["mean", "epochs=100"] == 2
    assert tables.summary["mean"].tolist() == [2, 2]
    assert len(tables.repeats) == 1
    assert tables.comparisons["kind"].tolist() == ["configuration", "baseline", "baseline"]
    assert tables.baselines["test_rmse"].tolist() == [2.5, 2.5]
    assert tables.baseline_steps.empty
    assert len(tables.dataset.values) == 36
    assert tables.read_text("final_scores.txt").startswith("# epochs=100\n")


def test_control_characters_of_titles_units_and_names_are_visible(files, tmp_path, monkeypatch):
    path = Path(files.settings("draw"))
    document = json.loads(path.read_text())
    csv = tmp_path / "mine.csv"
    csv.write_text("a\x1b,b\u202e\n1,no\x07\n2,yes\n")
    document["title"] = "half \ud800"
    document["dataset"] = {"file": str(csv), "features": ["a\x1b"], "label": "b\u202e"}
    document["dataset"]["units"] = "\x9b"
    path.write_text(json.dumps(document))
    monkeypatch.setattr(type(files), "observations", str(csv))
    tables = StudyTables(files)
    assert tables.settings.title == r"half \ud800"
    assert tables.settings.dataset.units == r"\x9b"
    assert tables.dataset.feature_names == [r"a\x1b"]
    assert tables.dataset.class_names == [r"no\x07", "yes"]
    assert tables.dataset.target_name == r"b\u202e"


def test_control_characters_of_the_columns_of_a_series_are_visible(files, tmp_path, monkeypatch):
    path = Path(files.settings("draw"))
    document = json.loads(path.read_text())
    csv = tmp_path / "mine.csv"
    csv.write_text("t\x07,a\x1b,b\u202e\n2024-01-01,1,2\n2024-01-02,3,4\n2024-01-03,5,6\n")
    columns = {"time": "t\x07", "value": "a\x1b", "inputs": ["b\u202e"]}
    document["dataset"] = {"file": str(csv)} | columns
    path.write_text(json.dumps(document))
    monkeypatch.setattr(type(files), "observations", str(csv))
    series = StudyTables(files).dataset
    assert series.time_name == r"t\x07" and series.targets == (r"a\x1b",)
    assert {n: v.tolist() for n, v in series.columns.items()} == {
        r"a\x1b": [1, 3, 5],
        r"b\u202e": [2, 4, 6],
    }


def test_the_published_table_of_a_tutorial_belongs_to_its_study(tables):
    assert tables.published.empty  # No tutorial prints numbers for the study `quick`.


@pytest.mark.parametrize(
    "file",
    [
        *("effects.csv", "steps.csv", "one_training.csv"),
        *("ensembles.csv", "history.csv.gz", "layer_statistics.csv.gz"),
    ],
)
def test_each_further_table_is_read_from_its_file(tables, files, file):
    path = files.path(file)
    pd.DataFrame({"number": [1.5]}).to_csv(path, index=False)
    write_digests(files.digests("tabulate"), [path])
    assert getattr(tables, file.partition(".")[0])["number"].tolist() == [1.5]


def test_the_tables_of_origins_and_of_splits_have_the_same_columns(tables, files):
    for kind in ("origin", "split"):
        entries = tables.settings.configurations
        entries = tuple(replace(entry, partition=Partition(kind, 1)) for entry in entries)
        tables.settings = replace(tables.settings, configurations=entries)
        for file in (f"{kind}s.csv", f"{kind}_comparisons.csv"):
            pd.DataFrame({f"{kind}s": [2], f"std_{kind}s": [1.5]}).to_csv(files.path(file))
            write_digests(files.digests("tabulate"), [files.path(file)])
            read = StudyTables.__dict__[file.removesuffix(".csv").replace(kind, "partition")].func
            assert read(tables)[["partitions", "std_partitions"]].to_numpy().tolist() == [[2, 1.5]]


@pytest.mark.parametrize(
    ("metrics", "expected"),
    [(["test_mae", "test_rmse"], "test_rmse"), (["test_mae"], "test_mae"), ([], "test_rmse")],
)
def test_ensembles_show_the_metric_of_the_study_if_they_have_it(tables, metrics, expected):
    tables.ensembles = pd.DataFrame({"metric": metrics})
    assert tables.ensemble_metric == expected


def test_a_table_is_read_only_once(tables, files):
    runs = tables.runs
    Path(files.path("runs.csv")).write_text("")
    assert tables.runs is runs


@pytest.mark.parametrize(
    ("file", "read"),
    [
        ("baselines.json", lambda tables: tables.baseline_steps),
        ("windows.txt", lambda tables: tables.read_text("windows.txt")),
        ("final_scores.txt", lambda tables: tables.read_text("final_scores.txt")),
        ("framing.npz", lambda tables: tables.framings),
    ],
)
def test_a_changed_file_of_an_earlier_stage_is_an_error(tables, files, file, read):
    path = Path(files.path(file))
    if file == "windows.txt":
        path.write_text("1 2\n")
        write_digests(files.digests("prepare"), [path])
    read(tables)
    path.write_bytes(b"")
    tables.__dict__.pop("framings", None)
    tables.__dict__.pop("baseline_steps", None)
    with pytest.raises(DamagedFileError, match=f"{file}: was changed after it was written"):
        read(tables)


def test_a_shortened_table_is_an_error(tables, files):
    path = Path(files.path("runs.csv"))
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:2]))
    with pytest.raises(DamagedFileError, match=r"runs\.csv: was changed after it was written"):
        _ = tables.runs


def test_the_times_of_forecasts_are_dates(tables):
    assert tables.forecasts["time"].iloc[0] == pd.Timestamp("1903-01-01")
    assert np.isnan(tables.forecasts["forecast"].iloc[-1])


@pytest.mark.parametrize("change", ["values", "query"])
def test_the_times_of_forecasts_without_dates_are_not_changed(files, tabulate, change):
    tabulate()
    path = Path(files.settings("draw"))
    settings = json.loads(path.read_text())
    if change == "values":
        settings["dataset"] = {"values": [1.0, 2.0]}
    else:
        settings["framings"][0]["query"] = {"inputs": [1.0, 2.0], "answer": [3.0]}
    path.write_text(json.dumps(settings))
    assert StudyTables(files).forecasts["time"].iloc[0] == "1903-01-01"
