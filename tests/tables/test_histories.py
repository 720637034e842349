import gzip

import numpy as np
import pandas as pd
import pytest

from reprise.tables.histories import (
    collect_histories,
    describe_at_epochs,
    describe_reaching,
    first_reaching,
)


@pytest.fixture
def files(tmp_path):
    """Two histories of one configuration, and one of another with a column more."""
    texts = {
        ("a", 1): "epoch,test_accuracy\n1,0.5\n2,0.8\n3,0.7\n",
        ("a", 2): "epoch,test_accuracy\n1,0.1\n2,0.2\n3,0.3\n",
        ("b", 1): "epoch,fit_loss,test_accuracy\n1,9.0,0.9\n2,8.0,0.9\n3,7.0,nan\n",
    }
    planned = []
    for (configuration, repeat), text in texts.items():
        path = tmp_path / f"{configuration}{repeat}.csv"
        path.write_text(text)
        planned.append((configuration, repeat, path))
    return planned


@pytest.fixture
def history(files, tmp_path):
    collect_histories(files, tmp_path / "all.csv.gz")
    return pd.read_csv(tmp_path / "all.csv.gz")


def test_histories_become_one_table_and_equal_ones_equal_bytes(files, history, tmp_path):
    collect_histories(files, tmp_path / "again.csv.gz")
    first, second = ((tmp_path / f"{n}.csv.gz").read_bytes() for n in ("all", "again"))
    assert first == second
    assert list(history.columns) == [
        "configuration",
        "repeat",
        "epoch",
        "test_accuracy",
        "fit_loss",
    ]
    assert len(history) == 9
    np.testing.assert_array_equal(history["fit_loss"], [np.nan] * 6 + [9, 8, 7])
    np.testing.assert_array_equal(history["test_accuracy"][6:], [0.9, 0.9, np.nan])
    with gzip.open(tmp_path / "all.csv.gz", "rt") as lines:
        assert next(lines) == "configuration,repeat,epoch,test_accuracy,fit_loss\n"


def test_the_first_epoch_that_reaches_a_value_is_found_run_by_run(history):
    reached = first_reaching(history, {"test_accuracy": 0.8})
    assert reached["epoch"].isna().tolist() == [False, True, False]
    assert reached["epoch"].dropna().tolist() == [2, 1]
    described = describe_reaching(reached).set_index("configuration")
    assert described.loc["a", ["runs", "reached", "mean"]].tolist() == [2, 1, 2]
    assert described.loc["b", "50%"] == 1


def test_a_loss_reaches_a_value_from_above(history):
    reached = first_reaching(history, {"fit_loss": 8.5})
    assert reached["epoch"].dropna().tolist() == [2]


def test_a_value_that_no_run_reaches_is_told_without_a_crash(history):
    reached = first_reaching(history, {"test_accuracy": 2.0})
    described = describe_reaching(reached)
    assert described["reached"].tolist() == [0, 0]


def test_the_metrics_after_some_epochs_are_pandas_own_description(history):
    table = describe_at_epochs(history, [1, 3]).set_index(["metric", "configuration", "epoch"])
    assert table.loc[("test_accuracy", "a", 3), "mean"] == pytest.approx(0.5)
    assert table.loc[("fit_loss", "b", 1), "max"] == 9
    assert ("test_accuracy", "b", 3) not in table.index
    assert table.index.get_level_values("epoch").unique().tolist() == [1, 3]
