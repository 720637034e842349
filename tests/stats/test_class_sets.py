import numpy as np
import pandas as pd
import pytest
from drawn_classes import both_columns
from drawn_classes import draw_classes as draw
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.naive_bayes import GaussianNB

from reprise.errors import ConfigError
from reprise.stats.class_sets import choose_class_sets, fit_class_threshold, measure_class_sets
from reprise.stats.temperature import apply_temperature, fit_temperature

FOLDS = np.arange(1000) % 5


def with_most_likely(sets, probabilities):
    """Sets to which the most likely class of each sample is added."""
    return sets | (probabilities == probabilities.max(axis=1, keepdims=True))


@pytest.mark.parametrize("count_of_classes", [2, 4])
@pytest.mark.parametrize("level", [50, 90, 95])
def test_a_class_is_in_the_set_if_enough_samples_are_at_least_as_strange(count_of_classes, level):
    """The definition by a p-value (Vovk, Gammerman & Shafer 2005), counted sample by sample."""
    probabilities, classes = (values[:99] for values in draw(150, count_of_classes))
    new = draw(150, count_of_classes)[0][99:]
    sets = choose_class_sets(new, fit_class_threshold(probabilities, classes, level))
    of_right_class = both_columns(probabilities)[np.arange(99), classes]
    columns = both_columns(new)
    p_values = [
        [(1 + np.sum(of_right_class <= probability)) / 100 for probability in row]
        for row in columns
    ]
    expected = np.array(p_values) > 1 - level / 100 + 1e-9
    np.testing.assert_array_equal(sets, with_most_likely(expected, columns))


@pytest.mark.parametrize("count_of_classes", [2, 4])
def test_the_sets_are_those_of_mapie_with_the_most_likely_class(count_of_classes):
    mapie = pytest.importorskip("mapie.classification")

    probabilities, classes = draw(500, count_of_classes)
    features = np.log(both_columns(probabilities)) + np.random.default_rng(1).normal(
        0, 1, (500, count_of_classes)
    )
    model = LogisticRegression().fit(features[:200], classes[:200])
    theirs = mapie.SplitConformalClassifier(model, [0.8, 0.95], conformity_score="lac")
    theirs.conformalize(features[200:350], classes[200:350])
    _, expected = theirs.predict_set(features[350:])
    known, new = (
        model.predict_proba(features[rows]) for rows in (slice(200, 350), slice(350, None))
    )
    for position, level in enumerate([80, 95]):
        sets = choose_class_sets(new, fit_class_threshold(known, classes[200:350], level))
        np.testing.assert_array_equal(sets, with_most_likely(expected[:, :, position], new))
        assert 1 < sets.sum(axis=1).mean() < count_of_classes


@pytest.mark.parametrize("count_of_classes", [2, 3])
def test_sets_hold_the_right_class_of_new_samples_as_often_as_the_level(count_of_classes):
    """The mean over 200 sets of 99 samples; its standard error is below 0.003."""
    covered = {70: [], 90: []}
    for seed in range(200):
        probabilities, classes = draw(599, count_of_classes, sharpness=2, seed=seed)
        for level, shares in covered.items():
            threshold = fit_class_threshold(probabilities[:99], classes[:99], level)
            sets = choose_class_sets(probabilities[99:], threshold)
            shares.append(sets[np.arange(500), classes[99:]].mean())
    assert np.mean(covered[90]) == pytest.approx(0.9, abs=0.01)
    # The most likely class is right more often than 70 %, and it is always in the set.
    assert np.mean(covered[70]) > 0.69


def test_the_level_holds_for_a_model_that_is_trained_on_all_rows():
    """The mean over 150 datasets of 60 rows; its standard error is below 0.006."""
    shares, sizes = [], []
    for seed in range(150):
        rng = np.random.default_rng(seed)
        classes = rng.integers(3, size=260)
        x = rng.normal(classes[:, None] * [1.0, -1.0, 0.5], [1.0, 2.0, 1.0])
        model = GaussianNB()
        out_of_fold = cross_val_predict(model, x[:60], classes[:60], cv=5, method="predict_proba")
        threshold = fit_class_threshold(out_of_fold, classes[:60], 90)
        probabilities = model.fit(x[:60], classes[:60]).predict_proba(x[60:])
        sets = choose_class_sets(probabilities, threshold)
        shares.append(sets[np.arange(200), classes[60:]].mean())
        sizes.append(sets.sum(axis=1).mean())
    assert 0.885 < np.mean(shares) < 0.95 and np.mean(sizes) < 2.2


def test_a_set_is_never_empty_and_keeps_the_order_of_the_classes():
    sets = choose_class_sets(
        np.array([[0.4, 0.35, 0.25], [0.1, 0.6, 0.3], [0.98, 0.01, 0.01]]), 0.5
    )
    assert sets.tolist() == [[True, False, False], [False, True, False], [True, False, False]]
    assert choose_class_sets(np.array([0.9, 0.45]), 0.4).tolist() == [[False, True], [True, True]]


def test_a_temperature_changes_no_set_of_two_classes():
    probabilities, classes = draw(300, 2, 2)
    calibrated = apply_temperature(probabilities, fit_temperature(probabilities, classes))
    before, after = (
        choose_class_sets(p, fit_class_threshold(p, classes, 90))
        for p in (probabilities, calibrated)
    )
    np.testing.assert_array_equal(before, after)


def test_a_level_that_the_samples_do_not_support_is_refused():
    probabilities, classes = draw(12, 3)
    with pytest.raises(ConfigError, match=r"at least 19 samples\. 12 samples: at most 92 %\."):
        fit_class_threshold(probabilities, classes, 95)


def test_coverage_is_measured_with_the_thresholds_of_the_other_folds():
    probabilities, classes = draw(1000, 3, 2)
    table = measure_class_sets(probabilities, classes, FOLDS, [80, 90], ["a", "b", "c"], 0.95)
    assert table["level"].tolist() == [80] * 4 + [90] * 4
    assert table["class"].tolist() == ["", "a", "b", "c"] * 2
    sets = np.zeros((1000, 3), dtype=bool)
    for fold in range(5):
        others = fold != FOLDS
        errors = np.sort(1 - probabilities[others, classes[others]])
        limit = errors[int(np.ceil(801 * 0.9)) - 1]
        sets[~others] = with_most_likely(
            1 - probabilities[~others] <= limit + 1e-12, probabilities[~others]
        )
    is_covered, sizes = sets[np.arange(1000), classes], sets.sum(axis=1)
    for name, rows in {"": classes >= 0, "b": classes == 1}.items():
        row = table[(table["level"] == 90) & (table["class"] == name)].iloc[0]
        assert row["samples"] == rows.sum()
        assert row["coverage"] == pytest.approx(is_covered[rows].mean())
        exact = binomtest(int(is_covered[rows].sum()), int(rows.sum())).proportion_ci(0.95)
        assert (row["low"], row["high"]) == pytest.approx(tuple(exact))
        assert row["mean_size"] == pytest.approx(sizes[rows].mean())
        assert row["single"] == pytest.approx((sizes[rows] == 1).mean())
    overall = table[table["class"] == ""]
    for level, threshold in zip(overall["level"], overall["threshold"], strict=True):
        assert threshold == fit_class_threshold(probabilities, classes, level)
    assert (100 * overall["low"] <= overall["level"]).all()
    assert (overall["level"] <= 100 * overall["high"]).all()


def test_the_order_of_samples_and_the_names_of_folds_change_no_coverage():
    probabilities, classes = draw(400, 3, 2)
    order = np.random.default_rng(1).permutation(400)
    names = np.array(["c", "a", "e", "b", "d"])[FOLDS[:400]]
    one = measure_class_sets(probabilities, classes, FOLDS[:400], [90], "abc", 0.95)
    other = measure_class_sets(
        probabilities[order], classes[order], names[order], [90], "abc", 0.95
    )
    pd.testing.assert_frame_equal(one, other)


def test_without_enough_samples_in_the_other_folds_no_coverage_is_known():
    probabilities, classes = draw(20, 2)
    table = measure_class_sets(probabilities, classes, FOLDS[:20], [80, 95], ["no", "yes"], 0.95)
    known = table[table["level"] == 80]
    assert known[["coverage", "low", "high", "mean_size", "single"]].notna().all(axis=None)
    unknown = table[table["level"] == 95]
    assert unknown[["coverage", "low", "high", "mean_size", "single"]].isna().all(axis=None)
