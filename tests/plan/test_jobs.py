import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import ROOT

from reprise.config.study import load_study
from reprise.plan.files import StudyFiles, write_settings
from reprise.plan.jobs import deal, study_jobs, training_jobs
from reprise.plan.stages import STAGES, write_code
from reprise.training.costs import megabytes_to_train, minutes_to_ask, seconds_to_train


@pytest.fixture
def code(tmp_path):
    """The file of each stage's code, older than everything else."""
    return {stage: write_code(stage, tmp_path / "results") for stage in STAGES}


@pytest.fixture
def files(tmp_path, code):
    names = ("lstm_epochs", "lstm_dropout", "quick")
    studies = [load_study(name, ROOT / "config" / "studies", ROOT) for name in names]
    csv = str(ROOT / "data" / "shampoo_sales.csv")
    return [StudyFiles(study, str(tmp_path / "results"), csv) for study in studies]


def touch(paths):
    for name in paths:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()


@pytest.mark.parametrize("cores", [1, 2, 7])
@pytest.mark.parametrize("job_size", ["run", "configuration", "study", "share", "all"])
def test_every_run_is_trained_by_exactly_one_job(files, code, job_size, cores):
    jobs = training_jobs(files, code, job_size, cores)
    planned = [run for job in jobs for run in job.runs]
    assert len(planned) == len(set(planned)) == 450 + 180 + 10
    assert len({job.name for job in jobs}) == len(jobs)
    expected = {"run": 640, "configuration": 15 + 6 + 2, "study": 3, "share": cores, "all": 1}
    assert len(jobs) == expected[job_size]


def test_what_jobs_are_expected_to_take_adds_up_but_for_compiling(files, code):
    configurations = {(f.study.name, c.name): c for f in files for c in f.study.configurations}
    (whole,) = training_jobs(files, code, "all", 1)
    parts = training_jobs(files, code, "configuration", 1)
    seconds = [seconds_to_train(job.runs, configurations) for job in parts]
    assert seconds_to_train(whole.runs, configurations) == pytest.approx(sum(seconds))
    halves = [seconds_to_train(whole.runs[k::2], configurations) for k in (0, 1)]
    assert max(halves) < sum(seconds) < sum(halves)
    assert minutes_to_ask(0) < minutes_to_ask(min(seconds)) < minutes_to_ask(sum(seconds))


def test_a_job_on_a_long_series_asks_for_more_memory():
    def asked(train_rows, lags):
        settings = {"framing": {"lags": lags}}
        run = SimpleNamespace(study="s", configuration="c")
        configuration = SimpleNamespace(settings=settings, train_rows=train_rows)
        return megabytes_to_train([run], {("s", "c"): configuration})

    assert asked(20, 1) == 2500
    assert asked(1_000_000, 16) == 2500 + 1600


def test_a_study_that_is_current_has_a_job_of_its_own(files, code):
    epochs, _, quick = files
    for stage in ("prepare", "train"):
        touch([quick.settings(stage), *quick.outputs(stage)])
    for stage in ("prepare", "train", "tabulate"):
        touch([epochs.settings(stage), *epochs.outputs(stage)])
    names = [job.name for job in training_jobs(files, code, "share", 2)]
    assert names == ["train_lstm_epochs", "train_quick", "train_share_1", "train_share_2"]
    jobs = {j.name: j.studies for j in study_jobs("tabulate", files, code, "share", 2)}
    assert jobs["tabulate_lstm_epochs"] == "lstm_epochs"
    assert len(jobs) == 3
    touch([code["train"]])  # newer than the runs: they are stale, and share again
    names = [job.name for job in training_jobs(files, code, "share", 2)]
    assert names == ["train_share_1", "train_share_2"]


def test_work_is_dealt_evenly():
    hands = deal([5, 4, 3, 3, 3], lambda weight: weight, 2)
    assert sorted(map(sum, hands)) == [8, 10]
    assert deal([], lambda weight: weight, 2) == []


def test_other_versions_are_news_to_the_training_alone(files, monkeypatch):
    write_settings(files[2])
    folder = Path(files[2].path("settings"))
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.json")}
    monkeypatch.setattr("reprise.plan.files.versions", lambda: {"tensorflow": "0"})
    write_settings(files[2])
    changed = {p.name for p, time in before.items() if p.stat().st_mtime_ns != time}
    assert changed == {"train.json", "epochs=100.json", "epochs=500.json"}


def test_settings_are_rewritten_only_where_they_changed(files):
    write_settings(files[2])
    folder = Path(files[2].path("settings"))
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.json")}
    assert {path.name for path in before} >= {"prepare.json", "train.json", "draw.json"}
    object.__setattr__(files[2].study, "title", "Another title")
    write_settings(files[2])
    changed = [p.name for p, time in before.items() if p.stat().st_mtime_ns != time]
    assert changed == ["draw.json"]
    assert json.loads((folder / "draw.json").read_text())["title"] == "Another title"
