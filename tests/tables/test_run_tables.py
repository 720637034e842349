import numpy as np
import pandas as pd
import pytest

from reprise.tables.run_tables import collect_runs, describe_runs


def document(configuration, repeat, metrics, **parameters):
    """The content of a run file, as far as the table of runs needs it."""
    return {
        "study": "s",
        "configuration": configuration,
        "parameters": parameters,
        "repeat": repeat,
        "seed": 10 * repeat,
        "state": "diverged" if None in metrics.values() else "ok",
        "trained_epochs": 9,
        "kept_epoch": 7,
        "metrics": metrics,
        "provenance": {"seconds": 0.5},
    }


@pytest.fixture
def runs():
    """Four runs of two configurations; the last run diverged."""
    values = {"a": (10.0, 21.0), "b": (12.0, None)}
    return collect_runs(
        [
            document(name, repeat, {"test_rmse": value})
            for name, pair in values.items()
            for repeat, value in enumerate(pair, start=1)
        ]
    )


@pytest.fixture
def baselines():
    return pd.DataFrame(
        {
            "label": ["mean", "mean", "ets"],
            "configuration": ["a", "b", "a"],
            "test_rmse": [5, 5, 8],
        }
    )


def test_runs_become_one_tidy_table():
    table = collect_runs(
        [
            document("a", 1, {"test_rmse": 1.5, "fit_loss": 2.0}, units=2, layers=[1, 2]),
            document("b", 2, {"test_rmse": None, "test_mae": 3}, dropout=0.5),
        ]
    )
    assert table.to_csv(index=False).splitlines() == [
        "study,configuration,units,layers,dropout,repeat,seed,state,kept_epoch,"
        "test_rmse,fit_loss,test_mae,seconds",
        's,a,2,"[1, 2]",,1,10,ok,7,1.5,2.0,,0.5',
        "s,b,,,0.5,2,20,diverged,7,,,3.0,0.5",
    ]


def test_the_trained_epochs_are_a_column_if_runs_can_end_early():
    table = collect_runs([document("a", 1, {"test_rmse": 1.5}, epochs=60)], can_end_early=True)
    assert table.to_csv(index=False).splitlines() == [
        "study,configuration,epochs,repeat,seed,state,trained_epochs,kept_epoch,test_rmse,seconds",
        "s,a,60,1,10,ok,9,7,1.5,0.5",
    ]


def test_a_metric_without_any_number_is_a_column_of_numbers():
    table = collect_runs([document("a", 1, {"test_rmse": None})])
    assert table["test_rmse"].dtype == float


def test_the_description_of_a_configuration_is_that_of_pandas(runs, baselines):
    table = describe_runs(runs, "test_rmse", ["a", "b"], baselines)
    expected = {
        "count": 2,
        "mean": 15.5,
        "std": np.std([10, 21], ddof=1),
        "min": 10,
        "25%": 12.75,
        "50%": 15.5,
        "75%": 18.25,
        "max": 21,
        "diverged": 0,
    }
    assert table["a"].to_dict() == pytest.approx(expected)
    assert list(table.index) == list(expected)
    assert table.index.name == "statistic"


def test_diverged_runs_are_counted_and_left_out(runs, baselines):
    runs.loc[3, "test_rmse"] = 99.0  # A diverged run may have one finite metric.
    table = describe_runs(runs, "test_rmse", ["a", "b"], baselines)
    assert table.loc[["count", "mean", "diverged"], "b"].tolist() == [1, 12, 1]


def test_the_columns_are_the_configurations_and_then_the_baselines(runs, baselines):
    table = describe_runs(runs, "test_rmse", ["b", "a"], baselines)
    assert list(table.columns) == ["b", "a", "mean", "ets"]
    for name, number in (("mean", 5), ("ets", 8)):
        assert table.loc[["count", "mean", "max", "diverged"], name].tolist() == [
            1,
            number,
            number,
            0,
        ]
        assert np.isnan(table.loc["std", name])


def test_a_metric_that_baselines_do_not_have_is_described_without_them(runs, baselines):
    table = describe_runs(runs, "test_rmse", ["a"], baselines.drop(columns="test_rmse"))
    assert list(table.columns) == ["a"]


def test_a_configuration_with_only_diverged_runs_has_no_numbers(runs, baselines):
    table = describe_runs(runs[3:], "test_rmse", ["b"], baselines)
    assert table.loc[["count", "diverged"], "b"].tolist() == [0, 1]
    assert np.isnan(table.loc["mean", "b"])
