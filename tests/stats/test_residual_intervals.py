import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.neighbors import KNeighborsRegressor

from reprise.errors import ConfigError
from reprise.stats.residual_intervals import fit_half_width, measure_residual_intervals

FOLDS = np.arange(300) % 5


def draw(count, seed=0):
    """Observations, and predictions whose errors have heavy tails."""
    rng = np.random.default_rng(seed)
    predictions = rng.normal(100, 20, count)
    return predictions + rng.standard_t(3, count), predictions


@pytest.mark.parametrize("level", [50, 80, 90, 95])
def test_the_half_width_is_a_quantile_of_the_errors_and_of_one_infinite_error(level):
    """The definition of Lei et al. 2018, with NumPy's inverse of the distribution function."""
    actual, predictions = draw(60)
    errors = np.append(np.abs(actual - predictions), 1e9)
    expected = np.quantile(errors, level / 100, method="inverted_cdf")
    assert fit_half_width(actual, predictions, level) == expected


@pytest.mark.parametrize("folds", [5, 60])
def test_the_intervals_are_the_base_intervals_of_mapie(folds):
    """MAPIE calls an interval `base` that is the prediction from all rows and one half width."""
    mapie = pytest.importorskip("mapie.regression")

    rng = np.random.default_rng(3)
    x = rng.normal(size=(80, 4))
    y = x @ [3.0, -2, 1, 0] + rng.normal(size=80)
    cv = KFold(folds)
    theirs = mapie.CrossConformalRegressor(Ridge(), [0.8, 0.9], method="base", cv=cv)
    theirs.fit_conformalize(x[:60], y[:60])
    predictions, intervals = theirs.predict_interval(x[60:])
    out_of_fold = cross_val_predict(Ridge(), x[:60], y[:60], cv=cv)
    for position, level in enumerate([80, 90]):
        half_width = fit_half_width(y[:60], out_of_fold, level)
        np.testing.assert_allclose(intervals[:, 0, position], predictions - half_width)
        np.testing.assert_allclose(intervals[:, 1, position], predictions + half_width)


def test_intervals_hold_the_observations_of_new_samples_as_often_as_the_level():
    """The mean over 300 sets of 49 errors; its standard error is below 0.003."""
    shares = []
    for seed in range(300):
        actual, predictions = draw(549, seed)
        half_width = fit_half_width(actual[:49], predictions[:49], 90)
        shares.append(np.mean(np.abs(actual[49:] - predictions[49:]) <= half_width))
    assert np.mean(shares) == pytest.approx(0.9, abs=0.01)


def test_the_level_holds_around_predictions_of_a_model_that_is_trained_on_all_rows():
    """The mean over 150 datasets of 60 rows; its standard error is below 0.006."""
    shares = []
    for seed in range(150):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(260, 2))
        y = np.sin(2 * x[:, 0]) + x[:, 1] + rng.normal(0, 0.5, 260)
        model = KNeighborsRegressor(3)
        out_of_fold = cross_val_predict(model, x[:60], y[:60], cv=5)
        half_width = fit_half_width(y[:60], out_of_fold, 90)
        predictions = model.fit(x[:60], y[:60]).predict(x[60:])
        shares.append(np.mean(np.abs(y[60:] - predictions) <= half_width))
    assert 0.885 < np.mean(shares) < 0.95


def test_a_level_that_the_errors_do_not_support_is_refused():
    with pytest.raises(ConfigError, match=r"at least 19 errors\. 12 errors: at most 92 %\."):
        fit_half_width(*draw(12), 95)


def test_coverage_is_measured_with_the_half_widths_of_the_other_folds():
    actual, predictions = draw(300)
    table = measure_residual_intervals(actual, predictions, FOLDS, [80, 90], 0.95)
    errors = np.abs(actual - predictions)
    covered, half_widths = 0, []
    for fold in range(5):
        others = np.sort(errors[fold != FOLDS])
        half_widths.append(others[int(np.ceil(241 * 0.9)) - 1])
        covered += np.sum(errors[fold == FOLDS] <= half_widths[-1])
    row = table.iloc[1]
    assert (row["level"], row["samples"]) == (90, 300)
    assert row["coverage"] == covered / 300
    exact = binomtest(int(covered), 300).proportion_ci(0.95)
    assert (row["low"], row["high"]) == pytest.approx(tuple(exact))
    assert row["half_width"] == fit_half_width(actual, predictions, 90)
    assert row["mean_width"] == pytest.approx(2 * np.mean(half_widths))
    assert (100 * table["low"] <= table["level"]).all()
    assert (table["level"] <= 100 * table["high"]).all()


def test_one_fold_with_large_errors_has_a_low_coverage():
    """Its own errors do not widen its intervals."""
    actual, predictions = draw(300)
    shifted = np.where(FOLDS == 1, actual + 50, actual)
    table = measure_residual_intervals(shifted, predictions, FOLDS, [75], 0.95)
    assert table["coverage"].item() == pytest.approx(0.8, abs=0.02), "the four others are covered"


def test_the_order_of_samples_changes_nothing():
    actual, predictions = draw(300)
    order = np.random.default_rng(1).permutation(300)
    one = measure_residual_intervals(actual, predictions, FOLDS, [80, 90], 0.95)
    other = measure_residual_intervals(
        actual[order], predictions[order], FOLDS[order], [80, 90], 0.95
    )
    pd.testing.assert_frame_equal(one, other)


def test_without_enough_errors_in_the_other_folds_no_coverage_is_known():
    actual, predictions = draw(20)
    table = measure_residual_intervals(actual, predictions, FOLDS[:20], [90, 95], 0.95)
    assert table["half_width"].notna().all()
    assert table[["coverage", "low", "high", "mean_width"]].isna().all(axis=1).tolist() == [
        False,
        True,
    ]
