import datetime
import io
import sys

import pytest

from reprise.data.csv_columns import read_columns
from reprise.data.parquet_columns import read_parquet
from reprise.data.series import read_series
from reprise.errors import ConfigError


def test_a_parquet_file_without_pyarrow_is_told_how_to_install_it(csv_file, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)  # an import of it fails
    path = csv_file(b"PAR1 and more", "mine.parquet")
    with pytest.raises(ConfigError) as caught:
        read_columns(path, ["a"])
    assert str(caught.value) == (
        f"{path}: is a Parquet file, which needs the package pyarrow. Install it with `pip install"
        " pyarrow` in the environment of Reprise, or save the file as CSV."
    )


def write_parquet(columns):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    content = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), content)
    return content.getvalue()


def test_a_parquet_file_has_the_texts_of_a_csv():
    content = write_parquet(
        {
            "day": [datetime.date(1700, 1, 1), None],
            "a": [0.1 + 0.2, float("nan")],
            "b": [1, None],
            "c": ["x", "y"],
        }
    )
    names, read_column = read_parquet(content, "f.parquet")
    assert names == ["day", "a", "b", "c"]
    assert [read_column(position) for position in range(4)] == [
        ["1700-01-01", ""],
        [repr(0.1 + 0.2), ""],
        ["1", ""],
        ["x", "y"],
    ]


def test_a_series_is_read_from_a_parquet_file(csv_file):
    days = [datetime.datetime(2024, 1, day) for day in (1, 2, 4)]
    path = csv_file(write_parquet({"t": days, "v": [1.5, 2.0, 3.0]}), "mine.parquet")
    series = read_series(path, "t", "v", missing="interpolate")
    assert (len(series), series.frequency) == (4, "D")
    with pytest.raises(ConfigError, match=r"mine\.parquet, rows 2 and 3, column 't': 1 time is"):
        read_series(path, "t", "v")
    with pytest.raises(ConfigError, match=r"has no column 'w'.*Its columns are: t, v\."):
        read_series(path, "t", "w")


def test_a_damaged_parquet_file_is_told():
    content = write_parquet({"a": [1, 2]})
    with pytest.raises(ConfigError, match=r"^f\.parquet: is not a complete Parquet file"):
        read_parquet(content[:-20], "f.parquet")
