import numpy as np
import pandas as pd

from reprise.stats.run_values import comparable_pairs, values_by_configuration


def test_the_values_are_those_of_completed_runs_in_their_order(make_runs):
    runs = make_runs({"a": [3.0, 1.0, np.nan, 2.0], "b": [4.0], "c": []})
    values = values_by_configuration(runs, "test_rmse", ["b", "a", "c"])
    assert list(values) == ["b", "a", "c"]
    assert [sample.tolist() for sample in values.values()] == [[4.0], [3.0, 1.0, 2.0], []]
    assert all(sample.dtype == np.float64 for sample in values.values())


def test_other_columns_may_be_empty_and_whole_numbers_become_floats():
    runs = pd.DataFrame(
        {"configuration": "a", "state": "ok", "test_rmse": [3, 1], "test_mase": np.nan}
    )
    values = values_by_configuration(runs, "test_rmse", ["a"])["a"]
    assert values.tolist() == [3.0, 1.0] and values.dtype == np.float64


def test_only_configurations_with_the_same_target_are_paired():
    groups = {"a": "1 ahead", "b": "7 ahead", "c": "1 ahead", "d": "1 ahead"}
    assert comparable_pairs(groups) == [("a", "c"), ("a", "d"), ("c", "d")]
    assert comparable_pairs({"a": "1 ahead"}) == []
