import numpy as np
import pandas as pd
import pytest

from reprise.data import series_calendar
from reprise.data.csv_columns import Table
from reprise.data.series_calendar import format_time, read_calendar
from reprise.data.time_zones import localize_days
from reprise.errors import ConfigError

BERLIN = "Europe/Berlin"


def read(texts, **options):
    table = Table("mine.csv", {"t": list(texts)}, range(2, len(texts) + 2))
    return read_calendar(table, "t", **options)


def error_of(texts, **options):
    with pytest.raises(ConfigError) as caught:
        read(texts, **options)
    return str(caught.value)


def days(*numbers):
    return [f"2024-01-{number:02d}" for number in numbers]


@pytest.mark.parametrize(
    "frequency",
    ["YS-JAN", "QS-JAN", "QE-DEC", "MS", "ME", "W-WED", "B", "D", "h", "15min", "2h", "s"],
)
@pytest.mark.parametrize("is_stated", [True, False])
def test_missing_times_are_those_of_pandas(frequency, is_stated):
    rng = np.random.default_rng(1)
    complete = pd.date_range("1899-11-30", periods=200, freq=frequency, unit="us")
    kept = rng.random(200) > 0.3
    kept[[0, -1]] = True
    texts = [time.isoformat() for time in complete[kept]]
    found = read(texts, has_gaps=True, frequency=frequency if is_stated else None)
    assert found.times.equals(complete) and found.frequency == frequency
    assert found.rows.tolist() == np.flatnonzero(kept).tolist()
    gap = int(np.flatnonzero(np.diff(found.rows) > 1)[0])
    missing = complete[found.rows[gap] + 1 : found.rows[gap + 1]]
    message = error_of(texts, frequency=frequency if is_stated else None)
    assert message.startswith(
        f"mine.csv, lines {gap + 2} and {gap + 3}, column 't': {len(missing)} "
    )
    assert f"and '{texts[gap + 1]}' ({format_time(missing[0])}" in message
    assert f"with {(~kept).sum()} missing times" in message
    complete_texts = [time.isoformat() for time in complete]
    assert read(complete_texts).times.equals(complete)


def test_a_gap_is_told_with_its_rows_and_what_to_do():
    assert error_of(days(1, 2, 3, 8, 9, 10)) == (
        "mine.csv, lines 4 and 5, column 't': 4 times are missing between '2024-01-03' and"
        " '2024-01-08' (2024-01-04, 2024-01-05, 2024-01-06, ...): the frequency is D (inferred"
        " from the times). Add the missing rows; or set dataset.missing to interpolate,"
        " forward_fill or seasonal; or correct dataset.frequency ('irregular' if the rows are the"
        " steps)."
    )
    message = error_of([f"2024-03-31 {hour:02d}:00" for hour in (0, 1, 3, 4)], frequency="h")
    assert (
        "1 time is missing between '2024-03-31 01:00' and '2024-03-31 03:00' (2024-03-31" in message
    )
    assert "the frequency is h (dataset.frequency)." in message
    assert message.endswith("If these are local clock times, set dataset.time_zone to their zone.")


def test_irregular_rows_are_the_steps():
    found = read(days(1, 2, 9), frequency="irregular")
    assert (len(found.times), found.rows.tolist(), found.frequency) == (3, [0, 1, 2], None)
    assert "sort the rows by time" in error_of(days(1, 9, 2), frequency="irregular")


def test_one_row_has_no_frequency():
    assert read(days(1)).frequency is None


@pytest.mark.parametrize(
    ("texts", "line", "problem"),
    [
        (days(2, 1), 3, "the time '2024-01-01' does not come after '2024-01-02' of line 2; sort the"
         " rows by time (the oldest first), or correct the time."),
        (days(1, 2, 2, 3), 4, "the time '2024-01-02' is also the time of line 3; a time can have"
         " one row. 1 row of the file repeats a time. Correct the time, or keep one of the rows; if"
         " the file has several series, give each of them its own column."),
        (days(1, 2, 3, 1, 2, 3), 5, "the time '2024-01-01' comes after '2024-01-03' of line 4, and"
         " it is also the time of line 2. If the file has several series one below the other, give"
         " each of them its own column."),
    ],
)  # fmt: skip
def test_rows_without_order_are_refused(texts, line, problem):
    assert error_of(texts) == f"mine.csv, line {line}, column 't': {problem}"


def test_the_doubled_hour_of_a_local_clock_leads_to_the_time_zone():
    hours = [f"2024-10-27 {hour:02d}:00" for hour in (0, 1, 2, 2, 3, 4)]
    message = error_of(hours)
    assert "'2024-10-27 02:00' is also the time of line 4" in message
    assert message.endswith("If these are local clock times, set dataset.time_zone to their zone.")
    found = read(hours, time_zone=BERLIN)
    assert found.frequency == "h" and len(found.times) == 6
    assert (np.diff(found.times.asi8) == 3_600_000_000).all()


def test_a_time_off_the_calendar_is_told():
    weeks = pd.date_range("2024-01-01", periods=20, freq="W-MON").strftime("%Y-%m-%d").tolist()
    weeks[7] = "2024-02-20"
    assert error_of(weeks) == (
        "mine.csv, line 9, column 't': the time '2024-02-20' is not on the calendar of the other"
        " times, whose frequency is W-MON. Correct the time, or set dataset.frequency"
        " ('irregular' if the rows are the steps)."
    )
    weeks[7] = "2024-02-19"
    message = error_of(weeks, frequency="W-SUN")
    assert message == (
        "mine.csv, line 2, column 't': the time '2024-01-01' (Monday) is not a time of the"
        " frequency W-SUN (20 of 20 times are not). Correct the time or dataset.frequency. All"
        " times of the file suit the frequency W-MON."
    )
    assert "is not a time of the frequency B" in error_of(days(4, 5, 6, 8), frequency="B")


def test_times_that_follow_no_calendar_are_told():
    rng = np.random.default_rng(1)
    numbers = np.sort(rng.choice(10_000, 40, replace=False))
    texts = (pd.Timestamp("2000-01-01") + pd.to_timedelta(numbers, "D")).strftime("%Y-%m-%d")
    assert error_of(texts).startswith("mine.csv, column 't': the times follow no calendar:")
    assert read(texts, frequency="irregular").frequency is None


def test_a_calendar_has_room_in_the_memory(monkeypatch):
    monkeypatch.setattr(series_calendar, "MOST_TIMES", 1000)
    message = error_of(["2024-01-01", "2024-01-02"], frequency="s")
    assert "there are 86,400 times of the frequency s, but a series can have 1,000" in message


@pytest.mark.parametrize("zone", [BERLIN, "America/Sao_Paulo", "UTC"])
def test_days_stay_days_when_the_clock_changes(zone):
    complete = pd.date_range("2018-01-01", periods=400, freq="D")
    texts = complete.strftime("%Y-%m-%d").tolist()
    found = read([*texts[:99], *texts[100:]], time_zone=zone, has_gaps=True)
    assert found.frequency == "D" and str(found.times.tz) == zone
    assert found.times.tz_localize(None).normalize().equals(complete.as_unit("us"))
    texts = [time.tz_convert("UTC").isoformat() for time in found.times]
    again = read([*texts[:99], *texts[100:]], time_zone=zone, has_gaps=True)
    assert again.times.equals(found.times) and again.frequency == "D"


def test_hours_with_offsets_are_one_series():
    complete = pd.date_range("2024-10-26", periods=48, freq="h", tz=BERLIN, unit="us")
    texts = [time.isoformat() for time in complete]
    assert "the times have different offsets (+02:00, +01:00)" in error_of(texts)
    found = read(texts, time_zone=BERLIN)
    assert found.times.equals(complete) and found.frequency == "h"
    found = read([*texts[:26], *texts[27:]], time_zone=BERLIN, has_gaps=True)
    assert found.times.equals(complete) and 26 not in found.rows
    utc = [time.isoformat() for time in complete.tz_convert("UTC")]
    assert str(read(utc).times.tz) == "UTC"
    assert read(utc, time_zone=BERLIN).times.equals(complete)


def test_days_with_offsets_are_days():
    complete = pd.date_range("2024-03-25", periods=14, freq="D", tz=BERLIN, unit="us")
    texts = [time.isoformat() for time in complete]
    found = read(texts, time_zone=BERLIN)
    assert found.times.equals(complete) and found.frequency == "D"


def test_years_of_every_century_are_read():
    years = [str(year) for year in (1700, 1701, 1703)]
    found = read(years, time_format="%Y", has_gaps=True)
    assert found.frequency == "YS-JAN" and found.times.year.tolist() == [1700, 1701, 1702, 1703]


def test_a_time_is_shown_as_a_person_would_write_it():
    assert format_time(pd.Timestamp("1700-01-01")) == "1700-01-01"
    assert format_time(pd.Timestamp("2024-01-01 06:00")) == "2024-01-01 06:00:00"
    assert format_time(pd.Timestamp("2024-01-01", tz=BERLIN)) == "2024-01-01 00:00:00+01:00"


@pytest.mark.parametrize("zone", [BERLIN, "America/Sao_Paulo", "Australia/Sydney", "Africa/Cairo"])
def test_random_series_of_a_zone_are_read_in_every_way_of_writing(zone):
    rng = np.random.default_rng(1)
    day_frequencies = ("D", "W-MON", "MS", "ME", "B", "QS-JAN", "YS-JAN")
    for frequency in (*day_frequencies, "h", "30min", "15min", "2h") * 3:
        number = int(rng.integers(30, 300))
        start = pd.Timestamp(f"{rng.integers(2000, 2025)}-{rng.integers(1, 13)}-03")
        clock = pd.date_range(start, periods=number, freq=frequency, unit="us")
        if frequency in day_frequencies:
            complete = localize_days(clock, zone)
        else:
            first = localize_days(clock[:1], zone)[0]
            complete = pd.date_range(first, periods=number, freq=frequency, unit="us")
        kept = rng.random(number) > rng.choice([0, 0.1, 0.3])
        kept[[0, -1]] = True
        ways = [
            [time.isoformat() for time in complete[kept]],
            [time.isoformat() for time in complete[kept].tz_convert("UTC")],
        ]
        if frequency in day_frequencies:
            ways.append(clock[kept].strftime("%Y-%m-%d").tolist())
        for texts in ways:
            for stated in (None, frequency):
                found = read(texts, time_zone=zone, has_gaps=True, frequency=stated)
                assert found.times.equals(complete), (frequency, start, texts[0])
                assert found.rows.tolist() == np.flatnonzero(kept).tolist()
