import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Patch

from reprise.figures import run_distributions
from reprise.figures.style import MEDIAN, configuration_style, tint
from reprise.framing_settings import FramingSettings
from reprise.partition import Partition
from reprise.stage_settings import ConfigurationEntry

ERAS = ("keras3", "keras1")
NAMES = [f"era={era},epochs={n}" for era in ERAS for n in (500, 1000)]
PANELS = {
    f"era={era}": {f"era={era},epochs={n}": f"epochs={n}" for n in (500, 1000)} for era in ERAS
}
RUNS = {name: [100.0 + k, 101.0 + k, 106.0 + k] for k, name in enumerate(NAMES)}


@pytest.fixture
def tables(make_settings, make_runs, make_baselines, make_tables):
    baselines = make_baselines(
        [
            ("persistence", "persistence", 136.8, NAMES),
            ("least_squares", "least_squares", 84.2, NAMES),
        ]
    )
    settings = make_settings(NAMES, panels=PANELS, description="A *plain* study.", source="A_B")
    return make_tables(settings, make_runs(RUNS), baselines)


def dots_of(axes):
    return np.concatenate([dots.get_offsets()[:, 1] for dots in axes.collections])


def boxes_of(axes, color):
    colored = Patch(facecolor=color).get_facecolor()
    return [p for p in axes.patches if np.allclose(p.get_facecolor()[:3], colored[:3], atol=0.1)]


def test_each_panel_shows_its_own_runs_as_boxes_and_dots(tables):
    panels = run_distributions.draw(tables).axes
    assert [axes.get_title() for axes in panels] == list(PANELS)
    for axes, names in zip(panels, PANELS.values(), strict=True):
        expected = [value for name in names for value in RUNS[name]]
        np.testing.assert_array_equal(np.sort(dots_of(axes)), np.sort(expected))
        assert [label.get_text() for label in axes.get_xticklabels()] == ["500", "1000"]
        assert axes.get_xlabel() == "epochs"
    assert panels[0].get_ylabel() == "test RMSE (sales)"


def test_a_box_has_the_quartiles_and_whiskers_to_the_extremes(
    make_settings, make_runs, make_tables
):
    runs = make_runs({"a": [0.0, 4.0, 8.0, 12.0, 100.0]})
    (axes,) = run_distributions.draw(make_tables(make_settings(["a"]), runs)).axes
    (box,) = boxes_of(axes, tint(configuration_style(0)["color"]))
    assert {*box.get_path().vertices[:4, 1]} == {4.0, 12.0}
    ends = [tuple(line.get_ydata()) for line in axes.lines]
    assert (4.0, 0.0) in ends and (12.0, 100.0) in ends and (8.0, 8.0) in ends


def test_the_medians_of_our_and_of_the_published_boxes_are_green_as_in_the_tutorial(tables):
    statistics = {"min": 90.0, "25%": 95.0, "50%": 97.0, "75%": 99.0, "max": 110.0}
    tables.published = pd.DataFrame({"epochs=500": statistics})
    for axes, names in zip(run_distributions.draw(tables).axes, PANELS.values(), strict=True):
        green = [line for line in axes.lines if line.get_color() == MEDIAN]
        medians = {float(line.get_ydata()[0]) for line in green}
        assert medians == {97.0, *(RUNS[name][1] for name in names)}


def test_a_light_band_behind_each_box_shows_one_more_training(tables):
    panels = run_distributions.draw(tables).axes
    intervals = tables.one_training.set_index("configuration")
    for axes, names in zip(panels, PANELS.values(), strict=True):
        bands = boxes_of(axes, run_distributions.PREDICTION_COLOR)
        found = [(band.get_y(), band.get_y() + band.get_height()) for band in bands]
        expected = intervals.loc[list(names), ["prediction_low", "prediction_high"]].to_numpy()
        np.testing.assert_allclose(found, expected)
    sentence = "in which one more training ends with a probability of 95%"
    assert sentence in run_distributions.caption(tables)


def test_one_run_per_configuration_has_no_band(make_settings, make_runs, make_tables):
    tables = make_tables(make_settings(["a", "b"], repeats=1), make_runs({"a": [1.0], "b": [2.0]}))
    (axes,) = run_distributions.draw(tables).axes
    bands = boxes_of(axes, run_distributions.PREDICTION_COLOR)
    assert all(np.isnan(band.get_height()) for band in bands)
    assert "one more training" not in run_distributions.caption(tables)


def test_the_caption_says_how_sure_the_best_mean_is(tables):
    rows = [(name, name == NAMES[0], 0.25, 101.5) for name in NAMES]
    columns = ["configuration", "best", "probability_best", "honest_mean"]
    tables.best = pd.DataFrame(rows, columns=columns)
    caption = run_distributions.caption(tables)
    assert f"For ``{NAMES[0]}``, the probability that its true mean is the best is 0.25." in caption
    assert "the other half is the score, the mean is 101.5." in caption


def test_a_baseline_is_a_line_in_each_panel(tables):
    for axes in run_distributions.draw(tables).axes:
        assert {136.8, 84.2} <= {y for line in axes.lines for y in line.get_ydata()}


def test_a_baseline_off_the_scale_leaves_the_axis_to_the_runs(tables):
    tables.baselines.loc[tables.baselines["baseline"] == "persistence", "test_rmse"] = 1e6
    figure = run_distributions.draw(tables)
    assert figure.axes[0].get_ylim()[1] < 200
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == [
        "Reprise, one dot per run",
        "median",
        "one more training",
        "persistence 1000000.0, off the scale",
        "least_squares 84.2",
    ]
    assert "A baseline that is far from all runs has no line." in run_distributions.caption(tables)


def test_a_published_box_stands_beside_ours(tables):
    statistics = {"min": 90.0, "25%": 95.0, "50%": 97.0, "75%": 99.0, "max": 110.0}
    tables.published = pd.DataFrame({"epochs=500": statistics})
    figure = run_distributions.draw(tables)
    for axes in figure.axes:
        (box,) = (patch for patch in axes.patches if patch.get_hatch())
        x, y = box.get_path().vertices[:4].T
        assert x.min() > 0.25 and x.max() < 0.5  # right of our box of width 0.5 around 0
        assert {*y} == {95.0, 99.0}
    assert "published" in [text.get_text() for text in figure.legends[0].get_texts()]
    assert "quartiles and the extremes that the tutorial prints" in run_distributions.caption(
        tables
    )


def test_panels_that_are_too_wide_together_go_below_each_other(
    make_settings, make_runs, make_tables
):
    names = [f"epochs={e},units={u}" for e in (1, 2) for u in range(15)]
    panels = {
        f"epochs={e}": {f"epochs={e},units={u}": f"units={u}" for u in range(15)} for e in (1, 2)
    }
    runs = make_runs({name: [1.0, 2.0] for name in names})
    figure = run_distributions.draw(make_tables(make_settings(names, panels=panels), runs))
    upper, lower = figure.axes
    assert upper.get_position().y0 > lower.get_position().y1
    assert (upper.get_xlabel(), lower.get_xlabel()) == ("", "units")
    assert figure.get_figwidth() < run_distributions.MAX_WIDTH
    assert figure._supylabel.get_text() == "test RMSE (sales)"


def test_the_caption_gives_means_spreads_baselines_and_source(tables, render):
    caption = run_distributions.caption(tables)
    assert (
        "The lowest mean is 102.3 (``era=keras3,epochs=500``), and the highest mean is 105.3"
        " (``era=keras1,epochs=1000``)." in caption
    )
    assert "The standard deviations lie between 3.21 and 3.21." in caption
    assert "need no network: persistence 136.8, least_squares 84.2." in render(caption)
    assert "better than the mean of every configuration: ``least_squares``." in caption
    assert "has no line" not in caption
    assert "quartiles and the extremes" not in caption
    html = render(caption)
    assert "A *plain* study." in html and "Source: A_B." in html  # the study's texts are no markup


def test_a_higher_accuracy_is_better(make_settings, make_runs, make_baselines, make_tables):
    metric = "test_accuracy"
    runs = make_runs({"a": [0.8, 0.9], "b": [0.7, 0.7]}, metric)
    baselines = make_baselines(
        [
            ("most_frequent", "most_frequent", 0.5, ["a", "b"]),
            ("logistic_regression", "logistic_regression", 0.86, ["a", "b"]),
        ],
        metric,
    )
    tables = make_tables(make_settings(["a", "b"], metric=metric), runs, baselines)
    caption = run_distributions.caption(tables)
    assert "better than the mean of every configuration: ``logistic_regression``." in caption


@pytest.mark.parametrize(
    ("values", "is_listed"),
    [
        ([("ets (a)", 1.9, ["a"]), ("ets (b)", 3.9, ["b"])], True),
        ([("ets (a)", 2.0, ["a"]), ("ets (b)", 3.9, ["b"])], False),  # equal to the mean of a
        ([("ets (a)", 1.9, ["a"])], False),  # b has no such baseline
    ],
)
def test_a_kind_of_baseline_is_better_if_it_beats_each_of_its_configurations(
    make_settings, make_runs, make_baselines, make_tables, values, is_listed
):
    runs = make_runs({"a": [1.0, 3.0], "b": [3.0, 5.0]})
    baselines = make_baselines([("ets", label, value, names) for label, value, names in values])
    caption = run_distributions.caption(make_tables(make_settings(["a", "b"]), runs, baselines))
    assert ("every configuration: ``ets``" in caption) == is_listed


def test_baselines_without_the_metric_are_neither_drawn_nor_named(
    make_settings, make_runs, make_baselines, make_tables
):
    runs = make_runs({"a": [1.0, 3.0]}, "train_rmse")
    settings = make_settings(["a"], metric="train_rmse")
    tables = make_tables(settings, runs, make_baselines([("ets", "ets", 2.0, ["a"])]))
    legend = run_distributions.draw(tables).legends[0]
    assert [text.get_text() for text in legend.get_texts()] == [
        "Reprise, one dot per run",
        "median",
        "one more training",
    ]
    assert "baseline" not in run_distributions.caption(tables)


def test_a_diverged_run_has_no_dot_and_is_counted(tables, make_runs):
    values = RUNS | {NAMES[0]: [100.0, np.nan, np.nan], NAMES[1]: [100.0, np.nan, 3.0]}
    tables.runs = make_runs(values)
    tables.description.loc["diverged"] = [2, 1, 0, 0]
    assert sum(len(dots_of(axes)) for axes in run_distributions.draw(tables).axes) == 9
    assert (
        "3 of 12 runs diverged and have no dot: 2 of ``era=keras3,epochs=500``,"
        " 1 of ``era=keras3,epochs=1000``." in run_distributions.caption(tables)
    )


def test_a_study_whose_runs_all_diverged_has_empty_panels(
    make_settings, make_runs, make_baselines, make_tables
):
    runs = make_runs({"a": [np.nan, np.nan]})
    baselines = make_baselines([("ets", "ets", 2.0, ["a"])])
    tables = make_tables(make_settings(["a"], repeats=2), runs, baselines)
    (axes,) = run_distributions.draw(tables).axes
    assert not len(axes.collections) or not len(dots_of(axes))
    caption = run_distributions.caption(tables)
    assert "2 of 2 runs diverged" in caption
    assert "nan" not in caption and "mean is" not in caption


def test_one_run_has_no_standard_deviation(make_settings, make_runs, make_tables):
    tables = make_tables(make_settings(["a"], repeats=1), make_runs({"a": [5.0]}))
    caption = run_distributions.caption(tables)
    assert caption == ("Each dot is the only run of a configuration.\n\nThe mean is 5.00.\n")


def test_means_are_compared_only_within_a_horizon(make_settings, make_runs, make_tables):
    entries = tuple(ConfigurationEntry(n, n, k, n) for n, k in (("a", 0), ("b", 0), ("c", 1)))
    framings = (FramingSettings(horizon=1), FramingSettings(horizon=7, validation_rows=5))
    settings = make_settings(["a", "b", "c"], configurations=entries, framings=framings)
    runs = make_runs({"a": [1.0, 1.0], "b": [2.0, 2.0], "c": [9.0, 11.0]})
    caption = run_distributions.caption(make_tables(settings, runs))
    assert (
        "The lowest mean for a horizon of 1 step is 1.000 (``a``), and the highest mean is 2.00"
        in caption
    )
    assert "The mean for a horizon of 7 steps is 10.00." in caption
    assert "The standard deviation for a horizon of 7 steps is 1.414." in caption


def test_with_validation_rows_the_caption_says_what_the_baselines_are_fitted_on(
    make_settings, make_runs, make_baselines, make_tables
):
    settings = make_settings(["a"], framings=(FramingSettings(validation_rows=5),))
    baselines = make_baselines([("ets", "ets", 2.0, ["a"])])
    tables = make_tables(settings, make_runs({"a": [1.0, 3.0]}), baselines)
    assert "The baselines are fitted on both." in run_distributions.caption(tables)


def test_baselines_of_origins_are_listed_from_origin_to_origin(
    make_settings, make_runs, make_baselines, make_tables, render
):
    names = ["origin=28", "origin=32"]
    entries = tuple(
        ConfigurationEntry(name, "all", 0, name, partition=Partition("origin", int(name[-2:])))
        for name in names
    )
    baselines = make_baselines(
        [("ets", "ets (28)", 4.0, names[:1]), ("ets", "ets (32)", 5.0, names[1:])]
    )
    settings = make_settings(names, configurations=entries)
    runs = make_runs({"origin=28": [2.0, 4.0], "origin=32": [6.0, 8.0]})
    caption = run_distributions.caption(make_tables(settings, runs, baselines))
    assert "The mean at origin 28 is 3.00." in caption
    assert "The mean at origin 32 is 7.00." in caption
    assert "<li><p>ets: 4.00, 5.00</p></li>" in render(caption)


def test_the_description_names_medians_and_the_places_of_baselines(tables):
    assert run_distributions.describe(tables) == (
        "The 2 panels show a box and one dot per run for each of 4 configurations; the vertical"
        " axis is the test RMSE (sales). The lowest median is 101.0 (era=keras3,epochs=500), and"
        " the highest is 104.0 (era=keras1,epochs=1000). Of the baselines, persistence (136.8) lies"
        " above all medians; least_squares (84.2) lies below all medians."
    )


def test_the_figure_can_be_drawn_into_given_axes(tables, check_given_axes):
    check_given_axes(run_distributions.draw, tables)


def test_a_configuration_has_one_colour_in_all_panels_for_its_box_and_its_dots(tables):
    looks = []
    for axes, names in zip(run_distributions.draw(tables).axes, PANELS.values(), strict=True):
        dots = [to_hex(dots.get_facecolors()[0]) for dots in axes.collections]
        for position, name in enumerate(names):
            (color,) = {
                d
                for d, c in zip(dots, axes.collections, strict=True)
                if abs(c.get_offsets()[0][0] - position) < 0.5
            }
            assert boxes_of(axes, tint(color)), name
            looks.append(color)
    assert looks[:2] == looks[2:] == [configuration_style(k)["color"] for k in (0, 1)]
