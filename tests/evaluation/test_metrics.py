import numpy as np
import pandas as pd
import pytest
from framed_values import frame_values
from sklearn.metrics import accuracy_score, log_loss, mean_absolute_error, root_mean_squared_error

from reprise.data.samples import Samples
from reprise.data.samples_framing import frame_samples
from reprise.evaluation.class_metrics import PROBABILITY_EPSILON
from reprise.evaluation.metrics import (
    find_best,
    history_metrics,
    is_finite,
    is_reached_from_below,
    lower_is_better,
    metric_without_split,
    run_metrics,
    split_metrics,
    split_of,
    step_metrics,
)
from reprise.framing_settings import QuerySettings


@pytest.fixture
def three_steps(births):
    """A framing with three steps, validation rows and a season of a week."""
    return frame_values(
        births.values, 30, 0, 7, "time_steps", horizon=3, validation_rows=20, period=7
    )


@pytest.fixture
def query():
    """A framing of 10, 20, ... 80 with a query of two steps."""
    return frame_values(
        np.arange(10.0, 90, 10),
        difference=0,
        lags=3,
        scale=None,
        horizon=2,
        query=QuerySettings(inputs=(50, 60, 70), answer=(80, 90)),
    )


@pytest.fixture
def two_classes():
    """A framing of eight samples of which the last four are test rows: classes 0, 1, 0, 1."""
    samples = Samples(np.zeros((8, 1)), np.arange(8) % 2, ["a"], ["no", "yes"])
    return frame_samples(samples, 4)


def test_errors_are_those_of_scikit_learn(three_steps):
    noise = np.random.default_rng(1).normal(size=three_steps.actual.shape)
    forecasts = three_steps.actual + noise
    metrics = run_metrics(three_steps, forecasts)
    assert len(metrics) == 9
    for split in ("train", "validation", "test"):
        rows = three_steps.split(split)
        actual, forecast = three_steps.actual[rows].ravel(), forecasts[rows].ravel()
        absolute = mean_absolute_error(actual, forecast)
        assert metrics[f"{split}_rmse"] == pytest.approx(root_mean_squared_error(actual, forecast))
        assert metrics[f"{split}_mae"] == pytest.approx(absolute)
        assert metrics[f"{split}_mase"] == pytest.approx(absolute / three_steps.naive_error)
    assert all(type(value) is float for value in metrics.values())


def test_the_published_error_of_persistence_is_found(framing):
    # LSTM tutorial, "Data Split": 136.761
    metrics = run_metrics(framing, framing.last_observation)
    assert metrics["test_rmse"] == pytest.approx(136.761, abs=5e-4)


def test_each_step_of_the_horizon_has_its_own_errors(three_steps):
    test = three_steps.split("test")
    actual = three_steps.actual[test]
    forecasts = actual + np.random.default_rng(1).normal(size=actual.shape)
    steps = step_metrics(three_steps, forecasts)
    assert set(steps) == {"test_rmse", "test_mae", "test_mase"}
    for step in range(3):
        absolute = mean_absolute_error(actual[:, step], forecasts[:, step])
        squared = root_mean_squared_error(actual[:, step], forecasts[:, step])
        assert steps["test_rmse"][step] == pytest.approx(squared)
        assert steps["test_mae"][step] == pytest.approx(absolute)
        assert steps["test_mase"][step] == pytest.approx(absolute / three_steps.naive_error)
    assert all(type(numbers) is list and len(numbers) == 3 for numbers in steps.values())


def test_mase_is_one_for_a_forecast_as_good_as_the_seasonal_naive_forecast(births, three_steps):
    # Hyndman & Koehler 2006: the scale is the in-sample error of the (seasonal) naive forecast.
    before = births.values[: 365 - 30 - 20]
    scale = np.abs(before[7:] - before[:-7]).mean()
    metrics = run_metrics(three_steps, three_steps.actual + scale)
    assert metrics["test_mase"] == pytest.approx(1)


def test_a_constant_series_has_no_mase_but_its_run_has_not_diverged():
    framing = frame_values(np.full(20, 3.0), 5, 0, 2, scale=None)
    metrics = run_metrics(framing, framing.actual + 1)
    assert np.isnan(metrics["test_mase"]) and metrics["test_mae"] == 1
    assert is_finite(metrics)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_metric_that_is_not_finite_means_that_the_run_diverged(framing, value):
    outputs = framing.actual.copy()
    assert is_finite(run_metrics(framing, outputs))
    outputs[-1] = value
    metrics = run_metrics(framing, outputs)
    assert not np.isfinite(metrics["test_rmse"]) and np.isfinite(metrics["train_rmse"])
    assert not is_finite(metrics)


def test_an_overflow_is_an_infinite_error_and_no_warning(framing):
    metrics = run_metrics(framing, np.full_like(framing.actual, 1e300))
    assert metrics["test_rmse"] == np.inf and np.isfinite(metrics["test_mae"])


@pytest.mark.parametrize("classes", [2, 3])
def test_accuracy_and_cross_entropy_are_those_of_scikit_learn(classes):
    rng = np.random.default_rng(2)
    y = np.arange(40) % classes
    names = [str(number) for number in range(classes)]
    framing = frame_samples(Samples(rng.normal(size=(40, 2)), y, ["a", "b"], names), 15)
    probabilities = rng.dirichlet(np.ones(classes), size=40)
    metrics = run_metrics(framing, probabilities if classes > 2 else probabilities[:, 1:])
    assert set(metrics) == {"train_accuracy", "train_loss", "test_accuracy", "test_loss"}
    for split in ("train", "test"):
        rows = framing.split(split)
        accuracy = accuracy_score(y[rows], probabilities[rows].argmax(1))
        loss = log_loss(y[rows], probabilities[rows], labels=range(classes))
        assert metrics[f"{split}_accuracy"] == pytest.approx(accuracy)
        assert metrics[f"{split}_loss"] == pytest.approx(loss)


def test_a_probability_of_one_half_chooses_class_0(two_classes):
    # As keras.metrics.BinaryAccuracy, whose threshold of 0.5 must be exceeded.
    probabilities = np.array([[0.5], [0.4], [0.4], [0.6]])
    metrics = split_metrics(two_classes, probabilities, "test")
    assert metrics["test_accuracy"] == 3 / 4


def test_a_certain_but_wrong_probability_has_a_finite_loss(two_classes):
    # Keras clips a probability to [1e-7, 1 - 1e-7] (keras.config.epsilon()).
    assert PROBABILITY_EPSILON == 1e-7
    wrong, right = np.array([[1.0], [0], [1], [0]]), np.array([[0.0], [1], [0], [1]])
    loss = split_metrics(two_classes, wrong, "test")["test_loss"]
    assert loss == pytest.approx(-np.log(1e-7))
    loss = split_metrics(two_classes, right, "test")["test_loss"]
    assert loss == pytest.approx(1e-7, rel=1e-6)


@pytest.mark.parametrize("rows", [slice(None), slice(5, 6)])
def test_a_diverged_classifier_has_no_accuracy_and_no_loss(two_classes, rows):
    outputs = np.full((8, 1), 0.9)
    outputs[rows] = np.nan
    metrics = run_metrics(two_classes, outputs)
    assert np.isnan(metrics["test_accuracy"]) and np.isnan(metrics["test_loss"])
    assert not is_finite(metrics)


def test_only_the_epochs_that_diverged_lose_their_accuracy(two_classes):
    outputs = np.stack([np.full((8, 1), 0.9), np.full((8, 1), np.nan)])
    history = history_metrics(two_classes, outputs)
    np.testing.assert_array_equal(history["train_accuracy"], [0.5, np.nan])
    assert list(history) == ["train_accuracy", "train_loss", "test_accuracy", "test_loss"]


def test_a_history_with_validation_rows_has_no_metric_of_the_test_rows(three_steps):
    first_test = three_steps.split("test").start
    actual = three_steps.actual[:first_test]
    history = history_metrics(three_steps, np.stack([actual, actual + 1]))
    assert {name: values.tolist() for name, values in history.items()} == {
        "train_rmse": [0, 1],
        "validation_rmse": [0, 1],
    }


def test_a_history_without_validation_rows_has_metrics_of_the_test_rows(framing):
    history = history_metrics(framing, np.stack([framing.actual, framing.actual - 2]))
    assert {name: values.tolist() for name, values in history.items()} == {
        "train_rmse": [0, 2],
        "test_rmse": [0, 2],
    }


@pytest.mark.parametrize("classes", [2, 3])
def test_each_epoch_of_a_history_has_the_metrics_of_its_own_outputs(classes):
    rng = np.random.default_rng(7)
    names = [str(number) for number in range(classes)]
    framing = frame_samples(Samples(np.zeros((30, 1)), np.arange(30) % classes, ["a"], names), 10)
    outputs = rng.dirichlet(np.ones(classes), size=(5, 30)).astype(np.float32)
    outputs = outputs if classes > 2 else outputs[..., 1:]
    history = history_metrics(framing, outputs)
    epochs = [run_metrics(framing, outputs[epoch].astype(np.float64)) for epoch in range(5)]
    for column, values in history.items():
        np.testing.assert_allclose(values, [epoch[column] for epoch in epochs], rtol=1e-12)


def test_chosen_metrics_are_the_only_ones_that_are_computed(framing):
    outputs = framing.actual[framing.split("test")] + 1
    assert list(split_metrics(framing, outputs, "test", ("mae",))) == ["test_mae"]


def test_the_forecast_of_a_query_is_a_metric(query):
    metrics = run_metrics(query, query.actual + 2)
    assert (metrics["query_forecast_1"], metrics["query_forecast_2"]) == (82, 92)
    assert metrics["test_mae"] == 2
    outputs = np.stack([query.actual, query.actual + 1]).astype(np.float32)
    history = history_metrics(query, outputs)
    assert history["query_forecast_1"].dtype == np.float64
    assert history["query_forecast_1"].tolist() == [80, 81]
    assert history["query_forecast_2"].tolist() == [90, 91]
    assert "query_forecast_3" not in history


@pytest.mark.parametrize(
    ("metric", "lower", "from_below"),
    [
        ("test_rmse", True, False),
        ("validation_mase", True, False),
        ("train_loss", True, False),
        ("fit_loss", True, False),
        ("test_accuracy", False, True),
        ("train_r2", False, True),
        ("fit_accuracy", False, True),
        ("query_forecast_1", True, True),
    ],
)
def test_each_metric_has_a_direction(metric, lower, from_below):
    assert lower_is_better(metric) is lower
    assert is_reached_from_below(metric) is from_below


def test_the_best_mean_is_the_lowest_error_or_the_highest_accuracy():
    means = pd.Series({"a": 2.0, "b": 1.0, "c": 3.0, "d": 1.0, "e": 3.0})
    assert find_best(means, "test_rmse") == "b"
    assert find_best(means, "test_accuracy") == "c"
    assert find_best(means, "test_r2") == "c"


def test_a_column_is_named_by_its_split_and_its_metric():
    assert (split_of("test_rmse"), metric_without_split("test_rmse")) == ("test", "rmse")
    assert (split_of("query_forecast_1"), metric_without_split("query_forecast_1")) == (
        "query",
        "forecast_1",
    )


def test_the_steps_of_all_rows_count_as_one_sample_of_classes(births):
    framing = frame_values(births.values, 30, 0, 7, horizon=2, target="third")
    probabilities = np.random.default_rng(4).dirichlet([1, 1, 1], size=(3, len(framing.y), 2))
    metrics = split_metrics(framing, probabilities[:, framing.split("test")], "test")
    right = framing.actual[framing.split("test")].ravel()
    for epoch in range(3):
        ours = probabilities[epoch, framing.split("test")].reshape(-1, 3)
        expected = accuracy_score(right, ours.argmax(axis=1))
        assert metrics["test_accuracy"][epoch] == pytest.approx(expected)
        expected = log_loss(right, ours, labels=[0, 1, 2])
        assert metrics["test_loss"][epoch] == pytest.approx(expected)
