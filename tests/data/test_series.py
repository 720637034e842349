from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from reprise.data.series import Series, read_series
from reprise.errors import ConfigError

nan = float("nan")


@pytest.fixture
def read(csv_file):
    """Write a CSV and read it as a series of the columns Date and Sales."""

    def read_text(text, time_format=None, value="Sales", **options):
        return read_series(csv_file(text), "Date", value, time_format, **options)

    return read_text


def test_times_and_values_are_read_in_their_order(read):
    series = read("Sales,other,Date\n2.5,x,2024-01-01\n-1,y,2024-01-02T06:00\n")
    assert list(series.times) == [datetime(2024, 1, 1), datetime(2024, 1, 2, 6)]
    assert series.values.tolist() == [2.5, -1] and series.values.dtype == "float64"
    assert (series.time_name, series.targets, series.frequency) == ("Date", ("Sales",), "30h")


def test_several_columns_are_read_by_their_names(read):
    text = "Date;a;b;c;d\n2024Q1;1,5;2;3;4\n2024Q2;5;6;7;8\n"
    series = read(
        text, value=["b", "a"], inputs=["d"], known_inputs=["c"], separator=";", decimal=","
    )
    assert {name: column.tolist() for name, column in series.columns.items()} == {
        "b": [2, 6],
        "a": [1.5, 5],
        "d": [4, 8],
        "c": [3, 7],
    }
    assert series.targets == ("b", "a") and series.values.tolist() == [2, 6]
    assert series.frequency == "QS-JAN"


def test_times_may_have_a_time_zone(read):
    assert read("Date,Sales\n2024-01-01T00:00+00:00,1\n").times.tolist() == [
        datetime(2024, 1, 1, tzinfo=UTC)
    ]


def test_the_user_may_define_the_time_format(read):
    series = read("Date,Sales\n31/12/2023,1\n01/01/2024,2\n", "%d/%m/%Y")
    assert list(series.times) == [datetime(2023, 12, 31), datetime(2024, 1, 1)]


@pytest.mark.parametrize("missing", ["interpolate", "forward_fill", "seasonal"])
def test_missing_observations_and_rows_are_nan(read, missing):
    series = read(
        "Date,a,b\n2024-01-01,1,1\n2024-01-02,,NA\n2024-01-05,2,n/a\n2024-01-06,4,.\n",
        value="a",
        inputs=["b"],
        missing=missing,
    )
    assert series.times.equals(pd.date_range("2024-01-01", periods=6, unit="us"))
    np.testing.assert_array_equal(series.columns["a"], [1, nan, nan, nan, 2, 4])
    np.testing.assert_array_equal(series.columns["b"], [1, nan, nan, nan, nan, nan])
    assert len(series) == 6


def test_irregular_rows_have_no_gaps_but_may_have_empty_cells(read):
    series = read(
        "Date,Sales\n2024-01-01,1\n2024-01-02,\n2024-01-09,3\n",
        frequency="irregular",
        missing="interpolate",
    )
    np.testing.assert_array_equal(series.values, [1, nan, 3])


@pytest.mark.parametrize(
    ("rows", "place", "problem"),
    [
        ("01.02.2024,1", "line 2, column 'Date'", "'01.02.2024' is not a time in ISO 8601"),
        (",1", "line 2, column 'Date'", "the cell is empty; write the time, or"),
        (
            "2024-01-01,\n2024-01-02,1",
            "line 2, column 'Sales'",
            "the cell is empty; fill in the value, or set dataset.missing to interpolate,",
        ),
        (
            "2024-01-01,1\n2024-01-02,NaN\n2024-01-03,1",
            "line 3, column 'Sales'",
            "the cell has 'NaN'; fill in the value, or set dataset.missing to",
        ),
        ("2024-01-01,1\n2024-01-02,x", "line 3, column 'Sales'", "'x' is not a number"),
        ("2024-01-01,1\n2024-01-04,x\n2024-01-05,2", "lines 2 and 3, column 'Date'", "2 times are"),
        ("2020-01-01,10,4", "line 2", "the row has 3 cells, but the header has 2."),
        ("2020-01-01", "line 2", "the row has 1 cell, but the header has 2"),
        (
            "2024-01-01,1\n2024-01-02,\n2024-01-03, ",
            "line 3, column 'Sales'",
            "the cell is empty, and so are all cells of the column 'Sales' up to the end of the"
            " file: the last observation must have a value, because nothing after it can be"
            " tested. Fill in the values, or remove the last 2 rows.",
        ),
    ],
)
def test_a_wrong_row_is_refused_with_its_file_line_and_column(read, tmp_path, rows, place, problem):
    with pytest.raises(ConfigError) as caught:
        read(f"Date,Sales\n{rows}\n")
    assert str(caught.value).startswith(f"{tmp_path / 'mine.csv'}, {place}: {problem}")


@pytest.mark.parametrize(
    ("rows", "place", "problem"),
    [
        (
            "2024-01-01,,1\n2024-01-02,,1\n2024-01-03,1,1",
            "line 2, column 'a'",
            "the column begins with 2 cells without an observation, and there is no earlier one to"
            " fill them from.",
        ),
        ("2024-01-01,1,\n2024-01-02,1,1", "line 2, column 'b'", "the column begins with 1 cell"),
        ("2024-01-01,1,\n2024-01-02,1,", "line 2, column 'b'", "the column begins with 2 cells"),
        ("2024-01-01,1,1\n2024-01-02,1,inf", "line 3, column 'b'", "'inf' is not a finite number"),
    ],
)
def test_some_observations_must_be_there(read, tmp_path, rows, place, problem):
    with pytest.raises(ConfigError) as caught:
        read(f"Date,a,b\n{rows}\n", value="a", known_inputs=["b"], missing="forward_fill")
    assert str(caught.value).startswith(f"{tmp_path / 'mine.csv'}, {place}: {problem}")


def test_rows_at_the_end_without_a_target_need_inputs_that_are_known(read, tmp_path):
    text = "Date,a,b\n2024-01-01,1,1\n2024-01-02,2,1\n2024-01-03,NA,2\n2024-01-04,,3\n"
    series = read(text, value="a", known_inputs=["b"])
    assert len(series) == 2 and series.columns["b"].tolist() == [1, 1]
    assert series.future["b"].tolist() == [2, 3]
    assert series.future_times.astype(str).tolist() == ["2024-01-03", "2024-01-04"]
    with pytest.raises(ConfigError) as caught:
        read(text, value="a", inputs=["b"])
    assert str(caught.value).startswith(
        f"{tmp_path / 'mine.csv'}, line 4, column 'a': the cell is empty, and so are all cells of"
        " the column 'a' up to the end of the file"
    )


def test_one_of_several_targets_may_end_early(read):
    text = "Date,a,b\n2024-01-01,1,1\n2024-01-02,,2\n"
    series = read(text, value=["a", "b"], missing="interpolate")
    np.testing.assert_array_equal(series.columns["a"], [1, nan])


def test_an_error_names_the_key_that_may_be_wrong(read):
    with pytest.raises(ConfigError) as caught:
        read("Date,Sales\n01.02.2024,1\n")
    assert (caught.value.key, caught.value.value) == ("dataset.time_format", "01.02.2024")
    with pytest.raises(ConfigError) as caught:
        read("Date,Sales\n2024-01-01,1\n2024-01-02,1\n2024-01-04,1\n")
    assert caught.value.key == "dataset.missing"


def test_a_series_of_positions_has_no_frequency():
    series = Series.of_values(pd.RangeIndex(1, 4), [1, 2, 4], "position", "value")
    assert series.frequency is None and len(series) == 3
