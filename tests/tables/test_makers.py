from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from reprise.framing_settings import FramingSettings
from reprise.partition import Partition
from reprise.settings import ComparisonSettings, DatasetSettings, TableSettings
from reprise.stage_settings import ConfigurationEntry, TabulateSettings
from reprise.tables import epoch_makers, makers
from reprise.tables.makers import TableInputs

ENTRIES = [
    ConfigurationEntry("a,x=1", "a", 0, "key", Partition("origin", 24), {"k": "1", "x": "1"}),
    ConfigurationEntry("a,x=2", "a", 0, "key", Partition("origin", 36), {"k": "1", "x": "2"}),
]


@pytest.fixture
def inputs(shampoo):
    settings = TabulateSettings(
        study="s",
        task="forecast",
        metric="test_rmse",
        dataset=DatasetSettings(),
        comparison=ComparisonSettings(confidence=0.9, power=0.7, margin=0.5),
        tables=TableSettings(reaching={"test_rmse": 2.0}, at_epochs=(2,), within=(0.5,)),
        repeats=2,
        framings=(FramingSettings(),),
        configurations=tuple(ENTRIES),
    )
    tables = {
        "history.csv.gz": pd.DataFrame(
            {"configuration": "a", "repeat": 1, "epoch": [1, 2], "test_rmse": [3.0, 1.0]}
        ),
        "forecasts.csv.gz": pd.DataFrame(
            {"configuration": "a", "step": 1, "observed": [1.0, 2.0], "forecast": [1.0, 3.0]}
        ),
    }
    runs = pd.DataFrame(
        {
            "configuration": ["a,x=1", "a,x=2"],
            "repeat": 1,
            "state": "ok",
            "train_rmse": 1.0,
            "validation_rmse": [1.0, 2.0],
            "test_rmse": [3.0, 4.0],
            "kept_epoch": 9,
        }
    )
    baselines = pd.DataFrame({"label": ["ets"], "configuration": ["a,x=1"], "test_rmse": [5.0]})
    documents = [{"configuration": "a", "repeat": 1, "steps": {"test_rmse": [1.0, 2.0]}}]
    return TableInputs(
        settings,
        planned_runs=[],
        run_documents=documents,
        runs=runs,
        baselines=baselines,
        row_scores={},
        baseline_row_scores=[],
        read_table=tables.__getitem__,
        load_dataset=lambda: shampoo,
    )


def test_tables_that_are_inputs_are_passed_on(inputs):
    assert makers.make_runs(inputs) is inputs.runs
    assert makers.make_baselines(inputs) is inputs.baselines


def test_the_description_begins_with_the_names_of_the_statistics(inputs):
    table = makers.make_description(inputs)
    assert list(table.columns) == ["statistic", "a,x=1", "a,x=2", "ets"]
    assert table.iloc[1].tolist() == ["mean", 3, 4, 5]


def test_the_summary_of_forecasts_has_the_mean_share_of_explained_variance(inputs):
    assert "test_r2" not in makers.make_summary(inputs)
    runs = pd.concat([inputs.runs.assign(test_r2=r2) for r2 in (0.1, 0.3)])
    runs.iloc[3, runs.columns.get_loc("state")] = "diverged"
    summary = makers.make_summary(replace(inputs, runs=runs))
    assert summary["test_r2"].tolist() == pytest.approx([0.2, 0.1])
    settings = replace(inputs.settings, metric="test_r2")
    summary = makers.make_summary(replace(inputs, runs=runs, settings=settings))
    assert "test_r2" not in summary, "the other columns describe it"


STATISTICS = {
    "make_summary": ("intervals.summarize_runs", ["names", "confidence"]),
    "make_comparisons": (
        "comparisons.compare_study",
        ["families", "trainings", "baselines", "margin", "confidence"],
    ),
    "make_best": ("best_choice.describe_choice", ["groups", "trainings"]),
    "make_one_training": ("one_training.predict_one_training", ["names", "confidence"]),
    "make_effects": ("effects.analyse_effects", ["grid", "trainings"]),
    "make_repeats": (
        "repeats_needed.plan_repeats",
        ["families", "trainings", "power", "confidence"],
    ),
    "make_partitions": (
        "partition_variance.describe_partitions",
        ["partitions", "confidence", "overlap"],
    ),
    "make_partition_comparisons": (
        "partition_variance.compare_over_partitions",
        ["groups", "baselines", "partitions", "confidence", "overlap"],
    ),
}


@pytest.mark.parametrize("maker", STATISTICS)
def test_a_table_of_statistics_gets_the_settings_of_the_study(inputs, monkeypatch, maker):
    known = {
        "names": ["a,x=1", "a,x=2"],
        "groups": {"a,x=1": "1 ahead, origin 24", "a,x=2": "1 ahead, origin 36"},
        "families": {},
        "trainings": {"a,x=1": "a,x=1", "a,x=2": "a,x=2"},
        "grid": {"a,x=1": {"k": "1", "x": "1"}, "a,x=2": {"k": "1", "x": "2"}},
        "overlap": 0.0,
        "partitions": {"a,x=1": ("a", 24), "a,x=2": ("a", 36)},
        "baselines": inputs.baselines,
        "margin": 0.5,
        "power": 0.7,
        "confidence": 0.9,
    }
    function, names = STATISTICS[maker]
    calls, table = [], pd.DataFrame({"configuration": ["a"]})
    monkeypatch.setattr(f"reprise.stats.{function}", lambda *args: calls.append(args) or table)
    assert getattr(makers, maker)(inputs).equals(table)
    ((runs, metric, *arguments),) = calls
    assert runs is inputs.runs and metric == "test_rmse"
    assert len(arguments) == len(names)
    assert all(got is known[n] or got == known[n] for got, n in zip(arguments, names, strict=True))


def test_the_selection_uses_the_groups_of_forecasts(inputs):
    assert makers.make_selection(inputs)["chosen"].tolist() == [True, True]


def test_the_steps_come_from_the_run_files(inputs):
    assert makers.make_steps(inputs)["test_rmse"].tolist() == [1, 2]


def test_tables_of_epochs_and_tolerances_use_the_settings_of_the_study(inputs):
    assert epoch_makers.make_first_epochs(inputs)["epoch"].tolist() == [2]
    assert epoch_makers.make_metrics_at_epochs(inputs)["epoch"].tolist() == [2]
    assert makers.make_shares_within(inputs)["within 0.5"].tolist() == [0.5]


def test_the_metrics_of_a_run_that_ended_before_a_chosen_epoch_are_those_of_its_end(inputs):
    entry = replace(ENTRIES[0], name="a", epoch_limit=5)
    tables = TableSettings(reaching={"test_rmse": 0.5}, at_epochs=(5,))
    settings = replace(inputs.settings, configurations=(entry,), tables=tables)
    runs = pd.DataFrame(
        {"configuration": ["a"], "repeat": [1], "trained_epochs": [2], "kept_epoch": [2]}
    )
    inputs = replace(inputs, settings=settings, runs=runs)
    assert epoch_makers.make_metrics_at_epochs(inputs)["mean"].tolist() == [1.0]
    assert epoch_makers.make_first_epochs(inputs)["epoch"].isna().all()


def test_the_final_scores_list_the_configurations_in_the_order_of_the_study(inputs):
    lines = makers.make_final_scores(inputs).splitlines()
    assert lines[0] == "# a,x=1" and lines[3] == "# a,x=2"
    assert lines[1] == "1) Test RMSE: 3.000"


@pytest.mark.parametrize(
    ("maker", "kind"), [("make_history", "history"), ("make_layer_statistics", "layers")]
)
def test_records_are_joined_for_the_runs_that_have_them(inputs, tmp_path, maker, kind):
    path = tmp_path / "001.csv"
    path.write_text("epoch,test_rmse\n1,2.5\n")
    recorded = SimpleNamespace(configuration="a", repeat=3, record_paths={kind: str(path)})
    other = SimpleNamespace(configuration="b", repeat=1, record_paths={})
    inputs.planned_runs.extend([recorded, other])
    text = "".join(getattr(epoch_makers, maker)(inputs))
    assert text == 'configuration,repeat,epoch,test_rmse\n"a",3,1,2.5\n'


def test_the_series_is_described_without_the_test_rows(inputs):
    framings = (FramingSettings(difference=1, test_rows=12),)
    inputs = replace(inputs, settings=replace(inputs.settings, framings=framings))
    roots = makers.make_unit_roots(inputs)
    assert roots["values"].tolist() == [24, 24, 23, 23]
    table = makers.make_autocorrelations(inputs)
    wider = table[table["function"] == "pacf"]["band"].iloc[0]
    assert wider == pytest.approx(1.644854 / 24**0.5, rel=1e-6), "the confidence is 0.9"
