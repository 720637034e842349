import matplotlib.pyplot as plt
import numpy as np

from reprise.figures.run_dots import draw_run_boxes, draw_run_dots
from reprise.figures.style import MEDIAN, tint

COLORS = {"a": "#0000ff", "b": "#ff0000"}


def draw(runs):
    _, axes = plt.subplots()
    data = {"data": runs, "x": "configuration", "y": "test_rmse", "order": ["a", "b"], "ax": axes}
    draw_run_dots(data, COLORS, jitter=0.15)
    return np.concatenate([dots.get_offsets() for dots in axes.collections])


def test_each_run_has_a_dot_near_its_configuration(make_runs):
    dots = draw(make_runs({"a": [1.0, 2.0, 3.0], "b": [4.0, 5.0]}))
    np.testing.assert_array_equal(dots[:, 1], [1, 2, 3, 4, 5])
    distances = dots[:, 0] - [0, 0, 0, 1, 1]
    assert 0 < np.abs(distances).max() <= 0.15
    assert len(set(distances)) == 5


def test_equal_runs_have_equal_dots(make_runs):
    runs = make_runs({"a": [1.0, 2.0], "b": [4.0]})
    np.testing.assert_array_equal(draw(runs), draw(runs))


def test_a_box_has_a_green_median_and_whiskers_to_the_extremes(make_runs):
    _, axes = plt.subplots()
    runs = make_runs({"a": [0.0, 4.0, 8.0, 12.0, 100.0]})
    data = {"data": runs, "x": "configuration", "y": "test_rmse", "order": ["a"], "ax": axes}
    draw_run_boxes(data, {"a": "#0000ff"}, width=0.4)
    (median,) = (line for line in axes.lines if line.get_color() == MEDIAN)
    assert list(median.get_ydata()) == [8.0, 8.0]
    np.testing.assert_allclose(median.get_xdata(), [-0.2, 0.2], atol=0.01)
    assert max(y for line in axes.lines for y in line.get_ydata()) == 100.0
    (box,) = axes.patches
    assert box.get_facecolor()[:3] == tint("#0000ff")


def test_the_random_numbers_of_the_user_go_on(make_runs):
    np.random.seed(1)  # noqa: NPY002
    expected = np.random.random(2)  # noqa: NPY002
    np.random.seed(1)  # noqa: NPY002
    found = [np.random.random(), draw(make_runs({"a": [1.0], "b": [2.0]})), np.random.random()]  # noqa: NPY002
    assert (found[0], found[2]) == tuple(expected)
