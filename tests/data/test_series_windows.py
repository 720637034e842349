import numpy as np
import pandas as pd
import pytest
from framed_values import frame_by_settings, frame_values, unscaled_rows

from reprise.data.missing_values import fill_missing
from reprise.data.power_transforms import NO_TRANSFORM
from reprise.data.row_counts import count_rows
from reprise.data.series_windows import make_windows
from reprise.errors import ConfigError
from reprise.framing_settings import FramingSettings, QuerySettings

TENS = np.arange(10.0, 90, 10)  # 10, 20, ... 80


def test_a_row_has_its_lags_and_targets_and_what_undoes_the_differences():
    settings = FramingSettings(difference=1, lags=2, horizon=2)
    column = fill_missing(np.array([1.0, 2, 4, 8, 16, 32]))
    windows = make_windows(column, settings, (1,), NO_TRANSFORM)
    assert windows.inputs.tolist() == [[1, 2], [2, 4]]
    assert windows.targets.tolist() == [[4, 8], [8, 16]]
    assert windows.actual.tolist() == [[8, 16], [16, 32]]
    assert windows.subtracted.tolist() == [[4, 0], [8, 0]]
    assert windows.last_observation.tolist() == [4, 8]
    assert windows.mean_of_lags.tolist() == [3, 6]


def test_rows_are_selected_and_put_together_with_all_their_values():
    windows = make_windows(fill_missing(TENS), FramingSettings(lags=1), (), NO_TRANSFORM)
    together = windows.take(np.array([0, 1])).append(windows.take(np.arange(2, 7)))
    for name, values in vars(windows).items():
        np.testing.assert_array_equal(getattr(together, name), values)


def test_the_class_of_a_row_says_whether_the_next_value_is_above_the_mean_of_its_lags(births):
    framing = frame_values(births.values, 90, 0, 7, "time_steps", target="above_mean")
    expected = [
        births.values[t] > births.values[t - 7 : t].mean() for t in range(7, len(births.values))
    ]
    np.testing.assert_array_equal(framing.actual[:, 0], expected)
    np.testing.assert_array_equal(framing.y, framing.actual)
    np.testing.assert_array_equal(framing.subtracted, np.zeros_like(framing.y))
    assert (framing.classes, framing.outputs) == (2, 1)


def test_a_value_at_the_mean_of_its_lags_is_not_above_it():
    values = [1, 3, 2, 2.5, 9, 1]  # means of two lags: 2, 2.5, 2.25, 5.75
    framing = frame_values(values, 1, 0, 2, target="above_mean", scale=None)
    assert framing.y[:, 0].tolist() == [0, 0, 1, 0]


def test_differencing_does_not_change_the_mean_of_the_lags():
    # Lags are changes, but the mean is of the observations 10, 1 and 9, not of the changes.
    values = [0, 10, 1, 9, 7, 30, 2]
    framing = frame_values(values, 1, 1, 3, target="above_mean", scale=None)
    assert framing.y[0, 0] == (7 > (10 + 1 + 9) / 3)
    assert framing.x[0, 0].tolist() == [10, -9, 8]
    assert framing.y[:, 0].tolist() == [1, 1, 0]


@pytest.mark.parametrize("horizon", [1, 3])
@pytest.mark.parametrize("difference", [0, 1, 2])
def test_logarithms_are_framed_and_forecasts_are_back_in_the_units(shampoo, difference, horizon):
    options = dict(difference=difference, lags=2, horizon=horizon, scale=(0, 1))
    framing = frame_values(shampoo.values, 6, **options, transform="log")
    of_logarithms = frame_values(np.log(shampoo.values), 6, **options)
    for name in ("x", "y", "subtracted", "target_minimum", "target_range"):
        np.testing.assert_array_equal(getattr(framing, name), getattr(of_logarithms, name))
    plain = frame_values(shampoo.values, 6, **options)
    for name in ("actual", "last_observation", "naive_error"):
        np.testing.assert_array_equal(getattr(framing, name), getattr(plain, name))
    np.testing.assert_allclose(framing.forecasts(framing.y), plain.actual, rtol=1e-12)
    assert framing.powers.tolist() == [0] and np.isnan(plain.powers).all()


def test_the_logarithms_of_a_query_are_framed_too():
    query = QuerySettings(inputs=(50, 65), answer=(85,))
    framing = frame_values(TENS, difference=1, lags=1, scale=None, query=query, transform="log")
    assert framing.x[-1, 0, 0] == pytest.approx(np.log(65 / 50))
    assert framing.forecasts(framing.y)[-1, 0] == pytest.approx(85)


def test_a_forecast_whose_logarithm_is_too_large_is_infinite_without_a_warning(shampoo):
    framing = frame_values(shampoo.values, 6, transform="log")
    assert np.isinf(framing.forecasts(np.full((1, 1), 1e6))).all()


def test_a_value_without_a_logarithm_cannot_be_framed():
    with pytest.raises(ConfigError, match="a value that is not above 0"):
        frame_values([1, 2, 0, 4, 5, 6], 1, transform="log")


def test_a_list_of_lags_chooses_columns_of_all_lags(shampoo):
    chosen = frame_values(shampoo.values, 6, 1, [12, 1, 2], "time_steps")
    every = frame_values(shampoo.values, 6, 1, 12, "time_steps")
    np.testing.assert_array_equal(chosen.x, every.x[:, [0, 10, 11]])  # the oldest lag comes first
    for name in ("y", "actual", "subtracted", "last_observation", "first_targets"):
        np.testing.assert_array_equal(getattr(chosen, name), getattr(every, name))
    features = frame_values(shampoo.values, 6, 1, [12, 1, 2])
    np.testing.assert_array_equal(features.x[:, 0], chosen.x[..., 0])


@pytest.mark.parametrize("target", ["value", "above_mean"])
def test_the_lags_1_2_3_are_three_lags(births, target):
    first = frame_values(births.values, 90, 0, 3, target=target)
    second = frame_values(births.values, 90, 0, [1, 2, 3], target=target)
    for name, value in vars(first).items():
        np.testing.assert_array_equal(getattr(second, name), value)


@pytest.mark.parametrize("observations", [2, 5, 28])
@pytest.mark.parametrize("horizon", [1, 3])
def test_the_mean_before_a_row_is_subtracted_and_added_again(births, observations, horizon):
    settings = FramingSettings(
        difference=0,
        lags=5,
        horizon=horizon,
        scale=None,
        test_rows=30,
        validation_rows=20,
        subtract_mean=observations,
    )
    framing = frame_by_settings(births.values, settings)
    series = pd.Series(births.values)
    table = pd.concat([series.shift(k) for k in range(5, -horizon, -1)], axis=1)
    mean = series.rolling(observations).mean().shift(1)
    expected = table.sub(mean, axis=0).dropna().to_numpy()
    is_in_one_split = np.ones(len(expected), dtype=bool)
    for held_back in (30, 50):  # rows whose targets lie in two splits are left out
        first = len(expected) - held_back + (horizon - 1)
        is_in_one_split[first - horizon + 1 : first] = False
    assert framing.first_targets[0] == max(5, observations)
    rows = expected[is_in_one_split]
    np.testing.assert_allclose(framing.x[:, 0], rows[:, :5], atol=1e-9)
    np.testing.assert_allclose(framing.y, rows[:, 5:], atol=1e-9)
    np.testing.assert_allclose(framing.forecasts(framing.y), framing.actual)
    counts = count_rows(365, settings)
    assert counts == (framing.train_rows, framing.validation_rows, framing.test_rows)
    inputs, targets = unscaled_rows(births.values, settings)
    np.testing.assert_array_equal(inputs, framing.x[framing.split("train"), 0])
    np.testing.assert_array_equal(targets, framing.y[framing.split("train")])


def test_a_moved_level_changes_only_the_forecasts(births):
    options = {"test_rows": 30, "difference": 0, "lags": 7, "subtract_mean": 28}
    low, high = (frame_values(births.values + level, **options) for level in (0, 100))
    np.testing.assert_allclose(low.x, high.x, atol=1e-12)
    np.testing.assert_allclose(low.y, high.y, atol=1e-12)
    np.testing.assert_allclose(low.forecasts(low.y) + 100, high.forecasts(high.y))
