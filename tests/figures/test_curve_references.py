import matplotlib.pyplot as plt
import pytest

from reprise.figures.curve_references import (
    draw_references,
    explain_references,
    reference_handles,
)
from reprise.framing_settings import FramingSettings, QuerySettings


@pytest.fixture
def tables(make_settings, make_runs, make_baselines, make_tables):
    baselines = make_baselines(
        [
            ("persistence", "persistence (a)", 136.8, ["a"]),
            ("persistence", "persistence (b)", 140.5, ["b"]),
            ("ets", "ets", 90.0, ["a", "b"]),
        ]
    )
    return make_tables(make_settings(["a", "b"]), make_runs({"a": [1.0], "b": [2.0]}), baselines)


def draw(tables, column, configuration):
    _, axes = plt.subplots()
    draw_references(axes, tables, column, configuration)
    return [line.get_ydata()[0] for line in axes.lines]


def test_only_the_simplest_baseline_of_the_configuration_is_drawn(tables):
    assert draw(tables, "test_rmse", "a") == [136.8]
    assert draw(tables, "test_rmse", "b") == [140.5]


def test_a_baseline_has_one_entry_in_the_legend_and_all_values_in_the_caption(tables):
    (handle,) = reference_handles(tables, "test_rmse", ["a", "b"])
    assert handle.get_label() == "baseline persistence"
    assert handle.get_linestyle() == "--"
    assert explain_references(tables, "test_rmse", ["a", "b"]) == (
        " The dashed line shows the baseline ``persistence`` (136.8, 140.5)."
    )


def test_a_metric_that_baselines_do_not_have_has_no_reference(tables):
    assert draw(tables, "train_mae", "a") == []
    assert reference_handles(tables, "train_mae", ["a"]) == []
    assert explain_references(tables, "train_mae", ["a"]) == ""


def test_the_reference_of_a_forecast_is_the_right_answer_of_its_step(
    make_settings, make_runs, make_tables
):
    query = QuerySettings(inputs=(70.0,), answer=(80.0, 90.0))
    settings = make_settings(["a"], framings=(FramingSettings(horizon=2, query=query),))
    tables = make_tables(settings, make_runs({"a": [1.0]}))
    assert draw(tables, "query_forecast_1", "a") == [80.0]
    assert draw(tables, "query_forecast_2", "a") == [90.0]
    (handle,) = reference_handles(tables, "query_forecast_2", ["a"])
    assert handle.get_label() == "right answer"
    assert explain_references(tables, "query_forecast_2", ["a"]) == (
        " The dashed line shows the right answer (90.0)."
    )


def test_a_forecast_without_a_query_has_no_reference(tables):
    assert draw(tables, "query_forecast_1", "a") == []
