import re

import matplotlib.pyplot as plt
import pytest
from matplotlib.lines import Line2D

from reprise.errors import RepriseError
from reprise.figures.layout import (
    create_panels,
    label_configurations,
    label_vertical_axis,
    slant_tick_labels,
)
from reprise.figures.style import COLUMN_WIDTH, figure_style


def test_places_without_a_panel_have_no_axes():
    panels = create_panels(5, 3, (3, 2))
    assert len(panels.axes) == 5
    assert panels.figure.axes == panels.axes
    panels.axes[0].set_ylim(0, 7)
    assert panels.axes[4].get_ylim() == (0, 7)
    assert panels.left == [panels.axes[0], panels.axes[3]]
    assert panels.bottom == panels.axes[2:], "each column has a label below its last panel"


def test_a_new_figure_has_no_window_and_is_not_kept_by_matplotlib():
    figures = plt.get_fignums()
    panels = create_panels(1, 1, (3, 2))
    assert panels.figure.canvas.manager is None
    assert plt.get_fignums() == figures


def test_the_axes_of_a_user_keep_their_layout_and_have_no_title():
    figure, grid = plt.subplots(2, 2, layout=None)
    before = [axes.get_position().bounds for axes in grid.flat]
    panels = create_panels(4, 4, (9, 9), grid)
    panels.set_title("A title")
    panels.add_legend([Line2D([], [], label="a")])
    assert panels.figure is figure and panels.axes == list(grid.flat)
    assert panels.left == panels.bottom == panels.axes, "their places are not known"
    assert figure.get_suptitle() == "" and not figure.legends
    assert [text.get_text() for text in grid[1, 1].get_legend().get_texts()] == ["a"]
    assert [axes.get_position().bounds for axes in grid.flat] == before
    assert create_panels(1, 1, (9, 9), grid[0, 0]).axes == [grid[0, 0]]


@pytest.mark.parametrize(
    ("count", "given", "message"),
    [
        (1, 2, "This figure has 1 panel, but `ax` has 2 Axes. Give one Axes, or leave `ax` out"),
        (3, 1, "This figure has 3 panels, but `ax` has 1 Axes. Give a sequence of 3 Axes, or"),
    ],
)
def test_a_wrong_number_of_axes_is_an_error(count, given, message):
    _, grid = plt.subplots(1, given, squeeze=False)
    with pytest.raises(RepriseError, match=re.escape(message)):
        create_panels(count, count, (3, 2), list(grid.flat))


@pytest.mark.parametrize(
    ("count", "columns", "figsize", "wraps", "shape", "height"),
    [
        (1, 1, (6.6, 4.0), True, (1, 1), 0.62 * 4.0),  # narrower, and not so much lower
        (1, 1, (4.0, 4.0), True, (1, 1), 3.3),
        (4, 2, (8.0, 6.0), True, (4, 1), 4 * 2.2),
        (4, 2, (8.0, 6.0), False, (2, 2), 0.62 * 6.0),
        (6, 4, (6.6, 4.0), True, (3, 2), 6.0),
    ],
)
def test_a_figure_for_a_column_is_narrow_and_has_no_title(
    count, columns, figsize, wraps, shape, height
):
    with figure_style("column"):
        panels = create_panels(count, columns, figsize, wraps=wraps)
        panels.set_title("A title")
    assert panels.figure.get_suptitle() == ""
    assert list(panels.figure.get_size_inches()) == pytest.approx([COLUMN_WIDTH, height])
    assert panels.axes[0].get_gridspec().get_geometry() == shape
    assert panels.columns == shape[1]


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
    panels = create_panels(1, 1, (width, 1))
    panels.add_legend([Line2D([], [], label=name) for name in "abc"])
    assert panels.figure.legends[0]._ncols == columns


def test_a_long_legend_takes_no_room_from_the_panels():
    panels = create_panels(1, 1, (4, 3))
    panels.add_legend([Line2D([], [], label=f"{k} a label of many letters") for k in range(12)])
    figure = panels.figure
    figure.draw_without_rendering()
    assert figure.get_figheight() > 4
    assert panels.axes[0].bbox.height / figure.dpi > 1.6
    box = figure.legends[0].get_window_extent()
    assert box.y0 >= 0 and box.x0 >= 0 and box.x1 <= figure.bbox.x1


@pytest.mark.parametrize("width", [2.5, 6])
def test_a_long_title_stays_inside_the_figure(width):
    panels = create_panels(1, 1, (width, 2))
    figure = panels.figure
    title = "Does a title that asks about many things at once break into several lines?"
    panels.set_title(title)
    figure.draw_without_rendering()
    assert figure._suptitle.get_text().replace("\n", " ") == title
    box = figure._suptitle.get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.width


@pytest.mark.parametrize(("height", "lines"), [(1.2, 2), (4.0, 1)])
def test_a_long_label_of_the_vertical_axis_is_broken_into_lines(height, lines):
    (axes,) = create_panels(1, 1, (3, height)).axes
    label_vertical_axis(axes, "RMSE ($ per day)")
    assert axes.get_ylabel().split("\n") == (
        ["RMSE ($ per", "day)"] if lines == 2 else ["RMSE ($ per day)"]
    )


def test_a_short_legend_of_a_column_has_several_columns():
    with figure_style("column"):
        panels = create_panels(1, 1, (7, 4))
        panels.add_legend([Line2D([], [], label=name) for name in ("train", "test", "mean")])
    assert panels.figure.legends[0]._ncols == 3
