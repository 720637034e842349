from datetime import UTC, datetime

import pytest

from reprise.data.series import read_series
from reprise.errors import ConfigError


@pytest.fixture
def read(tmp_path):
    """Write a CSV and read it as a series of the columns Date and Sales."""

    def read_text(text, time_format=None):
        path = tmp_path / "mine.csv"
        path.write_text(text)
        return read_series(path, "Date", "Sales", time_format)

    return read_text


def test_times_and_values_are_read_in_their_order(read):
    series = read("Sales,other,Date\n2.5,x,2024-01-01\n-1,y,2024-01-02T06:00\n")
    assert list(series.times) == [datetime(2024, 1, 1), datetime(2024, 1, 2, 6)]
    assert series.values.tolist() == [2.5, -1] and series.values.dtype == "float64"
    assert (series.time_name, series.targets) == ("Date", ("Sales",))


def test_a_month_is_its_first_day(read):
    assert read("Date,Sales\n1901-01,1\n").times.tolist() == [datetime(1901, 1, 1)]


def test_times_may_have_a_time_zone(read):
    assert read("Date,Sales\n2024-01-01T00:00+00:00,1\n").times.tolist() == [
        datetime(2024, 1, 1, tzinfo=UTC)
    ]


def test_the_user_may_define_the_time_format(read):
    series = read("Date,Sales\n31/12/2023,1\n01/01/2024,2\n", "%d/%m/%Y")
    assert list(series.times) == [datetime(2023, 12, 31), datetime(2024, 1, 1)]


@pytest.mark.parametrize(
    ("rows", "place", "problem"),
    [
        (
            "01.02.2024,1",
            "line 2, column 'Date'",
            r"'01.02.2024' is not a time in ISO 8601 \(2024-01-31\)\..*set dataset.time_format",
        ),
        (",1", "line 2, column 'Date'", "'' is not a time"),
        ("1901-13,1", "line 2, column 'Date'", "'1901-13' is not a time"),
        ("2024-01-01,", "line 2, column 'Sales'", "the cell is empty; fill in the value"),
        ("2024-01-01,1\n2024-01-02,x", "line 3, column 'Sales'", "'x' is not a finite number"),
        (
            "2024-01-02,1\n2024-01-01,2",
            "line 3, column 'Date'",
            "the time '2024-01-01' does not come after the time of the row before; sort",
        ),
        (
            "2024-01-01,1\n2024-01-01,2",
            "line 3, column 'Date'",
            "the time '2024-01-01' does not come after",
        ),
        (
            "2024-01-01,1\n2024-01-02T00:00+01:00,2",
            "line 3, column 'Date'",
            "differ in their time zone",
        ),
        (
            "2024-01-01T00:00+01:00,1\n2024-01-02,2",
            "line 3, column 'Date'",
            "differ in their time zone",
        ),
    ],
)
def test_a_wrong_row_is_refused_with_its_file_line_and_column(read, tmp_path, rows, place, problem):
    with pytest.raises(ConfigError, match=problem) as caught:
        read(f"Date,Sales\n{rows}\n")
    assert str(caught.value).startswith(f"{tmp_path / 'mine.csv'}, {place}: ")


def test_an_error_names_the_key_that_may_be_wrong(read):
    with pytest.raises(ConfigError) as caught:
        read("Date,Sales\n01.02.2024,1\n")
    assert (caught.value.key, caught.value.value) == ("dataset.time_format", "01.02.2024")


def test_a_time_in_another_format_is_refused(read):
    with pytest.raises(ConfigError, match="'2024-01-01' is not a time in the format '%d/%m/%Y'"):
        read("Date,Sales\n2024-01-01,1\n", "%d/%m/%Y")
