import json
from pathlib import Path

import pytest

from reprise.stage_record import StageRecord

MADE_FROM = {"settings": "ab", "packages": {"numpy": "2.0"}}


@pytest.fixture
def record(tmp_path):
    return StageRecord(str(tmp_path / "made_from" / "draw.json"), MADE_FROM)


def test_a_record_is_current_after_it_is_written(record):
    assert not record.is_current(), "there is no file"
    record.write(runs=[1])
    assert record.is_current()
    assert record.read() == {"made_from": MADE_FROM, "runs": [1]}


def test_a_record_that_was_made_from_something_else_is_not_current(record):
    record.write()
    other = StageRecord(record.path, MADE_FROM | {"packages": {"numpy": "2.1"}})
    assert not other.is_current()
    assert other.fingerprint != record.fingerprint


@pytest.mark.parametrize("content", [b"", b"[]", b'{"made_from"', b"\xff"])
def test_a_damaged_record_is_not_current(record, content):
    record.write()
    Path(record.path).write_bytes(content)
    assert not record.is_current() and record.read() == {}


def test_the_fingerprint_does_not_depend_on_the_order_of_keys(record):
    other = StageRecord("", json.loads(json.dumps(MADE_FROM, sort_keys=True)))
    assert other.fingerprint == record.fingerprint
