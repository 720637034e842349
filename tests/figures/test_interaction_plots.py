import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from reprise.figures import interaction_plots
from reprise.settings import ComparisonSettings
from reprise.stage_settings import ConfigurationEntry

COMPARISONS = pd.DataFrame(
    [("era=old,epochs=1000", "era=new,epochs=500", "better", 4)],
    columns=["configuration", "other", "verdict", "runs"],
)
# The best mean is 80, and tuning the era first ends at 100.
MEANS = {
    "era=new,epochs=500": 100.0,
    "era=new,epochs=1000": 110.0,
    "era=old,epochs=500": 120.0,
    "era=old,epochs=1000": 80.0,
}


def make_entries(names):
    """The grid of configurations whose names are made from what varies."""
    return tuple(
        ConfigurationEntry(name, name, 0, name, levels=dict(p.split("=") for p in name.split(",")))
        for name in names
    )


def make_effects(entries, interactions=()):
    """Effects of all terms; the named ones explain a larger share of the variance."""
    keys = list(entries[0].levels)
    chosen = itertools.chain(*(itertools.combinations(keys, n + 1) for n in range(len(keys))))
    terms = [" x ".join(term) for term in chosen]
    shares = [0.5 if term in interactions else 0.01 for term in terms]
    return pd.DataFrame(
        {
            "term": [*terms, "residual"],
            "share_of_variance": [*shares, 0.1],
            "p": 0.5,
            "p_robust": 0.5,
        }
    )


@pytest.fixture
def make(make_settings, make_runs, make_tables):
    def make(runs, interactions=(), **others):
        entries = make_entries(runs)
        settings = make_settings(
            list(runs), configurations=entries, comparison=ComparisonSettings(confidence=0.9)
        )
        others = {
            "comparisons": COMPARISONS,
            "effects": make_effects(entries, interactions),
        } | others
        return make_tables(settings, make_runs(runs), **others)

    return make


@pytest.fixture
def tables(make):
    return make({name: [mean - 1, mean + 1] for name, mean in MEANS.items()})


def test_each_value_of_the_second_key_has_a_line_with_intervals(tables):
    (axes,) = interaction_plots.draw(tables).axes
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["500", "1000"]
    assert axes.get_xlabel() == "epochs"
    assert [text.get_text() for text in axes.texts] == ["new", "old", "era"]  # at the ends
    half = 6.313752  # Student's t of 1 degree of freedom at 0.95, times sqrt(2) / sqrt(2)
    for container, means in zip(axes.containers, [(100, 110), (120, 80)], strict=True):
        line, _, (bars,) = container.lines
        np.testing.assert_allclose(line.get_ydata().astype(float), means)
        ends = [segment[:, 1] for segment in bars.get_segments()]
        np.testing.assert_allclose(ends, [(mean - half, mean + half) for mean in means], rtol=1e-6)


def test_the_figure_itself_explains_bars_and_points(tables):
    (legend,) = interaction_plots.draw(tables).legends
    labels = [text.get_text() for text in legend.get_texts()]
    assert labels == ["90% interval of the mean", "mean of the runs"]


def test_the_lines_differ_in_colour_marker_and_line_style(tables):
    (axes,) = interaction_plots.draw(tables).axes
    one, other = (container.lines[0] for container in axes.containers)
    assert one.get_color() != other.get_color()
    assert one.get_marker() != other.get_marker()
    assert one.get_linestyle() != other.get_linestyle()


def test_the_lines_stand_side_by_side(tables):
    (axes,) = interaction_plots.draw(tables).axes
    left, right = (container.lines[0].get_xdata() for container in axes.containers)
    np.testing.assert_allclose(left, [-0.06, 0.94])
    np.testing.assert_allclose(right, [0.06, 1.06])


def test_the_caption_compares_tuning_one_key_at_a_time_with_the_best(tables, render):
    caption = interaction_plots.caption(tables)
    assert "the mean test RMSE at every pair" in caption
    assert "The bars are 90% intervals" in caption
    assert "The best mean of all 4 configurations is 80.0 (``era=old,epochs=1000``)." in caption
    assert "tunes the keys in the order ``era``, ``epochs``." in caption
    assert (
        "It ends at ``era=new,epochs=500``, whose mean is 100.0. The runs tell the two"
        " configurations apart. We redrew the runs of the study 2000 times with replacement. In"
        " 0% of these samples" in caption
    )
    render(caption)


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        ("cannot tell", "The runs cannot tell the two configurations apart."),
        ("equivalent", "The two configurations are equivalent within the margin."),
        ("worse", "The runs tell the two configurations apart."),
    ],
)
def test_the_caption_gives_the_verdict_on_the_two_configurations(tables, verdict, sentence):
    tables.comparisons = COMPARISONS.assign(verdict=verdict)
    assert sentence in interaction_plots.caption(tables)


def test_the_caption_says_if_the_two_configurations_are_not_compared(tables):
    tables.comparisons = COMPARISONS.assign(other="era=old,epochs=500")
    sentence = "The two are not compared, because they differ in their era and in other keys."
    assert sentence in interaction_plots.caption(tables)


def test_tuning_may_end_at_the_best_configuration(make):
    means = MEANS | {"era=new,epochs=500": 70.0}
    caption = interaction_plots.caption(make({name: [mean] for name, mean in means.items()}))
    assert "It ends at the same configuration." in caption


def test_one_run_per_configuration_is_not_redrawn(make):
    comparisons = COMPARISONS.assign(runs=1)
    tables = make({name: [mean] for name, mean in MEANS.items()}, comparisons=comparisons)
    assert "redrawn" not in interaction_plots.caption(tables)
    (axes,) = interaction_plots.draw(tables).axes
    assert len(axes.containers) == 2


def test_a_configuration_without_runs_has_no_point(make):
    runs = {name: [mean, mean + 1] for name, mean in MEANS.items()}
    runs["era=new,epochs=500"] = [np.nan, np.nan]
    tables = make(runs)
    (axes,) = interaction_plots.draw(tables).axes
    points = axes.containers[0].lines[0].get_ydata().astype(float)
    np.testing.assert_allclose(points, [np.nan, 110.5])
    caption = interaction_plots.caption(tables)
    assert "A point is missing if all runs of one of its configurations diverged." in caption


def test_a_grid_whose_runs_all_diverged_has_no_best_mean(make):
    tables = make({name: [np.nan] for name in MEANS})
    interaction_plots.draw(tables).canvas.draw()
    caption = interaction_plots.caption(tables)
    assert "best mean" not in caption and "nan" not in caption


def test_the_caption_says_that_configurations_are_evaluations_of_the_same_networks(make, tables):
    sentence = "Some configurations are evaluations of the same networks"
    assert sentence not in interaction_plots.caption(tables)
    settings = tables.settings
    entries = tuple(
        replace(entry, training=entry.levels["era"]) for entry in settings.configurations
    )
    tables.settings = replace(settings, configurations=entries)
    assert sentence in interaction_plots.caption(tables)


def test_of_many_keys_and_values_only_some_are_drawn(make):
    levels = {"a": 2, "b": 2, "c": 2, "d": 7, "e": 8}
    points = itertools.product(*(range(n) for n in levels.values()))
    names = [",".join(f"{k}={v}" for k, v in zip(levels, p, strict=True)) for p in points]
    tables = make({name: [1.0] for name in names}, interactions=["a x b", "d x e"])
    panels = interaction_plots.draw(tables).axes
    pairs = [(axes.get_xlabel(), axes.texts[-1].get_text()) for axes in panels]
    assert len(pairs) == 6
    assert {("b", "a"), ("e", "d")} <= set(pairs)  # of equally many values, the later key
    lines = [text.get_text() for text in panels[pairs.index(("e", "d"))].texts]
    assert lines == ["0", "1", "2", "4", "5", "6", "d"]
    caption = interaction_plots.caption(tables)
    assert "The figure shows 6 of 10 pairs of keys" in caption
    assert "Only 6 values of ``d`` have a line." in caption


def test_the_description_names_the_keys_and_the_best_configuration(tables):
    assert interaction_plots.describe(tables) == (
        "The figure shows the mean test RMSE (sales) over epochs with a line per era. Over all"
        " configurations: The lowest mean is 80.0 (era=old,epochs=1000), and the highest is 120.0"
        " (era=old,epochs=500)."
    )


def test_the_figure_can_be_drawn_into_given_axes(tables, check_given_axes):
    check_given_axes(interaction_plots.draw, tables)
