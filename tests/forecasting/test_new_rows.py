"""New rows of a stored series: checked like the first ones, and put after them."""

import numpy as np
import pandas as pd
import pytest

from reprise.data.series import Series, read_series
from reprise.errors import RepriseError
from reprise.forecasting.new_rows import (
    join_rows,
    read_new_rows,
    refuse_values_without_transform,
)
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings


@pytest.fixture
def stored(tmp_path):
    """Ten days with two columns, as a semicolon-separated file with German dates."""
    file = tmp_path / "mine.csv"
    days = [f"{day:02d}.01.2024;{day},5;{day}" for day in range(1, 11)]
    file.write_text("\n".join(["Tag;Last;Wind", *days]))
    dataset = DatasetSettings(
        *(str(file), None, None, "Tag", "%d.%m.%Y"),
        separator=";",
        decimal=",",
        value="Last",
        inputs=("Wind",),
        missing="interpolate",
    )
    options = dataset.series_options | dataset.format_options
    return read_series(file, "Tag", "Last", **options), dataset


def rows(*days, last=None):
    return pd.DataFrame(
        {"Tag": [f"{day:02d}.01.2024" for day in days], "Last": last or 1.5, "Wind": 2.0}
    )


def joined(stored, new):
    series, dataset = stored
    return join_rows(series, read_new_rows(new, series, dataset), dataset.missing != "refuse")


def test_rows_come_in_the_format_of_the_file_or_with_dates(stored, tmp_path):
    file = tmp_path / "new.csv"
    file.write_text("Tag;Wind;Last\n11.01.2024;2;1,5\n12.01.2024;2;1,5\n")
    expected = joined(stored, file)
    assert len(expected) == 12 and expected.times[-1] == pd.Timestamp("2024-01-12")
    texts = rows(11, 12)
    dates = texts.assign(Tag=pd.to_datetime(texts["Tag"], format="%d.%m.%Y"))
    for new in (texts, dates, dates.set_index("Tag"), dates.set_index("Tag").rename_axis(None)):
        found = joined(stored, new)
        for name, values in expected.columns.items():
            np.testing.assert_array_equal(found.columns[name], values)
        assert found.times.equals(expected.times)


def test_equal_rows_may_come_again_and_missing_ones_are_missing(stored):
    again = rows(9, 10, 13, last=[9.5, 10.5, 1.5]).assign(Wind=[9.0, 10, 2])
    found = joined(stored, again)
    np.testing.assert_array_equal(found.columns["Last"][8:], [9.5, 10.5, np.nan, np.nan, 1.5])
    unchanged = joined(stored, again[:2])
    assert len(unchanged) == 10


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        (rows(10, 11), r"1\.5 in the column 'Last' at 2024-01-10, but the stored series has 10\.5"),
        (rows(11).drop(columns="Wind"), "has no column 'Wind'"),
        (rows(11).rename(columns={"Tag": "Zeit"}), "has no column 'Tag'"),
        (rows(11).assign(Last="x"), "line 2, column 'Last'.*'x'"),
        (rows(12, 11), "line 3, column 'Tag'.*sort the rows by time"),
        (rows(11).assign(Tag="2024-01-11"), "line 2, column 'Tag'"),
        (pd.DataFrame({"Tag": [], "Last": [], "Wind": []}), "no rows|no row"),
    ],
)
def test_wrong_rows_are_refused(stored, new, problem):
    with pytest.raises(RepriseError, match=problem) as caught:
        joined(stored, new)
    assert "/tmp" not in str(caught.value)


def test_a_gap_is_refused_where_nothing_may_be_missing(stored):
    series, dataset = stored
    new = read_new_rows(rows(13, 14), series, dataset)
    with pytest.raises(RepriseError, match="lack the times 2024-01-11, 2024-01-12 after the last"):
        join_rows(series, new, may_have_gaps=False)


def test_rows_before_the_series_are_refused(stored):
    with pytest.raises(RepriseError, match=r"2023-12-31, which lies before .* is not one of its"):
        joined(stored, rows(11).assign(Tag="31.12.2023"))


def test_positions_go_on(tmp_path):
    series = Series.of_values([1, 2, 3], [1.0, 2.0, 3.0], "position", "value")
    dataset = DatasetSettings(values=(1.0, 2.0, 3.0))
    new = pd.DataFrame({"position": [3, 4], "value": [3.0, 9.0]})
    found = join_rows(series, read_new_rows(new, series, dataset), may_have_gaps=False)
    assert found.values.tolist() == [1, 2, 3, 9] and found.times.tolist() == [1, 2, 3, 4]
    gap = read_new_rows(new.assign(position=[5, 6]), series, dataset)
    with pytest.raises(RepriseError, match="lack the time 4 after the last stored row, which is 3"):
        join_rows(series, gap, may_have_gaps=False)
    with pytest.raises(RepriseError, match="no column 'value'"):
        read_new_rows(new.drop(columns="value"), series, dataset)


def test_a_transform_needs_values_above_zero(stored):
    series, dataset = stored
    new = read_new_rows(rows(11, 12, last=[1.0, 0.0]), series, dataset)
    with pytest.raises(RepriseError, match=r"0 in the column 'Last' at 2024-01-12, but .* is log"):
        refuse_values_without_transform(new, FramingSettings(transform="log"))
    refuse_values_without_transform(new, FramingSettings())
