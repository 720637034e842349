import numpy as np
import pytest

from reprise.data.scaling import fit_scaler

ROWS = np.array([[1.0, 10], [2, 30], [6, 20]])


def test_a_range_holds_the_smallest_and_the_largest_number_of_each_column():
    scaled = fit_scaler(ROWS, (-1, 1)).transform(ROWS)
    np.testing.assert_allclose(scaled, [[-1, -1], [-0.6, 1], [1, 0]], atol=1e-15)


def test_standardized_columns_have_a_mean_of_0_and_a_standard_deviation_of_1():
    new = np.array([[4.0, 25]])
    expected = (new - ROWS.mean(axis=0)) / ROWS.std(axis=0)
    np.testing.assert_allclose(fit_scaler(ROWS, "standard").transform(new), expected)
    assert expected[0, 0] == pytest.approx((4 - 3) / np.sqrt((4 + 1 + 9) / 3))
