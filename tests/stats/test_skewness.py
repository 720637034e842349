import numpy as np
import pytest
from scipy import stats

from reprise.stats.skewness import correct_t, sample_skewness, uncorrect_t


def test_the_skewness_of_a_sample_is_that_of_scipy():
    values = np.random.default_rng(0).exponential(size=20)
    assert sample_skewness(values) == pytest.approx(stats.skew(values))
    assert sample_skewness([0.1, 0.1, 0.1]) == 0


def test_the_corrected_t_is_halls_cubic_of_the_studentized_mean():
    """Hall 1992, section 3: S + g S^2 / 3 + g^2 S^3 / 27 + g / (6 n), where t is sqrt(n) S."""
    runs, skewness, studentized = 9, 1.7, -0.4
    cubic = skewness * studentized**2 / 3 + skewness**2 * studentized**3 / 27
    transformed = np.sqrt(runs) * (studentized + cubic + skewness / (6 * runs))
    assert correct_t(studentized * 3, skewness / 3) == pytest.approx(transformed)


def test_the_correction_can_be_undone_and_changes_nothing_without_skewness():
    t = np.linspace(-8, 8, 33)
    for skewness in (-1.5, -2e-6, 3e-6, 0.7):
        np.testing.assert_allclose(uncorrect_t(correct_t(t, skewness), skewness), t, atol=1e-6)
    np.testing.assert_array_equal(correct_t(t, 0.0), t)
    np.testing.assert_array_equal(uncorrect_t(t, np.zeros(33)), t)


@pytest.mark.parametrize("skewness", [-0.5, 0.0, 0.5])
def test_an_infinite_t_stays_infinite(skewness):
    assert [float(correct_t(t, skewness)) for t in (-np.inf, np.inf)] == [-np.inf, np.inf]
