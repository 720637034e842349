"""Metrics and baselines of samples with numbers, against scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import LinearRegression

from reprise.data.samples import build_samples
from reprise.data.samples_framing import frame_samples
from reprise.evaluation import row_baselines
from reprise.evaluation.baselines import study_baselines
from reprise.evaluation.explained_variance import add_explained_variance, target_variances
from reprise.evaluation.metrics import run_metrics
from reprise.framing_settings import FramingSettings
from reprise.partition import Partition
from reprise.settings import DatasetSettings
from reprise.stage_settings import FramingUse, PrepareSettings

NAMES = ("mean", "least_squares", "gradient_boosting")
SETTINGS = FramingSettings(test_rows=100, validation_rows=42, scale="standard", random_state=3)


@pytest.fixture(scope="module")
def diabetes():
    return build_samples("diabetes")


@pytest.fixture(scope="module")
def framed(diabetes):
    return frame_samples(diabetes, **SETTINGS.samples_options)


def test_the_metrics_are_those_of_scikit_learn(framed):
    forecasts = framed.actual + np.random.default_rng(0).normal(0, 40, framed.actual.shape)
    found = add_explained_variance(run_metrics(framed, forecasts), target_variances(framed))
    assert not [column for column in found if "mase" in column]
    for split in ("train", "validation", "test"):
        rows = framed.split(split)
        pair = framed.actual[rows], forecasts[rows]
        assert found[f"{split}_rmse"] == pytest.approx(metrics.root_mean_squared_error(*pair))
        assert found[f"{split}_mae"] == pytest.approx(metrics.mean_absolute_error(*pair))
        assert found[f"{split}_r2"] == pytest.approx(metrics.r2_score(*pair))


def test_the_baselines_are_those_of_scikit_learn_on_the_unscaled_rows(diabetes, framed):
    settings = PrepareSettings(
        "s", DatasetSettings(builtin="diabetes"), (FramingUse(SETTINGS, ("all",)),), NAMES
    )
    mean, least_squares, boosting = study_baselines(settings, diabetes, [framed])
    order = np.random.default_rng(3).permutation(442)
    before, test = order[:342], order[342:]
    x, y = diabetes.x, diabetes.y
    assert np.ravel(mean["outputs"]) == pytest.approx(np.full(100, y[before].mean()))
    linear = LinearRegression().fit(x[before], y[before]).predict(x[test])
    assert np.ravel(least_squares["outputs"]) == pytest.approx(linear)
    np.testing.assert_array_equal(row_baselines.gradient_boosting(framed)[1], boosting["outputs"])
    trees = GradientBoostingRegressor(random_state=0)
    expected = trees.fit(framed.x[:342], y[before]).predict(framed.x[342:])
    np.testing.assert_array_equal(np.ravel(boosting["outputs"]), expected)
    assert boosting["form"] == "gradient boosting, 100 trees of depth 3"
    for baseline in (mean, least_squares, boosting):
        assert sorted(baseline["metrics"]) == ["test_mae", "test_r2", "test_rmse"]
        r2 = metrics.r2_score(y[test], np.ravel(baseline["outputs"]))
        assert baseline["metrics"]["test_r2"] == pytest.approx(r2)


def test_the_baselines_of_a_split_are_named_by_it(diabetes):
    framings = [FramingSettings(test_rows=100, random_state=3, split=s) for s in (None, 2)]
    uses = tuple(
        FramingUse(framing, (f"split={number}",), Partition("split", number))
        for number, framing in enumerate(framings, start=1)
    )
    settings = PrepareSettings("s", DatasetSettings(builtin="diabetes"), uses, ("mean",))
    framed = [frame_samples(diabetes, **framing.samples_options) for framing in framings]
    found = study_baselines(settings, diabetes, framed)
    assert [b["label"] for b in found] == ["mean (split=1)", "mean (split=2)"]
    assert found[1]["partition"] == {"kind": "split", "number": 2}
