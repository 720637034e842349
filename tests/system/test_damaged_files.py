"""Damaged files are refused, and the advice in the message repairs them."""

import gzip
import re

import pytest
from interrupted_study import stored_files, stored_runs, trained

pytestmark = pytest.mark.workflow


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


@pytest.mark.parametrize(
    ("name", "damage", "expected", "trains"),
    [
        ("runs/epochs=600/002.json", cut_in_half, "is not a complete run file", 1),
        ("runs/epochs=600/002.json", change_a_number, "was changed after it was written", 1),
        ("histories/epochs=601/003.csv", cut_lines, "was changed after it was", 1),
        ("framing.npz", cut_in_half, "is not complete", 0),
        ("baselines.json", cut_in_half, "is not complete", 0),
        ("history.csv.gz", cut_in_half, "was changed after it was written", 0),
        ("history.csv.gz", cut_compressed_lines, "was changed after it was written", 0),
        ("runs.csv", cut_lines, "was changed after it was written", 0),
    ],
)
def test_a_damaged_file_is_refused_with_advice_that_repairs_it(
    completed, undisturbed, name, damage, expected, trains
):
    damage(completed.path(name))
    printed = completed.snakemake(check=False, cores=1)
    assert re.search(
        rf"results/tiny/{re.escape(name)}: {expected}.*; delete this file and run", printed
    )
    assert "Traceback" not in printed
    completed.path(name).unlink()
    printed = completed.snakemake(cores=1)
    assert trained(printed) == trains
    assert stored_files(completed) == undisturbed.stored_files


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
