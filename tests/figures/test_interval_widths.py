import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from reprise.figures import interval_widths

PLAN = pd.DataFrame(columns=["configuration", "other", "repeats_needed"])


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
    line, dot, _, other_dot, repeats = axes.lines
    counts = line.get_xdata()
    expected = 2 * t.ppf(0.975, counts - 1) * np.std(values["a"], ddof=1) / np.sqrt(counts)
    np.testing.assert_allclose(line.get_ydata(), expected)
    assert (list(dot.get_xdata()), list(dot.get_ydata())) == ([3], [1.0])
    assert (list(other_dot.get_xdata()), list(other_dot.get_ydata())) == ([2], [2.0])
    assert list(repeats.get_xdata()) == [3, 3]
    assert axes.get_ylabel() == "width of the 95% interval"
    assert axes.get_title() == "test RMSE (sales)"


def test_a_configuration_with_one_run_has_no_line(make):
    figure = interval_widths.draw(make({"a": [1.0, np.nan], "b": [1.0, 2.0]}))
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["b", "this study's repeats"]
    assert len(figure.axes[0].lines) == 3


@pytest.mark.parametrize(("count", "named"), [(25, 25), (26, 2)])
def test_the_legend_of_many_configurations_names_the_outermost(make, count, named):
    tables = make({f"n{k}": [1.0, 2.0 + k] for k in range(count)})
    figure = interval_widths.draw(tables)
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert len(labels) == named + 1
    assert {"n0", f"n{count - 1}"} <= set(labels)
    caption = interval_widths.caption(tables)
    assert ("names only the narrowest and the widest interval" in caption) == (named == 2)


def test_the_caption_explains_lines_and_dots(make, render):
    caption = interval_widths.caption(make({"a": [1.0, 2.0, 6.0], "b": [1.0, 2.0]}))
    assert caption.startswith("A line shows the expected width of the interval of a mean")
    render(caption)
