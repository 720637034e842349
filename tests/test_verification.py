import json

import pytest
from conftest import ROOT

from reprise import verification
from reprise.config.config_file import load_config
from reprise.config.study_file import load_study
from reprise.training.run_files import checksum
from reprise.training.versions import versions
from reprise.verification import (
    VERIFIED_RUNS,
    RunName,
    RunRecord,
    compare_runs,
    describe_comparison,
    main,
    read_results,
    read_verified_runs,
    versions_text,
    write_verified_runs,
)

RUN = RunName("s", "epochs=5,units=1", 1)


@pytest.fixture
def write_run(tmp_path):
    """Write a run file as training does; return the folder of results."""

    def write(repeat, **metrics):
        run = {"study": RUN.study, "configuration": RUN.configuration, "repeat": repeat}
        run |= {"seed": 7, "state": "ok", "metrics": metrics}
        path = tmp_path / RUN.study / "runs" / RUN.configuration / f"{repeat:03d}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(run | {"checksum": checksum(run), "provenance": {}}))
        return tmp_path

    return write


@pytest.fixture
def verified_runs(tmp_path, monkeypatch):
    """A file of verified runs in the place of the committed one."""
    path = tmp_path / "verified.csv"
    monkeypatch.setattr(verification, "VERIFIED_RUNS", path)
    return path


def test_the_record_of_a_run_has_the_first_metric_of_the_test_rows(write_run):
    write_run(1, train_rmse=60.5, test_rmse=0.1 + 0.2, test_mae=3.0)
    write_run(2, train_rmse=None, test_rmse=None)
    records = read_results(write_run(3, train_loss=1.5))
    assert list(records) == [(*RUN[:2], repeat) for repeat in (1, 2, 3)]
    # printf '{"test_mae": 3.0, "test_rmse": 0.30000000000000004, "train_rmse": 60.5}' | sha256sum
    assert records[RUN] == RunRecord("1c25b6014f08a30a", "test_rmse", 0.1 + 0.2)
    assert repr(records[RunName(*RUN[:2], 2)].value) == "nan"
    assert records[RunName(*RUN[:2], 3)][1:] == ("train_loss", 1.5)


def test_verified_runs_are_read_as_they_were_written(write_run, verified_runs):
    write_run(2, test_rmse=0.1 + 0.2)
    records = read_results(write_run(1, test_rmse=90.0))
    write_verified_runs(dict(reversed(records.items())), verified_runs)
    committed_versions, committed = read_verified_runs(verified_runs)
    assert committed == records
    assert committed_versions == " ".join(f"{n}={v}" for n, v in versions().items())
    lines = verified_runs.read_text().splitlines()
    assert lines[0] == f"# {committed_versions}"
    assert lines[1] == "study,configuration,repeat,checksum,metric,value"
    assert lines[2] == f's,"epochs=5,units=1",1,{records[RUN].checksum},test_rmse,90.0'
    assert lines[3].endswith(",test_rmse,0.30000000000000004")


def test_equal_runs_are_counted_and_other_runs_do_not_count():
    committed = {RUN: RunRecord("abc", "test_rmse", 90.0)}
    comparison = compare_runs(committed, committed | {RunName("t", "c", 1): committed[RUN]})
    assert comparison.is_equal and comparison.equal_runs == 1
    assert describe_comparison(comparison, versions_text()) == [
        "1 of 1 runs have the committed metrics, bit by bit."
    ]


def test_the_last_bit_of_any_metric_is_noticed(write_run):
    committed = read_results(write_run(1, train_rmse=60.5, test_rmse=90.0))
    found = read_results(write_run(1, train_rmse=60.5, test_rmse=90.00000000000001))
    comparison = compare_runs(committed, found)
    assert not comparison.is_equal and comparison.equal_runs == 0
    assert describe_comparison(comparison, versions_text()) == [
        "0 of 1 runs have the committed metrics, bit by bit.",
        "  s / epochs=5,units=1, repeat 1: test_rmse is 90.00000000000001 here and 90.0 committed;"
        " relative difference 1.6e-16",
    ]
    found = read_results(write_run(1, train_rmse=60.50000000000001, test_rmse=90.0))
    (different,) = compare_runs(committed, found).different_runs
    assert different.relative_difference == 0


@pytest.mark.parametrize(
    ("committed", "found", "difference"),
    [
        (-2.0, -3.0, 0.5),
        (0.0, 0.25, 0.25),
        (float("nan"), 1.0, float("inf")),
        (1.0, float("nan"), float("inf")),
        (float("nan"), float("nan"), 0.0),
    ],
)
def test_a_difference_is_relative_to_the_committed_value(committed, found, difference):
    comparison = compare_runs(
        {RUN: RunRecord("a", "m", committed)}, {RUN: RunRecord("b", "m", found)}
    )
    assert comparison.different_runs[0].relative_difference == difference


def test_the_largest_of_many_differences_are_shown():
    names = [RunName("s", "c", repeat) for repeat in range(1, 24)]
    committed = {name: RunRecord("a", "m", 100.0) for name in names}
    found = {name: RunRecord("b", "m", 100.0 + name.repeat) for name in names}
    lines = describe_comparison(compare_runs(committed, found), versions_text())
    assert len(lines) == 1 + 20 + 1
    assert "repeat 23: m is 123.0 here" in lines[1] and "repeat 4:" in lines[20]
    assert lines[21] == "  3 more runs differ; smallest relative difference 1.0e-02"


def test_missing_runs_and_other_versions_are_reported():
    record = RunRecord("a", "m", 1.0)
    committed = {RunName("s", "c", repeat): record for repeat in range(1, 24)}
    comparison = compare_runs(committed, {RunName("s", "c", 1): record})
    assert not comparison.is_equal
    lines = describe_comparison(comparison, "tensorflow=1.0")
    assert lines[0].startswith("The versions differ: here python=")
    assert lines[0].endswith("; committed tensorflow=1.0.")
    assert lines[1] == "1 of 23 runs have the committed metrics, bit by bit."
    assert lines[2] == "  s / c, repeat 2: is missing"
    assert lines[-1] == "  2 more runs are missing" and len(lines) == 2 + 20 + 1


def test_the_command_records_runs_and_fails_if_one_differs_later(write_run, verified_runs, capsys):
    results = str(write_run(1, test_rmse=90.0))
    assert main([results, "--record"]) == 0
    assert "Recorded 1 runs" in capsys.readouterr().out
    assert main([results]) == 0
    write_run(1, test_rmse=91.0)
    assert main([results]) == 1
    assert "0 of 1 runs have the committed metrics" in capsys.readouterr().out


def test_every_run_that_ships_is_committed_for_the_locked_versions():
    names = load_config(ROOT / "config" / "config.yaml")["studies"]
    studies = [load_study(name, ROOT / "config/studies", ROOT) for name in names]
    shipped = {
        (study.name, configuration.name, repeat)
        for study in studies
        for configuration in study.configurations
        for repeat in range(1, study.repeats + 1)
    }
    committed_versions, runs = read_verified_runs(VERIFIED_RUNS)
    assert runs.keys() == shipped
    assert committed_versions == versions_text()
