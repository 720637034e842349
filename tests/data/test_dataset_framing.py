import numpy as np
from framed_values import frame_values

from reprise.data.dataset_framing import frame_dataset, unscaled_windows
from reprise.data.samples_framing import frame_samples
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings


def test_a_series_is_framed_once_per_setting_with_its_season(shampoo):
    settings = [FramingSettings(difference=1, lags=lags, test_rows=12) for lags in (1, 3)]
    dataset = DatasetSettings(period=12)
    framings = frame_dataset(shampoo, dataset, settings)
    for framing, lags in zip(framings, (1, 3), strict=True):
        expected = frame_values(shampoo.values, 12, 1, lags, scale=None, period=12)
        np.testing.assert_array_equal(framing.x, expected.x)
        assert framing.naive_error == expected.naive_error
    windows = unscaled_windows(shampoo, dataset, framings, settings)
    assert [x.shape for x, _ in windows] == [(22, 1), (20, 3)]
    np.testing.assert_array_equal(windows[0][0][0], np.diff(shampoo.values)[:1])


def test_samples_are_framed_once_per_setting(circles):
    settings = [FramingSettings(test_rows=500, train_rows=rows) for rows in (100, None)]
    framings = frame_dataset(circles, DatasetSettings(builtin="circles"), settings)
    assert [framing.train_rows for framing in framings] == [100, 500]
    np.testing.assert_array_equal(framings[0].x, frame_samples(circles, 500, train_rows=100).x)
