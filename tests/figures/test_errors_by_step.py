import numpy as np
import pandas as pd
import pytest

from reprise.figures import errors_by_step

STEPS = pd.DataFrame(
    {
        "configuration": "b",
        "repeat": [1, 1, 2, 2],
        "step": [1, 2, 1, 2],
        "test_rmse": [3.0, 5.0, 4.0, 7.0],
    }
)
BASELINE_STEPS = pd.DataFrame(
    {
        "baseline": ["mean", "mean", "ets", "ets"],
        "label": ["mean (b)", "mean (b)", "ets (b)", "ets (b)"],
        "step": [1, 2, 1, 2],
        "test_rmse": [2.0, 2.5, 900.0, 950.0],
    }
)


@pytest.fixture
def tables(make_settings, make_runs, make_tables):
    runs = make_runs({"b": [3.0, 4.0]})
    return make_tables(make_settings(["b"]), runs, steps=STEPS, baseline_steps=BASELINE_STEPS)


def labels_of(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_a_line_shows_the_mean_of_each_step_beside_the_baselines(tables):
    (axes,) = errors_by_step.draw(tables).axes
    drawn = [(list(line.get_xdata()), list(line.get_ydata())) for line in axes.lines]
    assert ([1, 2], [3.5, 6.0]) in drawn
    assert ([1, 2], [2.0, 2.5]) in drawn
    assert axes.get_ylabel() == "test RMSE (sales)"


def test_a_baseline_off_the_scale_is_only_in_the_legend(tables):
    figure = errors_by_step.draw(tables)
    assert labels_of(figure)[2:4] == ["baseline mean", "baseline ets, off the scale"]
    assert figure.axes[0].get_ylim()[1] < 100


def test_the_legend_explains_the_line_and_the_band_of_the_runs(tables):
    figure = errors_by_step.draw(tables)
    assert labels_of(figure)[:2] == ["line: mean of the runs", "band: 5 to 95 % of the runs"]
    (name,) = figure.axes[0].texts
    assert (name.get_text(), name.xy) == ("b", (2, 6.0)), "at the end of its line"
    (band,) = figure.axes[0].collections
    heights = band.get_paths()[0].vertices[:, 1]
    assert heights.min() == pytest.approx(3.05)  # the 5 % quantile of 3 and 4
    assert heights.max() == pytest.approx(6.9)  # the 95 % quantile of 5 and 7


def test_a_baseline_is_named_with_its_configurations_only_if_its_kind_has_several_lines(tables):
    other = BASELINE_STEPS[:2].assign(label="mean (c)", test_rmse=[2.2, 2.7])
    tables.baseline_steps = pd.concat([BASELINE_STEPS, other], ignore_index=True)
    labels = labels_of(errors_by_step.draw(tables))
    assert labels[2:5] == ["baseline mean (b)", "baseline ets, off the scale", "baseline mean (c)"]


def test_each_configuration_has_a_colour_a_marker_and_a_line_style_of_its_own(
    tables, make_settings
):
    tables.steps = pd.concat([STEPS, STEPS.assign(configuration="c")], ignore_index=True)
    tables.settings = make_settings(["b", "c"])
    one, other = errors_by_step.draw(tables).axes[0].lines[:2]
    assert one.get_color() != other.get_color()
    assert one.get_marker() != other.get_marker()
    assert one.get_linestyle() != other.get_linestyle()


def test_the_caption_gives_the_first_and_the_last_step(tables, render):
    caption = errors_by_step.caption(tables)
    assert "``b``: The mean is 3.50 at step 1 and 6.00 at step 2." in caption
    render(caption)


def test_steps_without_the_metric_of_the_study_show_the_test_rmse(tables, make_settings):
    tables.settings = make_settings(["b"], metric="validation_rmse")
    assert "show the test RMSE of each step" in errors_by_step.caption(tables)


def test_runs_that_all_diverged_have_no_numbers(tables):
    tables.steps = STEPS.assign(test_rmse=np.nan)
    assert errors_by_step.caption(tables).endswith("``b``: Every run diverged.\n")


def test_a_long_legend_makes_the_figure_higher_and_breaks_its_labels(tables):
    usual = errors_by_step.draw(tables)
    long = ", ".join(f"configuration_{k}" for k in range(4))
    others = [BASELINE_STEPS[:2].assign(label=f"mean ({k}, {long})") for k in range(8)]
    tables.baseline_steps = pd.concat(others)
    figure = errors_by_step.draw(tables)
    assert figure.get_figheight() > usual.get_figheight() + 1
    assert max(len(line) for text in labels_of(figure) for line in text.splitlines()) <= 40
    figure.draw_without_rendering()
    legend = figure.legends[0].get_window_extent()
    assert legend.x0 >= 0 and legend.x1 <= figure.bbox.x1, "the legend fits into the figure"


def test_the_description_compares_the_first_and_the_last_step(tables):
    description = errors_by_step.describe(tables)
    assert "At step 1: The mean is 3.50. At step 2: The mean is 6.00" in description


def test_the_figure_can_be_drawn_into_given_axes(tables, check_given_axes):
    check_given_axes(errors_by_step.draw, tables)
