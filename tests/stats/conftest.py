import pandas as pd
import pytest


@pytest.fixture
def make_runs():
    """Return a function that makes a table of runs: the values of each configuration.

    Every configuration also has a diverged run, whose value must never be counted.
    """

    def make(values, metric="test_rmse"):
        rows = [
            {"configuration": name, "state": state, metric: value}
            for name, completed in values.items()
            for state, value in [("diverged", 1e9), *(("ok", value) for value in completed)]
        ]
        return pd.DataFrame(rows, columns=["configuration", "state", metric])

    return make
