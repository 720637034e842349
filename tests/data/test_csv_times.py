from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from reprise.data.csv_times import parse_times
from reprise.errors import ConfigError


def place(row):
    return f"mine.csv, line {row + 2}, column 't'"


def parse(*texts, **options):
    times, offsets = parse_times(list(texts), place, **options)
    assert times.tz is None
    return [time.isoformat() for time in times], offsets


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2024-01-31", "2024-01-31T00:00:00"),
        ("1901-02", "1901-02-01T00:00:00"),
        ("20240131", "2024-01-31T00:00:00"),
        ("0001-01-01", "0001-01-01T00:00:00"),
        ("9999-12-31", "9999-12-31T00:00:00"),
        ("2024-01-31T06", "2024-01-31T06:00:00"),
        ("2024-01-31 06:07", "2024-01-31T06:07:00"),
        ("2024-01-31 06:07:08.125", "2024-01-31T06:07:08.125000"),
        ("20240131T060708", "2024-01-31T06:07:08"),
        ("1959Q1", "1959-01-01T00:00:00"),
        ("1959-Q4", "1959-10-01T00:00:00"),
        ("1700 q2", "1700-04-01T00:00:00"),
        ("2024-W01", "2024-01-01T00:00:00"),
        ("2020-W53-7", "2021-01-03T00:00:00"),
        ("2024W056", "2024-02-03T00:00:00"),
    ],
)
def test_times_are_iso_8601_or_quarters(text, time):
    assert parse(text) == ([time], [])


def test_several_kinds_of_texts_may_be_mixed():
    times, _ = parse("1959Q4", "1960-01", "1960-02-01 06:00", "1960-W09")
    assert [time[:16] for time in times] == [
        "1959-10-01T00:00",
        "1960-01-01T00:00",
        "1960-02-01T06:00",
        "1960-02-29T00:00",
    ]


def test_dates_agree_with_pythons_own_reader():
    rng = np.random.default_rng(1)
    days = rng.integers(0, 3_652_058, 300)
    seconds = rng.integers(0, 86_400, 300)
    times = [
        datetime.fromordinal(int(day) + 1) + pd.Timedelta(seconds=int(second)).to_pytimedelta()
        for day, second in zip(days, seconds, strict=True)
    ]
    assert parse(*(time.isoformat() for time in times))[0] == [time.isoformat() for time in times]
    formats = [f"{time:%d}.{time:%m}.{time.year:04d} {time:%H:%M:%S}" for time in times]
    again, _ = parse(*formats, time_format="%d.%m.%Y %H:%M:%S")
    assert again == [time.isoformat() for time in times]


def test_offsets_are_applied_and_listed():
    texts = "2024-01-01T00:00Z", "2024-01-01 01:30+01:00", "2024-01-01 03:00 -0500"
    times, offsets = parse(*texts)
    utc = [pd.Timestamp(text).astimezone(UTC).replace(tzinfo=None).isoformat() for text in texts]
    assert (times, offsets) == (utc, ["Z", "+01:00", "-0500"])
    times, offsets = parse("01.02.2024 00:00 +0200", time_format="%d.%m.%Y %H:%M %z")
    assert (times, offsets) == (["2024-01-31T22:00:00"], ["+0200"])


def test_the_format_of_years_reaches_beyond_the_range_of_nanoseconds():
    assert parse("1000", "1700", "1701", "2500", time_format="%Y")[0] == [
        f"{year}-01-01T00:00:00" for year in (1000, 1700, 1701, 2500)
    ]


def test_a_prefix_comes_before_every_time():
    assert parse("1-01", "1-02", time_prefix="190")[0][1] == "1901-02-01T00:00:00"


@pytest.mark.parametrize(
    ("texts", "options", "line", "problem"),
    [
        (["2024-13"], {}, 2, "'2024-13' is not a time in ISO 8601 (2024-01-31). Correct the cell,"),
        (["2024-01-01", "2024-02-30"], {}, 3, "'2024-02-30' is not a time in ISO 8601"),
        (["2024-01-1"], {}, 2, "'2024-01-1' is not a time"),
        (["2024"], {}, 2, "'2024' is not a time in ISO 8601 (2024-01-31). Set dataset.time_format:"
         ' "%Y", which suits all times of the file.'),
        (["31.12.2023", "01.02.2024"], {}, 2, 'Set dataset.time_format: "%d.%m.%Y", which suits'),
        (["01.02.2024", "02.02.2024"], {}, 2, "Correct the cell, or set dataset.time_format to"),
        (["Jan 1959", "Feb 1959"], {}, 2, 'Set dataset.time_format: "%b %Y", which suits'),
        (["2024-01-31 06:00:00 UTC"], {}, 2, 'Set dataset.time_format: "%Y-%m-%d %H:%M:%S UTC"'),
        (["1"], {}, 2, "'1' is not a time in ISO 8601 (2024-01-31). If it counts the rows, write"
         " dates in its place, such as days from 2000-01-01."),
        (["1700000000"], {}, 2, "If it counts the seconds since 1970, write the times as dates."),
        (["1700000000123"], {}, 2, "If it counts the milliseconds since 1970, write the times"),
        (["1700.0", "1701.0"], {}, 2, 'Set dataset.time_format: "%Y.0", which suits all times'),
        (["1959Q5"], {}, 2, "'1959Q5' is not a time"),
        (["2024-W54"], {}, 2, "'2024-W54' is not a time"),
        (["٢٠٢٤-٠١-٠١"], {}, 2, "is not a time"),
        (["2024-01-01", ""], {}, 3, "the cell is empty; write the time, or remove the row if all"),
        (["2024-01-01", "a\nb"], {}, 3, "'a\nb' is not a time"),
        (["2024-01-31"], {"time_format": "%d/%m/%Y"}, 2, "'2024-01-31' is not a time in the format"
         " '%d/%m/%Y'. Set dataset.time_format: \"%Y-%m-%d\", which suits all times of the file."),
        (["1-x"], {"time_prefix": "190"}, 2, "'1901-x' is not a time"),
        (
            ["2024-01-01", "2024-01-02T00:00+01:00"], {}, 3,
            "the time '2024-01-02T00:00+01:00' has a time zone, but the time '2024-01-01' of the"
            " first row has none. Write all times in the same way.",
        ),
        (["2024-01-01 00:00Z", "2024-01-02"], {}, 3, "has no time zone, but the time"),
    ],
)  # fmt: skip
def test_a_cell_that_is_not_a_time_is_refused(texts, options, line, problem):
    texts = texts if "time_prefix" not in options else ["1-01", *texts]
    line = line if "time_prefix" not in options else 3
    with pytest.raises(ConfigError) as caught:
        parse_times(texts, place, **options)
    assert str(caught.value).startswith(f"mine.csv, line {line}, column 't': ")
    assert problem in str(caught.value)
