"""The file of a round is complete, or it is refused."""

import pytest

from reprise.errors import DamagedFileError
from reprise.round_decision import RoundDecision, read_decision, write_decision

DECISION = RoundDecision(
    2, {"a": 8, "b": 8}, [{"configuration": "a", "round": None}, {"round": 1}], ["a", "b"]
)
ORIGIN = ("mine", "0a1b")


def test_a_decision_is_read_as_it_was_written(tmp_path):
    write_decision(tmp_path / "2.json", DECISION, *ORIGIN)
    assert read_decision(tmp_path / "2.json", *ORIGIN) == DECISION
    assert DECISION.decided_pairs == 1


@pytest.mark.parametrize("change", [("8", "9"), ("2", ""), ("{", "")])
def test_a_changed_decision_is_refused(tmp_path, change):
    path = tmp_path / "2.json"
    write_decision(path, DECISION, *ORIGIN)
    path.write_text(path.read_text().replace(*change, 1))
    with pytest.raises(DamagedFileError, match=r"2\.json: .*delete this file"):
        read_decision(path, *ORIGIN)


@pytest.mark.parametrize("origin", [("other", "0a1b"), ("mine", "0a1c")])
def test_a_decision_of_another_study_or_from_other_settings_is_refused(tmp_path, origin):
    write_decision(tmp_path / "2.json", DECISION, *origin)
    with pytest.raises(DamagedFileError, match=r"2\.json: belongs to another study, or was made"):
        read_decision(tmp_path / "2.json", *ORIGIN)
