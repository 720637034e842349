"""Checks of studies that predict the numbers of samples."""

import pytest

from reprise.config.dataset_checks import check_dataset
from reprise.config.partitions import plan_partitions
from reprise.config.study_file import load_study
from reprise.data.dataset import DatasetSize

STUDY = """\
title: t
repeats: 3
dataset: {file: mine.csv, features: [a, b], target: y}
framing: {test_rows: 6, validation_rows: 4, random_state: 1, scale: standard}
model: {family: mlp}
training: {epochs: 2, batch_size: 8}
"""
METRICS = ("mae", "r2", "rmse")


@pytest.fixture
def load(tmp_path):
    """A function that loads a regression study, with one text of it replaced."""
    rows = [f"{k},{k % 3},{k * 1.5}" for k in range(30)]
    (tmp_path / "mine.csv").write_text("\n".join(["a,b,y", *rows]) + "\n")

    def load(old="", new=""):
        assert old in STUDY
        (tmp_path / "mine.yaml").write_text(STUDY.replace(old, new) if old else STUDY)
        return load_study("mine", tmp_path, tmp_path)

    return load


def test_a_target_makes_a_study_a_regression(load):
    study = load()
    (configuration,) = study.configurations
    assert (study.task, study.metric, configuration.classes) == ("regress", "test_rmse", 0)
    assert study.baselines == ("mean", "least_squares", "gradient_boosting")
    assert configuration.run.training.loss == "mean_squared_error"
    assert sorted(configuration.metric_columns) == [
        f"{split}_{name}" for split in ("test", "train", "validation") for name in METRICS
    ]
    size = DatasetSize(30, 0)
    assert plan_partitions({}, study.dataset, {}, size, "s.yaml") == [None]


@pytest.mark.parametrize(
    "change",
    [
        ("repeats: 3", "repeats: 3\ntables: {within: [1], ensembles: [2]}"),
        ("repeats: 3", "repeats: 3\nmetric: test_r2"),
        ("repeats: 3", "repeats: 3\nsplits: {number: 2}"),
        ("batch_size: 8", "batch_size: 8, loss: huber"),
        ("target: y", "target: y, image_shape: [1, 2]"),
        ("target: y", "target: y, units: euro"),
        (
            "scale: standard}\nmodel: {family: mlp}",
            "features_as: time_steps}\nmodel: {family: lstm, stateful: false}",
        ),
    ],
)
def test_what_suits_numbers_is_accepted(load, change):
    assert load(*change).task == "regress"


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ("target: y", "target: y, label: b", "dataset.target", "together with dataset.label"),
        ("target: y", "target: y, classes: 3", "dataset.classes", "together with dataset.target"),
        ("target: y", "target: y, period: 3", "dataset.period", "together with dataset.target"),
        (
            "target: y",
            "target: b",
            "dataset.target",
            "also in dataset.features; a column has one role",
        ),
        ("target: y", "target: z", "dataset", "has no column 'z'. Its columns are: a, b, y."),
        (
            "target: y",
            "target: y, image_shape: [2, 2]",
            "dataset.image_shape",
            "gives 4 pixels, but dataset.features has 2 columns",
        ),
        (
            "repeats: 3",
            "repeats: 3\nmetric: test_mase",
            "metric",
            "metric is 'test_mase', which the runs of this study do not have.",
        ),
        ("repeats: 3", "repeats: 3\nmetric: test_accuracy", "metric", "They have test_mae, "),
        (
            "repeats: 3",
            "repeats: 3\nbaselines: [persistence]",
            "baselines, item 1",
            "baselines has 'persistence', but this study predicts a number for each sample; it can"
            " have mean, least_squares, gradient_boosting.",
        ),
        (
            "batch_size: 8",
            "batch_size: 8, loss: binary_crossentropy",
            "training.loss",
            "which is not a loss for numbers; use mean_squared_error, or another loss for numbers.",
        ),
        (
            "family: mlp",
            "family: lstm",
            "model.family",
            "model.family is lstm, which reads the time steps of a series",
        ),
        ("scale: standard", "scale: [1, 0]", "framing.scale", "number must be the larger one."),
        (
            "family: mlp",
            "family: encoder_decoder",
            "model.family",
            "Use mlp, or set framing.features_as: time_steps if dataset.features is in the order of"
            " time.",
        ),
        ("test_rows: 6", "test_rows: 26", "framing", "the dataset has 30 rows. With framing.test"),
        ("test_rows: 6", "lags: 2, test_rows: 6", "framing.lags", "unknown key"),
    ],
)
def test_what_does_not_suit_numbers_is_refused(load, config_error, old, new, key, problem):
    error = config_error(load, old, new)
    assert problem in error.problem
    assert error.key == key


def test_a_download_of_numbers_needs_no_number_of_classes():
    check_dataset(
        {"url": "https://a.b/c.csv", "sha256": "0" * 64, "features": ["a"], "target": "y"}, "s"
    )
