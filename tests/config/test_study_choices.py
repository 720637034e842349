from dataclasses import replace

import pytest

from reprise.config.study_choices import choose_baselines
from reprise.framing_settings import QuerySettings
from reprise.settings import DatasetSettings


def test_the_default_metric_is_of_the_test_rows(load_extension, load_samples):
    assert load_extension().metric == "test_rmse"
    assert load_samples().metric == "test_accuracy"


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("metric: train_mae", "train_mae"),
        (
            "metric: validation_rmse\nframing: {train_rows: 16, validation_rows: 4}",
            "validation_rmse",
        ),
        ("metric: test_mase", "test_mase"),
    ],
)
def test_a_metric_that_all_runs_have_can_be_chosen(load_extension, text, metric):
    assert load_extension(text).metric == metric


@pytest.mark.parametrize(
    ("metric", "problem"),
    [
        ("test_rmes", "metric is 'test_rmes', which the runs of this study do not have. Did you m"),
        (
            "validation_rmse",
            "Set framing.validation_rows to have it. They have test_mae, test_mase",
        ),
        ("test_accuracy", "which the runs of this study do not have"),
    ],
)
def test_a_metric_that_a_run_lacks_is_refused(load_extension, config_error, metric, problem):
    error = config_error(load_extension, f"metric: {metric}")
    assert problem in error.problem and (error.key, error.value) == ("metric", metric)


def test_a_metric_that_only_some_configurations_have_is_refused(load_extension, config_error):
    text = "metric: validation_rmse\nframing: {train_rows: 12}\nvary: {framing.validation_rows: "
    assert load_extension(f"{text}[4, 8]}}").metric == "validation_rmse"
    assert config_error(load_extension, f"{text}[0, 4]}}").key == "metric"


QUERY = """\
title: t
dataset: {values: [10, 20, 30, 40, 50, 60, 70, 80, 90]}
framing: {difference: 0, lags: 3, scale: null, query: {inputs: [70, 80, 90], answer: [100]}}
model: {family: mlp}
training: {epochs: 1, batch_size: 1}
repeats: 1
metric: query_forecast_1
"""


def test_a_forecast_is_a_metric_only_without_configurations_to_compare(
    tmp_path, load_extension, config_error
):
    (tmp_path / "lstm_epochs.yaml").write_text(QUERY)
    assert load_extension("metric: query_forecast_1").metric == "query_forecast_1"
    error = config_error(load_extension, "metric: query_forecast_1\nvary: {model.units: [1, 2]}")
    assert "neither a lower nor a higher value is better. Use test_mae" in error.problem
    assert (error.key, error.value) == ("metric", "query_forecast_1")


FORECASTS = ("persistence", "mean", "least_squares", "ets", "sarima")
SERIES = DatasetSettings(values=(1.0, 2.0, 3.0))


def choose(configurations, names=None, task="forecast", dataset=SERIES):
    return choose_baselines(names, task, dataset, configurations, "s.yaml")


@pytest.mark.parametrize(("train_rows", "expected"), [(10_000, FORECASTS), (10_001, FORECASTS[:3])])
def test_slow_baselines_of_a_long_series_must_be_named(load_extension, train_rows, expected):
    first, second = load_extension("vary: {model.units: [1, 2]}").configurations
    configurations = (first, replace(second, train_rows=train_rows))
    assert choose(configurations) == expected
    assert choose(configurations, ["ets", "mean"]) == ("ets", "mean")
    assert choose(configurations, []) == ()


def test_the_baselines_suit_the_study(load_extension):
    (configuration,) = load_extension().configurations
    framing = replace(configuration.run.framing, query=QuerySettings((1.0,), (2.0,)))
    with_query = replace(configuration, run=replace(configuration.run, framing=framing))
    assert choose([configuration], dataset=replace(SERIES, period=12)) == (
        *FORECASTS,
        "seasonal_naive",
    )
    assert choose([with_query]) == ("persistence", "mean", "least_squares")
    assert choose([configuration], task="classify") == ("most_frequent", "logistic_regression")


@pytest.mark.parametrize(
    ("task", "name", "problem"),
    [
        ("forecast", "seasonal_naive", "this study forecasts and has no dataset.period; it can"),
        ("forecast", "most_frequent", "baselines has 'most_frequent', but this study forecasts"),
        ("classify", "ets", "classifies; it can have most_frequent, logistic_regression."),
    ],
)
def test_a_baseline_that_does_not_suit_the_study_is_refused(
    load_extension, config_error, task, name, problem
):
    known = "mean" if task == "forecast" else "most_frequent"
    error = config_error(choose, load_extension().configurations, [known, name], task)
    assert problem in error.problem
    assert (error.where, error.key, error.value) == ("s.yaml", "baselines, item 2", name)
