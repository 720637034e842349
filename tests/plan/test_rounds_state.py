"""Which rounds are done again after something has changed."""

import shutil

import pytest
from rounds_study import STUDY, MadeUpStudy

from reprise.errors import DamagedFileError
from reprise.plan.rounds_state import first_stale_round
from reprise.tables.rounds import decide_round


@pytest.fixture
def study(tmp_path):
    """The study after all of its three rounds."""
    study = MadeUpStudy(tmp_path)
    for number in (1, 2, 3):
        study.decide(number)
    return study


def stale(study):
    files = study.files
    return first_stale_round(files, study.records(files))


def test_nothing_is_stale_after_the_last_round(study):
    assert stale(study) == 4


@pytest.mark.parametrize(
    ("damaged", "first"),
    [
        ("runs/units=1/002.json", 1),
        ("rounds/1.json", 1),
        ("rounds/2/units=3/007.json", 2),
        ("runs/units=2/008.json", 2),
        ("made_from/round_3.json", 3),
        ("runs/units=1/012.json", 3),
    ],
)
def test_a_missing_or_damaged_file_makes_its_round_and_the_later_ones_stale(study, damaged, first):
    path = study.folder / "mine" / damaged
    content = path.read_text()
    if not damaged.startswith("rounds/2"):
        path.write_text("{" + content)
        assert stale(study) == first
    path.unlink()
    assert stale(study) == first


def test_a_larger_limit_adds_rounds_and_leaves_the_others(study):
    study.write_study(STUDY.replace("at_most: 12", "at_most: 30"))
    assert len(study.files.rounds) == 5
    assert stale(study) == 4


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("margin: 1.5", "margin: 3"),
        ("margin: 1.5", "margin: 1.5, confidence: 0.9"),
        ("t: 5", "t: 6"),
    ],
)
def test_another_rule_decides_every_round_again(study, before, after):
    assert before in STUDY
    study.write_study(STUDY.replace(before, after))
    assert stale(study) == 1


def test_a_new_title_decides_nothing_again(study):
    study.write_study(STUDY.replace("title: t", "title: another"))
    assert stale(study) == 4


def test_a_decision_from_another_margin_is_not_used(study, tmp_path):
    (tmp_path / "other").mkdir()
    other = MadeUpStudy(tmp_path / "other")
    other.write_study(STUDY.replace("margin: 1.5", "margin: 30"))
    assert other.decide(1).continuing == []
    mine = study.files.rounds[0]
    shutil.copy(other.files.rounds[0].decision, mine.decision)
    with pytest.raises(DamagedFileError, match="made from other settings"):
        decide_round(study.files, study.files.rounds[1], "")
    assert stale(study) == 1
    shutil.copy(other.files.rounds[0].record, mine.record)
    assert mine.read_decision().continuing == []
    assert stale(study) == 1, "the record is not that of the study either"
