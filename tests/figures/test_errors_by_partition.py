from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from reprise.data.dataset import Series
from reprise.figures import errors_by_partition
from reprise.figures.caption_text import format_number
from reprise.framing_settings import FramingSettings
from reprise.partition import Partition
from reprise.stage_settings import ConfigurationEntry

ENTRIES = tuple(
    ConfigurationEntry(
        f"{base},origin={n}", base, 0, f"{base}{n}", partition=Partition("origin", n)
    )
    for n in (28, 32)
    for base in ("small", "large")
)
NAMES = [entry.name for entry in ENTRIES]
RUNS = {name: [10.0 + k, 12.0 + k] for k, name in enumerate(NAMES)}
SPREAD = {
    "configuration": "small",
    "partitions": 2,
    "diverged": 0,
    "mean": 11.0,
    "lowest": 10.0,
    "highest": 12.0,
    "std_starts": 0.5,
    "std_partitions": 3.0,
    "starts_low": 10.5,
    "starts_high": 11.5,
    "partitions_low": 7.0,
    "partitions_high": 15.0,
}
DIFFERENCE = {
    "configuration": "small",
    "other": "large",
    "kind": "configuration",
    "partitions": 2,
    "difference": -1.5,
    "difference_low": -2.5,
    "difference_high": -0.5,
    "ahead": 2,
}


def months(count):
    return [datetime(1901 + k // 12, k % 12 + 1, 1) for k in range(count)]


@pytest.fixture
def make(make_settings, make_runs, make_baselines, make_tables):
    def make(spread=(SPREAD,), differences=(DIFFERENCE,), runs=RUNS, times=None, train_rows=16):
        framings = (FramingSettings(test_rows=4, train_rows=train_rows),)
        settings = make_settings(NAMES, configurations=ENTRIES, framings=framings)
        times = times or months(36)
        baselines = make_baselines(
            [("ets", "ets (28)", 9.0, NAMES[:2]), ("mean", "mean", 1e6, NAMES)]
        )
        series = Series.of_values(times, np.arange(float(len(times))), "Month", "Sales")
        return make_tables(
            settings,
            make_runs(runs),
            baselines,
            dataset=series,
            partitions=pd.DataFrame(spread),
            partition_comparisons=pd.DataFrame(differences),
        )

    return make


def test_each_configuration_has_its_dots_and_its_mean_at_each_origin(make):
    (axes,) = errors_by_partition.draw(make()).axes
    dots = [line for line in axes.lines if line.get_marker() in ("o", "s")]
    drawn = {tuple(line.get_ydata()): line for line in dots}
    assert set(drawn) == {tuple(values) for values in RUNS.values()}
    for name, values in RUNS.items():
        x = drawn[tuple(values)].get_xdata()
        place = 0 if name.endswith("28") else 1
        side = -0.2 if name.startswith("small") else 0.2  # left or right of the origin
        assert np.abs(x - (place + side)).max() < 0.2
    means = [line for line in axes.lines if line.get_linewidth() == 2.5]
    assert {tuple(line.get_ydata()) for line in means} == {(np.mean(v),) * 2 for v in RUNS.values()}
    styles = {
        base: {
            (to_hex(drawn[tuple(RUNS[name])].get_color()), drawn[tuple(RUNS[name])].get_marker())
            for name in NAMES
            if base in name
        }
        for base in ("small", "large")
    }
    ((color, marker),), ((other_color, other_marker),) = styles.values()
    assert color != other_color and marker != other_marker  # also without colours


def test_a_baseline_is_drawn_at_its_own_configurations_if_it_is_on_the_scale(make):
    figure = errors_by_partition.draw(make())
    lines = [line for line in figure.axes[0].lines if line.get_linewidth() == 1.3]
    assert [list(line.get_ydata()) for line in lines] == [[9.0, 9.0]] * 2
    spans = [x for line in lines for x in line.get_xdata()]
    assert spans == pytest.approx([-0.4, 0.0, 0.0, 0.4])
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == [
        *("small", "large", "bar: mean; a mark: one run"),
        *("mean 1000000.0, off the scale", "ets 9.00"),
    ]


@pytest.mark.parametrize(
    ("times", "label"),
    [
        (months(36), "1903-05\nto 1903-08\n(origin 28)"),
        (
            [datetime(2024, 1, 1) + timedelta(days=k) for k in range(36)],
            "2024-01-29\nto 2024-02-01\n(origin 28)",
        ),
        (
            [datetime(2024, 1, 2) + timedelta(hours=k) for k in range(36)],
            "2024-01-03 04:00\nto 2024-01-03 07:00\n(origin 28)",
        ),
        (list(range(1, 37)), "29\nto 32\n(origin 28)"),
    ],
)
def test_an_origin_is_named_by_the_times_of_its_test_rows(make, times, label):
    (axes,) = errors_by_partition.draw(make(times=times)).axes
    assert axes.get_xticklabels()[0].get_text() == label


def test_the_caption_separates_random_starts_and_test_periods(make, render):
    caption = errors_by_partition.caption(make())
    assert "repeated at 2 origins" in caption
    assert "The number of training rows is the same at each origin." in caption
    assert (
        "``small``: Another random start changes the test RMSE by about 0.500, and another test"
        " period changes it by about 3.00 (standard deviations). The means of the origins lie"
        " between 10.00 and 12.00, and the mean of these means is 11.00. The 95% interval of this"
        " mean is 10.50 to 11.50 for other random starts, and 7.00 to 15.00 for other origins."
        in caption
    )
    html = render(caption)
    minus = "\N{MINUS SIGN}"
    assert (
        f"differs by {minus}1.500 (95% interval over origins: {minus}2.50 to {minus}0.500) and is"
        " better at 2 of 2 origins." in caption
    )
    assert html.count("<li>") == 1
    assert "1 of these 1 intervals excludes zero: ``small`` compared with ``large``." in caption


def test_training_rows_that_grow_are_named(make):
    caption = errors_by_partition.caption(make(train_rows=None))
    assert "so later origins have more." in caption


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"partitions": 0, "diverged": 4}, "``small``: Every run diverged.\n"),
        (
            {"partitions": 1, "diverged": 2},
            "``small``: Only one origin has runs, with a mean of 11.00. 2 runs diverged.\n",
        ),
        (
            {"std_starts": np.nan, "starts_low": np.nan, "starts_high": np.nan},
            "``small``: With one run per origin, the effects of random starts and of test periods"
            " cannot be separated. The means of the origins lie between 10.00 and 12.00, and the"
            " mean of these means is 11.00. The 95% interval of this mean is 7.00 to 15.00 for"
            " other origins.\n",
        ),
        ({"std_partitions": 0.0}, "another test period changes it by no more than this (standard"),
        ({"diverged": 1}, "for other origins. 1 run diverged.\n"),
    ],
)
def test_the_caption_says_what_is_missing(make, changes, sentence):
    caption = errors_by_partition.caption(make(spread=[SPREAD | changes]))
    assert sentence in caption
    assert "nan" not in caption


def test_differences_without_an_interval_or_an_origin_are_named(make):
    no_interval = {"difference_low": np.nan, "difference_high": np.nan}
    differences = [
        DIFFERENCE | no_interval,
        DIFFERENCE | no_interval | {"configuration": "tiny", "partitions": 0},
        DIFFERENCE | {"other": "ets", "kind": "baseline", "difference_high": 0.5},
    ]
    caption = errors_by_partition.caption(make(differences=differences))
    assert "- ``small`` differs by \N{MINUS SIGN}1.500 and is better at 2 of 2 origins." in caption
    assert "- ``tiny``: No origin has runs of both." in caption
    assert "Compared with the baseline ``ets``:" in caption
    assert "None of these 1 intervals excludes zero." in caption
    none = errors_by_partition.caption(make(differences=differences[:2]))
    assert "intervals" not in none.rpartition("Compared with")[2]


def test_an_origin_whose_runs_all_diverged_is_empty(make):
    runs = RUNS | {NAMES[0]: [np.nan, np.nan]}
    figure = errors_by_partition.draw(make(runs=runs))
    figure.canvas.draw()
    dots = [line for line in figure.axes[0].lines if line.get_marker() in ("o", "s")]
    assert sorted(len(line.get_ydata()) for line in dots) == [0, 2, 2, 2]


def test_the_description_names_the_lowest_and_the_highest_mean(make):
    means = {name: np.mean(values) for name, values in RUNS.items()}
    low, high = min(means, key=means.get), max(means, key=means.get)
    description = errors_by_partition.describe(make())
    assert (
        f"The lowest mean is {format_number(means[low])} ({low}), and the highest is"
        f" {format_number(means[high])} ({high})." in description
    )
    assert "mean (1000000.0) lies above all means" in description


def test_the_figure_can_be_drawn_into_given_axes(make, check_given_axes):
    check_given_axes(errors_by_partition.draw, make())
