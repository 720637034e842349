import pandas as pd
import pytest


@pytest.fixture
def make_runs():
    """Return a function that makes a table of runs: the values of each configuration.

    Every configuration also has a diverged run, whose value must never be counted. Its repeat is 1.
    """

    def make(values, metric="test_rmse"):
        rows = [
            {"configuration": name, "repeat": repeat, "state": state, metric: value}
            for name, completed in values.items()
            for repeat, (state, value) in enumerate(
                [("diverged", 1e9), *(("ok", value) for value in completed)], start=1
            )
        ]
        return pd.DataFrame(rows, columns=["configuration", "repeat", "state", metric])

    return make
