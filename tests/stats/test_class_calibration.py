import numpy as np
import pandas as pd
import pytest
from drawn_classes import both_columns
from drawn_classes import draw_classes as draw
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, log_loss

from reprise.stats.class_calibration import (
    choose_temperature,
    measure_calibration,
    tabulate_reliability,
)
from reprise.stats.intervals import mean_interval
from reprise.stats.temperature import cross_fit_temperature

FOLDS = np.arange(1000) % 5


def top_label(probabilities, classes):
    """The probability of the most likely class of each sample, and whether it is right."""
    columns = both_columns(probabilities)
    return columns.max(axis=1), columns.argmax(axis=1) == classes


def value_of(table, measure, probabilities):
    rows = table[(table["measure"] == measure) & (table["probabilities"] == probabilities)]
    return rows.iloc[0]


@pytest.mark.parametrize("count_of_classes", [2, 3])
def test_the_reliability_table_is_the_calibration_curve_of_scikit_learn(count_of_classes):
    probabilities, classes = draw(1000, count_of_classes, 2)
    table = tabulate_reliability(probabilities, classes, 0.95)
    top, is_right = top_label(probabilities, classes)
    share, mean = calibration_curve(is_right, top, n_bins=10, strategy="quantile")
    np.testing.assert_allclose(table["share"], share)
    np.testing.assert_allclose(table["probability"], mean)
    assert table["samples"].tolist() == [100] * 10 and table["bin"].tolist() == [*range(1, 11)]
    assert (table["low"] < table["share"]).all() and (table["share"] <= table["high"]).all()


def test_equal_probabilities_share_a_bin_and_few_samples_have_few_bins():
    probabilities = np.array([0.3] * 30 + [1.0] * 70)
    table = tabulate_reliability(probabilities, np.arange(100) % 2, 0.95)
    assert table["samples"].tolist() == [30, 70]
    assert table["probability"].tolist() == pytest.approx([0.7, 1])
    few, classes = draw(39, 3)
    assert tabulate_reliability(few, classes, 0.95)["samples"].tolist() == [39]


@pytest.mark.parametrize("count_of_classes", [2, 3])
def test_the_measures_are_those_of_scikit_learn_and_of_the_curve(count_of_classes):
    probabilities, classes = draw(1000, count_of_classes, 2)
    table = measure_calibration(probabilities, classes, FOLDS, 0.95)
    calibrated = cross_fit_temperature(probabilities, classes, FOLDS)
    for kind, columns in {"before": both_columns(probabilities), "after": calibrated}.items():
        brier, loss = brier_score_loss(classes, columns), log_loss(classes, columns)
        top, is_right = top_label(columns, classes)
        share, mean = calibration_curve(is_right, top, n_bins=10, strategy="quantile")
        assert value_of(table, "brier_score", kind)["value"] == pytest.approx(brier)
        assert value_of(table, "log_loss", kind)["value"] == pytest.approx(loss, rel=1e-5)
        error = value_of(table, "calibration_error", kind)
        assert error["value"] == pytest.approx(np.abs(share - mean).mean()), "bins of 100 samples"
    assert (table["low"] <= table["value"]).all() and (table["value"] <= table["high"]).all()


@pytest.mark.parametrize("count_of_classes", [2, 3])
def test_calibration_lowers_the_error_of_probabilities_that_are_too_sure(count_of_classes):
    probabilities, classes = draw(1000, count_of_classes, 3)
    table = measure_calibration(probabilities, classes, FOLDS, 0.95)
    before, after = (value_of(table, "calibration_error", kind) for kind in ("before", "after"))
    assert before["low"] > after["high"]
    assert before["value"] > before["if_calibrated_high"]
    assert after["value"] < after["if_calibrated_high"]
    assert (
        value_of(table, "log_loss", "before")["low"] > value_of(table, "log_loss", "after")["high"]
    )


def test_a_temperature_is_chosen_only_if_it_is_shown_to_help():
    """The change of the log loss has the interval of the mean change of the samples."""
    chosen = {}
    for sharpness in (0.4, 1, 2):
        probabilities, classes = draw(600, 2, sharpness)
        table = measure_calibration(probabilities, classes, FOLDS[:600], 0.95)
        chosen[sharpness] = choose_temperature(table, 7.0)
        calibrated = cross_fit_temperature(probabilities, classes, FOLDS[:600])
        rows = np.arange(600), classes
        losses = -np.log(calibrated[rows]), -np.log(both_columns(probabilities)[rows])
        interval = mean_interval(np.subtract(*losses), 0.95)
        row = value_of(table, "log_loss", "change")
        assert (row["low"], row["high"]) == pytest.approx(interval, rel=1e-4)
    assert chosen == {0.4: 7, 1: 1, 2: 7}


def test_intervals_of_the_calibration_error_hold_the_right_error():
    """Right probabilities have the error 0, which the plain bootstrap holds in 60 % of the cases.

    Of 60 intervals, at most 7 may miss the right error: the probability of more is 1 % at 95 %.
    """
    found = []
    for seed in range(60):
        table = measure_calibration(*draw(200, 2, seed=seed), FOLDS[:200], 0.95)
        found.append(value_of(table, "calibration_error", "before"))
    errors = pd.DataFrame(found)
    assert (errors["low"] > 0).sum() <= 7
    assert (errors["value"] > errors["if_calibrated_high"]).sum() <= 7
    assert errors["value"].mean() == pytest.approx(errors["if_calibrated"].mean(), rel=0.1)


def test_the_order_of_samples_changes_nothing():
    probabilities, classes = draw(400, 3, 2)
    probabilities = probabilities.round(2)  # many equal probabilities
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    folds = FOLDS[:400]
    order = np.random.default_rng(1).permutation(400)
    one = measure_calibration(probabilities, classes, folds, 0.9)
    other = measure_calibration(probabilities[order], classes[order], folds[order], 0.9)
    pd.testing.assert_frame_equal(one, other)
    pd.testing.assert_frame_equal(
        tabulate_reliability(probabilities, classes, 0.9),
        tabulate_reliability(probabilities[order], classes[order], 0.9),
    )
