from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from framed_values import frame_by_settings, frame_values, framing_settings, unscaled_rows
from sklearn.preprocessing import MinMaxScaler

from reprise.data.row_counts import count_rows
from reprise.errors import ConfigError
from reprise.framing_settings import FramingSettings, QuerySettings

TENS = np.arange(10.0, 90, 10)  # 10, 20, ... 80


def test_the_framing_is_the_tutorials_own_step_by_step(shampoo, framing):
    # LSTM tutorial, "Data Preparation", in pandas and scikit-learn as the tutorial prints it.
    changes = pd.Series(shampoo.values).diff().dropna()
    rows = pd.concat([changes.shift(1), changes], axis=1).dropna().to_numpy()
    train, test = rows[:-12], rows[-12:]
    scaler = MinMaxScaler(feature_range=(-1, 1)).fit(train)
    expected = np.concatenate([scaler.transform(train)[2:], scaler.transform(test)])
    assert (framing.train_rows, framing.validation_rows, framing.test_rows) == (20, 0, 12)
    np.testing.assert_allclose(framing.x[:, 0, 0], expected[:, 0], rtol=0, atol=1e-12)
    np.testing.assert_allclose(framing.y[:, 0], expected[:, 1], rtol=0, atol=1e-12)


@pytest.mark.parametrize("scale", [(-1, 1), (0, 5), "standard", None])
@pytest.mark.parametrize("difference", [0, 1, 2, 12])
@pytest.mark.parametrize("horizon", [1, 3])
@pytest.mark.parametrize(("lags", "lags_as"), [(1, "features"), (3, "features"), (3, "time_steps")])
def test_forecasts_undo_every_step(shampoo, scale, difference, horizon, lags, lags_as):
    settings = framing_settings(6, difference, lags, lags_as, horizon, scale=scale)
    framing = frame_by_settings(shampoo.values, settings)
    np.testing.assert_allclose(framing.forecasts(framing.y), framing.actual, rtol=1e-12)
    windows = np.lib.stride_tricks.sliding_window_view(shampoo.values, horizon)
    first = framing.first_targets[0]
    assert first == difference + lags
    test = len(shampoo.values) - 6
    np.testing.assert_array_equal(framing.actual, windows[framing.first_targets])
    np.testing.assert_array_equal(framing.actual[framing.split("test")], windows[test:])
    before = shampoo.values[framing.first_targets - 1]
    np.testing.assert_array_equal(framing.last_observation[:, 0], before)
    assert framing.x.shape[1:] == ((1, lags) if lags_as == "features" else (lags, 1))
    counts = count_rows(36, settings)
    assert counts == (framing.train_rows, framing.validation_rows, framing.test_rows)
    weights = [0] * (difference - 1) + [1] * bool(difference)
    assert framing.difference_weights.tolist() == [weights]
    assert (framing.classes, framing.has_query) == (0, False)


@pytest.mark.parametrize("horizon", [1, 4])
def test_no_row_has_targets_in_two_splits(horizon):
    framing = frame_values(
        np.arange(60.0),
        test_rows=12,
        difference=0,
        lags=3,
        lags_as="time_steps",
        horizon=horizon,
        scale=None,
        validation_rows=9,
        train_rows=20,
    )
    splits = [framing.actual[framing.split(name)] for name in ("train", "validation", "test")]
    assert [len(split) for split in splits] == [20, 9 - horizon + 1, 12 - horizon + 1]
    assert splits[0].max() == 38 and splits[1].min() == 39
    assert splits[1].max() == 47 and splits[2].min() == 48
    assert framing.last_observation[framing.split("test")][0, 0] == 47
    assert framing.actual[0, 0] == framing.first_targets[0] == 39 - 20 - horizon + 1


def test_a_query_takes_the_place_of_the_test_rows():
    # Crash course, lesson 7: three inputs and two outputs, of 10, 20, ... 80.
    framing = frame_values(
        TENS,
        difference=0,
        lags=3,
        lags_as="time_steps",
        horizon=2,
        scale=(0, 1),
        query=QuerySettings(inputs=(50, 60, 70), answer=(80, 90)),
        observations=8,
    )
    assert (framing.train_rows, framing.test_rows, framing.has_query) == (4, 1, True)
    np.testing.assert_allclose(framing.forecasts(framing.y)[:, 0], [40, 50, 60, 70, 80])
    np.testing.assert_array_equal(framing.actual[-1], [80, 90])
    np.testing.assert_array_equal(framing.last_observation[:, 0], [30, 40, 50, 60, 70])
    # The training columns of the first lag go from 10 to 40, so that 50 is scaled to 4/3.
    np.testing.assert_allclose(framing.x[-1, 0, 0], 4 / 3)


def test_a_query_is_differenced_too():
    query = QuerySettings(inputs=(50, 65), answer=(85,))
    framing = frame_values(TENS, difference=1, lags=1, scale=None, query=query)
    assert (framing.x[-1, 0, 0], framing.y[-1, 0], framing.subtracted[-1, 0]) == (15, 20, 65)


def test_only_the_first_observations_are_used():
    framing = frame_values(TENS, 2, 0, 1, scale=None, observations=5)
    assert framing.actual[:, 0].tolist() == [20, 30, 40, 50]
    assert framing.split("test") == slice(2, 4)


def test_the_scaling_is_fitted_on_all_training_rows_and_on_no_other_row(shampoo):
    louder = shampoo.values.copy()
    louder[-14:] *= 10  # the validation targets and the test targets
    settings = dict(test_rows=12, validation_rows=2)
    first, second = frame_values(shampoo.values, **settings), frame_values(louder, **settings)
    rows = first.split("train")
    np.testing.assert_array_equal(first.x[rows], second.x[rows])
    assert (first.y[rows].min(), first.y[rows].max()) == pytest.approx((-1, 1))
    last_ten = frame_values(shampoo.values, **settings, train_rows=10)
    np.testing.assert_array_equal(last_ten.y, first.y[-len(last_ten.y) :])


def test_time_steps_come_oldest_first():
    framing = frame_values(np.arange(10.0), 2, 0, 3, "time_steps", scale=None)
    np.testing.assert_array_equal(framing.x[0, :, 0], [0, 1, 2])
    assert framing.y[0, 0] == 3


def test_without_a_scale_targets_keep_their_units():
    framing = frame_values(TENS, 2, 0, 1, scale=None, horizon=2)
    assert framing.target_minimum.tolist() == [0, 0]
    assert framing.target_range.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("period", "season"),
    [(None, 1), (2, 2), (4, 4), (5, 1), (9, 1)],  # five observations come before the test rows
)
def test_the_scale_of_mase_is_the_naive_error_before_the_held_back_rows(period, season):
    # Hyndman & Koehler 2006: the in-sample error of the (seasonal) naive forecast.
    values = np.array([1.0, 2, 4, 8, 16, 32, 64, 128, 256])
    framing = frame_values(values, 2, 0, 1, validation_rows=2, period=period)
    before = values[:5]
    expected = [abs(before[t] - before[t - season]) for t in range(season, 5)]
    assert framing.naive_error.tolist() == [pytest.approx(np.mean(expected))]


def test_whole_numbers_are_framed_as_float64():
    query = QuerySettings(inputs=(7,), answer=(8,))
    framing = frame_values([1, 2, 3, 4, 5, 6], difference=0, scale=None, query=query)
    for array in (framing.x, framing.y, framing.actual, framing.last_observation):
        assert array.dtype == np.float64
    x, y = unscaled_rows([1, 2, 3, 4, 5, 6], FramingSettings(lags=1, query=query))
    assert x.dtype == y.dtype == np.float64


def test_a_series_that_is_too_short_cannot_be_framed():
    with pytest.raises(ConfigError, match=r"4 observations.*Lower lags"):
        frame_values([1, 2, 3, 4], 3, 0, 1)


def test_unscaled_training_rows_have_the_units_of_the_dataset():
    settings = FramingSettings(difference=0, lags=3, horizon=2, observations=7, test_rows=2)
    x, y = unscaled_rows(TENS, replace(settings, scale=(0, 1)))
    assert x.tolist() == [[10, 20, 30]]
    assert y.tolist() == [[40, 50]]


def test_unscaled_training_rows_are_only_those_that_are_kept_and_are_differenced():
    values = [1, 2, 4, 8, 16, 32, 64]
    settings = FramingSettings(difference=1, lags=1, test_rows=1, train_rows=2, scale=(-1, 1))
    x, y = unscaled_rows(values, settings)
    assert x.tolist() == [[4], [8]]
    assert y.tolist() == [[8], [16]]


def test_classes_are_shown_as_targets():
    settings = FramingSettings(lags=2, test_rows=1, target="above_mean", scale=(0, 1))
    values = [1, 3, 2, 2.5, 9, 1]
    x, y = unscaled_rows(values, settings)
    assert x.tolist() == [[1, 3], [3, 2], [2, 2.5]]
    assert y.tolist() == [[0], [0], [1]]


def test_unscaled_training_rows_have_only_the_chosen_lags():
    settings = FramingSettings(lags=(1, 4), test_rows=1)
    x, y = unscaled_rows(TENS, settings)
    assert x.tolist() == [[10, 40], [20, 50], [30, 60]]
    assert y.tolist() == [[50], [60], [70]]


def test_each_step_has_the_class_of_its_third():
    values = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 1, 5, 9]  # thirds of 1 to 9: up to 3 2/3, up to 6 1/3
    framing = frame_values(values, 3, 0, 1, horizon=2, target="third", scale=None)
    assert framing.y[:3].tolist() == [[0, 0], [0, 1], [1, 1]]
    assert framing.actual[framing.split("test")].tolist() == [[0, 1], [1, 2]]
    assert (framing.classes, framing.outputs) == (3, (2, 3))
    one_step = frame_values(values, 3, 0, 1, target="third", scale=None)
    assert (one_step.classes, one_step.outputs) == (3, 3)


def test_the_thirds_are_those_of_the_values_before_the_held_back_rows():
    values = np.arange(30.0)
    louder = np.where(values < 20, values, 1000)
    framings = [
        frame_values(v, 5, 0, 1, validation_rows=5, target="third") for v in (values, louder)
    ]
    rows = framings[0].split("train")
    np.testing.assert_array_equal(framings[0].y[rows], framings[1].y[rows])
    assert np.bincount(framings[0].y[rows, 0].astype(int)).tolist() == [6, 6, 7]


@pytest.mark.parametrize("scale", [(-1, 1), (0, 2), None])
def test_recursive_targets_have_one_scaling_and_become_the_lags_of_the_next_row(births, scale):
    series = births.values.copy()
    series[[2, 6]] += 60, 40  # the largest values of the columns differ
    options = {"test_rows": 30, "difference": 1, "lags": 4, "horizon": 3, "scale": scale}
    plain = frame_values(series, **options)
    recursive = frame_values(series, **options, strategy="recursive")
    np.testing.assert_array_equal(recursive.x, plain.x)
    np.testing.assert_array_equal(recursive.y[:, 0], plain.y[:, 0])
    # The right outputs give the observations, for both scalings of the later steps.
    np.testing.assert_allclose(recursive.forecasts(recursive.y), recursive.actual)
    np.testing.assert_allclose(plain.forecasts(plain.y), recursive.actual)
    assert len(set(recursive.target_range)) == 1
    if scale:
        assert len(set(plain.target_range)) > 1
    # The right output of a row, fed back, gives the inputs of the next row.
    rows = recursive.split("train")
    x, y = recursive.x[rows, 0], recursive.y[rows]
    np.testing.assert_allclose(recursive.feed_back(x, y[:, :1])[:-1], x[1:], atol=1e-12)
