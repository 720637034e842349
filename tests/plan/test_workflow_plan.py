import json
import os

import pytest
from conftest import TINY

from reprise.errors import ConfigError
from reprise.plan.workflow_plan import make_plan, write_settings


def tiny_plan(root, **overrides):
    return make_plan(root, {"studies": "tiny"} | overrides)


def write(plan):
    write_settings(plan.outdated_settings)


def test_making_a_plan_writes_nothing(root):
    before = sorted(root.rglob("*"))
    plan = tiny_plan(root)
    assert plan.outdated_settings.keys() == plan.documents.keys()
    assert sorted(root.rglob("*")) == before


def test_settings_that_are_written_are_up_to_date(root):
    write(tiny_plan(root))
    assert tiny_plan(root).outdated_settings == {}
    assert json.loads((root / "results/settings.json").read_text()) == ["tiny"]


def test_a_title_changes_the_settings_of_the_figures_alone(root):
    write(tiny_plan(root))
    study = root / "config" / "studies" / "tiny.yaml"
    study.write_text(TINY.replace("A tiny study", "Another title"))
    assert list(tiny_plan(root).outdated_settings) == ["results/tiny/settings/draw.json"]


def test_one_more_value_changes_no_settings_of_the_other_configurations(root):
    write(tiny_plan(root))
    study = root / "config" / "studies" / "tiny.yaml"
    study.write_text(TINY.replace("[3, 6]", "[3, 6, 9]"))
    changed = {
        path.removeprefix("results/tiny/settings/") for path in tiny_plan(root).outdated_settings
    }
    assert changed == {
        *("prepare.json", "train.json", "tabulate.json", "draw.json"),
        "configurations/epochs=9.json",
    }


def test_a_damaged_settings_file_is_outdated(root):
    write(tiny_plan(root))
    path = root / "results/tiny/settings/prepare.json"
    path.write_bytes(b"\xff\xfe")
    assert list(tiny_plan(root).outdated_settings) == ["results/tiny/settings/prepare.json"]


def test_the_work_is_divided_among_the_studies_that_are_not_current(root):
    plan = tiny_plan(root)
    assert [job.name for job in plan.jobs("prepare", cores=2)] == ["prepare_share_1"]
    runs = [run for job in plan.training_jobs(cores=2) for run in job.runs]
    assert len(runs) == 6
    assert plan.configurations["tiny", "epochs=3"].run.training.epochs == 3


def test_studies_with_the_same_download_share_it(root):
    dataset = "dataset: {url: 'https://a.org/x%20y.csv', sha256: SHA, time: t, value: v}\n"
    dataset = dataset.replace("SHA", "'" + "ab" * 32 + "'")
    for name in ("tiny", "other"):
        text = TINY.replace("A tiny", name) + dataset
        (root / "config" / "studies" / f"{name}.yaml").write_text(text)
    plan = make_plan(root, {"studies": "tiny,other"})
    (download,) = plan.downloads
    assert download.path == "downloads/abababababababab_x_20y.csv"
    assert download.job == "download_abababababababab_x_20y_csv"
    assert plan.checked_downloads == ["results/tiny/dataset.csv", "results/other/dataset.csv"]
    for files in plan.studies:
        assert files.inputs("dataset") == [files.settings("dataset"), download.path]
    assert [job.name for job in plan.jobs("dataset", cores=1)] == ["dataset_share_1"]
    moved = make_plan(root, {"studies": "tiny", "downloads": "/data/d"})
    assert os.path.abspath(moved.downloads[0].path) == "/data/d/abababababababab_x_20y.csv"


def test_a_study_of_a_file_has_no_job_for_its_dataset(root):
    plan = tiny_plan(root)
    assert plan.downloads == plan.checked_downloads == plan.jobs("dataset", cores=1) == []
    assert "results/tiny/settings/dataset.json" not in plan.documents


BAD = {
    "bad_key": TINY.replace("epochs:", "epoch:"),
    "bad_yaml": "title: [\n",
    "bad_file": TINY.replace("A tiny", "Another") + "dataset: {file: none.csv}\n",
}


def write_bad_studies(root):
    for name, text in BAD.items():
        (root / "config" / "studies" / f"{name}.yaml").write_text(text)
    return ",".join(["tiny", *BAD, "no_such_study"])


def test_all_wrong_studies_are_named_at_once(root):
    with pytest.raises(ConfigError) as error:
        make_plan(root, {"studies": write_bad_studies(root)})
    lines = str(error.value).splitlines()
    assert lines[0] == "4 studies are wrong, so nothing was started:"
    assert len(lines) == 1 + 4 + 1
    for name in [*BAD, "no_such_study"]:
        assert any(name in line for line in lines)


def test_wrong_studies_are_left_out_if_the_others_are_to_continue(root):
    names = write_bad_studies(root)
    plan = make_plan(root, {"studies": names, "on_study_error": "continue"})
    assert plan.config["studies"] == ["tiny"]
    assert sorted(plan.wrong.problems) == sorted([*BAD, "no_such_study"])
    assert plan.documents["results/findings/left_out.json"] == plan.wrong.problems
    with pytest.raises(ConfigError, match="no_such_study"):
        make_plan(root, {"studies": "no_such_study", "on_study_error": "continue"})


def test_a_study_that_may_fail_alone_shares_no_job_if_the_others_are_to_continue(root):
    url = "dataset: {url: 'https://a.org/x.csv', sha256: SHA, time: t, value: v}\n"
    own = "title: Own\nrepeats: 2\nmodel: {family: 'mine:wide'}\n"
    own += "framing: {difference: 0, lags: 3, test_rows: 10}\n"
    own += "training: {epochs: 3, batch_size: 4}\n"
    own += "dataset: {file: data/shampoo_sales.csv, time: Month, value: Sales}\n"
    for name, text in {
        "down": TINY.replace("A tiny", "Down") + url.replace("SHA", "'" + "ab" * 32 + "'"),
        "own": own,
    }.items():
        (root / "config" / "studies" / f"{name}.yaml").write_text(text)
    (root / "mine.py").write_text("def wide(*arguments):\n    pass\n")
    plan = make_plan(root, {"studies": "tiny,down,own", "on_study_error": "continue"})
    names = {job.name for job in plan.training_jobs(cores=1)}
    assert names == {"train_down", "train_own", "train_share_1"}
    assert plan.checked_downloads == []
    plan = make_plan(root, {"studies": "tiny,down,own"})
    assert [job.name for job in plan.training_jobs(cores=1)] == ["train_share_1"]
    assert plan.checked_downloads == ["results/down/dataset.csv"]
