import json

import pytest

from reprise.training.run_files import checksum, versions
from reprise.verification import VERIFIED, compare, main, record, recorded_runs, say, stored_runs

RUN = ("s", "epochs=5,units=1", 1)


@pytest.fixture
def results(tmp_path):
    """A folder with runs as `store_run` leaves them."""

    def put(repeat, **metrics):
        study, configuration, _ = RUN
        run = {"study": study, "configuration": configuration, "repeat": repeat}
        run |= {"seed": 7, "state": "ok", "metrics": metrics}
        path = tmp_path / study / "runs" / configuration / f"{repeat:03d}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(run | {"checksum": checksum(run), "provenance": {}}))
        return tmp_path

    return put


def test_runs_come_back_as_they_were_recorded(results, tmp_path):
    results(1, train_rmse=60.5, test_rmse=0.1 + 0.2)
    found = stored_runs(results(2, train_rmse=None, test_rmse=None))
    record(found, tmp_path / "verified.csv")
    with_versions, rows = recorded_runs(tmp_path / "verified.csv")
    assert rows[RUN] == found[RUN] and rows[RUN][2] == 0.1 + 0.2
    assert compare(rows, found) == ([], [])
    assert all(f"{name}={number}" in with_versions for name, number in versions().items())
    lines, is_equal = say(with_versions, rows, found)
    assert lines == ["2 of 2 runs have the metrics that were committed, bit by bit."] and is_equal


def test_the_last_bit_of_any_metric_is_seen_and_said_by_how_much(results):
    expected = stored_runs(results(1, train_rmse=60.5, test_rmse=90.0))
    found = stored_runs(results(1, train_rmse=60.5, test_rmse=90.00000000000001))
    lines, is_equal = say("", expected, found)
    assert not is_equal
    assert "0 of 1 runs" in lines[1]
    assert lines[2] == (
        "  s / epochs=5,units=1, repeat 1: test_rmse 90.00000000000001 here, 90.0 committed,"
        " 1.6e-16 of it"
    )
    other = stored_runs(results(1, train_rmse=60.50000000000001, test_rmse=90.0))
    assert len(compare(expected, other)[0]) == 1


def test_runs_that_are_missing_or_were_made_with_other_versions_are_said(results):
    found = stored_runs(results(1, test_rmse=90.0))
    expected = found | {(*RUN[:2], k): found[RUN] for k in range(2, 30)}
    lines, is_equal = say("tensorflow=1.0", expected, found)
    assert not is_equal
    assert lines[0].startswith("Other versions: here python=") and "tensorflow=1.0" in lines[0]
    assert "  s / epochs=5,units=1, repeat 2: is not there" in lines
    assert lines[-1] == "  and 8 more are not there"


def test_the_command_fails_where_a_run_is_missing(results, capsys):
    assert main([str(results(1, test_rmse=90.0))]) == 1
    assert "are not there" in capsys.readouterr().out


def test_what_is_committed_is_every_run_that_ships():
    from conftest import ROOT

    from reprise.config.study import load_config, load_study

    names = load_config(ROOT / "config" / "config.yaml")["studies"]
    studies = [load_study(name, ROOT / "config/studies", ROOT) for name in names]
    shipped = {
        (study.name, configuration.name, repeat)
        for study in studies
        for configuration in study.configurations
        for repeat in range(1, study.repeats + 1)
    }
    with_versions, runs = recorded_runs(VERIFIED)
    assert runs.keys() == shipped
    assert with_versions == " ".join(f"{n}={v}" for n, v in versions().items())
