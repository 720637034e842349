import gzip
import hashlib
import json
import os
import resource
import subprocess
from contextlib import contextmanager

import pytest

from reprise.errors import DamagedFileError, explain_os_error
from reprise.storage import (
    check_digests,
    complete_file,
    complete_gzip_file,
    has_content,
    json_text,
    read_json,
    remove_partial_files,
    write_digests,
    write_text_file,
)


@contextmanager
def largest_file(size):
    """Let the system refuse files of more than `size` bytes, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_file_that_cannot_be_finished_keeps_its_old_content_and_leaves_no_partial_file(tmp_path):
    path = tmp_path / "table.csv"
    write_text_file(path, "before")
    with largest_file(1000), pytest.raises(OSError, match="too large") as caught:
        write_text_file(path, "x" * 2000)
    assert caught.value.filename == str(path)
    assert explain_os_error(caught.value).startswith(f"File too large: {path}. Make room and run")
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["table.csv"]


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_absent_until_it_is_complete(tmp_path, durable):
    path = tmp_path / "folder" / "table.csv"
    with complete_file(path, durable) as file:
        file.write(b"content")
        file.flush()
        assert not path.exists()
        assert os.listdir(path.parent) == [f".table.csv.{os.getpid()}"]
    assert path.read_bytes() == b"content"
    assert os.listdir(path.parent) == ["table.csv"]


@pytest.mark.parametrize(("durable", "flushed"), [(True, 1), (False, 0)])
def test_only_a_durable_file_is_flushed_to_the_disk(tmp_path, monkeypatch, durable, flushed):
    calls = []
    monkeypatch.setattr(os, "fsync", calls.append)
    write_text_file(tmp_path / "table.csv", "content", durable)
    assert len(calls) == flushed


def test_text_files_are_durable_by_default(tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(os, "fsync", calls.append)
    write_text_file(tmp_path / "table.csv", "content")
    with complete_file(tmp_path / "other.csv"):
        pass
    assert len(calls) == 2


def test_an_error_about_another_file_keeps_the_name_of_that_file(tmp_path):
    missing = tmp_path / "missing"
    with pytest.raises(FileNotFoundError) as caught, complete_file(tmp_path / "table.csv"):
        open(missing)
    assert caught.value.filename == str(missing)
    assert not os.listdir(tmp_path)


def test_a_program_error_while_writing_leaves_no_file(tmp_path):
    def fail():
        with complete_file(tmp_path / "table.csv") as file:
            file.write(b"content")
            raise RuntimeError("a mistake in the program")

    with pytest.raises(RuntimeError, match="a mistake"):
        fail()
    assert not os.listdir(tmp_path)


def test_compressed_files_with_equal_content_have_equal_bytes(tmp_path):
    for name in ("a.gz", "b.gz"):
        with complete_gzip_file(tmp_path / name) as file:
            file.write(b"content")
    first, second = ((tmp_path / name).read_bytes() for name in ("a.gz", "b.gz"))
    assert first == second
    assert first[4:8] == bytes(4)  # RFC 1952: no modification time
    assert gzip.decompress(first) == b"content"


def test_only_partial_files_of_ended_processes_are_removed(tmp_path):
    ended = subprocess.Popen(["true"])
    ended.wait()
    partial = [
        tmp_path / f".001.json.{ended.pid}",
        tmp_path / "runs" / f".history.csv.gz.{ended.pid}",
    ]
    others = [
        tmp_path / ".code" / "draw.json",
        tmp_path / "a.1.2",
        tmp_path / f".hidden.{ended.pid}",
    ]
    others += [tmp_path / f".002.json.{os.getpid()}"]
    for path in partial + others:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    remove_partial_files(tmp_path)
    assert not any(map(os.path.exists, partial)) and all(map(os.path.exists, others))


def test_a_file_has_content_only_if_all_of_its_text_is_equal(tmp_path):
    path = tmp_path / "settings.json"
    assert not has_content(path, "")
    path.write_text("é\n")
    assert has_content(path, "é\n")
    assert not has_content(path, "é")


@pytest.mark.parametrize("content", [b"", b'{"a": ', b"\xff\xfe"])
def test_incomplete_json_is_an_error_that_says_what_to_do(tmp_path, content):
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    with pytest.raises(DamagedFileError, match=r"settings\.json: is not complete .*; delete this"):
        read_json(path)


def test_a_document_is_read_as_it_was_written(tmp_path):
    document = {"a": [1, None, "é"]}
    write_text_file(tmp_path / "a.json", json_text(document))
    assert read_json(tmp_path / "a.json") == document
    assert json_text(document) == json.dumps(document, indent=1) + "\n"


def test_a_shortened_table_does_not_match_its_digest(tmp_path):
    tables = [tmp_path / "runs.csv", tmp_path / "describe.csv"]
    for path in tables:
        path.write_text("a\n1\n2\n")
    write_digests(tmp_path / "tables.sha256", tables)
    digest = hashlib.sha256(b"a\n1\n2\n").hexdigest()
    lines = [f"{digest}  runs.csv\n", f"{digest}  describe.csv\n"]
    assert (tmp_path / "tables.sha256").read_text() == "".join(lines)
    check_digests(tmp_path / "tables.sha256", tables)
    tables[0].write_text("a\n1\n")
    with pytest.raises(DamagedFileError, match=r"runs\.csv: was changed .* make it again"):
        check_digests(tmp_path / "tables.sha256", tables)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"abc", b"0" * 64 + b"  other.csv\n"])
def test_digests_that_are_not_complete_are_named_instead_of_the_file(tmp_path, content):
    table, digests = tmp_path / "runs.csv", tmp_path / "tables.sha256"
    table.write_text("a\n")
    digests.write_bytes(content)
    with pytest.raises(DamagedFileError, match=r"tables\.sha256: is not complete .*; delete this"):
        check_digests(digests, [table])


def test_the_digests_are_in_the_format_of_sha256sum(tmp_path):
    folder = tmp_path / "findings"
    files = [tmp_path / "claims.csv", folder / "figures" / "a.svg"]
    for path in files:
        write_text_file(path, "a\n")
    write_digests(folder / "all.sha256", files)
    assert "  ../claims.csv\n" in (folder / "all.sha256").read_text()
    subprocess.run(["sha256sum", "--check", "--status", "all.sha256"], cwd=folder, check=True)
