import numpy as np
import pandas as pd
import pytest

from reprise.data.calendars import has_one_time_of_day, infer_calendar, stated_calendar

FREQUENCIES = [
    *("YS-JAN", "YS-JUL", "YE-DEC", "YE-FEB", "5YS-JAN", "BYE-DEC"),
    *("QS-JAN", "QS-FEB", "QS-MAR", "QE-DEC", "QE-OCT", "QE-NOV", "BQE-DEC", "2QS-JAN"),
    *("MS", "ME", "BMS", "BME", "2MS", "4ME"),
    *("W-SUN", "W-MON", "W-SAT", "2W-WED"),
    *("B", "D", "2D", "3D", "10D"),
    *("h", "2h", "6h", "min", "15min", "s", "30s", "100ms"),
]


def times(frequency, number=120, start="1949-12-28 00:00", unit="us"):
    return pd.date_range(start, periods=number, freq=frequency, unit=unit)


def remove_random(index, share, rng):
    """Remove random times, and keep the first and the last one."""
    kept = rng.random(len(index)) > share
    kept[[0, -1]] = True
    return index[kept]


@pytest.mark.parametrize("frequency", FREQUENCIES)
def test_the_frequency_is_inferred_although_times_are_missing(frequency):
    complete = times(frequency)
    for seed, share in enumerate((0, 0.05, 0.2, 0.4, 0.5)):
        some = remove_random(complete, share, np.random.default_rng(seed))
        calendar = infer_calendar(some)
        assert calendar.times_between(some[0], some[-1]).equals(complete), (seed, calendar)
        if seed == 0:
            assert calendar.frequency == complete.freqstr


@pytest.mark.parametrize("frequency", [f for f in FREQUENCIES if "B" not in f])
def test_a_complete_series_has_the_frequency_that_pandas_infers(frequency):
    for start in ("1700-03-01", "2020-02-29 12:00"):
        complete = times(frequency, 40, start)
        found = infer_calendar(complete)
        assert found.shift == 0
        with pd.option_context("future.infer_freq_returns_offset", True):
            offset = pd.infer_freq(complete)
        again = pd.date_range(complete[0], periods=40, freq=offset, unit="us")
        assert found.times_between(complete[0], complete[-1]).equals(again)


@pytest.mark.parametrize(
    ("texts", "frequency", "shift"),
    [
        (["2024-01-15", "2024-02-15", "2024-04-15"], "MS", 14),
        (["2001-06-21", "2002-06-21", "2003-06-21"], "YS-JUN", 20),
        (["2001-02-28", "2002-02-28", "2003-02-28"], "YE-FEB", 0),
        (["2001-02-28", "2002-02-28", "2003-02-28", "2004-02-28"], "YS-FEB", 27),
        (["2024-01-31", "2024-02-29", "2024-03-31"], "ME", 0),
        (["2023-12-29", "2024-01-31", "2024-02-29", "2024-03-29"], "BME", 0),
        (["2024-01-01 06:00", "2024-01-02 06:00", "2024-01-04 06:00"], "D", 0),
        (["2024-01-05", "2024-01-08", "2024-01-09", "2024-01-10", "2024-01-11"], "B", 0),
        (["2024-01-01", "2024-01-02"], "D", 0),
        (["2024-01-01", "2024-02-01"], "MS", 0),
        (["2024-01-01", "2024-01-02T06:00"], "30h", 0),
        (["2024-01-01", "2024-01-02", "2024-01-05"], "D", 0),
    ],
)  # fmt: skip
def test_the_simplest_calendar_is_inferred(texts, frequency, shift):
    index = pd.DatetimeIndex(pd.to_datetime(texts, format="ISO8601"))
    calendar = infer_calendar(index)
    assert (calendar.frequency, calendar.shift) == (frequency, shift)
    assert (calendar.times_between(index[0], index[-1]).get_indexer(index) >= 0).all()


@pytest.mark.parametrize(
    ("frequency", "row", "change"),
    [
        ("D", 7, "6h"),
        ("W-MON", 7, "1D"),
        ("W-MON", 0, "1D"),
        ("MS", 7, "1D"),
        ("ME", 7, "-1D"),
        ("h", 7, "3min"),
        ("YS-JAN", 3, "31D"),
        ("QS-JAN", 3, "1D"),
    ],
)
def test_one_time_off_the_calendar_does_not_hide_it(frequency, row, change):
    complete = times(frequency, 40)
    values = complete.to_numpy().copy()
    values[row] += pd.Timedelta(change).to_timedelta64()
    calendar = infer_calendar(pd.DatetimeIndex(values))
    assert calendar.frequency == frequency


def test_times_without_a_frequency_have_no_calendar():
    rng, start = np.random.default_rng(1), pd.Timestamp("2000-01-01")
    days = np.sort(rng.choice(10_000, 40, replace=False))
    assert infer_calendar(pd.DatetimeIndex(start + pd.to_timedelta(days, "D"))) is None
    seconds = np.sort(rng.choice(10**6, 40, replace=False))
    assert infer_calendar(pd.DatetimeIndex(start + pd.to_timedelta(seconds, "s"))) is None
    assert infer_calendar(pd.DatetimeIndex(["2000-01-01"])) is None


def test_a_stated_frequency_may_begin_on_another_day_of_the_month():
    calendar = stated_calendar("MS", pd.Timestamp("2024-01-15"))
    last = pd.Timestamp("2024-03-15")
    assert calendar.times_between(pd.Timestamp("2024-01-15"), last).day.tolist() == [15, 15, 15]
    assert stated_calendar("W", pd.Timestamp("2024-01-15")).frequency == "W-SUN"
    assert stated_calendar("ME", pd.Timestamp("2024-01-15")).shift == 0


def test_times_of_day_are_compared():
    assert has_one_time_of_day(times("D", start="2024-01-01 06:00"))
    assert not has_one_time_of_day(times("h"))
