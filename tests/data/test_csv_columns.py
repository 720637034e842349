import csv
import gzip

import numpy as np
import pytest

from reprise.data import csv_columns
from reprise.data.csv_columns import read_columns, read_header
from reprise.errors import ConfigError


def read(*arguments, **options):
    table = read_columns(*arguments, **options)
    return list(table.lines), {name: list(texts) for name, texts in table.texts.items()}


def test_cells_have_the_number_of_their_line(csv_file):
    path = csv_file('a,b,c\n1,2,3\n\n4,"5\r\n6",7\n8,9,10\n')
    table = read_columns(path, ["c", "b"])
    assert table.texts == {"c": ["3", "7", "10"], "b": ["2", "5\r\n6", "9"]}
    assert list(table.lines) == [2, 5, 6]
    assert table.place(1, "b") == f"{path}, line 5, column 'b'"
    assert table.numbers("c").tolist() == [3, 7, 10]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_files_of_spreadsheets_are_read(csv_file, ending):
    content = ending.join(["Größe,b", "1,2"]).encode("utf-8-sig")
    assert read(csv_file(content), ["Größe"]) == ([2], {"Größe": ["1"]})


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", " "])
def test_the_separator_and_the_mark_of_decimals_can_be_chosen(csv_file, separator):
    decimal = "." if separator == "," else ","
    content = f"a{separator}b\n1{decimal}5{separator}2\n"
    table = read_columns(csv_file(content), ["b", "a"], separator, decimal)
    assert (table.numbers("a").tolist(), table.numbers("b").tolist()) == ([1.5], [2])


def test_blanks_around_names_and_cells_have_no_meaning(csv_file):
    path = csv_file('\na , "b, c", d\n 1 , "2,3", x y\n')
    assert read(path, ["b, c", "a", "d"]) == ([3], {"b, c": ["2,3"], "a": ["1"], "d": ["x y"]})
    assert read_header(path) == ["a", "b, c", "d"]


def test_a_letter_with_an_accent_has_one_name(csv_file):
    path = csv_file("Gro\u0308ße,caf\u00e9\n1,2\n")
    names = ["Gr\u00f6ße", "cafe\u0301"]
    assert read(path, names) == ([2], {names[0]: ["1"], names[1]: ["2"]})
    assert read_header(path) == ["Gro\u0308ße", "caf\u00e9"]
    both = csv_file("\u00e9,e\u0301\n1,2\n")
    assert read(both, ["e\u0301", "\u00e9"]) == ([2], {"e\u0301": ["2"], "\u00e9": ["1"]})


def test_a_compressed_file_is_read(csv_file):
    assert read(csv_file(gzip.compress(b"a,b\n1,2\n")), ["b"]) == ([2], {"b": ["2"]})


def test_columns_without_a_name_are_left_out(csv_file):
    assert read(csv_file(",a,,\n0,1,,\n"), ["a"]) == ([2], {"a": ["1"]})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Day,b\n1,2\n", "has no column 'a'. Its columns are: Day, b."),
        ("aa,b\n1,2\n", "has no column 'a'. Did you mean 'aa'? Its columns are: aa, b."),
        ("", "has no column 'a'. Its columns are: none."),
        (
            "a;y\n1;2\n",
            "has no column 'a'. The columns of the file seem to be separated by semicolons: a, y."
            ' Set dataset.separator: ";", and dataset.decimal: "," if the numbers have a decimal'
            " comma.",
        ),
        (
            "x\ty\n1\t2\n",
            "has no column 'a'. The columns of the file seem to be separated by tabs: x, y."
            ' Set dataset.separator: "\\t", and dataset.decimal: "," if the numbers have a decimal'
            " comma.",
        ),
        ("x;y,z\n1,2\n", "has no column 'a'. Its columns are: x;y, z."),
        ("X\n1\n", "has no column 'a'. Its columns are: X."),
        (
            "2020-01-01,10\n2020-01-02,11\n",
            "has no column 'a'. The first row (2020-01-01,10) looks like data; add a first row"
            " with the names of the columns, separated as the data are.",
        ),
        (
            "sep=;\na;b\n1;2\n",
            "has no column 'a'. The first line (sep=;) is for spreadsheets; remove it.",
        ),
        (
            "# mine\na,b\n1,2\n",
            "has no column 'a'. The first line is a comment; remove all lines"
            " above the names of the columns.",
        ),
        ("a,b,a\n1,2,3\n", "has two columns named 'a'; rename one of them."),
        ("a,b,b\n1,2,3\n", "has two columns named 'b'; rename one of them."),
        ("a, a\n1,2\n", "has two columns named 'a'; rename one of them."),
        ("a,b\n", "has no rows below its header; add the observations."),
    ],
)
def test_a_wrong_header_is_refused_with_advice(csv_file, content, message):
    path = csv_file(content)
    with pytest.raises(ConfigError) as caught:
        read_columns(path, ["a"])
    assert str(caught.value) == f"{path}: {message}"


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        (
            "a,b\n1,2\n3,4,5\n",
            3,
            "the row has 3 cells, but the header has 2. If a number has a decimal comma, put it"
            ' into quotation marks and set dataset.decimal: ","; put a text that contains a comma'
            " into quotation marks.",
        ),
        ("a,b\n1,2,\n", 2, "the row has 3 cells, but the header has 2. If"),
        (
            "a,b,c\n1\n",
            2,
            "the row has 1 cell, but the header has 3: the row ends before the column 'b', 'c'."
            " Add the missing cells.",
        ),
        ("a,b\n1,2\n  \n", 3, "the row has 1 cell, but the header has 2, and all cells are empty;"),
        ('a,b\n1,2\n3,"4\n5,6\n', 3, "a quotation mark opens a cell and no other one closes it;"),
        ('a,b\n1,"2"3\n', 2, "a cell goes on after its closing quotation mark;"),
        (f"a,b\n1,2\n{'1' * 140_000},3\n", 3, "is not a CSV file (field larger than"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(csv_file, content, line, problem):
    path = csv_file(content)
    with pytest.raises(ConfigError) as caught:
        read_columns(path, ["a"])
    assert str(caught.value).startswith(f"{path}, line {line}: {problem}")


def test_a_row_of_another_separator_gets_other_advice(csv_file):
    with pytest.raises(ConfigError, match=r"line 2: the row has 3 cells.*contains the separator"):
        read_columns(csv_file("a;b\n1;2;3\n"), ["a"], ";")


def test_lines_are_right_in_every_block(csv_file, monkeypatch):
    monkeypatch.setattr(csv_columns, "ROWS_AT_ONCE", 3)
    path = csv_file('a,b\n\n1,2\n3,"x\ny\rz\r\n"\n\n\n\n\n5,6\n7,8\n9,"\n"\n\n')
    assert list(read_columns(path, ["a"]).lines) == [3, 7, 12, 13, 15]
    with path.open(newline="") as file:  # as Python's own reader counts
        reader = csv.reader(file)
        assert [reader.line_num for row in reader if row][1:] == [3, 7, 12, 13, 15]
    path.write_text("a,b\n1,2\n3,4\n\n5,6\n7,8,9\n")
    with pytest.raises(ConfigError, match="line 6: the row has 3 cells"):
        read_columns(path, ["a"])


def test_many_rows_are_read_as_numpy_reads_them(csv_file):
    numbers = np.random.default_rng(1).normal(0, 1000, (3000, 2)).round(3)
    text = "a,b\n" + "\n".join(f"{a!r},{b!r}" for a, b in numbers.tolist())
    table = read_columns(csv_file(text), ["b", "a"])
    np.testing.assert_array_equal(table.numbers("a"), numbers[:, 0])
    np.testing.assert_array_equal(table.numbers("b"), numbers[:, 1])
