import pytest

from reprise.config.naming import column_of, configuration_place, grid_name, value_text
from reprise.config.partitions import partition_name
from reprise.partition import Partition


@pytest.mark.parametrize(
    ("key", "column"),
    [
        ("training.epochs", "epochs"),
        ("training.optimizer.learning_rate", "learning_rate"),
        ("evaluation.state", "evaluation_state"),
        ("model.seed", "model_seed"),
        ("model.origin", "model_origin"),
        ("model.test_rmse", "model_test_rmse"),
        ("model.query_forecast_1", "model_query_forecast_1"),
        ("framing.train_rows", "train_rows"),
    ],
)
def test_a_column_is_the_last_part_of_a_key_unless_every_table_has_such_a_column(key, column):
    assert column_of(key) == column


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "none"),
        (True, "true"),
        (False, "false"),
        (500, "500"),
        (0.5, "0.5"),
        ("relu", "relu"),
        ([32, 16], "32-16"),
        ([], ""),
        ({"name": "sgd", "momentum": 0.9}, "sgd-momentum0.9"),
        ({"l1": 0.1, "l2": None}, "l10.1-l2none"),
    ],
)
def test_a_value_is_written_as_a_part_of_a_name(value, text):
    assert value_text(value) == text


def test_a_grid_name_lists_columns_and_values():
    assert grid_name({"epochs": 500, "units": [2, 1]}) == "epochs=500,units=2-1"
    assert grid_name({}) == ""


def test_an_error_names_a_configuration_only_if_something_varies():
    assert configuration_place("s.yaml", "units=1") == "s.yaml: configuration 'units=1'"
    assert configuration_place("s.yaml", "all") == "s.yaml"


def test_a_partition_comes_last_in_a_name():
    assert partition_name("units=1", Partition("origin", 20)) == "units=1,origin=20"
    assert partition_name("all", Partition("split", 2)) == "split=2"
    assert partition_name("units=1", None) == "units=1"
