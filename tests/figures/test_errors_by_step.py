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


def test_a_line_shows_the_mean_of_each_step_beside_the_baselines(tables):
    (axes,) = errors_by_step.draw(tables).axes
    drawn = [(list(line.get_xdata()), list(line.get_ydata())) for line in axes.lines]
    assert ([1, 2], [3.5, 6.0]) in drawn
    assert ([1, 2], [2.0, 2.5]) in drawn
    assert axes.get_ylabel() == "test RMSE (sales)"


def test_a_baseline_off_the_scale_is_only_in_the_legend(tables):
    (axes,) = errors_by_step.draw(tables).axes
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["b", "mean (b)", "ets (b), off the scale"]
    assert axes.get_ylim()[1] < 100


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
