"""The section `predictor` of a study of samples."""

import hashlib

import pytest

from reprise.config.candidates import list_candidates
from reprise.config.download_checks import check_with_download
from reprise.config.predictor_plan import plan_retrained_on_samples, retrained_on_samples
from reprise.config.retraining import plan_retrained
from reprise.config.study_file import load_study
from reprise.errors import ConfigError
from reprise.predictor_settings import PredictorSettings

STUDY = """\
title: t
dataset: {builtin: wine}
framing: {random_state: 1, test_rows: 30, validation_rows: 20}
model: {family: mlp, units: 2}
training: {epochs: 3, batch_size: 8, keep: best, stop: {patience: 2}}
repeats: 2
vary: {model.units: [2, 4]}
predictor: {}
"""
SERIES = """\
title: t
dataset: {values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], period: 2}
framing: {lags: 1, test_rows: 3}
model: {family: mlp, units: 2}
training: {epochs: 3, batch_size: 8}
repeats: 2
predictor: {}
"""


def load(folder, text):
    (folder / "mine.yaml").write_text(text)
    return load_study("mine", folder, folder, downloads=folder)


def test_the_defaults_are_thirty_networks_and_five_folds(tmp_path):
    plan = load(tmp_path, STUDY).predictor
    assert plan == PredictorSettings("classify", (80, 95), "best", 30, 5)
    assert plan.run_names == [*(f"fold={k}" for k in range(1, 6)), "members"]
    assert load(tmp_path, STUDY.replace("wine", "diabetes")).predictor.product == "regressor"


@pytest.mark.parametrize(
    ("before", "after", "key", "problem"),
    [
        ("{}", "{configuration: units=3}", "predictor.configuration", "no configuration of this"),
        (", validation_rows: 20", "", "predictor.configuration", "Set framing.validation_rows, or"),
        ("{}", "{folds: 60}", "predictor.folds", "the rarest class has only 48 samples"),
        ("{}", "{levels: [99, 50], folds: 2}", "predictor.levels", "89 errors support at most 98"),
        ("{}", "{folds: 1}", "predictor.folds", "1"),
        ("{}", "{steps: 3}", "predictor.steps", "steps"),
    ],
)
def test_a_predictor_that_cannot_be_made_is_refused(tmp_path, before, after, key, problem):
    text = STUDY.replace(before, after, 1)
    if "validation_rows" in before:
        text = text.replace(", keep: best, stop: {patience: 2}", "\nsplits: {number: 2}")
        text = text.replace("8\nsplits", "8}\nsplits").replace("number: 2}}", "number: 2}")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert caught.value.key == key and problem in caught.value.problem
    assert str(tmp_path / "mine.yaml") in caught.value.where


STATEFUL = """\
title: t
dataset: {file: mine.csv, features: [a, b], target: c}
framing: {test_rows: 4, features_as: time_steps}
model: {family: lstm, units: 2, stateful: true}
training: {epochs: 3, batch_size: 4}
repeats: 2
predictor: {}
"""


def test_a_network_with_a_state_cannot_predict_samples(tmp_path):
    rows = "".join(f"{k},{k % 3},{k % 5}\n" for k in range(40))
    (tmp_path / "mine.csv").write_text(f"a,b,c\n{rows}")
    with pytest.raises(ConfigError, match="networks that read each sample alone") as caught:
        load(tmp_path, STATEFUL)
    assert caught.value.key == "model.stateful"
    plan = load(tmp_path, STATEFUL.replace(", stateful: true", ", stateful: false")).predictor
    assert plan.task == "regress"


def test_a_series_has_a_forecast_and_no_predictor(tmp_path):
    with pytest.raises(
        ConfigError, match=r"dataset is a series\. Write forecast instead"
    ) as caught:
        load(tmp_path, SERIES)
    assert caught.value.key == "predictor"
    text = STUDY.replace("predictor: {}", "forecast: {steps: 2}")
    with pytest.raises(ConfigError, match="Write predictor instead"):
        load(tmp_path, text)


def test_a_download_is_checked_when_it_is_there(tmp_path):
    text = "a,kind\n" + "".join(f"{k},{'yes' if k < 3 else 'no'}\n" for k in range(60))
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    dataset = (
        f"{{url: 'https://example.org/x.csv', sha256: {sha256}, features: [a], label: kind,"
        " classes: 2}"
    )
    study = load(
        tmp_path, STUDY.replace("rows: 30", "rows: 10").replace("{builtin: wine}", dataset)
    )
    assert study.predictor.folds == 5
    (tmp_path / "x.csv").write_text(text)
    with pytest.raises(ConfigError, match="the rarest class has only 3 samples"):
        check_with_download(study, str(tmp_path / "x.csv"), "mine.yaml")


def test_networks_are_trained_anew_on_all_rows_but_the_fold(tmp_path):
    study = load(tmp_path, STUDY)
    plan, first = study.predictor, study.configurations[0]
    run = retrained_on_samples(first.run, 7, 36)
    framing, training = run.framing, run.training
    assert (framing.test_rows, framing.validation_rows, framing.train_rows) == (36, 0, None)
    assert (training.epochs, training.keep, training.stop) == (7, "last", None)
    assert run.model == first.run.model
    planned = plan_retrained(study.configurations, plan)
    assert [c.name for c in planned] == plan.run_names
    assert [c.train_rows for c in planned] == [178 - 36] * 5 + [178]
    assert plan_retrained_on_samples(first, plan, "members")[1] == 178
    assert list_candidates("best", study.configurations, "predictor", "") == list(
        study.configurations
    )
