import errno
import os
import tempfile
from types import SimpleNamespace

import pytest

from reprise.errors import RepriseError
from reprise.plan.guards import (
    BYTES_FOR_RECORDS,
    FILES_FOR_RECORDS,
    refuse_braces,
    refuse_full_disk,
    refuse_shares_on_a_cluster,
    refuse_unwritable,
    refuse_unwritable_records,
)


@pytest.mark.parametrize("folder", ["/home/{me}/reprise", "/a}b"])
def test_a_path_with_a_brace_is_refused(folder):
    refuse_braces('/home/me/it\'s "reprise" é')
    with pytest.raises(RepriseError, match="has a brace, and a path with"):
        refuse_braces("/home/me", folder)


def disk(blocks, available, files=0, new_files=0):
    numbers = {"f_blocks": blocks, "f_bavail": available, "f_files": files, "f_favail": new_files}
    return lambda folder: SimpleNamespace(f_frsize=1, **numbers)


def test_a_disk_with_space_for_the_records_of_a_command_is_accepted(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "statvfs", disk(10 * BYTES_FOR_RECORDS, BYTES_FOR_RECORDS))
    refuse_full_disk(tmp_path)


def test_a_full_disk_is_refused_with_its_folder_and_advice(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "statvfs", disk(10 * BYTES_FOR_RECORDS, BYTES_FOR_RECORDS - 1))
    with pytest.raises(RepriseError, match=r"No space left on device: .*Make room and run"):
        refuse_full_disk(tmp_path)


def test_a_disk_without_inodes_is_refused_with_its_folder_and_advice(monkeypatch, tmp_path):
    space = 10 * BYTES_FOR_RECORDS
    monkeypatch.setattr(os, "statvfs", disk(space, space, 1000, FILES_FOR_RECORDS))
    refuse_full_disk(tmp_path)
    monkeypatch.setattr(os, "statvfs", disk(space, space, 1000, FILES_FOR_RECORDS - 1))
    with pytest.raises(RepriseError, match=r"has no inodes left for new files\. Delete files"):
        refuse_full_disk(tmp_path)


def test_a_file_system_that_does_not_report_its_size_is_accepted(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "statvfs", disk(0, 0))
    refuse_full_disk(tmp_path)


def test_the_nearest_existing_folder_must_be_writable(monkeypatch, tmp_path):
    refuse_unwritable([tmp_path, tmp_path / "not" / "yet" / "there"])
    locked = tmp_path / "locked"
    locked.mkdir()
    temporary_file = tempfile.TemporaryFile

    def refuse_locked(dir):
        if dir == locked:
            raise OSError(errno.EROFS, "Read-only file system", f"{dir}/a-random-name")
        return temporary_file(dir=dir)

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse_locked)
    refuse_unwritable([tmp_path])
    with pytest.raises(RepriseError, match=r"Read-only file system: \S+/locked\. Make it writable"):
        refuse_unwritable([tmp_path, locked / "results"])


def test_a_working_directory_without_room_for_records_is_refused(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    refuse_unwritable_records("/the project")
    (tmp_path / ".snakemake").mkdir()
    refuse_unwritable_records("/the project")
    assert os.listdir(tmp_path) == [".snakemake"] and not os.listdir(tmp_path / ".snakemake")

    def refuse(dir):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(RepriseError) as caught:
        refuse_unwritable_records("/the project")
    assert str(caught.value).startswith(f"Read-only file system: {tmp_path}. Snakemake keeps its")
    assert "snakemake --snakefile '/the project/Snakefile' --directory" in str(caught.value)


def test_shares_are_refused_on_a_cluster_alone():
    refuse_shares_on_a_cluster("share", is_cluster=False)
    refuse_shares_on_a_cluster("configuration", is_cluster=True)
    with pytest.raises(RepriseError, match="On a cluster use --config job_size=configuration"):
        refuse_shares_on_a_cluster("share", is_cluster=True)
