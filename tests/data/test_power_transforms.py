import numpy as np
import pytest
from scipy import stats

from reprise.data.power_transforms import apply_power, fit_power, name_transform, undo_power
from reprise.errors import ConfigError

VALUES = np.random.default_rng(5).lognormal(2, 0.8, 200)


@pytest.mark.parametrize("power", [float("nan"), 0.0, 0.3, -0.4, 2.0])
def test_the_inverse_gives_the_observations_back(power):
    transformed = apply_power(VALUES, power)
    np.testing.assert_allclose(undo_power(transformed, power), VALUES, rtol=1e-9)


def test_the_parameter_is_that_of_scipy_and_ignores_missing_observations():
    expected_values, expected = stats.boxcox(VALUES)
    with_gaps = np.append(VALUES, [np.nan, np.nan])
    assert fit_power(with_gaps, "box_cox", "a") == expected
    np.testing.assert_allclose(apply_power(VALUES, expected), expected_values, rtol=1e-12)
    assert fit_power(VALUES, "log") == 0
    assert np.isnan(fit_power(VALUES, None))


@pytest.mark.parametrize(("power", "beyond", "expected"), [(0.5, -9, 0), (-0.5, 9, np.inf)])
def test_a_forecast_beyond_the_range_of_the_transform_has_a_bound(power, beyond, expected):
    assert undo_power(np.array([beyond, np.nan]), power).tolist()[0] == expected
    assert np.isnan(undo_power(np.array([np.nan]), power)).all()


@pytest.mark.parametrize(
    ("values", "transform", "message"),
    [
        ([1, 0, 2], "log", "the column 'a' has a value that is not above 0"),
        ([1, -3, 2], "box_cox", "framing.transform is box_cox, but the column 'a'"),
        ([2, 2, 2], "box_cox", "all training values of the column 'a' are equal"),
    ],
)
def test_values_that_have_no_transform_are_refused(values, transform, message):
    with pytest.raises(ConfigError, match=message):
        fit_power(np.array(values, float), transform, "a")


def test_a_transform_has_a_name():
    assert [name_transform(p) for p in (np.nan, 0.0, 0.25)] == [
        "",
        "logarithms",
        "Box-Cox transforms, lambda 0.25",
    ]
