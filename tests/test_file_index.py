import os

import pytest

from reprise.file_index import index_files, is_unchanged


@pytest.fixture
def indexed(tmp_path):
    """A folder with one file, the path of the file, and an index of both."""
    folder = str(tmp_path / "study")
    path = f"{folder}/runs/a.json"
    os.makedirs(f"{folder}/runs")
    with open(path, "w") as file:
        file.write("one")
    return folder, path, index_files([path], folder)


def test_a_file_with_its_old_size_and_times_is_not_read(indexed, monkeypatch):
    monkeypatch.setattr("reprise.file_index.file_digest", None)
    folder, path, index = indexed
    assert is_unchanged(path, folder, index)


@pytest.mark.parametrize("time", [0, 2**31])
def test_a_file_with_another_time_and_its_old_content_is_unchanged(indexed, time):
    folder, path, index = indexed
    os.utime(path, (time, time))
    assert is_unchanged(path, folder, index)


def test_other_content_of_the_same_size_and_time_is_a_change(indexed):
    folder, path, index = indexed
    before = os.stat(path)
    with open(path, "w") as file:
        file.write("two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not is_unchanged(path, folder, index)


def test_a_file_that_is_missing_or_not_indexed_is_not_unchanged(indexed):
    folder, path, index = indexed
    assert not is_unchanged(path, folder, {})
    os.unlink(path)
    assert not is_unchanged(path, folder, index)


def test_the_folder_can_be_moved(indexed):
    folder, _, index = indexed
    os.rename(folder, f"{folder}-moved")
    assert is_unchanged(f"{folder}-moved/runs/a.json", f"{folder}-moved", index)
