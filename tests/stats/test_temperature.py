import numpy as np
import pytest
from drawn_classes import both_columns
from drawn_classes import draw_classes as draw
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import log_loss

from reprise.stats.temperature import apply_temperature, cross_fit_temperature, fit_temperature

FOLDS = np.arange(1000) % 5


class Passing(ClassifierMixin, BaseEstimator):
    """A classifier whose features are the probabilities of the classes."""

    def fit(self, x, y):
        self.classes_ = np.arange(x.shape[1])
        return self

    def predict_proba(self, x):
        return np.asarray(x)

    def predict(self, x):
        return np.argmax(x, axis=1)


@pytest.mark.parametrize("count_of_classes", [2, 4])
@pytest.mark.parametrize("sharpness", [0.6, 1.5])
def test_the_temperature_is_that_of_scikit_learn(count_of_classes, sharpness):
    probabilities, classes = draw(1000, count_of_classes, sharpness)
    columns = both_columns(probabilities)
    frozen = FrozenEstimator(Passing().fit(columns, classes))
    theirs = CalibratedClassifierCV(frozen, method="temperature").fit(columns, classes)
    ours = apply_temperature(probabilities, fit_temperature(probabilities, classes))
    np.testing.assert_allclose(ours, theirs.predict_proba(columns), atol=1e-5)


@pytest.mark.parametrize("count_of_classes", [2, 3])
def test_no_other_temperature_has_a_smaller_log_loss(count_of_classes):
    probabilities, classes = draw(300, count_of_classes, 2)

    def loss(temperature):
        return log_loss(classes, apply_temperature(probabilities, temperature))

    best = loss(fit_temperature(probabilities, classes))
    assert all(loss(t) >= best - 1e-9 for t in np.geomspace(0.1, 100, 200))


@pytest.mark.parametrize("count_of_classes", [2, 3])
def test_the_temperature_undoes_what_was_done_to_right_probabilities(count_of_classes):
    for sharpness in (0.5, 1, 3):
        probabilities, classes = draw(20_000, count_of_classes, sharpness)
        assert fit_temperature(probabilities, classes) == pytest.approx(sharpness, rel=0.05)
        right = both_columns(draw(20_000, count_of_classes)[0])
        restored = apply_temperature(probabilities, sharpness)
        is_above_limit = both_columns(probabilities).min(axis=1) > 1e-6
        np.testing.assert_allclose(restored[is_above_limit], right[is_above_limit], atol=1e-6)


def test_samples_that_are_all_right_leave_the_temperature_at_1():
    sure = np.array([[0.9], [0.2], [0.5]])
    assert fit_temperature(sure, np.array([1, 0, 0])) == 1
    assert fit_temperature(sure, np.array([0, 1, 1])) == pytest.approx(100), "all wrong: the limit"
    certain = np.array([[1.0], [0.0], [1.0]])
    assert 1 < fit_temperature(certain, np.array([1, 0, 0])) <= 100, "a probability of 0 is allowed"


def test_the_class_of_a_sample_does_not_change_the_calibration_of_its_fold():
    probabilities, classes = draw(1000, 3, 2)
    changed = np.where(FOLDS == 2, 0, classes)
    before = cross_fit_temperature(probabilities, classes, FOLDS)
    after = cross_fit_temperature(probabilities, changed, FOLDS)
    np.testing.assert_array_equal(before[FOLDS == 2], after[FOLDS == 2])
    for fold in (0, 1, 3, 4):
        assert not np.allclose(before[fold == FOLDS], after[fold == FOLDS])
    others = FOLDS != 2
    by_hand = fit_temperature(probabilities[others], classes[others])
    np.testing.assert_array_equal(
        before[FOLDS == 2], apply_temperature(probabilities[FOLDS == 2], by_hand)
    )


def test_the_order_of_samples_does_not_change_the_temperature():
    probabilities, classes = draw(1000, 3, 2)
    order = np.random.default_rng(1).permutation(1000)
    temperature = fit_temperature(probabilities, classes)
    assert fit_temperature(probabilities[order], classes[order]) == temperature
