"""Forecasters that several tests read."""

import numpy as np
import pytest
from forecast_studies import OBSERVATIONS, STUDIES, make_forecaster, observations


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Make the forecaster of a study in STUDIES once."""
    cache = {}

    def make(name):
        if name not in cache:
            rows = observations()
            if name == "several_columns":
                rows.loc[20, "load"] = np.nan
                rows.loc[30:31, "wind"] = np.nan
                rows.loc[OBSERVATIONS:, ["load", "price", "wind"]] = np.nan
            else:
                rows = rows[:OBSERVATIONS]
            folder = tmp_path_factory.mktemp(name)
            cache[name] = make_forecaster(folder, STUDIES[name], rows)
        return cache[name]

    return make
