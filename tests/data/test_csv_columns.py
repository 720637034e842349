import pytest

from reprise.data.csv_columns import parse_number, read_columns
from reprise.errors import ConfigError


@pytest.fixture
def csv_file(tmp_path):
    """Write a CSV and return its path."""

    def write(content):
        path = tmp_path / "mine.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_cells_have_the_number_of_their_line(csv_file):
    path = csv_file('a,b,c\n1,2,3\n\n4,"5\r\n6",7\n8,9,10\n')
    assert read_columns(path, ["c", "b"]) == [
        (2, {"c": "3", "b": "2"}),
        (5, {"c": "7", "b": "5\r\n6"}),
        (6, {"c": "10", "b": "9"}),
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_files_of_spreadsheets_are_read(csv_file, ending):
    content = ending.join(["Größe,b", "1,2"]).encode("utf-8-sig")
    assert read_columns(csv_file(content), ["Größe"]) == [(2, {"Größe": "1"})]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Day,b\n1,2\n", "has no column 'a'. Its columns are: Day, b."),
        ("aa,b\n1,2\n", "has no column 'a'. Did you mean 'aa'? Its columns are: aa, b."),
        ("", "has no column 'a'. Its columns are: none."),
        (
            "x;y\n1;2\n",
            "has no column 'a'. Its columns are: x;y. Separate columns by commas, and write"
            " decimals with a point.",
        ),
        (
            "x\ty\n1\t2\n",
            "has no column 'a'. Its columns are: x\ty. Separate columns by commas, and write"
            " decimals with a point.",
        ),
        ("x;y,z\n1,2\n", "has no column 'a'. Its columns are: x;y, z."),
        ("X\n1\n", "has no column 'a'. Its columns are: X."),
        ("a,b,a\n1,2,3\n", "has two columns named 'a'; rename one of them."),
        ("a,b\n", "has no rows below its header; add the observations."),
        (
            "a,b\n1,\xe9\n".encode("latin-1"),
            "is not text in UTF-8; save the file again as CSV in UTF-8.",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_advice(csv_file, content, message):
    path = csv_file(content)
    with pytest.raises(ConfigError) as caught:
        read_columns(path, ["a"])
    assert str(caught.value) == f"{path}: {message}"


def test_a_column_that_is_not_read_may_occur_twice(csv_file):
    assert read_columns(csv_file("a,b,b\n1,2,3\n"), ["a"]) == [(2, {"a": "1"})]


def test_a_number_with_a_decimal_comma_is_not_cut_off(csv_file):
    path = csv_file("a,b\n1,2\n3,4,5\n")
    with pytest.raises(ConfigError) as caught:
        read_columns(path, ["a", "b"])
    assert str(caught.value) == (
        f"{path}, line 3: the row has more cells than the header; write decimals with a point,"
        " and put a text that contains a comma into quotation marks."
    )


def test_empty_cells_behind_the_last_column_do_not_matter(csv_file):
    assert read_columns(csv_file("a,b\n1,2,,\n"), ["b"]) == [(2, {"b": "2"})]


def test_a_row_that_ends_early_is_refused_if_it_lacks_a_column_that_is_read(csv_file):
    path = csv_file("a,b\n1\n")
    assert read_columns(path, ["a"]) == [(2, {"a": "1"})]
    with pytest.raises(ConfigError, match=r"line 2: the row ends before column 'b'; fill in"):
        read_columns(path, ["a", "b"])


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.csv: there is no such CSV file"):
        read_columns(tmp_path / "none.csv", ["a"])
    with pytest.raises(ConfigError, match=f"^{tmp_path}: is a folder, not a CSV file"):
        read_columns(tmp_path, ["a"])


def test_a_cell_that_is_too_long_is_refused(csv_file):
    with pytest.raises(ConfigError, match=r"mine\.csv: is not a CSV file \(field larger than"):
        read_columns(csv_file(f"a\n{'1' * 140_000}\n"), ["a"])


@pytest.mark.parametrize(("text", "number"), [("1.5", 1.5), (" -2 ", -2), ("1e3", 1000)])
def test_a_finite_number_is_parsed(text, number):
    assert parse_number(text, "here") == number


@pytest.mark.parametrize("text", ["n/a", "1,5", "nan", "inf", "-inf", "1 2"])
def test_a_cell_without_a_finite_number_is_refused(text):
    with pytest.raises(ConfigError) as caught:
        parse_number(text, "mine.csv, line 3, column 'a'")
    assert str(caught.value) == (
        f"mine.csv, line 3, column 'a': '{text}' is not a finite number; fill in the value."
    )


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_cell_is_refused(text):
    with pytest.raises(ConfigError, match=r"^here: the cell is empty; fill in the value\.$"):
        parse_number(text, "here")
