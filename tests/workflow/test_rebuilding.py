"""Law 4: only what changed is made again."""

import os
import shutil

import pytest
from conftest import TINY

pytestmark = pytest.mark.workflow

LIBRARY = "workflow/reprise"


def test_a_second_command_has_nothing_to_do(shared):
    assert "Nothing to be done" in shared.snakemake()


def test_a_title_redraws_and_trains_nothing(finished):
    finished.write_study("tiny", TINY.replace("A tiny study", "Another title"))
    expected = {"all", "write_settings", "draw_share_1", "export_share_1"}
    expected |= {"write_report"}
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
    drawn = {"all", "draw_share_1", "export_share_1", "write_report"}
    assert finished.planned() == drawn
    finished.edit(f"{LIBRARY}/figures/style.py", "#c6dbee", "#c6dbef")
    finished.edit(f"{LIBRARY}/figures/labels.py", '"RMSE"', '"root mean squared error"')
    planned = finished.planned()
    assert "draw_share_1" in planned
    assert not [rule for rule in planned if rule.startswith(("prepare", "train", "tabulate"))]


def test_a_published_number_redraws_and_trains_nothing(finished):
    study = finished.folder / "config" / "studies" / "tiny.yaml"
    row = "{configuration: epochs=3, statistic: mean, value: 100.0, runs: 3}"
    study.write_text(study.read_text() + f"published: [{row}]\n")
    planned = finished.planned()
    assert {"draw_share_1", "replicate_figures", "write_report"} <= planned
    assert not [rule for rule in planned if rule.startswith(("prepare", "train", "tabulate"))]


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


def test_a_run_file_that_was_edited_is_named_and_trained_again(finished, shared):
    path = finished.path("runs/epochs=3/002.json")
    path.write_text(path.read_text().replace('"state": "ok"', '"state": "diverged"'))
    printed = finished.snakemake()
    assert "epochs=3/002.json was changed after it was written" in printed
    assert "trained 1 runs, kept 5" in printed, "although the tables exist"
    assert finished.runs() == shared.runs()


def test_the_run_of_another_repeat_is_named_and_trained_again(finished, shared):
    """`cp -p` keeps the time of the other run, which is older than the tables."""
    runs = finished.path("runs")
    shutil.copy2(runs / "epochs=6" / "003.json", runs / "epochs=3" / "002.json")
    printed = finished.snakemake()
    fault = "epochs=3/002.json contains the run of configuration epochs=6, not of epochs=3"
    assert f"trained again, because results/tiny/runs/{fault}" in printed
    assert "trained 1 runs, kept 5" in printed
    assert finished.runs() == shared.runs()


def test_a_dataset_that_is_replaced_by_an_older_file_is_used(finished):
    data = finished.folder / "data" / "shampoo_sales.csv"
    data.write_text(data.read_text().replace("266.0", "267.0"))
    os.utime(data, (1e9, 1e9))
    planned = finished.planned()
    assert {"prepare_share_1", "train_share_1", "tabulate_share_1", "draw_share_1"} <= planned
    finished.snakemake("--touch")
    assert finished.planned() >= planned, "--touch makes nothing current"
    data.write_text(data.read_text().replace("267.0", "266.0"))
    assert "Nothing to be done" in finished.snakemake(), "the content is the old one"


def test_times_in_the_future_neither_hide_a_change_nor_stop_a_job(finished):
    files = [path for path in finished.folder.rglob("*") if path.is_file()]
    for path in files:
        os.utime(path, (4e9, 4e9))
    assert "Nothing to be done" in finished.snakemake()
    finished.write_study("tiny", TINY.replace("repeats: 3", "repeats: 4"))
    os.utime(finished.folder / "config/studies/tiny.yaml", (4e9, 4e9))
    assert "trained 2 runs, kept 6" in finished.snakemake()
    assert "Nothing to be done" in finished.snakemake()
