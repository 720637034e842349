import numpy as np
import pandas as pd
import pytest

from reprise.data.framing_files import load_framings
from reprise.stage_settings import TabulateSettings
from reprise.storage import read_json
from reprise.tables.row_scores import RowScoreCollector


def test_a_study_compares_the_mean_scores_of_its_completed_runs(files, tabulate, framing):
    """The errors of the runs are 1 and 3 of one configuration, and 2 of the other one."""
    tabulate()
    table = pd.read_csv(files.path("row_comparisons.csv"))
    names = table[["configuration", "other", "rows"]].to_numpy().tolist()
    assert names == [
        ["epochs=100", "epochs=500", 12],
        ["epochs=100", "persistence", 12],
        ["epochs=500", "persistence", 12],
    ]
    assert table["value"].tolist() == pytest.approx([np.sqrt(5), np.sqrt(5), 2])
    test = framing.actual[framing.split("test"), 0]
    expected = np.sqrt(np.mean((250 - test) ** 2))
    assert table["other_value"].tolist() == pytest.approx([2, expected, expected])
    assert table.loc[0, "reason"] == "the rows do not differ"
    assert table.loc[1:, ["difference_low", "difference_high"]].notna().all(axis=None)


def test_a_metric_without_scores_has_none(files, framing):
    settings = TabulateSettings.from_json(read_json(files.settings("tabulate")))
    settings = TabulateSettings.from_json(settings.to_json() | {"metric": "train_rmse"})
    collector = RowScoreCollector(settings, load_framings(files.path("framing.npz")))
    collector.add({"configuration": "epochs=100", "state": "ok", "forecasts": [0.0] * 12})
    assert collector.configurations() == {}
    assert collector.baselines(read_json(files.path("baselines.json"))) == []
