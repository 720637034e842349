from dataclasses import replace

import pytest

from reprise.settings import TableSettings
from reprise.stage_settings import TabulateSettings
from reprise.storage import read_json
from reprise.tables.ensemble_table import tabulate_ensembles


@pytest.fixture
def settings(files):
    stored = TabulateSettings.from_json(read_json(files.settings("tabulate")))
    return replace(stored, tables=TableSettings(ensembles=(2,)))


def test_the_forecasts_come_from_the_run_files_without_diverged_runs(files, settings):
    table = tabulate_ensembles(settings, files.runs)
    rmse = table[table["metric"] == "test_rmse"].set_index(["configuration", "networks"])
    # The errors of the forecasts are 1 and 3; those of the second configuration 2 and infinite.
    assert rmse["mean"].to_dict() == pytest.approx(
        {("epochs=100", 1): 2, ("epochs=100", 2): 2, ("epochs=500", 1): 2}
    )
    assert rmse["runs"].tolist() == [2, 2, 1]


def test_without_a_completed_run_the_table_has_columns_and_no_rows(files, settings):
    diverged = [run for run in files.runs if (run.configuration, run.repeat) == ("epochs=500", 2)]
    table = tabulate_ensembles(settings, diverged)
    assert not len(table) and {"configuration", "metric", "gain"} <= set(table.columns)
