"""Law 4: only what changed is made again."""

import os

import pytest
from conftest import TINY

pytestmark = pytest.mark.workflow

LIBRARY = "workflow/reprise"


def test_a_second_command_has_nothing_to_do(shared):
    assert "Nothing to be done" in shared.snakemake()


def test_a_title_redraws_and_trains_nothing(finished):
    finished.write_study("tiny", TINY.replace("A tiny study", "Another title"))
    expected = {"all", "write_settings", "draw_share_1", "write_front_page", "write_report"}
    assert finished.planned() == expected
    finished.snakemake()
    assert "Another title" in (finished.folder / "results" / "report.html").read_text()
    assert "Nothing to be done" in finished.snakemake()
    finished.write_study("tiny", TINY)
    assert finished.planned() == expected, "the old title is a change, too"


def test_a_caption_a_colour_and_an_axis_label_train_nothing(finished):
    caption = finished.folder / "workflow" / "report" / "describe.rst"
    caption.write_text(caption.read_text() + "\nMore.\n")
    assert finished.planned() == {"all", "write_report"}
    caption.write_text(caption.read_text().replace("\nMore.\n", ""))
    finished.edit(f"{LIBRARY}/figures/style.py", "#c6dbef", "#c6dbee")
    drawn = {"all", "write_settings", "draw_share_1", "write_report"}
    assert finished.planned() == drawn
    finished.edit(f"{LIBRARY}/figures/style.py", "#c6dbee", "#c6dbef")
    finished.edit(f"{LIBRARY}/figures/labels.py", '"RMSE"', '"root mean squared error"')
    planned = finished.planned()
    assert "draw_share_1" in planned
    assert not [rule for rule in planned if rule.startswith(("prepare", "train", "tabulate"))]


def test_a_published_number_redraws_and_trains_nothing(finished):
    with open(finished.folder / "data" / "published" / "lstm_describe.csv", "a") as published:
        published.write("another,epochs=3,mean,100.0\n")
    assert finished.planned() == {"all", "write_settings", "draw_share_1", "write_report"}


def test_a_comment_and_a_docstring_in_the_engine_make_nothing_again(finished):
    engine = finished.folder / LIBRARY / "training" / "engine.py"
    first_line = engine.read_text().splitlines()[0]
    assert first_line.startswith('"""')
    engine.write_text(engine.read_text().replace(first_line, '"""Another docstring.', 1))
    with open(engine, "a") as module:
        module.write("\n# A comment.\n")
    assert "Nothing to be done" in finished.snakemake()


def test_a_constant_in_the_engine_trains_everything_again(finished, shared):
    before = finished.stored()
    engine = finished.folder / LIBRARY / "training" / "engine.py"
    with open(engine, "a") as module:
        module.write("\nANOTHER_CONSTANT = 1\n")
    printed = finished.snakemake()
    assert finished.trained(printed) == 6
    after = finished.stored()
    assert before.keys() == after.keys()
    assert all(after[path] != content for path, content in before.items())
    old, new = shared.runs(), finished.runs()
    assert all(old[k]["metrics"] == new[k]["metrics"] for k in old)


def test_a_touched_module_makes_nothing_again(finished):
    os.utime(finished.folder / LIBRARY / "training" / "engine.py")
    assert "Nothing to be done" in finished.snakemake()


def test_a_change_to_one_study_leaves_the_others_alone(finished):
    other = TINY.replace("A tiny", "Another")
    finished.write_study("other", other)
    finished.snakemake("results/other/tables.sha256", studies="tiny,other")
    finished.write_study("other", other.replace("[3, 6]", "[3, 7]"))
    planned = finished.planned(studies="tiny,other")
    assert not [rule for rule in planned if rule.endswith("_tiny")]
    assert "train_share_1" in planned


def test_a_run_file_that_was_edited_is_refused_and_trained_again(finished, shared):
    path = finished.path("runs/epochs=3/002.json")
    path.write_text(path.read_text().replace('"state": "ok"', '"state": "diverged"'))
    printed = finished.snakemake(check=False)
    assert "epochs=3/002.json: was changed after it was written; delete this file" in printed
    path.unlink()
    assert "trained 1 runs, kept 5" in finished.snakemake(), "although the tables exist"
    assert finished.runs() == shared.runs()
