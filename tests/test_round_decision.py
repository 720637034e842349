"""The file of a round is complete, or it is refused."""

import pytest

from reprise.errors import DamagedFileError
from reprise.round_decision import RoundDecision, read_decision, write_decision

DECISION = RoundDecision(
    2, {"a": 8, "b": 8}, [{"configuration": "a", "round": None}, {"round": 1}], ["a", "b"]
)


def test_a_decision_is_read_as_it_was_written(tmp_path):
    write_decision(tmp_path / "2.json", DECISION)
    assert read_decision(tmp_path / "2.json") == DECISION
    assert DECISION.decided_pairs == 1


@pytest.mark.parametrize("change", [("8", "9"), ("2", ""), ("{", "")])
def test_a_changed_decision_is_refused(tmp_path, change):
    path = tmp_path / "2.json"
    write_decision(path, DECISION)
    path.write_text(path.read_text().replace(*change, 1))
    with pytest.raises(DamagedFileError, match=r"2\.json: .*delete this file"):
        read_decision(path)
