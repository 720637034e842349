"""What a CSV contains is found out from its cells."""

import numpy as np
import pytest

from reprise.data.csv_columns import read_columns
from reprise.data.csv_contents import find_separator, read_contents
from reprise.data.time_columns import find_times, list_time_formats


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n", ";"),
        ("when;value, in EUR\n2020;1,5\n2021;2,5\n", ";"),
        ("a\tb c\n1\t2 3\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("a b\n1 2\n", " "),
        ("a b\n1\n", ","),
        ("a\n1\n", ","),
        ('"a;x","b"\n1,2\n', ","),
        ("\n\na;b\n1;2\n", ";"),
    ],
)
def test_the_separator_gives_most_columns(text, separator):
    assert find_separator(text) == separator


def test_columns_are_times_numbers_and_texts(tmp_path):
    path = tmp_path / "a.csv"
    days = range(1, 21)
    rows = [f"2020-01-{d:02d},{d}.5,x{d},{d},{d if d < 20 else 'y'}" for d in days]
    rows[2] = "2020-01-03,3.5,x3,,3"
    path.write_text("\n".join(["t,a,b,c,d", *rows]))
    contents = read_contents(path)
    assert contents.formats == {"t": None} and contents.texts == ["b", "d"]
    assert list(contents.numbers) == ["a", "c"] and np.isnan(contents.numbers["c"][2])
    assert "line 21, column 'd': 'y' is not a number" in str(contents.mistakes["d"])
    times = find_times(contents.table, contents.formats)
    assert (times.column, times.calendar.frequency, times.is_irregular) == ("t", "D", False)


def test_a_date_with_two_readings_lists_both_formats(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("t\n" + "".join(f"01/{month:02d}/2020\n" for month in range(1, 13)))
    formats = list_time_formats(read_columns(path, ["t"]), "t")
    assert set(formats) == {"%d/%m/%Y", "%m/%d/%Y"}
