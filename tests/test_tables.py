import gzip
import json
import re

import numpy as np
import pandas as pd
import pytest

from reprise.pages import baselines_page, describe_page, scores_page
from reprise.runs import PlannedRun, store_run
from reprise.tables import (
    collect_histories,
    collect_runs,
    describe_runs,
    final_scores,
    tabulate_baselines,
)


@pytest.fixture
def stored(tmp_path, framing):
    """Four runs of two configurations; one of them diverged."""
    planned = []
    for configuration in ("epochs=1", "epochs=2"):
        for repeat in (1, 2):
            name = f"{configuration}-{repeat}"
            run = PlannedRun(
                *("s", configuration, repeat, "", ""),
                str(tmp_path / f"{name}.json"),
                str(tmp_path / f"{name}.csv"),
            )
            error = np.nan if name == "epochs=2-2" else 10 * repeat + len(planned)
            forecasts = np.stack([framing.actual, framing.actual + error])
            store_run(run, repeat, framing, forecasts, {"epochs": configuration[-1]}, "p", 0.1)
            planned.append(run)
    return planned


@pytest.fixture
def baselines(tmp_path):
    path = tmp_path / "baselines.json"
    entry = {"baseline": "persistence", "form": "f", "test_rmse": 5.0, "forecasts": []}
    path.write_text(json.dumps([entry | {"configurations": ["a", "b"]}]))
    return tabulate_baselines(path)


def test_runs_become_one_tidy_table(stored):
    table = collect_runs([run.run_path for run in stored])
    assert list(table.columns) == [
        *("study", "configuration", "epochs", "repeat", "seed", "state"),
        *("train_rmse", "test_rmse", "seconds"),
    ]
    assert table["state"].tolist() == ["ok", "ok", "ok", "diverged"]
    np.testing.assert_allclose(table["test_rmse"], [10, 21, 12, np.nan])


def test_the_description_is_pandas_own_and_counts_what_diverged(stored, baselines):
    runs = collect_runs([run.run_path for run in stored])
    table = describe_runs(runs, "test_rmse", ["epochs=1", "epochs=2"], baselines)
    expected = pd.Series([10.0, 21.0]).describe()
    pd.testing.assert_series_equal(table["epochs=1"][:-1], expected, check_names=False)
    assert table.loc["count"].tolist() == [2, 1, 1]
    assert table.loc["diverged"].tolist() == [0, 1, 0]
    assert table.loc["mean", "persistence"] == 5
    assert list(table.index) == [*expected.index, "diverged"]


def test_a_configuration_of_diverged_runs_alone_has_no_numbers(stored, baselines):
    runs = collect_runs([stored[3].run_path])
    table = describe_runs(runs, "test_rmse", ["epochs=2"], baselines)
    assert table.loc["count", "epochs=2"] == 0
    assert np.isnan(table.loc["mean", "epochs=2"])
    assert table.loc["diverged", "epochs=2"] == 1


def test_the_pages_show_what_the_tables_hold(stored, baselines):
    runs = collect_runs([run.run_path for run in stored])
    names = ["epochs=1", "epochs=2"]
    description = describe_runs(runs, "test_rmse", names, baselines)
    page = describe_page(description, "A <title>")
    assert "A &lt;title&gt;" in page
    assert _cells(page)[0] == ["", *description.index]
    rows = {row[0]: row[1:] for row in _cells(page)[1:]}
    assert list(rows) == [*names, "persistence"]
    assert rows["epochs=1"][:2] == ["2", "15.500"]
    assert [row[-1] for row in rows.values()] == ["0", "1", "0"]
    assert _cells(baselines_page(baselines, "t"))[1] == ["persistence", "f", "a; b", "5.000"]
    scores = final_scores(runs, names)
    assert scores in scores_page(scores, "t")


def _cells(page):
    """The text of each cell of the page's table, row by row."""
    rows = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def test_final_scores_are_the_tutorials_lines(stored):
    runs = collect_runs([run.run_path for run in stored])
    assert final_scores(runs, ["epochs=1", "epochs=2"]).splitlines() == [
        "# epochs=1",
        "0) TrainRMSE=10.000000, TestRMSE=10.000000",
        "1) TrainRMSE=21.000000, TestRMSE=21.000000",
        "",
        "# epochs=2",
        "0) TrainRMSE=12.000000, TestRMSE=12.000000",
        "1) TrainRMSE=nan, TestRMSE=nan (diverged)",
    ]


def test_histories_become_one_table_and_equal_ones_equal_bytes(stored, tmp_path):
    planned = [(run.configuration, run.repeat, run.history_path) for run in stored]
    paths = [tmp_path / "a.csv.gz", tmp_path / "b.csv.gz"]
    for path in paths:
        collect_histories(planned, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with gzip.open(paths[0]) as lines:
        table = pd.read_csv(lines)
    assert list(table.columns) == ["configuration", "repeat", "epoch", "train_rmse", "test_rmse"]
    assert len(table) == 8
    np.testing.assert_allclose(table["test_rmse"], [0, 10, 0, 21, 0, 12, 0, np.nan])
