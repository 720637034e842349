import numpy as np
import pandas as pd
import pytest

from reprise.replication import distances
from reprise.replication.distances import (
    LIST_STATISTICS,
    TABLE_STATISTICS,
    DistanceTest,
    PrintedTable,
    add_tests,
    compare_tables,
    precision_matrix,
    sample_statistics,
    squared_distance,
)


def printed(values, key="a", name="t", names=TABLE_STATISTICS):
    statistics = dict(zip(names, sample_statistics(values, names), strict=True))
    return PrintedTable(name, key, len(values), {"m": statistics})


def runs(values, key="a"):
    return pd.DataFrame({(key, "m"): values})


def test_statistics_are_those_of_pandas_in_the_order_of_their_names():
    sample = np.random.default_rng(0).gamma(2, size=30)
    described = pd.Series(sample).describe()
    names = ("75%", "mean", "25%", "std", "50%")
    np.testing.assert_allclose(sample_statistics(sample, names), described[list(names)])


def test_the_precision_of_a_mean_and_a_spread_follows_from_their_variances():
    matrix = precision_matrix(LIST_STATISTICS, 30, 30)
    assert matrix[0, 0] == pytest.approx(1 / (1 / 30 + 1 / 30), rel=0.03)
    assert matrix[1, 1] == pytest.approx(1 / (1 / 58 + 1 / 58), rel=0.05)
    assert matrix[0, 1] == pytest.approx(0, abs=0.5)


def test_the_normal_samples_of_a_precision_are_the_same_in_parts(monkeypatch):
    whole = precision_matrix.__wrapped__(TABLE_STATISTICS, 30, 10)
    monkeypatch.setattr(distances, "MOST_NUMBERS", 30 * 7001)
    np.testing.assert_array_equal(whole, precision_matrix.__wrapped__(TABLE_STATISTICS, 30, 10))


def test_a_distance_is_measured_in_units_of_the_spread():
    first, second = np.array([1.0, 1.0]), np.array([3.0, 1.0])
    assert squared_distance(first, second, np.eye(2)) == 4
    assert squared_distance(10 * first, 10 * second, np.eye(2)) == 4
    still = np.zeros(2)
    assert squared_distance(still, still, np.eye(2)) == 0
    assert squared_distance(still, np.array([1.0, 0.0]), np.eye(2)) == np.inf


def test_the_observed_distance_counts_in_p_and_sums_go_sample_by_sample():
    test = DistanceTest(2.0, np.array([1.0, 2.0, 3.0]))
    assert test.p_value == 3 / 4
    total = add_tests([test, DistanceTest(5.0, np.array([10.0, 0.0, 0.0]))])
    assert total.observed == 7 and total.by_chance.tolist() == [11, 2, 3]


def test_tables_have_independent_draws_that_depend_only_on_their_names():
    rng = np.random.default_rng(1)
    ours = {name: runs(rng.standard_normal(30), name) for name in "ab"}
    tables = [printed(rng.standard_normal(30), name, name) for name in "ab"]
    first, second = compare_tables(tables, ours, 400)
    assert abs(np.corrcoef(first.by_chance, second.by_chance)[0, 1]) < 0.15
    again = compare_tables(tables[::-1], dict(reversed(ours.items())), 400)
    np.testing.assert_array_equal(again[1].by_chance, first.by_chance)


def test_tables_of_one_configuration_share_our_runs():
    rng = np.random.default_rng(1)
    ours = {"s": runs(rng.standard_normal(10))}
    tables = [printed(rng.standard_normal(100), name=name) for name in "xy"]
    first, second = compare_tables(tables, ours, 400)
    assert np.corrcoef(first.by_chance, second.by_chance)[0, 1] > 0.5


def test_configurations_of_one_training_are_drawn_with_their_correlation():
    rng = np.random.default_rng(1)
    common = rng.standard_normal(30)
    pair = {(key, "m"): common + 0.1 * rng.standard_normal(30) for key in "ab"}
    tables = [printed(rng.standard_normal(100), key, key) for key in "ab"]
    together = compare_tables(tables, {"one": pd.DataFrame(pair)}, 400)
    apart = {
        key: pd.DataFrame({column: v}) for key, (column, v) in zip("ab", pair.items(), strict=True)
    }
    correlations = [
        np.corrcoef(*(test.by_chance for test in compare_tables(tables, trainings, 400)))[0, 1]
        for trainings in ({"one": pd.DataFrame(pair)}, apart)
    ]
    assert correlations[0] > 0.5 > 0.2 > abs(correlations[1])
    assert len(together) == 2


@pytest.mark.parametrize("shape", ["normal", "skewed"])
def test_the_sum_of_tables_exceeds_its_limit_as_often_as_stated(shape):
    rng = np.random.default_rng(5)
    draw = {"normal": rng.standard_normal, "skewed": lambda n: rng.gamma(4, size=n)}[shape]
    errors = []
    for _ in range(150):
        ours = {key: runs(draw(30), key) for key in "abcd"}
        tables = [printed(draw(30), key, key + str(n)) for key in "abcd" for n in range(2)]
        errors.append(add_tests(compare_tables(tables, ours, 199)).p_value <= 0.05)
    assert np.mean(errors) <= 0.075 + 1.65 * np.sqrt(0.075 * 0.925 / 150)


def test_a_shifted_table_lies_beyond_chance():
    rng = np.random.default_rng(5)
    ours = {"s": runs(rng.standard_normal(30))}
    (test,) = compare_tables([printed(rng.standard_normal(30) + 1.5)], ours, 199)
    assert test.p_value == 1 / 200
