"""Damaged files are refused, and the advice in the message repairs them."""

import copy
import gzip
import os
import re
import shutil

import pytest
from conftest import TINY, Project
from interrupted_study import stored_files, stored_runs, trained

pytestmark = pytest.mark.workflow

CLAIM = """\
claims:
  - says: Three epochs are not better than six.
    checks:
      - {kind: difference, configurations: ["epochs=3", "epochs=6"], at_least: 0}
"""
CHANGED, INCOMPLETE = "was changed after it was written", "is not complete"


def cut_in_half(path):
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def change_a_number(path):
    text = path.read_text()
    path.write_text(text.replace('"epochs": 600', '"epochs": 601', 1))
    assert path.read_text() != text


def cut_lines(path):
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[: len(lines) // 2]))


def cut_compressed_lines(path):
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join(lines[: len(lines) // 2])))


def empty(path):
    path.write_bytes(b"")


def edit(path):
    path.write_bytes(path.read_bytes() + b" ")


def keep_time(damage):
    """The same damage to a file that keeps its time, as `touch -r` does, so nothing plans a job."""

    def damage_and_keep_time(path):
        stat = path.stat()
        damage(path)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    return damage_and_keep_time


@pytest.mark.parametrize(
    ("name", "damage", "expected"),
    [
        ("framing.npz", cut_in_half, CHANGED),
        ("baselines.json", edit, CHANGED),
        ("prepare.sha256", empty, INCOMPLETE),
        ("history.csv.gz", cut_compressed_lines, CHANGED),
        ("runs.csv", cut_lines, CHANGED),
        ("tables.sha256", cut_lines, INCOMPLETE),
    ],
)
def test_a_damaged_file_is_refused_with_advice_that_repairs_it(
    completed, undisturbed, name, damage, expected
):
    check_refusal_and_advice(completed, f"results/tiny/{name}", damage, expected)
    assert stored_files(completed) == undisturbed.stored_files


def test_damaged_runs_are_named_and_trained_again(completed, undisturbed):
    runs = "runs/epochs=600"
    cut_in_half(completed.path(f"{runs}/002.json"))
    keep_time(change_a_number)(completed.path(f"{runs}/003.json"))
    cut_lines(completed.path("histories/epochs=601/003.csv"))
    printed = completed.snakemake(cores=1)
    for fault in (
        f"{runs}/002.json is not a complete run file",
        f"{runs}/003.json {CHANGED}",
        f"histories/epochs=601/003.csv {CHANGED}",
    ):
        assert f"trained again, because results/tiny/{fault}" in printed
    assert trained(printed) == 3
    assert stored_files(completed) == undisturbed.stored_files


@pytest.fixture(scope="module")
def claimed(tmp_path_factory):
    """A tiny study with a claim of its own, and its report."""
    project = Project(tmp_path_factory.mktemp("claimed") / "project")
    project.write_study("tiny", TINY + CLAIM)
    project.snakemake(cores=1)
    return project


@pytest.mark.parametrize(
    ("name", "damage", "expected"),
    [
        ("tiny/figures/series.svg", empty, CHANGED),
        ("tiny/draw.sha256", empty, INCOMPLETE),
        ("tiny/windows.txt", empty, CHANGED),
        ("claims.csv", edit, CHANGED),
        ("findings/claims.html", empty, CHANGED),
        ("environment.json", edit, CHANGED),
    ],
)
def test_no_damaged_file_reaches_the_report(claimed, tmp_path, name, damage, expected):
    project = copy.copy(claimed)
    project.folder = shutil.copytree(claimed.folder, tmp_path / "project")
    (project.folder / "results/report.html").unlink()
    check_refusal_and_advice(project, f"results/{name}", keep_time(damage), expected)
    assert stored_files(project) == stored_files(claimed)
    written, before = (p.folder / "results" / name for p in (project, claimed))
    assert written.read_bytes() == before.read_bytes()


def check_refusal_and_advice(project, name, damage, expected):
    """The command names the damaged file; after its deletion, the same command makes it again."""
    path = project.folder / name
    damage(path)
    printed = project.snakemake(check=False, cores=1)
    assert re.search(rf"{re.escape(name)}: {expected}.*; delete this file and run", printed)
    assert "Traceback" not in printed
    path.unlink()
    printed = project.snakemake(cores=1)
    assert trained(printed) == 0
    assert path.exists() and (project.folder / "results/report.html").exists()


def test_damaged_settings_are_written_again_and_train_nothing(completed, undisturbed):
    before = stored_runs(completed)
    cut = {
        "train": b"",
        "configurations/epochs=600": b'{"study": "ti',
        "prepare": b"\xff\xfe",
        "tabulate": b"",
        "draw": b"{",
    }
    for name, content in cut.items():
        completed.path(f"settings/{name}.json").write_bytes(content)
    completed.snakemake(cores=1)
    assert stored_runs(completed) == before
    assert stored_files(completed) == undisturbed.stored_files
