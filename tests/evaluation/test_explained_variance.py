from dataclasses import replace

import numpy as np
import pytest
from framed_values import frame_values
from sklearn.metrics import r2_score

from reprise.evaluation.explained_variance import (
    add_explained_steps,
    add_explained_variance,
    explained_share,
    target_variances,
)
from reprise.evaluation.metrics import run_metrics, step_metrics


@pytest.fixture
def weekly(births):
    """A framing of three steps with 20 validation days and 30 test days."""
    return frame_values(births.values, 30, 0, 7, "time_steps", horizon=3, validation_rows=20)


@pytest.fixture
def forecasts(weekly):
    return weekly.actual + np.random.default_rng(0).normal(1, 5, weekly.actual.shape)


def test_r2_is_that_of_scikit_learn_for_every_split(weekly, forecasts):
    metrics = add_explained_variance(run_metrics(weekly, forecasts), target_variances(weekly))
    for split in ("train", "validation", "test"):
        rows = weekly.split(split)
        expected = r2_score(weekly.actual[rows], forecasts[rows], multioutput="variance_weighted")
        assert metrics[f"{split}_r2"] == pytest.approx(expected)


def test_r2_stands_after_the_rmse_and_changes_no_other_metric(weekly, forecasts):
    before = run_metrics(weekly, forecasts)
    after = add_explained_variance(before, target_variances(weekly))
    assert list(after)[:3] == ["train_rmse", "train_r2", "train_mae"]
    assert {column: after[column] for column in before} == before


def test_the_r2_of_each_step_is_that_of_scikit_learn(weekly, forecasts):
    test = weekly.split("test")
    steps = step_metrics(weekly, forecasts[test])
    with_r2 = add_explained_steps(steps, target_variances(weekly))
    expected = r2_score(weekly.actual[test], forecasts[test], multioutput="raw_values")
    assert with_r2["test_r2"] == pytest.approx(expected.tolist())
    assert {column: with_r2[column] for column in steps} == steps


def test_the_mean_of_the_rows_explains_nothing_and_a_perfect_forecast_explains_all():
    assert explained_share(3.0, 9.0) == 0
    assert explained_share(0.0, 9.0) == 1
    assert explained_share(6.0, 9.0) == -3


def test_a_run_that_diverged_and_equal_observations_have_no_r2():
    assert explained_share(None, 9.0) is None
    assert explained_share(3.0, 0.0) is None


@pytest.mark.parametrize(("rows", "has_r2"), [(1, False), (2, True)])
def test_one_row_has_no_variance(rows, has_r2):
    framing = frame_values(np.arange(20.0) ** 2, rows, difference=0, lags=2)
    assert ("test" in target_variances(framing)) == has_r2
    assert ("test_r2" in add_explained_variance({"test_rmse": 1.0}, target_variances(framing))) == (
        has_r2
    )


def test_classes_have_no_r2(weekly):
    assert target_variances(replace(weekly, classes=2)) == {}
    assert add_explained_steps({}, {}) == {}
