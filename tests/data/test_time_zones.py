import numpy as np
import pandas as pd
import pytest

from reprise.data.time_zones import (
    clock_times,
    localize_clock_times,
    localize_days,
    with_offsets,
)
from reprise.errors import ConfigError

BERLIN = "Europe/Berlin"
ZONES = [BERLIN, "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kolkata"]


def place(row):
    return f"mine.csv, line {row + 2}, column 't'"


def localize(times, zone=BERLIN):
    return localize_clock_times(times, [str(time) for time in times], zone, place)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("step", ["15min", "30min"])
def test_clock_times_are_localized_both_ways(zone, step):
    for start in ("2018-02-01", "2018-10-01", "2018-03-20", "2018-10-25"):
        times = pd.date_range(start, periods=3000, freq=step, unit="us", tz="UTC").tz_convert(zone)
        assert localize(times.tz_localize(None), zone).equals(times)


def test_a_part_of_the_doubled_hour_may_be_missing():
    times = pd.date_range("2024-10-26 22:00", periods=40, freq="15min", tz="UTC", unit="us")
    times = times.tz_convert(BERLIN).delete([9, 10, 14])  # 02:15 and 02:30 in summer, 02:30 later
    assert localize(times.tz_localize(None)).equals(times)


@pytest.mark.parametrize(
    ("texts", "line", "problem"),
    [
        (
            ["2024-03-31 01:00", "2024-03-31 02:00", "2024-03-31 03:00"], 3,
            "the time '2024-03-31 02:00:00' does not exist in the time zone Europe/Berlin, because"
            " its clocks skip an hour there.",
        ),
        (
            ["2024-10-27 01:00", "2024-10-27 02:00", "2024-10-27 03:00"], 3,
            "the clocks of Europe/Berlin show the time '2024-10-27 02:00:00' twice in this night,"
            " and the rows do not tell which one is meant",
        ),
        (["2024-10-27 02:00"] * 3, 2, "the clocks of Europe/Berlin show the time"),
    ],
)  # fmt: skip
def test_a_clock_time_that_is_not_certain_is_refused(texts, line, problem):
    with pytest.raises(ConfigError) as caught:
        localize(pd.DatetimeIndex(texts))
    assert str(caught.value).startswith(f"mine.csv, line {line}, column 't': {problem}")


def test_days_begin_even_where_the_clock_skips_midnight():
    days = localize_days(pd.date_range("2018-11-03", periods=3), "America/Sao_Paulo")
    assert [str(day) for day in days] == [
        "2018-11-03 00:00:00-03:00",
        "2018-11-04 01:00:00-02:00",
        "2018-11-05 00:00:00-02:00",
    ]
    autumn = localize_days(pd.date_range("2024-10-26", periods=3), BERLIN)
    assert list(np.diff(autumn)) == [pd.Timedelta("24h"), pd.Timedelta("25h")]


def test_a_day_begins_at_midnight_on_every_clock():
    days = pd.date_range("2018-01-01", periods=400, freq="D")
    assert clock_times(localize_days(days, "America/Sao_Paulo")).equals(days)
    hours = pd.date_range("2018-11-03", periods=48, freq="h", tz="UTC")
    local = hours.tz_convert("America/Sao_Paulo")
    skipped = clock_times(local) != local.tz_localize(None)
    assert [str(time) for time in local[skipped]] == ["2018-11-04 01:00:00-02:00"]
    assert clock_times(days).equals(days)


@pytest.mark.parametrize(
    ("offset", "shown"),
    [
        ("Z", "+00:00"),
        ("+00:00", "+00:00"),
        ("+0530", "+05:30"),
        ("-03:00", "-03:00"),
        ("+02", "+02:00"),
    ],
)
def test_one_offset_is_a_time_zone(offset, shown):
    times = with_offsets(pd.DatetimeIndex(["2024-01-01 12:00"]), [offset], None, "f.csv")
    assert times[0] == pd.Timestamp("2024-01-01 12:00", tz="UTC")
    assert times[0].isoformat().endswith(shown)


def test_several_offsets_need_a_time_zone():
    times = pd.DatetimeIndex(["2024-03-30 23:00", "2024-03-31 22:00"])
    with pytest.raises(ConfigError) as caught:
        with_offsets(times, ["+01:00", "+02:00"], None, "f.csv, column 't'")
    assert str(caught.value).startswith(
        "f.csv, column 't': the times have different offsets (+01:00, +02:00), as clocks have that"
        " change in spring and autumn. Set dataset.time_zone"
    )
    assert with_offsets(times, ["+01:00", "+02:00"], BERLIN, "f.csv").hour.tolist() == [0, 0]
    assert str(with_offsets(times, ["Z", "+00:00"], None, "f.csv").tz) == "UTC"
