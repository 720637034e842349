import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss, mean_absolute_error, root_mean_squared_error

from reprise.data.framing import frame_samples, frame_series
from reprise.data.samples import Samples
from reprise.evaluation.metrics import history_metrics, label_of, run_metrics, step_metrics


@pytest.fixture
def three_steps(births):
    return frame_series(
        births.values, 30, 0, 7, "time_steps", horizon=3, validation_rows=20, period=7
    )


def test_errors_are_scikit_learns(three_steps):
    rng = np.random.default_rng(1)
    forecasts = three_steps.actual + rng.normal(size=three_steps.actual.shape)
    found = run_metrics(three_steps, forecasts)
    for split in ("train", "validation", "test"):
        rows = three_steps.split(split)
        actual, made = three_steps.actual[rows].ravel(), forecasts[rows].ravel()
        assert found[f"{split}_rmse"] == pytest.approx(root_mean_squared_error(actual, made))
        assert found[f"{split}_mae"] == pytest.approx(mean_absolute_error(actual, made))
    steps = step_metrics(three_steps, forecasts[three_steps.split("test")])
    last = three_steps.split("test")
    expected = root_mean_squared_error(three_steps.actual[last, 2], forecasts[last, 2])
    assert steps["test_rmse"][2] == pytest.approx(expected)
    assert len(steps["test_mase"]) == 3


def test_mase_is_one_for_a_forecast_as_good_as_the_seasonal_naive_one(births, three_steps):
    # Hyndman & Koehler 2006: the scale is the in-sample error of the (seasonal) naive forecast.
    before = births.values[: 365 - 30 - 20]
    scale = np.abs(before[7:] - before[:-7]).mean()
    found = run_metrics(three_steps, three_steps.actual + scale)
    assert found["test_mase"] == pytest.approx(1)


def test_a_constant_series_has_no_mase_and_is_no_divergence():
    framing = frame_series(np.full(20, 3.0), 5, 0, 2, scale=None)
    found = run_metrics(framing, framing.actual + 1)
    assert np.isnan(found["test_mase"]) and found["test_mae"] == 1


@pytest.mark.parametrize("classes", [2, 3])
def test_accuracy_and_cross_entropy_are_scikit_learns(classes):
    rng = np.random.default_rng(2)
    y = np.arange(40) % classes
    names = [str(k) for k in range(classes)]
    framing = frame_samples(Samples(rng.normal(size=(40, 2)), y, ["a", "b"], names), 15)
    given = rng.dirichlet(np.ones(classes), size=40)
    found = run_metrics(framing, given if classes > 2 else given[:, 1:])
    rows = framing.split("test")
    assert found["test_accuracy"] == pytest.approx(accuracy_score(y[rows], given[rows].argmax(1)))
    assert found["test_loss"] == pytest.approx(
        log_loss(y[rows], given[rows], labels=range(classes))
    )


def test_a_diverged_classifier_has_no_accuracy(circles):
    framing = frame_samples(circles, 500)
    found = run_metrics(framing, np.full((1000, 1), np.nan))
    assert np.isnan(found["test_accuracy"]) and np.isnan(found["test_loss"])


def test_a_history_with_validation_rows_has_nothing_of_the_test_rows(three_steps):
    seen = three_steps.split("validation").stop
    outputs = np.stack([three_steps.actual[:seen], three_steps.actual[:seen] + 1])
    history = history_metrics(three_steps, outputs)
    assert {name: values.tolist() for name, values in history.items()} == {
        "train_rmse": [0, 1],
        "validation_rmse": [0, 1],
    }


def test_the_forecast_of_a_query_is_a_metric_of_its_own():
    framing = frame_series(
        np.arange(10.0, 90, 10), None, 0, 3, scale=None, horizon=2,
        query={"inputs": [50, 60, 70], "answer": [80, 90]},
    )  # fmt: skip
    found = run_metrics(framing, framing.actual + 2)
    assert (found["query_forecast_1"], found["query_forecast_2"]) == (82, 92)
    assert found["test_mae"] == 2


def test_labels_name_units_where_a_metric_has_them():
    assert label_of("test_rmse", "births") == "test RMSE (births)"
    assert label_of("validation_mase", "births") == "validation MASE"
    assert label_of("query_forecast_1", "value") == "forecast of the query (value)"
