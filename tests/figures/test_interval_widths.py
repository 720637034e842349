from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.text import Text
from scipy.stats import t

from reprise.figures import interval_widths

PLAN = pd.DataFrame(columns=["configuration", "other", "fewest_repeats", "most_repeats"])


@pytest.fixture
def make(make_settings, make_runs, make_tables):
    def make(values):
        summary = pd.DataFrame(
            {
                "configuration": list(values),
                "mean_low": 10.0,
                "mean_high": [11.0 + k for k in range(len(values))],
            }
        )
        settings = make_settings(list(values))
        return make_tables(settings, make_runs(values), summary=summary, repeats=PLAN)

    return make


def test_a_line_shows_expected_widths_and_a_dot_the_width_found(make):
    values = {"a": [1.0, 2.0, 6.0], "b": [1.0, 2.0]}
    (axes,) = interval_widths.draw(make(values)).axes
    line, dot, _, other_dot, rule, repeats = axes.lines
    counts = line.get_xdata()
    expected = 2 * t.ppf(0.975, counts - 1) * np.std(values["a"], ddof=1) / np.sqrt(counts)
    np.testing.assert_allclose(line.get_ydata(), expected)
    assert (list(dot.get_xdata()), list(dot.get_ydata())) == ([3], [1.0])
    assert (list(other_dot.get_xdata()), list(other_dot.get_ydata())) == ([2], [2.0])
    widths = rule.get_ydata()
    np.testing.assert_allclose(widths / widths[0], np.sqrt(counts[0] / counts))
    assert widths.max() < expected.max(), "it lies below the lines"
    assert list(repeats.get_xdata()) == [3, 3]
    assert axes.get_ylabel() == "width of the 95% interval of the mean\ntest RMSE (sales)"


def names_in(figure):
    """The names at the ends of the lines, from the lowest to the highest."""
    texts = sorted(figure.axes[0].texts, key=lambda text: text.xyann[1])
    return [text.get_text() for text in texts]


def test_a_name_stands_at_the_right_end_of_each_line(make):
    figure = interval_widths.draw(make({"wide": [1.0, 2.0, 9.0], "narrow": [1.0, 2.0, 3.0]}))
    (axes,) = figure.axes
    assert names_in(figure) == ["1 / √n", "narrow", "wide"]
    lines = [line for line in axes.lines[:-1] if len(line.get_xdata()) > 1]
    ends = {to_hex(line.get_color()): line.get_ydata()[-1] for line in lines}
    for text in axes.texts:
        assert text.xy == (200, ends[to_hex(text.arrow_patch.get_edgecolor())])
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "expected width",
        "width of these runs",
        "this study's repeats",
    ]


def test_of_fifteen_configurations_the_narrowest_the_middle_and_the_widest_are_drawn(
    make, make_settings
):
    names = [f"era={era},epochs={n}" for era in "abc" for n in range(5)]
    tables = make({name: [1.0, 2.0, 2.0 + 0.1 * k] for k, name in enumerate(names)})
    panels = {f"era={era}": {f"era={era},epochs={n}": str(n) for n in range(5)} for era in "abc"}
    tables.settings = make_settings(names, panels=panels)
    figure = interval_widths.draw(tables)
    figure.canvas.draw()
    (axes,) = figure.axes
    assert names_in(figure) == ["1 / √n", "a, 0", "b, 2", "c, 4", "era, epochs"]
    assert len(axes.lines) == 8, "three lines with a mark each, the rule, and the repeats"
    boxes = sorted((Text.get_window_extent(text) for text in axes.texts), key=lambda box: box.y0)
    assert all(low.y1 <= high.y0 for low, high in pairwise(boxes))
    assert max(box.x1 for box in boxes) <= figure.bbox.width
    assert "The figure shows 3 of 15 configurations" in interval_widths.caption(tables)


@pytest.mark.parametrize("runs", [[1.0, np.nan], [2.0, 2.0]])
def test_a_configuration_with_one_run_or_with_equal_runs_has_no_line(make, runs):
    figure = interval_widths.draw(make({"a": runs, "b": [1.0, 2.0]}))
    assert names_in(figure) == ["1 / √n", "b"]
    assert len(figure.axes[0].lines) == 4


def test_a_study_without_any_spread_has_an_empty_figure(make):
    figure = interval_widths.draw(make({"a": [2.0, 2.0], "b": [1.0, np.nan]}))
    figure.canvas.draw()
    assert names_in(figure) == []


def test_the_description_names_the_narrowest_and_the_widest_interval(make):
    description = interval_widths.describe(make({"a": [1.0, 2.0, 6.0], "b": [1.0, 2.0]}))
    assert description.endswith(
        "With the 3 repeats of this study: The lowest width is 1.000 (a), and the highest is 2.00"
        " (b)."
    )


def test_the_figure_can_be_drawn_into_given_axes(make, check_given_axes):
    check_given_axes(interval_widths.draw, make({"a": [1.0, 2.0, 6.0], "b": [1.0, 2.0]}))
