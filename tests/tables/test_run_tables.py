import json
import re

import numpy as np
import pandas as pd
import pytest

from reprise.evaluation.metrics import history_metrics
from reprise.report.pages import describe_page, text_page
from reprise.tables.run_tables import (
    choose_by_validation,
    collect_runs,
    describe_runs,
    final_scores,
    read_runs,
    tabulate_baselines,
)
from reprise.training.run_files import PlannedRun, Trained, store_run


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
            history = history_metrics(framing, forecasts)
            trained = Trained(repeat, forecasts[-1], 2, history, {}, "", 0.1)
            store_run(run, trained, framing, {"epochs": configuration[-1]}, "p")
            planned.append(run)
    return planned


@pytest.fixture
def runs(stored):
    return collect_runs(read_runs([run.run_path for run in stored]))


@pytest.fixture
def baselines(tmp_path):
    path = tmp_path / "baselines.json"
    entry = {"baseline": "persistence", "form": "f", "metrics": {"test_rmse": 5.0}, "outputs": []}
    path.write_text(json.dumps([entry | {"configurations": ["a", "b"]}]))
    return tabulate_baselines(path)


def test_runs_become_one_tidy_table(runs):
    table = runs
    assert list(table.columns) == [
        *("study", "configuration", "epochs", "repeat", "seed", "state", "kept_epoch"),
        *("train_rmse", "train_mae", "train_mase", "test_rmse", "test_mae", "test_mase"),
        "seconds",
    ]
    assert table["state"].tolist() == ["ok", "ok", "ok", "diverged"]
    np.testing.assert_allclose(table["test_rmse"], [10, 21, 12, np.nan])


def test_the_description_is_pandas_own_and_counts_what_diverged(runs, baselines):
    table = describe_runs(runs, "test_rmse", ["epochs=1", "epochs=2"], baselines)
    expected = pd.Series([10.0, 21.0]).describe()
    pd.testing.assert_series_equal(table["epochs=1"][:-1], expected, check_names=False)
    assert table.loc["count"].tolist() == [2, 1, 1]
    assert table.loc["diverged"].tolist() == [0, 1, 0]
    assert table.loc["mean", "persistence"] == 5
    assert list(table.index) == [*expected.index, "diverged"]


def test_a_configuration_of_diverged_runs_alone_has_no_numbers(stored, baselines):
    runs = collect_runs(read_runs([stored[3].run_path]))
    table = describe_runs(runs, "test_rmse", ["epochs=2"], baselines)
    assert table.loc["count", "epochs=2"] == 0
    assert np.isnan(table.loc["mean", "epochs=2"])
    assert table.loc["diverged", "epochs=2"] == 1


def test_the_pages_show_what_the_tables_hold(runs, baselines):
    names = ["epochs=1", "epochs=2"]
    description = describe_runs(runs, "test_rmse", names, baselines)
    page = describe_page(description, "A <title>")
    assert "A &lt;title&gt;" in page
    assert _cells(page)[0] == ["", *description.index]
    rows = {row[0]: row[1:] for row in _cells(page)[1:]}
    assert list(rows) == [*names, "persistence"]
    assert rows["epochs=1"][:2] == ["2", "15.500"]
    assert [row[-1] for row in rows.values()] == ["0", "1", "0"]
    scores = final_scores(runs, names, "forecast")
    assert scores in text_page(scores, "t")


def _cells(page):
    """The text of each cell of the page's table, row by row."""
    rows = re.findall(r"<tr.*?</tr>", page, re.DOTALL)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def test_final_scores_are_the_tutorials_lines(runs):
    assert final_scores(runs, ["epochs=1", "epochs=2"], "forecast").splitlines() == [
        "# epochs=1",
        "0) TrainRMSE=10.000000, TestRMSE=10.000000",
        "1) TrainRMSE=21.000000, TestRMSE=21.000000",
        "",
        "# epochs=2",
        "0) TrainRMSE=12.000000, TestRMSE=12.000000",
        "1) TrainRMSE=nan, TestRMSE=nan (diverged)",
    ]


def test_final_scores_of_classes_are_the_other_tutorials_lines():
    runs = pd.DataFrame(
        {
            "configuration": ["a"],
            "repeat": [1],
            "state": ["ok"],
            "train_accuracy": [0.8384],
            "test_accuracy": [0.846],
        }
    )
    lines = final_scores(runs, ["a"], "classify").splitlines()
    assert lines == ["# a", "0) Train: 0.838, Test: 0.846"]


@pytest.mark.parametrize(("name", "best"), [("rmse", "b"), ("accuracy", "a")])
def test_the_validation_rows_choose_among_equals_and_the_test_rows_do_not(name, best):
    runs = pd.DataFrame(
        {
            "configuration": ["a", "a", "b", "b", "week"],
            f"validation_{name}": [3.0, 5.0, 2.0, 2.5, 1.0],
            f"test_{name}": [1.0, 1.0, 9.0, 9.0, 1.0],
            "kept_epoch": [4, 6, 7, 9, 2],
        }
    )
    groups = {"a": "1 ahead", "b": "1 ahead", "week": "7 ahead"}
    table = choose_by_validation(runs, f"test_{name}", groups).set_index("configuration")
    assert table.index[table["chosen"]].tolist() == [best, "week"]
    assert table.loc["a", f"validation_{name}"] == 4 and table.loc["b", "kept_epoch"] == 8


def test_a_damaged_run_stops_the_table(stored):
    path = stored[0].run_path
    with open(path, "a") as handle:
        handle.write("x")
    with pytest.raises(ValueError, match="is not a whole run file"):
        read_runs([path])
