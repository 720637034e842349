import numpy as np
import pytest
from scipy.spatial.distance import mahalanobis

from reprise.replication.distances import (
    LIST_STATISTICS,
    TABLE_STATISTICS,
    DistanceTest,
    add_tests,
    list_distance,
    precision_matrix,
    sample_statistics,
    squared_distance,
    table_distance,
)


def test_the_statistics_of_a_sample_are_those_of_a_table():
    samples = np.array([[3.0, 1.0, 2.0, 5.0], [3.0, 3.0, 3.0, 3.0]])
    assert TABLE_STATISTICS == ("mean", "std", "25%", "50%", "75%")
    statistics = sample_statistics(samples, TABLE_STATISTICS)
    assert statistics[0].tolist() == pytest.approx([2.75, np.sqrt(35 / 12), 1.75, 2.5, 3.5])
    assert statistics[1].tolist() == [3, 0, 3, 3, 3]
    assert sample_statistics(samples, LIST_STATISTICS).tolist() == statistics[:, :2].tolist()


def test_the_precision_of_mean_and_std_is_that_of_normal_samples():
    # Var(mean) = 1/n and, nearly, Var(std) = 1/(2(n - 1)); both are independent.
    precision = precision_matrix(LIST_STATISTICS, 30, 60)
    expected = [1 / (1 / 30 + 1 / 60), 1 / (1 / 58 + 1 / 118)]
    assert np.diag(precision) == pytest.approx(expected, rel=0.04)
    assert abs(precision[0, 1]) < 0.03 * expected[0]


def test_the_distance_is_mahalanobis_with_the_pooled_variance():
    precision = precision_matrix(TABLE_STATISTICS, 30, 30)
    published, ours = np.array([104.0, 19, 88, 99, 119]), np.array([96.0, 7, 91, 96, 101])
    pooled = np.sqrt((19**2 + 7**2) / 2)
    expected = mahalanobis(published / pooled, ours / pooled, precision) ** 2
    assert squared_distance(published, ours, precision) == pytest.approx(expected)


@pytest.mark.filterwarnings("error")
def test_what_does_not_vary_is_equal_or_infinitely_far():
    precision = precision_matrix(LIST_STATISTICS, 10, 10)
    equal, other = np.array([5.0, 0.0]), np.array([6.0, 0.0])
    assert squared_distance(equal, equal, precision) == 0
    assert squared_distance(equal, other, precision) == np.inf
    test = table_distance([1, 0, 1, 1, 1], np.zeros(5), 30, resamples=10)
    assert np.isinf(test.observed) and test.p_value == 1 / 11


def test_the_expected_distance_of_normal_runs_is_the_number_of_statistics():
    rng = np.random.default_rng(0)
    published, ours = (
        sample_statistics(rng.normal(50, 9, (4000, n)), TABLE_STATISTICS) for n in (30, 200)
    )
    distances = squared_distance(published, ours, precision_matrix(TABLE_STATISTICS, 30, 200))
    assert distances.mean() == pytest.approx(len(TABLE_STATISTICS), rel=0.15)


def test_the_p_value_counts_equal_distances_and_the_observed_one():
    test = DistanceTest(3.0, np.array([1.0, 2.0, 3.0, 4.0]))
    assert test.p_value == (1 + 2) / (1 + 4)
    assert DistanceTest(9.0, test.by_chance).p_value == 1 / 5


def test_distances_of_several_tables_are_added_sample_by_sample():
    total = add_tests([DistanceTest(1.0, np.array([1.0, 2.0])), DistanceTest(4.0, np.ones(2))])
    assert total.observed == 5 and total.by_chance.tolist() == [2, 3]


def test_the_distance_of_a_table_is_that_of_its_statistics():
    ours = np.random.default_rng(1).normal(100, 15, 40)
    published = [104.0, 19, 88, 99, 119]
    test = table_distance(published, ours, 30)
    precision = precision_matrix(TABLE_STATISTICS, 30, 40)
    statistics = sample_statistics(ours, TABLE_STATISTICS)
    assert test.observed == squared_distance(np.array(published), statistics, precision)
    assert test.by_chance.shape == (2000,)
    # Chance: a chi-squared variable with five degrees of freedom, roughly.
    assert test.by_chance.mean() == pytest.approx(5, rel=0.2)


def test_the_smoothed_bootstrap_adds_noise_of_the_stated_width():
    ours = np.array([0.0] * 50 + [1.0] * 50)
    test = table_distance([0.5, 0.5, 0, 0.5, 1], ours, 100, resamples=500)
    # Without noise, quartiles of two values are 0 or 1, and jump.
    rng = np.random.default_rng(0)
    width = 0.4 * ours.std(ddof=1) * 100**-0.2
    samples = [
        sample_statistics(
            rng.choice(ours, (500, 100)) + width * rng.standard_normal((500, 100)),
            TABLE_STATISTICS,
        )
        for _ in range(2)
    ]
    expected = squared_distance(*samples, precision_matrix(TABLE_STATISTICS, 100, 100))
    np.testing.assert_allclose(test.by_chance, expected)


def test_the_distance_of_a_list_is_the_sum_over_its_errors():
    rng = np.random.default_rng(2)
    published, ours = rng.normal(60, 5, (10, 2)), rng.normal(62, 7, (30, 2))
    test = list_distance(published, ours, resamples=200)
    precision = precision_matrix(LIST_STATISTICS, 10, 30)
    expected = 0.0
    for error in (0, 1):
        columns = published[:, error], ours[:, error]
        pooled = np.sqrt(sum(column.var(ddof=1) for column in columns) / 2)
        scaled = [np.array([column.mean(), column.std(ddof=1)]) / pooled for column in columns]
        expected += mahalanobis(*scaled, precision) ** 2
    assert test.observed == pytest.approx(expected)
    # Two errors with two statistics each.
    assert test.by_chance.mean() == pytest.approx(4, rel=0.2)


def test_by_chance_the_pooled_runs_of_a_list_are_divided_at_random():
    published, ours = np.zeros((2, 1)), np.ones((3, 1))
    test = list_distance(published, ours, resamples=2000)
    # Two of the ten divisions give groups that do not vary; only one of them, the observed one.
    assert np.isinf(test.observed)
    assert np.mean(np.isinf(test.by_chance)) == pytest.approx(1 / 10, abs=0.02)


@pytest.mark.parametrize("distance", [list_distance, table_distance])
def test_equal_runs_give_equal_distances_by_chance(distance):
    rng = np.random.default_rng(3)
    published, ours = rng.normal(60, 5, (10, 1)), rng.normal(62, 7, (30, 1))
    if distance is table_distance:
        arguments = (sample_statistics(published[:, 0], TABLE_STATISTICS), ours[:, 0], 10)
    else:
        arguments = (published, ours)
    first, second = (distance(*arguments, resamples=50) for _ in range(2))
    assert first.by_chance.tolist() == second.by_chance.tolist()


def joint_p_value(rng, scale, shape=8):
    """The p of six tables and two lists, of runs that are `scale` times as wide as ours."""

    def draw(n, times=1.0):
        return 60 + 15 * times * rng.gamma(shape, shape**-0.5, n)

    tests = []
    for _ in range(6):
        published = sample_statistics(draw(30, scale), TABLE_STATISTICS)
        tests.append(table_distance(published, draw(30), 30, resamples=200))
    for _ in range(2):
        tests.append(list_distance(draw((10, 2), scale), draw((10, 2)), resamples=200))
    return add_tests(tests).p_value


def test_equal_experiments_replicate_and_wider_ones_do_not():
    rng = np.random.default_rng(5)
    equal = np.array([joint_p_value(rng, 1.0) for _ in range(100)])
    assert np.mean(equal <= 0.05) <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / 100)
    wider = np.array([joint_p_value(rng, 2.0) for _ in range(15)])
    assert np.mean(wider <= 0.05) >= 0.9
