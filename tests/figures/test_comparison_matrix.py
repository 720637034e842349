import numpy as np
import pandas as pd
import pytest

from reprise.figures import comparison_matrix
from reprise.settings import ComparisonSettings

COMPARISONS = pd.DataFrame(
    [
        ("a", "b", "configuration", 0.9, "better"),
        ("a", "c", "configuration", 0.5, "equivalent"),
        ("b", "c", "configuration", 0.4, "cannot tell"),
        ("a", "ets", "baseline", 0.0, "worse"),
    ],
    columns=["configuration", "other", "kind", "probability_better", "verdict"],
).assign(family="1 ahead", paired=False, diverged=0, other_diverged=0)


@pytest.fixture
def tables(make_settings, make_runs, make_tables):
    runs = make_runs({name: [1.0, 2.0] for name in "abc"})
    return make_tables(make_settings(["a", "b", "c"]), runs, comparisons=COMPARISONS)


def test_a_cell_has_the_probability_that_the_row_is_better(tables):
    (mesh,) = comparison_matrix.draw(tables).axes[0].collections
    shown = np.ma.filled(mesh.get_array(), np.nan)
    expected = [
        [np.nan, 0.9, 0.5, 0.0],
        [0.1, np.nan, 0.4, np.nan],
        [0.5, 0.6, np.nan, np.nan],
    ]
    np.testing.assert_allclose(shown, expected)


def test_a_cell_has_the_sign_of_the_verdict_on_the_row(tables):
    axes = comparison_matrix.draw(tables).axes[0]
    signs = {
        (t.get_position()[1] - 0.5, t.get_position()[0] - 0.5): t.get_text() for t in axes.texts
    }
    minus = "\N{MINUS SIGN}"
    assert signs == {
        **{(0, 1): "+", (0, 2): "=", (0, 3): minus},
        **{(1, 0): minus, (1, 2): "?"},
        **{(2, 0): "=", (2, 1): "?"},
    }
    assert [label.get_text() for label in axes.get_xticklabels()] == ["a", "b", "c", "ets"]
    # The means are equal, and only a and b differ.
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a   a", "b   b", "c   ab"]


@pytest.mark.parametrize(("margin", "equivalent"), [(None, []), (2.5, ["= equivalent within 2.5"])])
def test_the_legend_explains_each_sign_and_the_grey_cells(
    tables, make_settings, margin, equivalent
):
    tables.settings = make_settings(["a", "b", "c"], comparison=ComparisonSettings(margin=margin))
    figure = comparison_matrix.draw(tables)
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        *("+ the row is better", "\N{MINUS SIGN} the row is worse", *equivalent),
        *("? cannot tell", "no comparison"),
    ]
    assert legend.legend_handles[-1].get_facecolor() == figure.axes[0].get_facecolor()


def test_blue_is_better_than_red(tables):
    (mesh,) = comparison_matrix.draw(tables).axes[0].collections
    red, _, blue, _ = mesh.to_rgba(0.05)
    assert red > blue
    red, _, blue, _ = mesh.to_rgba(0.95)
    assert blue > red


def test_the_caption_explains_the_signs(tables, render):
    caption = comparison_matrix.caption(tables)
    assert "+ for better, \N{MINUS SIGN} for worse, ? for cannot tell." in caption
    assert "equivalent within" not in caption.partition("\n\n")[0]
    render(caption)


def test_the_caption_gives_the_margin_of_equivalence(tables, make_settings):
    comparison = ComparisonSettings(margin=2.5)
    tables.settings = make_settings(["a", "b", "c"], comparison=comparison)
    assert ", = for equivalent within 2.5, " in comparison_matrix.caption(tables)


@pytest.mark.parametrize(("count", "has_signs"), [(25, True), (26, False)])
def test_a_large_matrix_has_no_signs(make_settings, make_runs, make_tables, count, has_signs):
    names = [f"n{k}" for k in range(count)]
    comparisons = COMPARISONS.replace({"a": "n0", "b": "n1", "c": "n2"})
    runs = make_runs({name: [1.0, 2.0] for name in names})
    tables = make_tables(make_settings(names), runs, comparisons=comparisons)
    axes = comparison_matrix.draw(tables).axes[0]
    assert any(text.get_text() == "+" for text in axes.texts) == has_signs
    assert len(axes.get_yticklabels()) == count
    assert ("too large to show the verdicts" in comparison_matrix.caption(tables)) != has_signs


def test_comparisons_without_a_number_are_empty_cells(tables):
    tables.comparisons = COMPARISONS.assign(probability_better=np.nan, verdict="cannot tell")
    (mesh,) = comparison_matrix.draw(tables).axes[0].collections
    assert np.ma.getmaskarray(mesh.get_array()).all()


def test_the_label_of_the_colours_stays_inside_a_small_figure(
    make_settings, make_runs, make_tables
):
    runs = make_runs({"a": [1.0, 2.0], "b": [1.0, 2.0]})
    tables = make_tables(make_settings(["a", "b"]), runs, comparisons=COMPARISONS[:1])
    figure = comparison_matrix.draw(tables)
    figure.canvas.draw()
    (scale,) = figure.axes[0].child_axes
    box = scale.yaxis.label.get_window_extent()
    assert scale.get_ylabel().startswith("probability")
    assert box.x1 <= figure.bbox.width
    assert box.y0 >= 0
    assert box.y1 <= figure.bbox.height


def test_the_description_names_the_rows_with_the_most_verdicts(tables):
    assert comparison_matrix.describe(tables) == (
        "A matrix compares 3 configurations in its rows with each other and with 1 baseline in its"
        " columns. The row of a has the most cells with the verdict better: 1 of 3. The row of a"
        " has the most cells with the verdict worse: 1 of 3."
    )


def test_the_figure_can_be_drawn_into_given_axes(tables, check_given_axes):
    check_given_axes(comparison_matrix.draw, tables)
