from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from reprise.data.published import published_descriptions
from reprise.data.samples import build_samples
from reprise.figures import (
    comparisons,
    curves,
    dataset,
    distribution,
    forecasts,
    interactions,
    layers,
    origins,
    query,
    repeats,
    steps,
)
from reprise.figures.style import save
from reprise.report.pages import study_page
from reprise.stats.comparisons import compare_study
from reprise.stats.effects import analyse_effects
from reprise.stats.intervals import summarize_runs
from reprise.stats.origin_variance import compare_at_origins, describe_origins
from reprise.stats.repeats_needed import plan_repeats
from reprise.tables.forecast_tables import baseline_steps
from reprise.tables.run_tables import describe_runs
from reprise.training.layer_statistics import STATISTICS

ERAS = ("keras3", "keras1")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture
def said():
    return {
        "study": "lstm_epochs",
        "title": "How many?",
        "description": "A description.",
        "source": "A source",
        "metric": "test_rmse",
        "repeats": 6,
        "dataset": {"units": "sales"},
        "framings": [{"test_rows": 12, "validation_rows": 0, "horizon": 1}],
        "figures": {"curves": "every_repeat", "forecasts": True},
        "tables": {},
        "origins": {},
        "framing_of": {f"era={e},epochs={n}": 0 for e in ERAS for n in (500, 1000)},
        "configurations": [f"era={e},epochs={n}" for e in ERAS for n in (500, 1000)],
        "panels": {
            f"era={e}": {f"era={e},epochs={n}": f"epochs={n}" for n in (500, 1000)} for e in ERAS
        },
    }


@pytest.fixture
def runs(said):
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        [
            {"configuration": c, "repeat": r, "state": "ok", "test_rmse": rng.normal(100)}
            for c in said["configurations"]
            for r in range(1, 7)
        ]
    )


@pytest.fixture
def baselines():
    names = ["persistence", "least_squares"]
    beside = "; ".join(f"era={e},epochs={n}" for e in ("keras3", "keras1") for n in (500, 1000))
    return pd.DataFrame(
        {"baseline": names, "test_rmse": [136.8, 84.2], "configurations": [beside, beside]}
    )


@pytest.fixture
def tables(said, runs, baselines):
    """What figures are drawn from; a test changes what it needs."""
    tables = SimpleNamespace(
        said=said, runs=runs, baselines=baselines, published=published_descriptions("none")
    )

    def describe():
        metric, names = said["metric"], said["configurations"]
        tables.description = describe_runs(tables.runs, metric, names, tables.baselines)
        return tables

    tables.described = describe
    return tables


def test_every_run_is_a_dot_and_every_baseline_a_line(tables):
    figure = distribution.draw(tables)
    panels = figure.axes
    assert [axes.get_title() for axes in panels] == ["era=keras3", "era=keras1"]
    dots = [xy for axes in panels for c in axes.collections for xy in c.get_offsets()]
    np.testing.assert_allclose(sorted(y for _, y in dots), sorted(tables.runs["test_rmse"]))
    for axes in panels:
        flat = {line.get_ydata()[0] for line in axes.lines if len(set(line.get_ydata())) == 1}
        assert {136.8, 84.2} <= flat
        assert [t.get_text() for t in axes.get_xticklabels()] == ["500", "1000"]


def test_a_baseline_of_some_configurations_is_drawn_beside_them_alone(tables):
    tables.baselines.loc[1, ["baseline", "configurations"]] = [
        "least_squares (a)",
        "era=keras3,epochs=1000",
    ]
    figure = distribution.draw(tables)
    spans = [
        line.get_xdata().tolist()
        for axes in figure.axes
        for line in axes.lines
        if set(line.get_ydata()) == {84.2}
    ]
    assert spans == [[0.55, 1.45]]


def test_a_diverged_run_has_no_dot_and_is_said_in_the_caption(tables):
    tables.runs.loc[0, ["state", "test_rmse"]] = ["diverged", np.nan]
    figure = distribution.draw(tables)
    dots = sum(len(c.get_offsets()) for axes in figure.axes for c in axes.collections)
    assert dots == len(tables.runs) - 1
    caption = distribution.caption(tables.described())
    assert "1 of 24 runs diverged and have no dot: 1 of ``era=keras3,epochs=500``." in caption


def test_runs_that_all_diverged_are_drawn_and_told_without_a_crash(tables):
    tables.runs[["state", "test_rmse"]] = ["diverged", np.nan]
    distribution.draw(tables)
    assert "24 of 24 runs diverged" in distribution.caption(tables.described())


def test_a_training_error_is_not_held_against_forecasts_of_the_test_rows(tables):
    tables.said["metric"] = "train_rmse"
    tables.runs = tables.runs.rename(columns={"test_rmse": "train_rmse"})
    caption = distribution.caption(tables.described())
    assert "Without any network" not in caption
    assert "Ahead" not in caption


def test_a_higher_accuracy_is_ahead_and_a_lower_one_is_not(tables):
    tables.said["metric"] = "test_accuracy"
    tables.runs = tables.runs.rename(columns={"test_rmse": "test_accuracy"})
    tables.runs["test_accuracy"] /= 120  # about 0.83
    tables.baselines = tables.baselines.assign(test_accuracy=[0.5, 0.95])
    tables.baselines["baseline"] = ["most_frequent", "logistic_regression"]
    caption = distribution.caption(tables.described())
    assert "Ahead of the mean of every configuration: logistic_regression." in caption


def test_a_baseline_that_would_flatten_the_boxes_is_off_the_scale(tables):
    tables.baselines.loc[0, "test_rmse"] = 1e6
    figure = distribution.draw(tables)
    assert figure.axes[0].get_ylim()[1] < 200
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert "persistence 1000000.0, off the scale" in labels


@pytest.mark.parametrize("configurations", [1, 2, 9])
def test_title_and_legend_stay_inside_the_figure(tables, configurations):
    said = tables.said
    said["title"] = "Does a title that asks about a good many things at once break into lines?"
    said["configurations"] = [f"epochs={n}" for n in range(configurations)]
    said["panels"] = {"": {name: name for name in said["configurations"]}}
    names = [f"epochs={n % configurations}" for n in range(len(tables.runs))]
    tables.runs = tables.runs.assign(configuration=names)
    figure = distribution.draw(tables)
    figure.canvas.draw()
    for drawn in (figure.legends[0], figure._suptitle):
        box = drawn.get_window_extent()
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.width


def test_a_dollar_in_a_title_is_a_dollar(tmp_path, tables):
    tables.said |= {"title": r"Cost in $\frac$", "dataset": {"units": "$"}}
    save(distribution.draw(tables), tmp_path / "f", "")
    assert (tmp_path / "f.svg").stat().st_size > 0


def test_the_published_box_stands_beside_ours(tables):
    without = distribution.draw(tables)
    tables.published = published_descriptions("lstm_epochs")
    with_boxes = distribution.draw(tables)
    assert len(with_boxes.axes[0].patches) == len(without.axes[0].patches) + 2
    medians = {line.get_ydata()[0] for line in with_boxes.axes[0].lines if len(line.get_ydata())}
    assert tables.published.loc["50%", "epochs=500"] in medians


def test_the_caption_names_lowest_and_highest_mean_and_what_beats_them_all(tables):
    means = tables.runs.groupby("configuration")["test_rmse"].mean()
    caption = distribution.caption(tables.described())
    assert f"lowest mean is {means.min():.1f}, of ``{means.idxmin()}``" in caption
    assert "Ahead of the mean of every configuration: least_squares." in caption
    assert "A description." in caption and "A source" in caption


@pytest.fixture
def with_history(tables):
    tables.history = pd.DataFrame(
        [
            {
                "configuration": c,
                "repeat": r,
                "epoch": e,
                "train_rmse": 60.0 + r,
                "test_rmse": 100.0 + (e - 3) ** 2 + r,
            }
            for c in tables.said["configurations"]
            for r in (1, 2, 3)
            for e in range(1, 7)
        ]
    )
    return tables


def test_a_kind_of_baseline_that_differs_by_framing_is_ahead_all_the_same(tables):
    one, *others = tables.said["configurations"]
    tables.said["framings"] = [tables.said["framings"][0], {"horizon": 7, "validation_rows": 5}]
    tables.said["framing_of"] = dict.fromkeys(others, 0) | {one: 1}
    tables.baselines = pd.DataFrame(
        {
            "baseline": ["mean (a)", "mean (b)", "ets (a)"],
            "test_rmse": [90.0, 80.0, 70.0],
            "configurations": ["; ".join(others), one, "; ".join(others)],
        }
    )
    caption = distribution.caption(tables.described())
    assert "Ahead of the mean of every configuration: mean.\n" in caption
    assert "The lowest mean one step ahead is" in caption
    assert "The mean 7 steps ahead is" in caption
    assert "is fitted on both" in caption


@pytest.mark.parametrize("room", [distribution, query])
def test_runs_without_any_number_are_drawn_and_told_without_a_crash(with_forecasts, room):
    tables = with_forecasts
    tables.forecasts["forecast"] = np.nan
    tables.said |= {"metric": "test_mase", "panels": {"": {"a": "a", "b": "b"}}}
    tables.said["framing_of"] = {"a": 0, "b": 0}
    rows = [{"configuration": c, "state": "ok", "test_mase": np.nan} for c in "ab"]
    tables.runs = pd.DataFrame(rows)
    room.draw(tables)
    assert room.caption(tables.described())


def test_every_repeat_has_a_curve_for_train_and_test_and_a_median(with_history):
    figure = curves.draw(with_history, "epochs=500")
    for axes in figure.axes:
        thin = [line for line in axes.lines if line.get_linewidth() < 1]
        thick = [line for line in axes.lines if line.get_linewidth() > 2]
        assert (len(thin), len(thick)) == (6, 2)
        np.testing.assert_array_equal(thick[1].get_ydata(), 102 + (np.arange(1, 7) - 3) ** 2)
        assert axes.lines[-1].get_ydata()[0] == 136.8
    caption = curves.caption(with_history, "epochs=500")
    assert (
        "era=keras1: the median train RMSE ends at 62.0; the median test RMSE is lowest at epoch 3"
        " (102.0) and ends at 111.0." in caption
    )
    assert "persistence (136.8)" in caption


def test_one_run_stands_beside_a_band_of_all(with_history):
    with_history.said["figures"]["curves"] = "one_and_band"
    figure = curves.draw(with_history, "epochs=500")
    titles = [axes.get_title() for axes in figure.axes]
    assert titles[:2] == ["era=keras3, repeat 1", "era=keras3, all repeats"]
    one, band = figure.axes[:2]
    np.testing.assert_array_equal(one.lines[1].get_ydata(), 101 + (np.arange(1, 7) - 3) ** 2)
    assert len(band.collections) == 2
    edge = band.collections[1].get_paths()[0].vertices[:, 1]
    assert edge.min() == pytest.approx(101.1)  # the 5 % quantile of 101, 102, 103
    assert "band from their 5 % to their 95 %" in curves.caption(with_history, "epochs=500")


def test_the_forecast_of_a_query_is_drawn_against_the_right_answer(with_history):
    said = with_history.said
    said |= {"metric": "query_forecast_1", "framings": [{"query": {"answer": [80]}}]}
    with_history.history = with_history.history.rename(columns={"test_rmse": "query_forecast_1"})
    figure = curves.draw(with_history, "epochs=500")
    assert figure.axes[0].lines[-1].get_ydata()[0] == 80
    assert "right answer 80" in curves.caption(with_history, "epochs=500")


@pytest.fixture
def with_forecasts(tables):
    said = tables.said
    said |= {"configurations": ["a", "b"], "tables": {"within": [1, 5]}}
    days = pd.date_range("2024-01-01", periods=4)
    tables.forecasts = pd.DataFrame(
        [
            {
                "configuration": c,
                "repeat": r,
                "time": day,
                "step": step,
                "observed": 10.0,
                "forecast": 10.0 + r * step,
            }
            for c, horizon in (("a", 1), ("b", 2))
            for r in (0, 1, 2)
            for day in days
            for step in range(1, horizon + 1)
        ]
    )
    return tables


def test_forecasts_stand_against_what_was_observed_with_their_spread(with_forecasts):
    figure = forecasts.draw(with_forecasts)
    one, several = figure.axes[:2]
    assert len(one.lines) == 2 and len(several.lines) == 3
    np.testing.assert_array_equal(one.lines[0].get_ydata(), [10] * 4)
    np.testing.assert_array_equal(one.lines[1].get_ydata(), [11] * 4)
    caption = forecasts.caption(with_forecasts)
    assert "``a``: the band is 1.80 wide on average; a run's forecasts miss by 1.00." in caption
    assert "``b``, step 2: the band is 3.60 wide on average" in caption


def test_runs_that_all_diverged_have_no_forecasts_and_no_crash(with_forecasts):
    with_forecasts.forecasts["forecast"] = np.nan
    forecasts.draw(with_forecasts)
    assert "``a``: every run diverged." in forecasts.caption(with_forecasts)


def test_the_answers_to_a_query_are_drawn_with_their_tolerances(with_forecasts):
    figure = query.draw(with_forecasts)
    labels = [t.get_text() for t in figure.axes[0].get_xticklabels()]
    assert labels == ["a", "b, step 1", "b, step 2"]
    caption = query.caption(with_forecasts)
    assert "``a``: mean 11.00, lowest 10.00, highest 12.00, for 10" in caption
    assert "67% within 1, 100% within 5." in caption


def test_errors_are_drawn_by_step_beside_the_baselines(with_forecasts):
    tables = with_forecasts
    tables.steps = pd.DataFrame(
        {"configuration": "b", "repeat": [1, 1, 2, 2], "step": [1, 2, 1, 2], "test_rmse": 3.0}
    )
    stored = [{"baseline": "mean (b)", "steps": {"test_rmse": [2.0, 2.5]}}]
    stored.append({"baseline": "ets (b)", "steps": {"test_rmse": [900.0, 900.0]}})
    tables.baseline_steps = baseline_steps(stored)
    figure = steps.draw(tables)
    labels = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    assert "ets (b), off the scale" in labels
    drawn = [list(line.get_ydata()) for line in figure.axes[0].lines]
    assert [2.0, 2.5] in drawn and [3.0, 3.0] in drawn
    assert "``b``: 3.00 one step ahead, 3.00 2 steps ahead." in steps.caption(tables)


def test_what_a_layer_does_is_told_in_numbers(tables):
    names = ["batch_norm_momentum=0.9"]
    tables.said["configurations"] = names
    rows = [dict.fromkeys(STATISTICS, 0.5) | {"update": n} for n in range(4)]
    tables.layer_statistics = pd.DataFrame(rows).assign(configuration=names[0], repeat=1, layer=1)
    tables.layer_statistics["inference_change"] = [0.0005, 0.3, 0.3, 0.3]
    tables.layer_statistics["running_variance"] = [1.0, 0.9, 0.6, 0.5]
    figure = layers.draw(tables)
    assert len(figure.axes) == 2 and len(figure.axes[0].lines) == 4
    caption = layers.caption(tables)
    assert "nearly unchanged, off by 0.050%" in caption
    assert "first within a quarter of a mini-batch's own after 2 updates" in caption


def test_samples_are_drawn_by_their_classes(tables, circles):
    tables.dataset = circles
    figure = dataset.draw(tables)
    assert len(figure.axes[0].collections[0].get_offsets()) == 1000
    assert "1000 samples: 500 of ``0``, 500 of ``1``." in dataset.caption(tables)


@pytest.mark.parametrize("builtin", ["digits", "iris"])
def test_samples_of_every_shape_are_drawn(tmp_path, tables, builtin):
    tables.dataset = build_samples(builtin)
    save(dataset.draw(tables), tmp_path / "f", "")
    assert "samples: " in dataset.caption(tables)


def test_equal_figures_are_equal_files(tmp_path, shampoo, tables):
    tables.dataset = shampoo
    for name in ("a", "b"):
        save(dataset.draw(tables), tmp_path / name, "")
    for ending in ("svg", "png"):
        first, second = ((tmp_path / f"{n}.{ending}").read_bytes() for n in ("a", "b"))
        assert first == second
    caption = dataset.caption(tables)
    assert "36 observations of sales, from 1901-01-01 to 1903-12-01" in caption
    assert "The last 12 are tested on" in caption


def test_every_pair_and_baseline_has_its_verdict_in_the_heat_map(tables):
    tables.comparisons = compare_study(
        tables.runs,
        "test_rmse",
        dict.fromkeys(tables.said["configurations"]),
        tables.baselines,
    )
    tables.said["comparison"] = {"confidence": 0.95}
    figure = comparisons.draw(tables)
    names = [text.get_text() for text in figure.axes[0].get_xticklabels()]
    assert names == [*tables.said["configurations"], "persistence", "least_squares"]
    signs = [text.get_text() for text in figure.axes[0].texts]
    assert signs.count("+") == 4 and signs.count("\N{MINUS SIGN}") == 4  # the two baselines
    caption = comparisons.caption(tables)
    assert "``least_squares``, which needs no network, beats every configuration" in caption
    assert "Of 6 pairs of configurations that forecast the same" in caption


def test_the_heat_map_of_diverged_runs_is_empty_and_no_crash(tmp_path, tables):
    tables.runs[["state", "test_rmse"]] = ["diverged", np.nan]
    tables.said["comparison"] = {"confidence": 0.95, "margin": 1.0}
    names = tables.said["configurations"]
    tables.comparisons = compare_study(
        tables.runs, "test_rmse", dict.fromkeys(names), tables.baselines, 1.0
    )
    save(comparisons.draw(tables), tmp_path / "f", "")
    assert "of 6 these runs cannot tell" in comparisons.caption(tables)


def test_the_widths_of_intervals_are_drawn_against_repeats(tables):
    names = tables.said["configurations"]
    tables.said["comparison"] = {"confidence": 0.95, "power": 0.8}
    tables.runs.loc[tables.runs["configuration"] == names[0], "state"] = "diverged"
    tables.summary = summarize_runs(tables.runs, "test_rmse", names)
    tables.repeats = plan_repeats(tables.runs, "test_rmse", dict.fromkeys(names), 0.8, 0.95)
    figure = repeats.draw(tables)
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == [*names[1:], "this study's repeats"]
    assert "A single comparison with 6 repeats" in repeats.caption(tables)


@pytest.fixture
def with_origins(tables, shampoo):
    """Two configurations at two origins, six runs each."""
    said = tables.said
    names = {f"{base},origin={n}": [base, n] for n in (28, 32) for base in ("small", "large")}
    said |= {"configurations": list(names), "origins": names, "comparison": {"confidence": 0.95}}
    said["framings"] = [
        {"test_rows": 4, "train_rows": 16, "validation_rows": 0, "observations": n + 4}
        for n in (28, 32)
    ]
    said["framing_of"] = {name: n == 32 for name, (_, n) in names.items()}
    tables.dataset = shampoo
    tables.runs["configuration"] = np.repeat(list(names), 6)
    tables.runs.loc[12:, "test_rmse"] += 50
    beside = ["; ".join(names), "; ".join(list(names)[2:])]
    tables.baselines = tables.baselines.assign(configurations=beside)
    groups = {name: f"origin {n}" for name, (_, n) in names.items()}

    def table(name):
        args = names, 0.95
        if name == "origins":
            return describe_origins(tables.runs, "test_rmse", *args)
        return compare_at_origins(tables.runs, "test_rmse", groups, tables.baselines, *args)

    tables.table = table
    return tables


def test_runs_stand_over_the_test_period_of_their_origin(with_origins):
    figure = origins.draw(with_origins)
    (axes,) = figure.axes
    ticks = [text.get_text() for text in axes.get_xticklabels()]
    assert ticks == [
        "1903-05\nto 1903-08\n(origin 28)",
        "1903-09\nto 1903-12\n(origin 32)",
    ]
    dots = [line.get_ydata() for line in axes.lines if line.get_marker() == "o"]
    np.testing.assert_allclose(sorted(np.concatenate(dots)), sorted(with_origins.runs["test_rmse"]))
    bars = [line.get_ydata()[0] for line in axes.lines if line.get_linewidth() == 2.5]
    assert {*bars} == {*with_origins.runs.groupby("configuration")["test_rmse"].mean()}
    caption = origins.caption(with_origins)
    assert "another random start moves the test RMSE by about 0." in caption
    assert "another test period by about 35." in caption  # 50 / sqrt(2)
    assert "Against ``least_squares``, which needs no network: ``small`` differs by +" in caption
    assert "is ahead at 0 of 1 origins" in caption


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("case", ["one repeat", "one origin diverged", "all diverged"])
def test_origins_without_a_spread_are_drawn_and_told_without_a_crash(with_origins, tmp_path, case):
    tables = with_origins
    if case == "one repeat":
        tables.runs = tables.runs[tables.runs["repeat"] == 1]
    elif case == "one origin diverged":
        tables.runs.loc[:11, ["state", "test_rmse"]] = ["diverged", np.nan]
    else:
        tables.runs[["state", "test_rmse"]] = ["diverged", np.nan]
    save(origins.draw(tables), tmp_path / "f", "")
    caption = origins.caption(tables)
    assert "nan" not in caption
    assert {
        "one repeat": "with one run an origin, random starts and test periods cannot be told apart",
        "one origin diverged": "``small``: runs at one origin alone, with a mean of",
        "all diverged": "``large``: every run diverged.",
    }[case] in caption


def test_what_other_figures_say_stays_within_an_origin(with_origins):
    tables = with_origins
    said = tables.said
    said["panels"] = {"": {name: name for name in said["configurations"]}}
    caption = distribution.caption(tables.described())
    assert all(f"The lowest mean at origin {n} is" in caption for n in (28, 32))
    assert "(lines, origin by origin): persistence 136.8; least_squares 84.2." in caption
    assert "At each of 2 origins the 4 after it are tested on" in dataset.caption(tables)
    spans = [patch.get_x() for patch in dataset.draw(tables).axes[0].patches]
    assert len(spans) == 2 and spans[0] < spans[1]


@pytest.fixture
def with_grid(tables):
    """Two keys that act together: era=keras1 is better at 1000 epochs, and worse at 500."""
    said = tables.said
    said["comparison"] = {"confidence": 0.95, "power": 0.8}
    said["grid"] = {
        f"era={e},epochs={n}": {"era": e, "epochs": f"{n}"} for e in ERAS for n in (500, 1000)
    }
    shifts = dict(zip(said["configurations"], (0, 10, 20, -20), strict=True))
    tables.runs["test_rmse"] += tables.runs["configuration"].map(shifts)
    compared(tables)
    return tables


def compared(tables):
    """Make the tables that hold configurations against each other."""
    said = tables.said
    metric, groups = said["metric"], dict.fromkeys(said["configurations"])
    tables.comparisons = compare_study(tables.runs, metric, groups, tables.baselines)
    if said.get("grid"):
        tables.effects = analyse_effects(tables.runs, metric, said["grid"])


def test_two_keys_have_a_line_for_each_value_with_its_interval(with_grid):
    (axes,) = interactions.draw(with_grid).axes
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["500", "1000"]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == list(ERAS)
    means = with_grid.runs.groupby("configuration")["test_rmse"].mean()
    for era, bars in zip(ERAS, axes.containers, strict=True):
        drawn = bars.lines[0].get_ydata().astype(float)
        np.testing.assert_allclose(drawn, [means[f"era={era},epochs={n}"] for n in (500, 1000)])
        assert all(len(path.vertices) == 2 for path in bars.lines[2][0].get_paths())
    caption = interactions.caption(with_grid)
    assert "Keys that act together, at a level of 0.05: ``era x epochs``." in caption
    assert (
        "of ``era=keras1,epochs=1000``. Tuning one key at a time (``era``, ``epochs``," in caption
    )
    assert (
        "ends at ``era=keras3,epochs=500``" in caption and "the runs tell the two apart" in caption
    )
    assert "ended at that study's best mean in 0%" in caption


@pytest.mark.parametrize("left", [0, 1, 2])
def test_a_grid_of_few_or_no_runs_is_drawn_and_told_without_a_crash(tmp_path, with_grid, left):
    tables = with_grid
    gone = tables.runs["configuration"] == "era=keras1,epochs=500"
    gone &= tables.runs["repeat"] > left
    tables.runs.loc[gone, ["state", "test_rmse"]] = ["diverged", np.nan]
    compared(tables)
    save(interactions.draw(tables), tmp_path / "f", "")
    caption = interactions.caption(tables)
    assert ("no run is left of ``era=keras1,epochs=500``." in caption) == (left == 0)
    tables.runs[["state", "test_rmse"]] = ["diverged", np.nan]
    compared(tables)
    interactions.draw(tables)
    assert "There is no analysis of variance" in interactions.caption(tables)


def test_of_many_keys_and_values_some_are_drawn(with_grid):
    said = with_grid.said
    keys = dict.fromkeys("abc", 2) | {"e": 9, "f": 10}
    points = [np.unravel_index(k, tuple(keys.values())) for k in range(8 * 90)]
    grid = {str(k): dict(zip(keys, map(str, p), strict=True)) for k, p in enumerate(points)}
    said["grid"] = grid
    with_grid.runs = pd.DataFrame({"configuration": [*grid], "state": "ok", "test_rmse": 1.0})
    with_grid.effects = analyse_effects(with_grid.runs, "test_rmse", grid)
    with_grid.effects.loc[with_grid.effects["term"] == "e x f", "share_of_variance"] = 0.5
    figure = interactions.draw(with_grid)
    assert [axes.get_xlabel() for axes in figure.axes].count("f") >= 1 and len(figure.axes) == 6
    (lines,) = [axes for axes in figure.axes if axes.get_legend().get_title().get_text() == "e"]
    drawn = [text.get_text() for text in lines.get_legend().get_texts()]
    assert drawn == ["0", "2", "3", "5", "6", "8"]
    caption = interactions.caption(with_grid)
    assert "Of 10 pairs of keys the 6 that interact most are drawn." in caption
    assert "Of ``e`` 6 values have a line" in caption


def test_thirty_configurations_stay_legible(with_grid):
    tables, said = with_grid, with_grid.said
    rng = np.random.default_rng(4)
    epochs, units = (500, 1000), range(15)
    names = [f"epochs={e},units={u}" for e in epochs for u in units]
    said |= {"configurations": names, "grid": {}, "framing_of": dict.fromkeys(names, 0)}
    said["panels"] = {
        f"epochs={e}": {f"epochs={e},units={u}": f"units={u}" for u in units} for e in epochs
    }
    tables.baselines["configurations"] = "; ".join(names)
    tables.runs = pd.DataFrame(
        {"configuration": n, "repeat": r, "state": "ok", "test_rmse": rng.normal(100)}
        for n in names
        for r in range(4)
    )
    tables.described()
    tables.summary = summarize_runs(tables.runs, "test_rmse", names)
    compared(tables)
    tables.repeats = plan_repeats(tables.runs, "test_rmse", dict.fromkeys(names), 0.8, 0.95)
    boxes, pairs, widths = (room.draw(tables) for room in (distribution, comparisons, repeats))
    assert len(boxes.axes) == 2 and max(boxes.get_size_inches()) < 16
    assert not pairs.axes[0].texts and max(pairs.get_size_inches()) < 16
    assert len(pairs.axes[0].get_yticklabels()) == 30
    assert len(widths.legends[0].get_texts()) == 3
    assert "Not drawn for so many: the verdict" in comparisons.caption(tables)
    assert "Named are the narrowest and the widest" in repeats.caption(tables)
    best = tables.description.loc["mean", names].idxmin()
    for page in ("comparisons", "repeats"):
        shown = study_page(page, tables)
        assert f"those of the best mean, {best}" in shown
        assert shown.count("<tr") == 1 + 29 + (2 if page == "comparisons" else 0)  # two baselines
