"""The files of a study that predicts samples."""

import pytest

from reprise.config.study_file import load_study
from reprise.plan.files import StudyFiles
from reprise.plan.forecast_files import ForecastFiles
from reprise.plan.settings_files import settings_documents
from reprise.retraining_settings import PredictorStageSettings, read_retraining_settings

STUDY = """\
title: t
dataset: {{builtin: {dataset}}}
framing: {{random_state: 1, test_rows: 30, validation_rows: 20}}
model: {{family: mlp, units: 2}}
training: {{epochs: 3, batch_size: 8}}
repeats: 2
splits: {{number: 2}}
predictor: {{members: 2, folds: 3}}
"""


def files_of(folder, dataset):
    (folder / "mine.yaml").write_text(STUDY.format(dataset=dataset))
    return StudyFiles(load_study("mine", folder, folder), "results", None)


@pytest.mark.parametrize(
    ("dataset", "product"), [("iris", "classifier"), ("diabetes", "regressor")]
)
def test_each_fold_and_all_samples_have_their_runs_and_only_members_are_stored(
    tmp_path, dataset, product
):
    files = files_of(tmp_path, dataset)
    runs = files.forecast.runs
    folder = "results/mine/predictor/runs"
    names = ["fold=1", "fold=2", "fold=3", "members"]
    assert [run.run_path for run in runs] == [
        f"{folder}/{name}/{number}.json" for name in names for number in ("001", "002")
    ]
    networks = [run.network_path for run in runs if run.network_path]
    assert networks == [f"results/mine/{product}/members/{k:03d}.keras" for k in (1, 2)]
    assert all("members" in run.run_path for run in runs if run.network_path)
    keeps = [run.stores_probabilities for run in runs]
    assert keeps == ([True] * 6 if product == "classifier" else [False] * 6) + [False] * 2
    seeds = [run.seed for run in [*files.runs, *runs]]
    assert len(set(seeds)) == len(seeds)
    outputs = files.outputs("forecast")
    assert f"results/mine/{product}/{product}.json" in outputs
    assert files.forecast.summary == "results/mine/predictor_summary.json"
    assert ("results/mine/predictor_calibration.csv" in outputs) == (product == "classifier")
    assert "results/mine/predictor/prepare.sha256" in files.outputs("choose")
    assert not any(path.startswith("results/mine/forecast/") for path in outputs)


def test_the_settings_have_every_candidate_at_the_first_split(tmp_path):
    files = files_of(tmp_path, "iris")
    settings = read_retraining_settings(settings_documents(files)[files.settings("forecast")])
    assert isinstance(settings, PredictorStageSettings)
    (candidate,) = settings.candidates.values()
    assert candidate.configurations == ("split=1", "split=2")
    assert candidate.run.framing.split is None and settings.retraining.folds == 3


def test_a_study_without_a_predictor_has_no_such_files(tmp_path):
    text = STUDY.format(dataset="iris").replace("predictor: {members: 2, folds: 3}\n", "")
    (tmp_path / "mine.yaml").write_text(text)
    study = load_study("mine", tmp_path, tmp_path)
    files = StudyFiles(study, "results", None)
    assert files.forecast is None and files.outputs("retrain") == []
    with_predictor = files_of(tmp_path, "iris").study
    assert len(ForecastFiles(with_predictor, "results/mine").configurations) == 4
