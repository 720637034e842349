import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import MinMaxScaler

from reprise.errors import ConfigError
from reprise.framing import count_rows, frame_series, load_framings, save_framings


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
    assert framing.errors(framing.level)["test_rmse"] == pytest.approx(136.761, abs=5e-4)


@pytest.mark.parametrize("scale", [(-1, 1), (0, 5), None])
@pytest.mark.parametrize("difference", [0, 1, 12])
@pytest.mark.parametrize(("lags", "lags_as"), [(1, "features"), (3, "features"), (3, "time_steps")])
def test_every_step_is_undone(shampoo, scale, difference, lags, lags_as):
    framing = frame_series(shampoo.values, 6, difference, lags, lags_as, scale)
    np.testing.assert_allclose(framing.forecasts(framing.y[:, 0]), framing.actual, rtol=1e-12)
    np.testing.assert_array_equal(framing.actual, shampoo.values[framing.first_row :])
    assert framing.errors(framing.actual) == {"train_rmse": 0, "test_rmse": 0}
    assert framing.x.shape[1:] == ((1, lags) if lags_as == "features" else (lags, 1))
    sizes = count_rows(36, difference, lags, 6)
    assert sizes == (framing.train_rows, len(framing.y) - framing.train_rows)


def test_the_scaling_knows_nothing_of_the_test_rows(shampoo):
    louder = shampoo.values.copy()
    louder[-12:] *= 10
    one, other = frame_series(shampoo.values, 12), frame_series(louder, 12)
    np.testing.assert_array_equal(one.x[: one.train_rows], other.x[: one.train_rows])


def test_time_steps_come_oldest_first():
    framing = frame_series(np.arange(10.0), 2, 0, 3, "time_steps", None)
    np.testing.assert_array_equal(framing.x[0, :, 0], [0, 1, 2])
    assert framing.y[0, 0] == 3


def test_a_series_that_is_too_short_says_what_to_lower():
    with pytest.raises(ConfigError, match=r"10 observations.*Lower lags, test_rows or train_rows"):
        count_rows(10, 1, 2, 7)


def test_framings_survive_being_stored(tmp_path, shampoo):
    framings = [frame_series(shampoo.values, 12, lags=n) for n in (1, 2)]
    save_framings(framings, tmp_path / "f.npz", tmp_path / "f.json", [{}, {}])
    for stored, framing in zip(load_framings(tmp_path / "f.npz"), framings, strict=True):
        np.testing.assert_array_equal(stored.x, framing.x)
        assert stored.train_rows == framing.train_rows
        assert stored.target_range == framing.target_range
