from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from drawn_classes import draw_classes

from reprise.figures import reliability_plot
from reprise.figures.reliability_plot import describe_reliability, draw_reliability
from reprise.stats.class_calibration import AFTER, BEFORE, measure_calibration, tabulate_reliability
from reprise.stats.temperature import cross_fit_temperature, fit_temperature

FOLDS = np.arange(400) % 5


@pytest.fixture
def make():
    """Return a function that makes what the figure and the caption need from a sharpness."""

    def make(sharpness, count=400):
        probabilities, classes = (values[:count] for values in draw_classes(400, 3, sharpness))
        folds = FOLDS[:count]
        calibrated = cross_fit_temperature(probabilities, classes, folds)
        tables = [tabulate_reliability(p, classes, 0.95) for p in (probabilities, calibrated)]
        measures = measure_calibration(probabilities, classes, folds, 0.95)
        return tables, measures, fit_temperature(probabilities, classes)

    return make


def test_each_panel_shows_the_bins_with_their_intervals_and_the_diagonal(make):
    tables, _, _ = make(3)
    figure = draw_reliability(*tables, "Kinds of wine")
    assert figure.get_suptitle() == "Kinds of wine"
    assert [axes.get_title() for axes in figure.axes] == [
        "before calibration",
        "after calibration",
    ]
    for axes, table in zip(figure.axes, tables, strict=True):
        points, diagonal = axes.lines
        np.testing.assert_array_equal(points.get_xdata(), table["probability"])
        np.testing.assert_array_equal(points.get_ydata(), table["share"])
        np.testing.assert_array_equal(diagonal.get_xdata(), diagonal.get_ydata())
        ends = np.array([segment[:, 1] for segment in axes.collections[0].get_segments()])
        np.testing.assert_allclose(ends, table[["low", "high"]])
        assert axes.get_xlim() == axes.get_ylim()
        low, high = axes.get_xlim()
        assert low < table["low"].min() and high > 1, "nothing is cut off"
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "bin of samples",
        "95 % interval",
        "probability = share",
    ]


@pytest.fixture
def describe(make, render):
    """Return a function that writes the caption for a sharpness, as text with its numbers."""

    def describe(sharpness, count=400):
        _, measures, temperature = make(sharpness, count)
        caption = describe_reliability(measures, temperature, 0.95)
        render(caption)
        assert f"The temperature is {temperature:.2f}" in caption
        rows = measures.set_index(["measure", "probabilities"])
        return caption, rows

    return describe


def test_the_caption_says_that_networks_were_too_sure(describe):
    caption, rows = describe(3)
    before = rows.loc[("calibration_error", "before")]
    assert ": on average, the networks are more certain than they are right." in caption
    assert (
        f"Before calibration, probability and share differ by {100 * before['value']:.1f}"
        f" percentage points on average (95% interval: {100 * before['low']:.1f} to"
    ) in caption
    losses = rows["value"]["log_loss"]
    assert (
        f"The log loss of samples of other folds changes from {losses['before']:.3f} to"
        f" {losses['after']:.3f}. So the temperature helps, and the stored networks use it."
    ) in caption


def test_the_caption_says_that_networks_were_not_sure_enough(describe):
    caption, _ = describe(0.4)
    assert "less certain than they are right" in caption and "the stored networks use it" in caption


def test_the_caption_says_that_right_probabilities_have_an_error_and_stay_as_they_are(describe):
    caption, rows = describe(1)
    before = rows.loc[("calibration_error", "before")]
    assert before["value"] < before["if_calibrated_high"]
    assert (
        f"Right probabilities would have an error of {100 * before['if_calibrated']:.1f} percentage"
        " points by chance, so the samples do not contradict the probabilities."
    ) in caption
    assert "do not show that the temperature helps, so the stored networks do not use it" in caption


def test_the_caption_says_that_a_temperature_near_1_changes_little(make):
    caption = describe_reliability(make(1)[1], 1.01, 0.95)
    assert "The temperature is 1.01, so it changes little." in caption


def test_the_description_counts_the_points_below_the_diagonal(make):
    (before, after), _, _ = make(3)
    kinds = zip((BEFORE, AFTER), (before, after), strict=True)
    table = pd.concat([bins.assign(probabilities=kind) for kind, bins in kinds])
    description = reliability_plot.describe(SimpleNamespace(read={"reliability.csv": table}.get))
    below = [sum(bins["share"] < bins["probability"]) for bins in (before, after)]
    assert f"Before calibration, {below[0]} of {len(before)} points lie below" in description
    assert f"After calibration, {below[1]} of {len(after)} points lie below" in description


def test_the_figure_can_be_drawn_into_given_axes(make, check_given_axes):
    tables, _, _ = make(3)
    check_given_axes(draw_reliability, *tables, "Kinds of wine", 0.95)
