"""The decision after a round, from made-up runs."""

import pytest
from rounds_study import MadeUpStudy

from reprise.errors import DamagedFileError
from reprise.stats.comparisons import compare_study
from reprise.tables.baseline_tables import tabulate_baselines
from reprise.tables.rounds import decide_round
from reprise.tables.run_tables import collect_runs
from reprise.training.run_files import read_run


@pytest.fixture
def study(tmp_path):
    return MadeUpStudy(tmp_path)


def test_only_the_configurations_of_undecided_pairs_are_trained_further(study):
    first = study.decide(1)
    assert first.repeats == dict.fromkeys(["units=1", "units=2", "units=3"], 5)
    assert first.continuing == ["units=1", "units=2"]
    second = study.decide(2)
    assert second.repeats == {"units=1": 8, "units=2": 8, "units=3": 5}
    assert study.files.rounds[1].read_decision() == second
    assert second.pairs[1:] == first.pairs[1:], "decided pairs stay as they were decided"


def test_the_verdicts_are_those_of_the_comparison_at_the_level_of_the_round(study):
    (row, *_) = study.decide(1).pairs
    runs = collect_runs([read_run(run.run_path) for run in study.files.runs])
    names = ["units=1", "units=2", "units=3"]
    table = compare_study(
        runs, "test_rmse", {"f": names}, {n: n for n in names}, tabulate_baselines([]), 1.5, 0.99
    )
    expected = table.iloc[0]
    assert row["confidence"] == pytest.approx(0.99)
    for column in ("verdict", "difference_low", "difference_high", "runs"):
        assert row[column] == expected[column]
    assert row["p"] == pytest.approx(min(1, 5 * expected["p"]))


def test_a_round_after_everything_is_decided_reads_no_run(study):
    study.write_study(
        (study.folder / "studies" / "mine.yaml").read_text().replace("margin: 1.5", "margin: 30")
    )
    assert study.decide(1).continuing == []
    for run in study.files.runs:
        (study.folder / run.run_path).unlink()
    files = study.files
    decision, index = decide_round(files, files.rounds[1], "")
    assert decision.number == 2 and decision.repeats == dict.fromkeys(decision.repeats, 5)
    assert index["files"] == {}


def test_a_run_of_another_configuration_is_refused(study):
    files = study.files
    study.train(files.runs)
    (study.folder / files.runs[0].run_path).write_bytes(
        (study.folder / files.runs[-1].run_path).read_bytes()
    )
    with pytest.raises(DamagedFileError, match="contains the run of configuration units=3"):
        decide_round(files, files.rounds[0], "")
