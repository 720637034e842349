import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import MinMaxScaler

from reprise.data.framing import (
    count_rows,
    frame_samples,
    frame_series,
    load_framings,
    save_framings,
    unscaled_rows,
)
from reprise.data.samples import build_samples
from reprise.errors import ConfigError
from reprise.evaluation.metrics import run_metrics


def test_the_framing_is_the_tutorials_own_step_by_step(shampoo, framing):
    # LSTM tutorial, "Data Preparation", in pandas and scikit-learn as it stands there.
    changes = pd.Series(shampoo.values).diff().dropna()
    rows = pd.concat([changes.shift(1), changes], axis=1).dropna().to_numpy()
    train, test = rows[:-12], rows[-12:]
    scaler = MinMaxScaler(feature_range=(-1, 1)).fit(train)
    expected = np.concatenate([scaler.transform(train)[2:], scaler.transform(test)])
    assert framing.train_rows == 20
    np.testing.assert_allclose(framing.x[:, 0, 0], expected[:, 0], rtol=0, atol=1e-12)
    np.testing.assert_allclose(framing.y[:, 0], expected[:, 1], rtol=0, atol=1e-12)


def test_persistence_has_the_published_error(framing):
    # LSTM tutorial, "Data Split": 136.761
    assert run_metrics(framing, framing.level)["test_rmse"] == pytest.approx(136.761, abs=5e-4)


@pytest.mark.parametrize("scale", [(-1, 1), (0, 5), None])
@pytest.mark.parametrize("difference", [0, 1, 2, 12])
@pytest.mark.parametrize("horizon", [1, 3])
@pytest.mark.parametrize(("lags", "lags_as"), [(1, "features"), (3, "features"), (3, "time_steps")])
def test_every_step_is_undone(shampoo, scale, difference, horizon, lags, lags_as):
    framing = frame_series(shampoo.values, 6, difference, lags, lags_as, horizon, scale=scale)
    np.testing.assert_allclose(framing.forecasts(framing.y), framing.actual, rtol=1e-12)
    expected = np.lib.stride_tricks.sliding_window_view(shampoo.values, horizon)
    first = framing.first_row
    test = len(shampoo.values) - 6
    np.testing.assert_array_equal(framing.actual[0], expected[first])
    np.testing.assert_array_equal(framing.actual[framing.split("test")], expected[test:])
    assert framing.x.shape[1:] == ((1, lags) if lags_as == "features" else (lags, 1))
    sizes = count_rows(36, 6, difference, lags, horizon)
    assert sizes == (framing.train_rows, 0, len(framing.y) - framing.train_rows)


@pytest.mark.parametrize("horizon", [1, 4])
def test_no_row_has_targets_on_both_sides_of_a_border(horizon):
    values = np.arange(60.0)
    framing = frame_series(
        values, 12, 0, 3, "time_steps", horizon, scale=None, validation_rows=9, train_rows=20
    )
    parts = [framing.actual[framing.split(name)] for name in ("train", "validation", "test")]
    assert [len(part) for part in parts] == [20, 9 - horizon + 1, 12 - horizon + 1]
    assert parts[0].max() == 38 and parts[1].min() == 39
    assert parts[1].max() == 47 and parts[2].min() == 48
    assert framing.last[framing.split("test")][0] == 47
    assert framing.actual[0, 0] == framing.first_row


def test_a_query_takes_the_place_of_the_test_rows():
    # Crash course, lesson 7: three in, two out, of 10, 20, ... 80.
    query = {"inputs": [50, 60, 70], "answer": [80, 90]}
    values = np.arange(10.0, 90, 10)
    framing = frame_series(
        values, None, 0, 3, "time_steps", horizon=2, scale=(0, 1), query=query, observations=8
    )
    assert framing.train_rows == 4 and framing.has_query
    np.testing.assert_allclose(framing.forecasts(framing.y)[:, 0], [40, 50, 60, 70, 80])
    np.testing.assert_allclose(framing.actual[-1], [80, 90])
    np.testing.assert_allclose(framing.last, [30, 40, 50, 60, 70])
    x, y = unscaled_rows(values, framing, {"difference": 0, "lags": 3, "horizon": 2})
    assert x.tolist()[0] == [10, 20, 30] and y.tolist()[-1] == [70, 80] and len(x) == 4


def test_the_class_of_a_row_is_whether_the_next_value_lies_above_the_mean_of_its_lags(births):
    framing = frame_series(births.values, 90, 0, 7, "time_steps", target="above_mean")
    expected = [
        births.values[t] > births.values[t - 7 : t].mean() for t in range(7, len(births.values))
    ]
    np.testing.assert_array_equal(framing.actual[:, 0], expected)
    assert framing.classes == 2 and framing.outputs == 1
    np.testing.assert_array_equal(framing.y, framing.actual)


def test_samples_are_split_in_their_order_or_in_one_of_their_own(circles):
    framing = frame_samples(circles, 500)
    np.testing.assert_array_equal(framing.x, circles.x)
    assert framing.split("test") == slice(500, 1000)
    mixed = frame_samples(circles, 500, random_state=3)
    assert not np.array_equal(mixed.x, circles.x)
    assert sorted(mixed.x[:, 0]) == sorted(circles.x[:, 0])
    scaled = frame_samples(circles, 500, scale=(0, 1))
    np.testing.assert_allclose(scaled.x[:500].min(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.x[:500].max(axis=0), 1)


def test_the_scaling_knows_nothing_of_the_test_rows(shampoo):
    louder = shampoo.values.copy()
    louder[-12:] *= 10
    one, other = frame_series(shampoo.values, 12), frame_series(louder, 12)
    np.testing.assert_array_equal(one.x[: one.train_rows], other.x[: one.train_rows])


def test_time_steps_come_oldest_first():
    framing = frame_series(np.arange(10.0), 2, 0, 3, "time_steps", scale=None)
    np.testing.assert_array_equal(framing.x[0, :, 0], [0, 1, 2])
    assert framing.y[0, 0] == 3


def test_a_series_that_is_too_short_says_what_to_lower():
    with pytest.raises(ConfigError, match=r"10 observations.*Lower lags, horizon, test_rows"):
        count_rows(10, 7, 1, 2)


def test_framings_survive_being_stored(tmp_path, shampoo):
    framings = [frame_series(shampoo.values, 12, lags=n) for n in (1, 2)]
    save_framings(framings, tmp_path / "f.npz", tmp_path / "f.json", [{}, {}])
    for stored, framing in zip(load_framings(tmp_path / "f.npz"), framings, strict=True):
        np.testing.assert_array_equal(stored.x, framing.x)
        assert stored.train_rows == framing.train_rows
        np.testing.assert_array_equal(stored.target_range, framing.target_range)
        assert stored.has_query is False


def test_classes_that_no_training_row_has_are_refused():
    with pytest.raises(ConfigError, match=r"class 'virginica'.*Set framing.random_state"):
        frame_samples(build_samples("iris"), 50)
    assert frame_samples(build_samples("iris"), 50, random_state=1).classes == 3
