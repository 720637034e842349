import numpy as np
import pytest
from scipy import stats

from reprise.replication.residual_shape import ResidualShape


def test_residuals_are_standardized_by_all_other_runs():
    values = np.array([1.0, 2.0, 4.0, 9.0])
    expected = [
        (values[k] - np.delete(values, k).mean()) / np.delete(values, k).std(ddof=1)
        for k in range(4)
    ]
    shape = ResidualShape([values])
    probabilities = (np.arange(4) + 0.5) / 4
    np.testing.assert_allclose(shape.quantiles(stats.norm.ppf(probabilities)), sorted(expected))


def test_each_configuration_counts_the_same_in_any_units():
    rng = np.random.default_rng(0)
    many, few = rng.gamma(4, size=30000), 1e6 + 100 * rng.standard_normal(3000)
    normals = rng.standard_normal(40000)
    drawn = ResidualShape([many, few]).quantiles(normals)
    assert stats.skew(drawn) == pytest.approx(0.5, abs=0.15)  # half of 1 and of 0
    assert drawn.std() == pytest.approx(1, abs=0.05)


def test_runs_that_show_no_shape_count_as_normal():
    normals = np.linspace(-2, 2, 9)
    for samples in ([], [np.ones(9)], [np.array([1.0, 2.0])]):
        np.testing.assert_allclose(ResidualShape(samples).quantiles(normals), normals, atol=0.01)
    assert np.isfinite(ResidualShape([np.array([1.0, 1.0, 1.0, 2.0])]).quantiles(normals)).all()
