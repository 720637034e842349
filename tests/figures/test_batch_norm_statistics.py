import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from reprise.figures import batch_norm_statistics
from reprise.figures.caption_text import format_number

NAME = "momentum=0.9"


def make_statistics():
    """Updates 0 to 3 of one layer; update 0 comes before training."""
    means = {f"{k}_mean": 0.5 for k in ("input", "running", "output", "inference")}
    table = pd.DataFrame({"update": range(4)}).assign(
        configuration=NAME,
        repeat=1,
        layer=1,
        **means,
        input_variance=0.5,
        running_variance=[1.0, 0.9, 0.6, 0.5],
        output_variance=1.0,
        inference_variance=0.8,
        inference_change=[0.0005, 0.3, 0.3, 0.3],
    )
    table["running_mean"] = [0.0, 0.1, 0.3, 0.7]
    others = [table.assign(repeat=2, running_variance=9.0), table.assign(layer=2, running_mean=9.0)]
    return pd.concat([table, *others], ignore_index=True)


@pytest.fixture
def tables(make_settings, make_runs, make_tables):
    runs = make_runs({NAME: [1.0]})
    return make_tables(make_settings([NAME]), runs, layer_statistics=make_statistics())


def lines_of(axes):
    """The part of the layer to its line."""
    parts = {to_hex(color): part for part, color, *_ in batch_norm_statistics.LINES}
    return {parts[to_hex(line.get_color())]: line for line in axes.lines}


def test_the_panels_show_means_and_variances_of_the_first_layer_in_repeat_1(tables):
    means, variances = batch_norm_statistics.draw(tables).axes
    assert list(lines_of(means)["running"].get_ydata()) == [0.0, 0.1, 0.3, 0.7]
    lines = lines_of(variances)
    assert list(lines["running"].get_ydata()) == [1.0, 0.9, 0.6, 0.5]
    assert list(lines["input"].get_ydata()) == [0.5] * 4
    assert list(lines["inference"].get_ydata()) == [0.8] * 4
    assert means.get_title() == NAME


def test_lines_that_coincide_do_not_hide_each_other(tables):
    for axes in batch_norm_statistics.draw(tables).axes:
        lines = lines_of(axes)
        for below, above in (("input", "running"), ("output", "inference")):
            assert lines[below].get_linewidth() > 2 * lines[above].get_linewidth()
            assert lines[below].get_zorder() < lines[above].get_zorder()


def test_the_output_in_training_begins_with_the_first_update(tables):
    _, variances = batch_norm_statistics.draw(tables).axes
    assert list(lines_of(variances)["output"].get_xdata()) == [1, 2, 3]


def test_the_caption_gives_the_course_of_the_running_statistics(tables, render):
    caption = batch_norm_statistics.caption(tables)
    assert "by at most 0.050% of the largest input" in caption
    assert (
        "Update 2 is the first at which the running variance is within 25% of the variance of a"
        " mini-batch. On average, the running variance differs from the variance of the"
        " mini-batches by 0.167. The running mean"
        " changes by 0.3000 per update on average." in caption
    )
    render(caption)


def test_a_running_variance_that_stays_far_away_is_never_close(tables):
    tables.layer_statistics["input_variance"] = [9.0, 9.0, 9.0, 0.4] * 3  # 0.5 / 0.4 - 1 = 0.25
    caption = batch_norm_statistics.caption(tables)
    assert "The running variance is never within 25% of the variance" in caption


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_diverged_run_has_no_numbers(tables, value):
    tables.layer_statistics.loc[3, "running_variance"] = value
    assert batch_norm_statistics.caption(tables).endswith(f"``{NAME}``: Repeat 1 diverged.\n")


def test_the_description_tells_from_where_to_where_the_running_variance_goes(tables):
    description = batch_norm_statistics.describe(tables)
    trained = tables.layer_statistics.query("update > 0 and repeat == 1 and layer == 1")
    for name, rows in trained.groupby("configuration"):
        ends = rows["running_variance"].iloc[[0, -1]]
        words = " to ".join(map(format_number, ends))
        if np.isfinite(ends).all():
            assert f"{name}: the running variance goes from {words}," in description
        else:
            assert f"{name}: the run diverged." in description


def test_the_figure_can_be_drawn_into_given_axes(tables, check_given_axes):
    check_given_axes(batch_norm_statistics.draw, tables)
