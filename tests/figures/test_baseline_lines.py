from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import yaml
from matplotlib.colors import to_hex

from reprise.figures.baseline_lines import (
    BASELINE_STYLES,
    baseline_handles,
    draw_baselines,
    select_on_scale,
)

SCHEMAS = Path(__file__).resolve().parents[2] / "workflow" / "schemas"
NAMES = ["a", "b"]


def lines_of(axes):
    return [
        (to_hex(line.get_color()), list(line.get_xdata()), set(line.get_ydata()))
        for line in axes.lines
    ]


@pytest.mark.parametrize(
    ("runs", "reach"),
    [
        ([80.0, 90.0, 100.0], 60.0),  # three times the range of the runs
        ([90.0, 95.0, 100.0], 35.0),  # 35 % of the highest run, if that is more
    ],
)
def test_a_baseline_is_drawn_up_to_its_reach_from_the_runs(make_baselines, runs, reach):
    for value, is_near in [
        (runs[0] - reach, True),
        (runs[0] - reach - 0.1, False),
        (runs[-1] + reach, True),
        (runs[-1] + reach + 0.1, False),
        (np.nan, False),
    ]:
        baselines = make_baselines([("mean", "mean", value, NAMES)])
        selected = select_on_scale(baselines, "test_rmse", pd.Series(runs))
        assert len(selected) == (2 if is_near else 0), value


def test_a_baseline_without_the_metric_is_not_drawn(make_baselines):
    baselines = make_baselines([("mean", "mean", 1.0, NAMES)])
    assert not len(select_on_scale(baselines, "train_rmse", pd.Series([1.0])))
    assert baseline_handles(baselines, baselines[:0], "train_rmse") == []


def test_a_baseline_of_all_configurations_is_a_line_across_the_panel(make_baselines):
    _, axes = plt.subplots()
    draw_baselines(axes, make_baselines([("ets", "ets", 3.0, [*NAMES, "c"])]), "test_rmse", NAMES)
    assert lines_of(axes) == [(to_hex("tab:red"), [0, 1], {3.0})]  # fractions of the width


def test_a_baseline_of_one_configuration_is_a_line_at_that_configuration(make_baselines):
    _, axes = plt.subplots()
    baselines = make_baselines([("mean", "mean (b)", 3.0, ["b"]), ("mean", "mean (c)", 4.0, ["c"])])
    draw_baselines(axes, baselines, "test_rmse", NAMES)
    assert lines_of(axes) == [(to_hex("tab:gray"), [0.55, 1.45], {3.0})]


def test_the_legend_lists_up_to_three_values_and_the_range_of_more(make_baselines):
    values = [("mean", f"mean ({k})", 10.0 + k, ["a"]) for k in range(3)]
    values += [("ets", f"ets ({k})", 30.0 + k, ["a"]) for k in range(4)]
    baselines = make_baselines(values)
    handles = baseline_handles(baselines, baselines, "test_rmse")
    assert [handle.get_label() for handle in handles] == [
        "mean 10.00, 11.00, 12.00",
        "ets 30.0 to 33.0",
    ]


def test_a_baseline_off_the_scale_has_no_line_in_the_legend(make_baselines):
    baselines = make_baselines([("mean", "mean", 5.0, NAMES), ("ets", "ets", 1e6, NAMES)])
    near, far = baseline_handles(baselines, baselines[:2], "test_rmse")
    assert (near.get_label(), near.get_linestyle()) == ("mean 5.00", "-")
    assert (far.get_label(), far.get_linestyle()) == ("ets 1000000.0, off the scale", "None")


def test_each_baseline_that_a_study_may_name_has_a_style():
    schema = yaml.safe_load((SCHEMAS / "study.schema.yaml").read_text())
    assert set(schema["properties"]["baselines"]["items"]["enum"]) == set(BASELINE_STYLES)
