from itertools import pairwise

import matplotlib.pyplot as plt
import pytest
from matplotlib.lines import Line2D

from reprise.figures.layout import (
    add_legend_below,
    create_panels,
    label_configurations,
    label_vertical_axis,
    set_title,
    slant_tick_labels,
    split_common_column,
    spread_labels,
)


def test_places_without_a_panel_have_no_axes():
    figure, panels = create_panels(5, 3, (3, 2))
    assert len(panels) == 5
    assert [axes.axison for axes in figure.axes] == [True] * 5 + [False]
    panels[0].set_ylim(0, 7)
    assert panels[4].get_ylim() == (0, 7)


@pytest.mark.parametrize(
    ("names", "split"),
    [
        (["epochs=500", "epochs=1000"], ("epochs", ["500", "1000"])),
        (["epochs=500", "units=2"], ("", ["epochs=500", "units=2"])),
        (["epochs=500,units=2"], ("", ["epochs=500,units=2"])),
        (["mlp", "cnn"], ("", ["mlp", "cnn"])),
    ],
)
def test_a_common_column_becomes_the_label_of_the_axis(names, split):
    assert split_common_column(names) == split


@pytest.mark.parametrize(("name", "degrees"), [("n=123456", 0), ("n=1234567", 30)])
def test_tick_labels_of_more_than_six_letters_are_slanted(name, degrees):
    _, axes = plt.subplots()
    label_configurations(axes, [name])
    (label,) = axes.get_xticklabels()
    assert (label.get_text(), label.get_rotation()) == (name[2:], degrees)
    assert axes.get_xlabel() == "n"


def test_slanted_labels_end_at_their_tick():
    _, axes = plt.subplots()
    axes.set_xticks([0, 1], ["a", "b"])
    slant_tick_labels(axes, degrees=20)
    assert [label.get_rotation() for label in axes.get_xticklabels()] == [20, 20]
    assert axes.get_xticklabels()[0].get_ha() == "right"


@pytest.mark.parametrize(("width", "columns"), [(1, 1), (4.5, 2), (30, 3)])
def test_the_legend_has_as_many_columns_as_the_figure_is_wide_for(width, columns):
    figure = plt.figure(figsize=(width, 1))
    add_legend_below(figure, [Line2D([], [], label=name) for name in "abc"])
    assert figure.legends[0]._ncols == columns


@pytest.mark.parametrize("width", [2.5, 6])
def test_a_long_title_stays_inside_the_figure(width):
    figure = plt.figure(figsize=(width, 2))
    title = "Does a title that asks about many things at once break into several lines?"
    set_title(figure, title)
    figure.canvas.draw()
    assert figure._suptitle.get_text().replace("\n", " ") == title
    box = figure._suptitle.get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.width


@pytest.mark.parametrize(
    ("places", "spread"),
    [
        ([], []),
        ([0.5], [0.5]),
        ([0.2, 0.9], [0.2, 0.9]),
        ([0.5, 0.5], [0.55, 0.45]),  # around their old mean
        ([0.5, 0.52, 0.9], [0.46, 0.56, 0.9]),
        ([0.0, 0.01], [0.0, 0.1]),  # not below the panel
        ([1.0, 0.99, 0.98], [1.0, 0.9, 0.8]),  # not above the panel
        ([0.98, 1.0], [0.9, 1.0]),
    ],
)
def test_labels_that_are_too_near_are_moved_apart(places, spread):
    moved = spread_labels(places, 0.1)
    assert len(moved) == len(places)
    ordered = sorted(moved)
    assert all(high - low > 0.1 - 1e-9 for low, high in pairwise(ordered))
    assert sorted(moved) == pytest.approx(sorted(spread), abs=0.045)


@pytest.mark.parametrize(("height", "lines"), [(1.0, 2), (4.0, 1)])
def test_a_long_label_of_the_vertical_axis_is_broken_into_lines(height, lines):
    _, axes = plt.subplots()
    label_vertical_axis(axes, "RMSE ($ per day)", height)
    assert axes.get_ylabel().split("\n") == (
        ["RMSE ($ per", "day)"] if lines == 2 else ["RMSE ($ per day)"]
    )
