import json
from pathlib import Path

import pytest
from conftest import ROOT

from reprise.layout import StudyFiles, deal, study_jobs, training_jobs, write_settings
from reprise.study import load_study


@pytest.fixture
def files(tmp_path):
    names = ("lstm_epochs", "lstm_dropout", "quick")
    studies = [load_study(name, ROOT / "config" / "studies", ROOT) for name in names]
    return [StudyFiles(study, str(tmp_path / "results")) for study in studies]


@pytest.mark.parametrize("cores", [1, 2, 7])
@pytest.mark.parametrize("job_size", ["run", "configuration", "study", "share", "all"])
def test_every_run_is_trained_by_exactly_one_job(files, job_size, cores):
    jobs = training_jobs(files, job_size, cores)
    planned = [run for job in jobs for run in job.runs]
    assert len(planned) == len(set(planned)) == 450 + 180 + 10
    assert len({job.name for job in jobs}) == len(jobs)
    expected = {"run": 640, "configuration": 15 + 6 + 2, "study": 3, "share": cores, "all": 1}
    assert len(jobs) == expected[job_size]


def test_a_finished_study_has_a_job_of_its_own(files):
    for name in files[2].trained + files[0].tables:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()
    names = [job.name for job in training_jobs(files, "share", 2)]
    assert names == ["train_quick", "train_share_1", "train_share_2"]
    jobs = {j.name: j.studies for j in study_jobs("tabulate", files, "tables", "share", 2)}
    assert jobs["tabulate_lstm_epochs"] == "lstm_epochs"
    assert len(jobs) == 3


def test_work_is_dealt_evenly():
    hands = deal([5, 4, 3, 3, 3], lambda weight: weight, 2)
    assert sorted(map(sum, hands)) == [8, 10]
    assert deal([], lambda weight: weight, 2) == []


def test_settings_are_rewritten_only_where_they_changed(files):
    write_settings(files[2])
    folder = Path(files[2].path("settings"))
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.json")}
    assert {path.name for path in before} >= {"prepare.json", "training.json", "figures.json"}
    object.__setattr__(files[2].study, "title", "Another title")
    write_settings(files[2])
    changed = [p.name for p, time in before.items() if p.stat().st_mtime_ns != time]
    assert changed == ["figures.json"]
    assert json.loads((folder / "figures.json").read_text())["title"] == "Another title"
