import pandas as pd

from reprise.tables.step_errors import collect_steps


def test_the_errors_of_a_run_have_one_row_per_step():
    table = collect_steps(
        [
            {"configuration": "a", "repeat": 2, "steps": {"test_rmse": [1, 2], "test_mae": [3, 4]}},
            {"configuration": "b", "repeat": 1, "steps": {"test_rmse": [None], "test_mae": [None]}},
            {"configuration": "one step", "repeat": 1},
        ]
    )
    expected = pd.DataFrame(
        {
            "configuration": ["a", "a", "b"],
            "repeat": [2, 2, 1],
            "step": [1, 2, 1],
            "test_rmse": [1.0, 2.0, None],
            "test_mae": [3.0, 4.0, None],
        }
    )
    pd.testing.assert_frame_equal(table, expected)
