import numpy as np
import pandas as pd
import pytest

from reprise.tables.epoch_tables import describe_at_epochs, describe_reaching, first_reaching


@pytest.fixture
def history():
    """Two runs of `a`, and one run of `b`, which alone has a loss."""
    return pd.DataFrame(
        {
            "configuration": ["a"] * 6 + ["b"] * 3,
            "repeat": [1, 1, 1, 2, 2, 2, 1, 1, 1],
            "epoch": [1, 2, 3] * 3,
            "test_accuracy": [0.5, 0.8, 0.7, 0.1, 0.2, 0.3, 0.9, 0.9, np.nan],
            "fit_loss": [np.nan] * 6 + [9.0, 8.5, 7.0],
        }
    )


def test_an_accuracy_reaches_a_value_from_below(history):
    assert first_reaching(history, {"test_accuracy": 0.8}).to_csv(index=False).splitlines() == [
        "metric,value,configuration,repeat,epoch",
        "test_accuracy,0.8,a,1,2",
        "test_accuracy,0.8,a,2,",
        "test_accuracy,0.8,b,1,1",
    ]


@pytest.mark.parametrize(("value", "epoch"), [(9.0, 1), (8.5, 2), (8.4, 3), (6.9, None)])
def test_a_loss_reaches_a_value_from_above(history, value, epoch):
    reached = first_reaching(history, {"fit_loss": value})
    assert reached["epoch"].astype(object).where(reached["epoch"].notna(), None).tolist() == [
        *(None, None),
        epoch,
    ]


def test_the_values_of_several_metrics_follow_each_other(history):
    reached = first_reaching(history, {"fit_loss": 8, "test_accuracy": 0.2})
    assert reached["metric"].tolist() == ["fit_loss"] * 3 + ["test_accuracy"] * 3
    assert reached["value"].tolist() == [8] * 3 + [0.2] * 3


def test_the_description_counts_all_runs_and_those_that_reach_the_value():
    reached = pd.DataFrame(
        {
            "metric": "test_accuracy",
            "value": 0.8,
            "configuration": ["b", "b", "b", "a"],
            "repeat": [1, 2, 3, 1],
            "epoch": pd.array([4, None, 8, None], dtype="Int64"),
        }
    )
    table = describe_reaching(reached).set_index("configuration")
    assert table.loc["b", ["runs", "reached", "mean", "min", "50%", "max"]].tolist() == [
        *(3, 2, 6, 4, 6, 8)
    ]
    assert table.index.tolist() == ["b", "a"]
    assert table.loc["a", ["runs", "reached"]].tolist() == [1, 0]
    assert np.isnan(table.loc["a", "mean"])
    assert list(table.columns) == [
        *("metric", "value", "runs", "reached", "mean", "std"),
        *("min", "25%", "50%", "75%", "max"),
    ]


def test_metrics_after_chosen_epochs_are_described_over_the_repeats(history):
    table = describe_at_epochs(history, (1, 3))
    assert table.drop(columns=["25%", "50%", "75%"]).to_csv(
        index=False, float_format="%.3f"
    ).splitlines() == [
        "metric,configuration,epoch,count,mean,std,min,max",
        "test_accuracy,a,1,2.000,0.300,0.283,0.100,0.500",
        "test_accuracy,a,3,2.000,0.500,0.283,0.300,0.700",
        "test_accuracy,b,1,1.000,0.900,,0.900,0.900",
        "fit_loss,b,1,1.000,9.000,,9.000,9.000",
        "fit_loss,b,3,1.000,7.000,,7.000,7.000",
    ]
