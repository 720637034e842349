import numpy as np
import pandas as pd
import pytest

from reprise.data.missing_values import fill_missing

NAN = np.nan


def test_a_complete_column_is_a_view_of_itself():
    values = np.arange(6.0)
    filled = fill_missing(values)
    assert filled.is_complete and np.shares_memory(filled.windows(3, 2), values)


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("forward_fill", [1, 1, 3, 3, 3, 6, 6]),
        ("interpolate", [1, 1, 3, 3, 3, 6, 6]),
        ("seasonal", [1, 1, 3, 1, 3, 6, 3]),  # two observations in a season
    ],
)
def test_values_from_the_past_use_earlier_observations_alone(missing, expected):
    values = np.array([1, NAN, 3, NAN, NAN, 6, NAN])
    filled = fill_missing(values, missing, 2)
    assert filled.from_past.tolist() == expected
    assert filled.next_observed.tolist() == [0, 2, 2, 5, 5, 5, 7]
    for end in range(1, len(values) + 1):  # later observations change nothing
        shorter = fill_missing(values[:end], missing, 2)
        np.testing.assert_array_equal(shorter.from_past, filled.from_past[:end])


def test_a_window_interpolates_only_between_what_is_known_at_its_forecast():
    values = np.array([1, 2, NAN, NAN, 5, 6, NAN, 8])
    windows = fill_missing(values, "interpolate").windows(4, 3)
    expected = [
        [1, 2, 2, NAN],  # the 5 is not known yet
        [2, 2, 2, 5],
        [3, 4, 5, 6],  # now it is
        [4, 5, 6, NAN],
        [5, 6, 6, 8],
    ]
    np.testing.assert_array_equal(windows, expected)


@pytest.mark.parametrize("missing", ["interpolate", "forward_fill", "seasonal"])
def test_every_window_is_what_pandas_fills_in_a_series_that_ends_there(missing):
    random = np.random.default_rng(0)
    values = random.normal(size=80)
    values[random.random(80) < 0.3] = NAN
    values[0] = 0.0
    windows = fill_missing(values, missing, 7).windows(6, 5)
    for first, window in enumerate(windows):
        seen = pd.Series(values[: first + 5])
        if missing == "interpolate":
            expected = seen.interpolate(limit_area="inside").ffill()
        elif missing == "forward_fill":
            expected = seen.ffill()
        else:
            expected = seen.ffill()
            for position in np.flatnonzero(seen.isna()):
                if position >= 7:
                    expected[position] = expected[position - 7]
        np.testing.assert_array_equal(window[:5], expected.to_numpy()[first:])
        np.testing.assert_array_equal(window[5], values[first + 5])
