import numpy as np
import pytest

from reprise.data.samples import Samples
from reprise.figures import samples_plot
from reprise.figures.sequences_plot import SHOWN_PER_CLASS, draw_sequences
from reprise.framing_settings import FramingSettings

FRAMING = FramingSettings(test_rows=6, validation_rows=2, features_as="time_steps")


@pytest.fixture
def samples():
    """Twenty samples of four time steps; the value of a sample is its number."""
    x = np.repeat(np.arange(20.0)[:, None], 4, axis=1)
    return Samples(x, np.arange(20) % 2, ["a", "b", "c", "d"], ["even", "odd"])


def test_each_panel_has_lines_of_its_own_rows_in_the_colours_of_their_classes(samples):
    training, test = draw_sequences(samples, FRAMING).axes
    assert (training.get_title(), test.get_title()) == ("training rows", "test rows")
    lines = training.get_lines()
    assert len(lines) == 2 * SHOWN_PER_CLASS
    assert [line.get_ydata()[0] for line in lines[:3]] == [0, 2, 4]
    assert sorted(line.get_ydata()[0] for line in test.get_lines()) == [14, 15, 16, 17, 18, 19]
    assert lines[0].get_xdata().tolist() == [1, 2, 3, 4]
    assert {line.get_color() for line in test.get_lines()} == {"C0", "C1"}


def test_the_figure_and_the_caption_of_samples_show_sequences_as_lines(
    samples, make_settings, make_runs, make_tables
):
    settings = make_settings(["a"], framings=(FRAMING,))
    tables = make_tables(settings, make_runs({"a": [1.0]}), dataset=samples)
    figure = samples_plot.draw(tables)
    assert figure.axes[0].get_xlabel() == "time step"
    legend = figure.axes[-1].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["even", "odd"]
    assert "Each line is one sample; the first 5 of each class" in samples_plot.caption(tables)
