import gzip

import pytest

from reprise.data import csv_text
from reprise.data.csv_text import decode, read_bytes
from reprise.errors import ConfigError


def error_of(path):
    with pytest.raises(ConfigError) as caught:
        decode(read_bytes(path), path)
    return str(caught.value)


CUT_GZIP = gzip.compress(b"a\n1\n" * 99, mtime=0)[:-9]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("name", ["mine.csv", "mine.csv.gz"])
@pytest.mark.parametrize("is_compressed", [True, False])
def test_text_is_read_with_and_without_a_mark_and_compression(
    csv_file, encoding, name, is_compressed
):
    content = "Größe,b\n1,2\n".encode(encoding)
    path = csv_file(gzip.compress(content) if is_compressed else content, name)
    assert decode(read_bytes(path), path) == "Größe,b\n1,2\n"


@pytest.mark.parametrize(
    ("content", "place", "problem"),
    [
        ("a\n1\n".encode("utf-16"), "", "is text in UTF-16, not CSV in UTF-8; save it again"),
        ("a\n1\n".encode("utf-16-le"), ", line 1", "has a NUL byte (00), so it is damaged"),
        (b"a,b\n1,\x002\n", ", line 2", "has a NUL byte (00)"),
        ("a,b\n1,é\n".encode("latin-1"), ", line 2", "is not text in UTF-8; save it again as CSV"),
        (b"PK\x03\x04 and more", "", "is a ZIP archive or a spreadsheet (.xlsx, .ods)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "", "is a spreadsheet (.xls)"),
        (b"<!DOCTYPE html><html>", "", "is a web page, not CSV in UTF-8;"),
        (CUT_GZIP, "", "is a gzip file that is damaged or not complete"),
        (b"\x1f\x8bnonsense", "", "is a gzip file that is damaged or not complete"),
    ],
)
def test_another_kind_of_file_is_named(csv_file, content, place, problem):
    path = csv_file(content)
    assert error_of(path).startswith(f"{path}{place}: {problem}")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "none.csv: there is no such CSV file" in error_of(tmp_path / "none.csv")
    assert error_of(tmp_path).startswith(f"{tmp_path}: is a folder, not a CSV file")


def test_a_small_gzip_file_cannot_fill_the_memory(csv_file, monkeypatch):
    monkeypatch.setattr(csv_text, "LARGEST_TEXT", 10_000)
    path = csv_file(gzip.compress(b"1" * 10_001, mtime=0))
    assert "is a gzip file with more than" in error_of(path)


def test_a_large_file_is_announced_before_it_is_read(csv_file, monkeypatch):
    shown = []
    monkeypatch.setattr(csv_text, "show_message", shown.append)
    read_bytes(csv_file(b"1" * 19_000_000))
    assert shown == []
    path = csv_file(b"1" * 61_000_000)
    read_bytes(path)
    assert shown == [f"Reading {path} (61 MB)"]
