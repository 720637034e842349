import pytest

from reprise.data.dataset import count_observations, first_rows, load_dataset, read_series
from reprise.errors import ConfigError


def test_shampoo_sales_is_the_series_that_the_tutorial_prints(shampoo):
    # LSTM tutorial, "Shampoo Sales Dataset"
    assert first_rows(shampoo).splitlines() == [
        "Month",
        "1901-01-01    266.0",
        "1901-02-01    145.9",
        "1901-03-01    183.1",
        "1901-04-01    119.3",
        "1901-05-01    180.3",
        "Name: Sales, dtype: float64",
    ]
    assert len(shampoo.values) == 36


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Day,Sales\n2024-01-01,1\n", "has no column 'Date'. .*Its columns: Day, Sales"),
        ("Dat,Sales\n2024-01-01,1\n", "Did you mean 'Dat'"),
        ("Date;Sales\n2024-01-01;1,5\n", "Separate columns by commas"),
        ("Date,Sales,Sales\n2024-01-01,1,2\n", "has two columns 'Sales'"),
        ("Date,Sales\n2024-01-01,1\n2024-01-02T00:00+01:00,2\n", "differ in time zone"),
        ("Date,Sales\n", "has a header and no rows"),
        ("Date,Sales\n2024-01-01,\n", "line 2, column 'Sales': '' is not a number"),
        ("Date,Sales\n2024-01-01,n/a\n", "'n/a' is not a number"),
        ("Date,Sales\n01.02.2024,1\n", "'01.02.2024' is not a time.*dataset.time_format"),
        ("Date,Sales\n2024-01-02,1\n2024-01-01,2\n", "line 3: the time '2024-01-01' does not come"),
        ("Date,Sales\n2024-01-02\n", "'None' is not a number"),
    ],
)
def test_a_wrong_csv_names_the_file_the_line_and_the_cell(tmp_path, text, expected):
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(ConfigError, match=expected) as caught:
        read_series(path, "Date", "Sales")
    assert str(path) in str(caught.value)


def test_a_time_format_of_ones_own_is_read(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("t,v\n31/12/2023,1\n01/01/2024,2\n")
    dataset = read_series(path, "t", "v", "%d/%m/%Y")
    assert [t.year for t in dataset.times] == [2023, 2024]


def test_a_series_may_be_written_out():
    dataset = load_dataset({"values": [1, 2, 3.5], "units": "x"})
    assert dataset.values.tolist() == [1, 2, 3.5]
    assert first_rows(dataset).splitlines()[:2] == ["position", "1    1.0"]


def test_rows_are_counted_without_scikit_learn():
    said = {"builtin": "circles", "samples": 50}
    assert count_observations(said) == (50, 2)
    for name in ("digits", "iris"):
        loaded = load_dataset({"builtin": name})
        rows, classes = count_observations({"builtin": name})
        assert (rows, classes) == (len(loaded.y), len(loaded.class_names))


def test_the_births_are_the_series_that_the_tutorial_names(births):
    assert (len(births.values), births.values.min(), births.values.max()) == (365, 23, 73)
    assert births.values.mean() == pytest.approx(41.98, abs=0.005)
