"""Evidence of one study with given runs."""

from types import SimpleNamespace

import pandas as pd
import pytest

from reprise.claims.evidence import Evidence


def make_tables(
    samples,
    baselines=(),
    metric="test_rmse",
    state="ok",
    *,
    study="s",
    trainings=(),
    keys=(),
    panels=None,
    published=(),
    records_epochs=False,
):
    """The tables of a study: configuration to the metric of its runs, and baseline scores.

    `baselines` are triples of baseline, configuration and score. `trainings` and `keys` map some
    configurations to their training and their distribution key.
    """
    runs = [
        {"configuration": name, "repeat": repeat, "state": state, metric: value}
        for name, values in samples.items()
        for repeat, value in enumerate(values, start=1)
    ]
    columns = ["baseline", "configuration", metric]
    entries = [SimpleNamespace(name=name, records_epochs=records_epochs) for name in samples]
    return SimpleNamespace(
        first_runs=pd.DataFrame(runs, columns=["configuration", "repeat", "state", metric]),
        baselines=pd.DataFrame(list(baselines), columns=columns),
        settings=SimpleNamespace(
            study=study,
            configurations=entries,
            trainings={name: name for name in samples} | dict(trainings),
            distribution_keys={name: f"{study} {name}" for name in samples} | dict(keys),
            panels=panels or {"": {name: name for name in samples}},
            published=published,
        ),
    )


@pytest.fixture
def make_evidence():
    """Make the evidence of the study `s`."""
    return lambda *args, **options: Evidence({"s": make_tables(*args, **options)})


@pytest.fixture
def tables_of():
    return make_tables
