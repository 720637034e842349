"""The files of the rounds: their names do not depend on what is decided."""

from pathlib import Path

import pytest
from rounds_study import STUDY, MadeUpStudy

from reprise.plan.round_files import plan_rounds
from reprise.round_decision import RoundDecision


@pytest.fixture
def files(tmp_path):
    return MadeUpStudy(tmp_path).files


def test_each_round_has_the_runs_that_it_may_train(files):
    assert [(each.number, each.repeats, len(each.runs)) for each in files.rounds] == [
        (1, 5, 0),
        (2, 8, 9),
        (3, 12, 12),
    ]
    assert [run.repeat for run in files.rounds[1].runs[:3]] == [6, 7, 8]
    assert len(files.runs) == 15 and len(files.outputs("rounds")) == 9 + 12 + 3 * 2
    names = [Path(path).relative_to(files.folder).as_posix() for path in files.rounds[1].outputs]
    assert names[0] == "rounds/2/units=1/006.json"
    assert names[-2:] == ["rounds/2.json", "made_from/round_2.json"]


def test_a_round_trains_the_runs_that_were_asked_for(files):
    earlier = RoundDecision(1, {}, [], ["units=2"])
    assert {run.configuration for run in earlier.asked_runs(files.rounds[1].runs)} == {"units=2"}
    assert files.rounds[0].earlier_decision is None
    assert files.rounds[1].earlier_decision == files.rounds[0].decision


def test_the_tables_have_the_runs_of_the_last_decision(tmp_path):
    study = MadeUpStudy(tmp_path)
    for number in (1, 2, 3):
        decision = study.decide(number)
    runs = study.files.tabulated_runs
    found = {name: sum(run.configuration == name for run in runs) for name in decision.repeats}
    assert found == decision.repeats == {"units=1": 12, "units=2": 12, "units=3": 5}


def test_a_study_with_a_number_of_repeats_has_no_rounds(tmp_path):
    study = MadeUpStudy(tmp_path)
    study.write_study(STUDY.partition("repeats")[0] + "vary: {model.units: [1, 2]}\nrepeats: 3\n")
    files = study.files
    assert files.rounds == plan_rounds(files.study, "", "", lambda *_: None) == []
    assert files.tabulated_runs == files.runs and files.outputs("rounds") == []
