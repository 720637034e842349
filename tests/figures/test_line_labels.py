from itertools import pairwise

import matplotlib.pyplot as plt
import pytest
from matplotlib.text import Text

from reprise.figures.layout import create_panels
from reprise.figures.line_labels import label_line_ends, spread_labels


def test_names_stand_at_the_ends_of_lines_and_do_not_overlap():
    panels = create_panels(1, 1, (5, 3))
    (axes,) = panels.axes
    values = {"a": 1.0, "b": 1.01, "c": 1.02, "much higher": 9.0}
    for value in values.values():
        axes.plot([0, 1], [0, value])
    ends = {name: (1.0, value) for name, value in values.items()}
    label_line_ends(axes, ends, dict.fromkeys(values, "red"), "name")
    panels.figure.draw_without_rendering()
    assert [text.get_text() for text in axes.texts] == [*values, "name"]
    boxes = sorted((Text.get_window_extent(text) for text in axes.texts), key=lambda box: box.y0)
    assert all(low.y1 <= high.y0 + 1 for low, high in pairwise(boxes))
    assert min(box.x0 for box in boxes) >= axes.bbox.x1
    assert max(box.x1 for box in boxes) <= panels.figure.bbox.x1


def test_without_a_line_there_is_no_title():
    _, axes = plt.subplots()
    label_line_ends(axes, {}, {}, "name")
    assert not axes.texts


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
