import numpy as np
import pytest

from reprise.data.series import Series
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings
from reprise.stats.autocorrelation import autocorrelations, check_unit_root
from reprise.tables.series_tables import (
    series_before_tests,
    tabulate_autocorrelations,
    tabulate_unit_roots,
)

YEARLY = DatasetSettings(period=12)


def series_of(values):
    return Series.of_values(range(1, len(values) + 1), values, "t", "v")


@pytest.mark.parametrize(
    ("framings", "seen"),
    [
        ([FramingSettings(test_rows=12)], 24),
        ([FramingSettings(test_rows=12, validation_rows=6)], 24),
        ([FramingSettings(observations=30, test_rows=4), FramingSettings(test_rows=4)], 26),
        ([FramingSettings(observations=30)], 30),
        ([FramingSettings()], 36),
    ],
)
def test_no_test_row_of_any_framing_is_used(shampoo, framings, seen):
    parts = series_before_tests(shampoo, DatasetSettings(), framings)
    assert list(parts) == ["observations"]
    assert parts["observations"].tolist() == shampoo.values[:seen].tolist()


def test_a_change_of_the_test_rows_changes_no_table(shampoo):
    framings = [FramingSettings(difference=1, test_rows=12)]
    changed = shampoo.values.copy()
    changed[24:] = 0
    for tabulate in (
        tabulate_unit_roots,
        lambda *arguments: tabulate_autocorrelations(*arguments, 0.95),
    ):
        one, other = (tabulate(series_of(v), YEARLY, framings) for v in (shampoo.values, changed))
        assert one.equals(other)


def test_no_missing_observation_is_filled_from_a_test_row():
    values = [1.0, 2, np.nan, 4, np.nan, 90, 91]
    dataset = DatasetSettings(missing="interpolate")
    parts = series_before_tests(series_of(values), dataset, [FramingSettings(test_rows=2)])
    assert parts["observations"].tolist() == [1, 2, 3, 4, 4]


def test_each_lag_of_differencing_has_its_own_rows(shampoo):
    framings = [FramingSettings(difference=d, test_rows=12) for d in (0, 12, 1, 1)]
    table = tabulate_autocorrelations(shampoo, YEARLY, framings, 0.9)
    names = ["observations", "differences at lag 1", "differences at lag 12"]
    assert list(table["series"].unique()) == names
    assert table.groupby("series", sort=False)["values"].first().tolist() == [24, 23, 12]
    part = table[table["series"] == names[1]].reset_index(drop=True)
    expected = autocorrelations(np.diff(shampoo.values[:24]), 12, 0.9)
    np.testing.assert_array_equal(part["correlation"], expected["correlation"])
    np.testing.assert_array_equal(part["band"], expected["band"])
    roots = tabulate_unit_roots(shampoo, YEARLY, framings)
    assert roots["series"].tolist() == [name for name in names for _ in range(2)]
    expected = check_unit_root(shampoo.values[12:24] - shampoo.values[:12])
    np.testing.assert_array_equal(roots["p"][4:], expected["p"])


def test_a_short_series_has_one_row_with_the_reason():
    framings = [FramingSettings(test_rows=3)]
    dataset = DatasetSettings(period=4)
    table = tabulate_autocorrelations(series_of(range(12)), dataset, framings, 0.95)
    assert table["problem"].tolist() == ["there are 9 values, and at least 10 are necessary"]
    assert table["lag"].isna().all() and table["values"].tolist() == [9]
