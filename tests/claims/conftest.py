"""Evidence of one study with given runs."""

from types import SimpleNamespace

import pandas as pd
import pytest

from reprise.claims.evidence import Evidence


def make_tables(samples, baselines=(), metric="test_rmse", state="ok"):
    """The tables of a study: configuration to the metric of its runs, and baseline scores.

    `baselines` are triples of baseline, configuration and score.
    """
    runs = [
        {"configuration": name, "repeat": repeat, "state": state, metric: value}
        for name, values in samples.items()
        for repeat, value in enumerate(values, start=1)
    ]
    columns = ["baseline", "configuration", metric]
    return SimpleNamespace(
        runs=pd.DataFrame(runs, columns=["configuration", "repeat", "state", metric]),
        baselines=pd.DataFrame(list(baselines), columns=columns),
    )


@pytest.fixture
def make_evidence():
    """Make the evidence of the study `s`."""
    return lambda *args, **options: Evidence({"s": make_tables(*args, **options)})


@pytest.fixture
def tables_of():
    return make_tables
