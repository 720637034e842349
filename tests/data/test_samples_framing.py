import inspect

import numpy as np
import pytest
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from reprise.data.samples import Samples, build_samples
from reprise.data.samples_framing import frame_samples, order_samples
from reprise.errors import ConfigError
from reprise.framing_settings import FramingSettings


@pytest.fixture
def alternating():
    """Ten samples of two classes that take turns; feature a counts the rows."""
    x = np.column_stack([np.arange(10.0), np.arange(10.0) ** 2])
    return Samples(x, np.arange(10) % 2, ["a", "b"], ["even", "odd"])


def test_the_last_rows_are_held_back_and_the_last_training_rows_are_kept(alternating):
    framing = frame_samples(alternating, 3, validation_rows=2, train_rows=4)
    assert framing.x[:, 0].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert framing.first_targets.tolist() == list(range(1, 10))
    assert (framing.train_rows, framing.validation_rows, framing.test_rows) == (4, 2, 3)
    np.testing.assert_array_equal(framing.y[:, 0], [1, 0, 1, 0, 1, 0, 1, 0, 1])
    np.testing.assert_array_equal(framing.actual, framing.y)
    assert (framing.classes, framing.outputs, framing.has_query) == (2, 1, False)
    assert framing.difference_weights.size == 0 and np.isnan(framing.naive_error).all()
    assert not framing.subtracted.any() and not framing.last_observation.any()


def test_all_rows_before_the_held_back_rows_are_trained_on_by_default(circles):
    framing = frame_samples(circles, 500)
    np.testing.assert_array_equal(framing.x, circles.x)
    assert (framing.split("train"), framing.split("test")) == (slice(0, 500), slice(500, 1000))
    np.testing.assert_array_equal(framing.first_targets, np.arange(1000))


def test_settings_give_every_argument_but_the_samples():
    arguments = set(inspect.signature(frame_samples).parameters) - {"samples"}
    assert set(FramingSettings().samples_options) == arguments


def test_features_can_be_the_time_steps_of_one_feature(alternating):
    framing = frame_samples(alternating, 3, scale=(0, 1), as_time_steps=True)
    assert framing.x.shape == (10, 2, 1)
    features = frame_samples(alternating, 3, scale=(0, 1))
    np.testing.assert_array_equal(framing.x[..., 0], features.x)


def test_a_random_order_keeps_the_class_of_each_row(alternating):
    framing = frame_samples(alternating, 3, random_state=3)
    order = framing.x[:, 0].astype(int)
    assert order.tolist() != sorted(order) and sorted(order) == list(range(10))
    assert framing.first_targets.tolist() == order.tolist()
    np.testing.assert_array_equal(framing.y[:, 0], order % 2)
    again, other = (frame_samples(alternating, 3, random_state=seed) for seed in (3, 4))
    np.testing.assert_array_equal(framing.x, again.x)
    assert not np.array_equal(framing.x, other.x)
    assert frame_samples(alternating, 3, random_state=0).x[:, 0].tolist() != list(range(10))


def test_features_are_scaled_by_the_range_of_the_training_rows_that_are_kept(alternating):
    framing = frame_samples(alternating, 3, train_rows=4, scale=(0, 2))
    expected = MinMaxScaler(feature_range=(0, 2)).fit(alternating.x[3:7]).transform(alternating.x)
    np.testing.assert_allclose(framing.x, expected[3:])
    assert framing.target_minimum.tolist() == [0] and framing.target_range.tolist() == [1]


def test_images_keep_their_shape_when_they_are_scaled():
    digits = build_samples("digits")
    framing = frame_samples(digits, 1700, scale=(-1, 1))
    assert framing.x.shape == digits.x.shape
    pixel = digits.x[:97, 2, 3, 0]
    expected = 2 * (digits.x[:, 2, 3, 0] - pixel.min()) / (pixel.max() - pixel.min()) - 1
    np.testing.assert_allclose(framing.x[:, 2, 3, 0], expected)


def test_a_class_without_a_training_row_is_refused():
    with pytest.raises(ConfigError) as caught:
        frame_samples(build_samples("iris"), 50)
    assert str(caught.value) == (
        "the validation rows and test rows have the class 'virginica', which no training row has;"
        " the rows seem to be sorted by class. Set framing.random_state: 1 to put them in a random"
        " order."
    )
    assert caught.value.key == "framing.random_state"
    with pytest.raises(ConfigError, match=r"the class 'versicolor', 'virginica', which"):
        frame_samples(build_samples("iris"), 50, validation_rows=50)
    assert frame_samples(build_samples("iris"), 50, random_state=1).classes == 3


def test_a_class_that_only_training_rows_have_is_accepted():
    samples = Samples(np.zeros((4, 1)), np.array([0, 1, 1, 1]), ["a"], ["x", "y"])
    assert frame_samples(samples, 2).train_rows == 2
    with pytest.raises(ConfigError, match="the class 'y'"):
        frame_samples(samples, 3)


def test_a_target_that_is_a_number_is_scaled_like_scikit_learn_and_scaled_back():
    diabetes = build_samples("diabetes")
    framing = frame_samples(diabetes, 100, 42, scale="standard", random_state=7)
    order = np.random.default_rng(7).permutation(442)
    train = order[:300]
    scaler = StandardScaler().fit(diabetes.x[train])
    np.testing.assert_array_equal(framing.x, scaler.transform(diabetes.x[order]))
    targets = StandardScaler().fit(diabetes.y[train, None])
    np.testing.assert_array_equal(framing.y, targets.transform(diabetes.y[order, None]))
    np.testing.assert_array_equal(framing.actual[:, 0], diabetes.y[order])
    outputs = np.linspace(-2, 2, 442)[:, None]
    np.testing.assert_allclose(framing.forecasts(outputs), targets.inverse_transform(outputs))
    assert (framing.classes, framing.outputs, len(framing.y)) == (0, 1, 442)
    unscaled = frame_samples(diabetes, 100)
    np.testing.assert_array_equal(unscaled.y, unscaled.actual)


@pytest.mark.parametrize("split", [None, 2, 3])
def test_stratified_rows_have_the_shares_of_scikit_learn(split):
    wine = build_samples("wine")
    framing = frame_samples(wine, 45, 30, random_state=1, stratified=True, split=split)
    total = np.bincount(wine.y)
    for name in ("train", "validation", "test"):
        counts = np.bincount(framing.y[framing.split(name)].astype(int).ravel())
        expected = total * counts.sum() / len(wine.y)
        assert (np.abs(counts - expected) <= 1).all()
    _, test = next(StratifiedShuffleSplit(1, test_size=45, random_state=0).split(wine.x, wine.y))
    ours = np.bincount(framing.y[framing.split("test")].astype(int).ravel())
    assert (np.abs(ours - np.bincount(wine.y[test])) <= 1).all()
    assert sorted(framing.first_targets) == list(range(178))


def test_every_split_has_an_order_of_its_own_and_the_first_is_that_of_the_seed():
    iris = build_samples("iris")
    orders = [order_samples(iris, 5, split=split).tolist() for split in (None, 2, 3)]
    assert orders[0] == np.random.default_rng(5).permutation(150).tolist()
    assert len({tuple(order) for order in orders}) == 3
    assert orders[1] == np.random.default_rng([5, 2]).permutation(150).tolist()
    assert orders[1] != order_samples(iris, 6, split=2).tolist()
    spread = order_samples(iris, 5, stratified=True)
    assert (np.bincount(iris.y[spread[-30:]]) == 10).all()
