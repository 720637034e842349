import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.text import Text

from reprise.figures.overview_plot import LOOKS, OverviewRow, describe_overview, draw_overview

ROWS = [
    OverviewRow("How many epochs?", "epochs=1000", "least_squares", 1.17, 1.1, 1.25, "worse"),
    OverviewRow("Which network?", "cnn", "mean", 0.9, 0.85, 0.95, "better"),
    OverviewRow("Far away", "a", "ets", 7.0, 6.0, 8.0, "worse"),
    OverviewRow("$x$ <b> {{ y }}", "b", "ets", 1.0, np.nan, np.nan, "cannot tell"),
]


def marks_of(axes):
    """The position and the look of each mark, from top to bottom."""
    marks = [line for line in axes.lines if line.get_marker() != "None"]
    return [(line.get_xdata()[0], line.get_marker(), line.get_color()) for line in marks]


def test_each_study_has_a_mark_with_its_interval_at_its_percentage():
    (axes,) = draw_overview(ROWS).axes
    first, second, far, unknown = marks_of(axes)
    assert first == (pytest.approx(117), LOOKS["worse"][0]["marker"], LOOKS["worse"][0]["color"])
    assert second == (pytest.approx(90), LOOKS["better"][0]["marker"], LOOKS["better"][0]["color"])
    assert far[:2] == (400, ">") and axes.get_xlim()[1] == 400
    assert unknown[0] == 100
    intervals = [list(line.get_xdata()) for line in axes.lines if line.get_linewidth() == 2.2]
    np.testing.assert_allclose(intervals, [[110, 125], [85, 95], [400, 400]])
    assert [tick.get_text() for tick in axes.get_yticklabels()] == [row.title for row in ROWS]
    names = [text.get_text() for text in axes.texts]
    assert names[1:3] == ["90 %  cnn / mean", "700 %  a / ets"]


def test_the_verdicts_differ_without_their_colours_and_only_those_that_occur_are_explained():
    assert len({look["marker"] for look, _ in LOOKS.values()}) == len(LOOKS)
    (legend,) = draw_overview(ROWS).legends
    texts = [text.get_text() for text in legend.get_texts()]
    assert texts == ["the network is better", "the baseline is better", "cannot tell"]


@pytest.mark.parametrize("count", [1, 3, 40])
def test_no_text_is_cropped_and_no_row_hides_another(count):
    long = OverviewRow("A title of very many letters " * 5, "n" * 80, "b", 1.3, 1.2, 1.4, "worse")
    figure = draw_overview((ROWS[:2] + [long] * 40)[:count])
    figure.draw_without_rendering()
    (axes,) = figure.axes
    boxes = [Text.get_window_extent(text) for text in (*axes.get_yticklabels(), *axes.texts)]
    assert min(box.x0 for box in boxes) >= 0
    assert max(box.x1 for box in boxes) <= figure.bbox.x1
    heights = sorted(box.y0 for box in boxes[:count])
    assert np.diff(heights).min(initial=99) > boxes[0].height
    assert axes.bbox.width > figure.bbox.width / 4


def test_the_picture_can_be_drawn_into_given_axes():
    figure, axes = plt.subplots(layout=None)
    place = axes.get_position().bounds
    assert draw_overview(ROWS, axes) is figure
    assert axes.get_position().bounds == place and len(marks_of(axes)) == len(ROWS)


def test_the_description_counts_the_verdicts_and_names_the_extremes():
    assert describe_overview(ROWS) == (
        "For 4 studies, a mark shows the error of the best network as a percentage of the error of"
        " the best baseline; 100 % is a vertical line, and left of it the network is better. The"
        " verdicts are: the network is better in 1, the baseline is better in 2, cannot tell in 1."
        " The lowest value is 90 % (Which network?), and the highest is 700 % (Far away)."
    )


def test_a_baseline_without_an_error_gives_an_arrow_and_no_number():
    row = OverviewRow("Rows", "all", "least_squares", np.inf, np.inf, np.inf, "worse")
    (axes,) = draw_overview([row, *ROWS[:2]]).axes
    assert marks_of(axes)[0][1] == ">"
    assert axes.texts[0].get_text() == "over 400 %  all / least_squares"
    assert "the highest is over 400 % (Rows)." in describe_overview([row, *ROWS])
