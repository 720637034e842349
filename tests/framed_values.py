"""Frame plain values in a test, with the settings as arguments."""

import pandas as pd

from reprise.data.series import Series
from reprise.data.series_framing import frame_series, unscaled_training_rows
from reprise.data.series_rows import make_rows
from reprise.framing_settings import FramingSettings


def series_of(values):
    """A series of one column, `value`, with positions as times."""
    return Series.of_values(pd.RangeIndex(1, len(values) + 1), values, "position", "value")


def framing_settings(
    test_rows=None, difference=1, lags=1, lags_as="features", horizon=1, **options
):
    """The settings of a framing, with the defaults of a study file."""
    return FramingSettings(
        test_rows=test_rows,
        difference=difference,
        lags=tuple(lags) if isinstance(lags, list) else lags,
        lags_as=lags_as,
        horizon=horizon,
        **{"scale": (-1, 1)} | options,
    )


def frame_by_settings(values, settings, period=None):
    return frame_series(series_of(values), settings, period=period)


def frame_values(values, *positional, period=None, **options):
    """Frame values with the defaults of a study file."""
    return frame_by_settings(values, framing_settings(*positional, **options), period)


def unscaled_rows(values, settings):
    """The inputs and the targets of the training rows of a framing, as before scaling."""
    rows = make_rows(series_of(values), settings, "refuse", None)
    return unscaled_training_rows(rows, frame_by_settings(values, settings))
