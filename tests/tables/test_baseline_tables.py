import pandas as pd
import pytest

from reprise.tables.baseline_tables import baseline_steps, tabulate_baselines


def document(label, configurations, metrics=None, steps=None, partition=None):
    """A baseline as baselines.json stores it."""
    return {
        "baseline": label.partition(" ")[0],
        "label": label,
        "form": "a form",
        "partition": partition,
        "configurations": configurations,
        "metrics": metrics or {},
        "steps": steps or {},
        "outputs": [[1.0]],
    }


def test_a_baseline_has_one_row_per_configuration():
    table = tabulate_baselines(
        [
            document(
                "ets (a, b)",
                ["a", "b"],
                {"test_rmse": 5.0},
                partition={"kind": "origin", "number": 24},
            ),
            document("mean", ["c"], {"test_rmse": 6.0, "test_mae": 4.0}),
        ]
    )
    assert table.to_csv(index=False).splitlines() == [
        "baseline,label,form,configuration,origin,split,test_rmse,test_mae",
        'ets,"ets (a, b)",a form,a,24,,5.0,',
        'ets,"ets (a, b)",a form,b,24,,5.0,',
        "mean,mean,a form,c,,,6.0,4.0",
    ]


def test_a_study_without_baselines_has_an_empty_table_with_the_same_columns():
    table = tabulate_baselines([])
    assert list(table.columns) == ["baseline", "label", "form", "configuration", "origin", "split"]
    assert table.empty


def test_the_errors_of_a_baseline_have_one_row_per_step():
    table = baseline_steps(
        [
            document("mean (b)", ["b"], steps={"test_rmse": [1.0, 2.0], "test_mae": [0.5, 1.5]}),
            document("ets", ["a"], steps={"test_rmse": [1.0], "test_mae": [1.0]}),
            document("most_frequent", ["a"]),
        ]
    )
    expected = pd.DataFrame(
        {
            "baseline": ["mean", "mean"],
            "label": ["mean (b)", "mean (b)"],
            "step": [1, 2],
            "test_rmse": [1.0, 2.0],
            "test_mae": [0.5, 1.5],
        }
    )
    pd.testing.assert_frame_equal(table, expected)


def test_metrics_with_different_numbers_of_steps_are_an_error():
    with pytest.raises(ValueError, match="shorter"):
        baseline_steps([document("ets", ["a"], steps={"test_rmse": [1.0, 2.0], "test_mae": [1.0]})])
