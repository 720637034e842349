import numpy as np
import pandas as pd
import pytest

from reprise.captions import caption_diagnostic, caption_distribution
from reprise.figures import draw_diagnostic, draw_distribution, draw_series, save
from reprise.published import published_descriptions
from reprise.tables import describe_runs

ERAS = ("keras3", "keras1")


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
        "test_rows": 12,
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


def test_every_run_is_a_dot_and_every_baseline_a_line(runs, baselines, said):
    figure = draw_distribution(runs, baselines, published_descriptions("none"), said)
    panels = figure.axes
    assert [axes.get_title() for axes in panels] == ["era=keras3", "era=keras1"]
    dots = [xy for axes in panels for c in axes.collections for xy in c.get_offsets()]
    np.testing.assert_allclose(sorted(y for _, y in dots), sorted(runs["test_rmse"]))
    for axes in panels:
        flat = {line.get_ydata()[0] for line in axes.lines if len(set(line.get_ydata())) == 1}
        assert {136.8, 84.2} <= flat
        assert [t.get_text() for t in axes.get_xticklabels()] == ["500", "1000"]


def test_a_baseline_of_some_configurations_is_drawn_beside_them_alone(runs, baselines, said):
    baselines.loc[1, ["baseline", "configurations"]] = [
        "least_squares (a)",
        "era=keras3,epochs=1000",
    ]
    figure = draw_distribution(runs, baselines, published_descriptions("none"), said)
    spans = [
        line.get_xdata().tolist()
        for axes in figure.axes
        for line in axes.lines
        if set(line.get_ydata()) == {84.2}
    ]
    assert spans == [[0.55, 1.45]]


def test_a_diverged_run_has_no_dot_and_is_said_in_the_caption(runs, baselines, said):
    runs.loc[0, ["state", "test_rmse"]] = ["diverged", np.nan]
    figure = draw_distribution(runs, baselines, published_descriptions("none"), said)
    dots = sum(len(c.get_offsets()) for axes in figure.axes for c in axes.collections)
    assert dots == len(runs) - 1
    names = said["configurations"]
    description = describe_runs(runs, "test_rmse", names, baselines)
    caption = caption_distribution(description, baselines, published_descriptions("none"), said)
    assert "1 of 24 runs diverged and have no dot: 1 of ``era=keras3,epochs=500``." in caption


def test_runs_that_all_diverged_are_drawn_and_told_without_a_crash(runs, baselines, said):
    runs[["state", "test_rmse"]] = ["diverged", np.nan]
    names = said["configurations"]
    description = describe_runs(runs, "test_rmse", names, baselines)
    draw_distribution(runs, baselines, published_descriptions("none"), said)
    caption = caption_distribution(description, baselines, published_descriptions("none"), said)
    assert "24 of 24 runs diverged" in caption


def test_a_training_error_is_not_held_against_forecasts_of_the_test_rows(runs, baselines, said):
    said["metric"] = "train_rmse"
    runs = runs.rename(columns={"test_rmse": "train_rmse"})
    none = published_descriptions("none")
    names = said["configurations"]
    description = describe_runs(runs, "train_rmse", names, baselines)
    caption = caption_distribution(description, baselines, none, said)
    assert "Without any network" not in caption
    assert "Ahead" not in caption


@pytest.mark.parametrize("configurations", [1, 2, 9])
def test_the_legend_stays_inside_the_figure(runs, baselines, said, configurations):
    said["configurations"] = [f"epochs={n}" for n in range(configurations)]
    said["panels"] = {"": {name: name for name in said["configurations"]}}
    runs = runs.assign(configuration=[f"epochs={n % configurations}" for n in range(len(runs))])
    figure = draw_distribution(runs, baselines, published_descriptions("none"), said)
    figure.canvas.draw()
    box = figure.legends[0].get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.width


def test_a_dollar_in_a_title_is_a_dollar(tmp_path, runs, baselines, said):
    said |= {"title": r"Cost in $\frac$", "dataset": {"units": "$"}}
    figure = draw_distribution(runs, baselines, published_descriptions("none"), said)
    save(figure, tmp_path / "f")
    assert (tmp_path / "f.svg").stat().st_size > 0


def test_the_published_box_stands_beside_ours(runs, baselines, said):
    published = published_descriptions("lstm_epochs")
    with_boxes = draw_distribution(runs, baselines, published, said)
    without = draw_distribution(runs, baselines, published_descriptions("none"), said)
    assert len(with_boxes.axes[0].patches) == len(without.axes[0].patches) + 2
    medians = {line.get_ydata()[0] for line in with_boxes.axes[0].lines if len(line.get_ydata())}
    assert published.loc["50%", "epochs=500"] in medians


def test_the_caption_names_lowest_and_highest_mean_and_what_beats_them_all(runs, baselines, said):
    names = said["configurations"]
    means = runs.groupby("configuration")["test_rmse"].mean()
    description = describe_runs(runs, "test_rmse", names, baselines)
    caption = caption_distribution(description, baselines, published_descriptions("none"), said)
    assert f"lowest mean is {means.min():.2f}, of ``{means.idxmin()}``" in caption
    assert "Ahead of the mean of every configuration: least_squares." in caption
    assert "A description." in caption and "A source" in caption


def test_every_repeat_has_a_curve_for_train_and_test_and_a_median(said, baselines):
    history = pd.DataFrame(
        [
            {
                "configuration": c,
                "repeat": r,
                "epoch": e,
                "train_rmse": 60.0 + r,
                "test_rmse": 100.0 + (e - 3) ** 2 + r,
            }
            for c in said["configurations"]
            for r in (1, 2, 3)
            for e in range(1, 7)
        ]
    )
    figure = draw_diagnostic(history, baselines, said, "epochs=500")
    for axes in figure.axes:
        thin = [line for line in axes.lines if line.get_linewidth() < 1]
        thick = [line for line in axes.lines if line.get_linewidth() > 2]
        assert (len(thin), len(thick)) == (6, 2)
        np.testing.assert_array_equal(thick[1].get_ydata(), 102 + (np.arange(1, 7) - 3) ** 2)
        assert axes.lines[-1].get_ydata()[0] == 136.8
    caption = caption_diagnostic(history, baselines, said, "epochs=500")
    assert (
        "era=keras1: the median test error is lowest at epoch 3 (102.0) and ends at 111.0"
        in caption
    )


def test_equal_figures_are_equal_files(tmp_path, shampoo, said):
    for name in ("a", "b"):
        save(draw_series(shampoo, said), tmp_path / name)
    for ending in ("svg", "png"):
        first, second = ((tmp_path / f"{n}.{ending}").read_bytes() for n in ("a", "b"))
        assert first == second
