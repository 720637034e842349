import json
import os
import resource
from contextlib import contextmanager

import pytest

from reprise.errors import explain_os_error
from reprise.storage import (
    check_digest,
    read_json,
    remove_parts,
    whole_file,
    write_digests,
    write_if_changed,
    write_whole,
)


@contextmanager
def no_file_over(size):
    """The system refuses to let a file grow over so many bytes, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_cannot_be_finished_leaves_what_was_there_and_no_part(tmp_path):
    path = tmp_path / "table.csv"
    write_whole(path, "before")
    with no_file_over(1000), pytest.raises(OSError, match="too large") as caught:
        write_whole(path, "x" * 2000)
    assert caught.value.filename == str(path)
    assert explain_os_error(caught.value).startswith(f"File too large: {path}. Make room and run")
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["table.csv"]


def test_a_file_is_absent_until_it_is_whole(tmp_path):
    path = tmp_path / "folder" / "table.csv"
    with whole_file(path) as handle:
        handle.write(b"whole")
        handle.flush()
        assert not path.exists()
    assert path.read_bytes() == b"whole"


def test_an_error_of_another_file_keeps_its_name(tmp_path):
    missing = tmp_path / "missing"
    with pytest.raises(FileNotFoundError) as caught, whole_file(tmp_path / "table.csv"):
        open(missing)
    assert caught.value.filename == str(missing)
    assert not os.listdir(tmp_path)


def test_parts_are_removed_and_nothing_else(tmp_path):
    parts = [tmp_path / ".001.json.4242", tmp_path / "runs" / ".history.csv.gz.7"]
    others = [tmp_path / ".code" / "draw.json", tmp_path / "a.1.2", tmp_path / ".hidden.1"]
    for path in parts + others:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    remove_parts(tmp_path)
    assert not any(map(os.path.exists, parts)) and all(map(os.path.exists, others))


@pytest.mark.parametrize("content", [b"", b'{"a": ', b"\xff\xfe"])
def test_json_that_is_not_whole_is_written_anew_or_says_what_to_do(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"settings\.json: is not whole .*; delete it and run"):
        read_json(path)
    write_if_changed(path, {"a": 1})
    assert json.loads(path.read_text()) == read_json(path) == {"a": 1}


def test_a_table_that_was_cut_is_not_the_one_that_was_written(tmp_path):
    tables = [tmp_path / "runs.csv", tmp_path / "describe.csv"]
    for path in tables:
        path.write_text("a\n1\n2\n")
    write_digests(tmp_path / "tables.sha256", tables)
    check_digest(tables[1], tmp_path / "tables.sha256")
    tables[0].write_text("a\n1\n")
    with pytest.raises(ValueError, match=r"runs\.csv: was changed .* make it anew"):
        check_digest(tables[0], tmp_path / "tables.sha256")
