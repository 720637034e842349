from dataclasses import replace

import numpy as np
import pytest

from reprise.evaluation.metrics import run_metrics, split_metrics
from reprise.evaluation.row_measures import has_row_scores
from reprise.evaluation.row_scores import row_scores


@pytest.fixture
def two_targets(framing):
    """Four steps of two targets in 8 test rows, of which some observations are not known."""
    rng = np.random.default_rng(3)
    actual = rng.normal(100, 10, (28, 8))
    actual[20, :] = actual[21, 2] = actual[23, ::2] = np.nan
    return replace(
        framing,
        y=actual,
        actual=actual,
        train_rows=20,
        target_names=np.array(["sales", "visits"]),
        naive_error=np.array([5.0, 2.0]),
    )


@pytest.mark.parametrize(
    "metric", ["test_mase", "test_rmse_sales", "test_mae_sales", "test_mae_visits"]
)
def test_the_mean_of_the_scores_is_the_metric_also_with_missing_observations(two_targets, metric):
    outputs = np.random.default_rng(4).normal(100, 20, (8, 8))
    scores = row_scores(two_targets, outputs, metric)
    assert np.isnan(scores[0]) and (~np.isnan(scores)).sum() >= 6
    expected = float(split_metrics(two_targets, outputs, "test")[metric])
    known = scores[~np.isnan(scores)].mean()
    if "visits" in metric or metric == "test_mase":
        assert (~np.isnan(scores)).sum() == 7
    assert known == pytest.approx(expected**2 if "rmse" in metric else expected)


def test_the_score_of_a_row_is_its_squared_or_absolute_error(framing):
    errors = np.arange(12.0)
    outputs = framing.actual[20:, 0] - errors
    assert row_scores(framing, outputs, "test_rmse") == pytest.approx(errors**2)
    assert row_scores(framing, outputs, "test_mae") == pytest.approx(errors)
    whole = np.concatenate([framing.actual[:20, 0], outputs])[:, None]
    assert run_metrics(framing, whole)["test_rmse"] ** 2 == pytest.approx(np.mean(errors**2))


@pytest.mark.parametrize(
    ("classes", "outputs"),
    [
        (2, [0.5, 0.6, 0.9, 0.1]),
        (2, [[0.5], [0.6], [0.9], [0.1]]),
        (3, [0, 1, 2, 0]),
        (3, [[0.4, 0.3, 0.3], [0.2, 0.5, 0.3], [0.1, 0.1, 0.8], [1, 0, 0]]),
    ],
)
def test_the_score_of_a_class_is_whether_it_is_right(framing, classes, outputs):
    right = np.array([0.0, 0, 1, 0])[:, None] if classes == 2 else np.array([0.0, 0, 2, 0])[:, None]
    classified = replace(framing, y=right, actual=right, train_rows=0, classes=classes)
    assert row_scores(classified, outputs, "test_accuracy").tolist() == [1, 0, 1, 1]


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        *[(metric, True) for metric in ("test_rmse", "test_mase", "test_mae_sales")],
        *[("test_accuracy", True), ("test_loss", False), ("test_r2", False)],
        *[("train_rmse", False), ("query_forecast_1", False), ("validation_mae", False)],
    ],
)
def test_only_means_over_test_rows_have_scores(metric, expected):
    assert has_row_scores(metric) == expected
