import itertools

import numpy as np
import pytest

from reprise.data.samples import Samples
from reprise.figures import samples_plot
from reprise.framing_settings import FramingSettings
from reprise.settings import DatasetSettings

Y = np.array([0, 1, 1, 0, 1, 1])
FRAMING = FramingSettings()


@pytest.fixture
def make(make_settings, make_runs, make_tables):
    def make(x, names=("no", "yes"), framing=FRAMING, y=Y):
        features = [f"f{k}" for k in range(x.shape[1])]
        dataset = DatasetSettings(builtin="digits")
        settings = make_settings(["a"], framings=(framing,), dataset=dataset)
        samples = Samples(x, y, features, list(names))
        return make_tables(settings, make_runs({"a": [1.0]}), dataset=samples)

    return make


def test_two_features_are_the_axes_of_a_scatter_plot(make):
    x = np.arange(12.0).reshape(6, 2)
    (axes,) = samples_plot.draw(make(x)).axes
    (dots,) = axes.collections
    np.testing.assert_array_equal(dots.get_offsets(), x)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("f0", "f1")
    colors = [tuple(color) for color in dots.get_facecolors()]
    assert len({colors[k] for k in np.flatnonzero(Y == 1)}) == 1
    assert len(set(colors)) == 2
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["no", "yes"]


@pytest.mark.parametrize("features", [["class", "b"], ["class", "b", "c"]])
def test_a_feature_can_be_named_class_and_a_class_can_begin_with_an_underscore(make, features):
    x = np.random.default_rng(0).normal(size=(6, len(features)))
    tables = make(x, names=("_hidden", "$x$"))
    tables.dataset.feature_names[:] = features
    figure = samples_plot.draw(tables)
    (legend,) = (axes.get_legend() for axes in figure.axes if axes.get_legend())
    assert [text.get_text().strip() for text in legend.get_texts()] == ["_hidden", "$x$"]
    assert legend.get_title().get_text() == "class of the sample"
    drawn = np.vstack([dots.get_offsets() for axes in figure.axes for dots in axes.collections[:1]])
    assert set(x[:, 0]) <= set(drawn.ravel())


def test_one_feature_is_drawn_by_class(make):
    (axes,) = samples_plot.draw(make(np.arange(6.0)[:, None])).axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("f0", "class")


@pytest.mark.parametrize(("features", "shown"), [(3, 3), (5, 4)])
def test_every_pair_of_up_to_four_features_has_a_panel(make, features, shown):
    figure = samples_plot.draw(make(np.random.default_rng(0).normal(size=(6, features))))
    figure.canvas.draw()
    title = figure._suptitle.get_window_extent()
    assert figure._suptitle.get_text() == "The dataset: digits, 6 samples"
    assert title.y0 > max(axes.bbox.y1 for axes in figure.axes)
    pairs = [(axes.get_xlabel(), axes.get_ylabel()) for axes in figure.axes]
    assert pairs == list(itertools.combinations([f"f{k}" for k in range(shown)], 2))


def test_images_are_drawn_with_the_names_of_their_classes(make):
    x = np.random.default_rng(0).random((60, 3, 2, 1))
    y = np.arange(60) % 2
    figure = samples_plot.draw(make(x, y=y))
    (axes,) = figure.axes
    assert figure._suptitle.get_text() == "The dataset: digits, the first 48 of 60 images"
    assert len(axes.images) == samples_plot.IMAGE_ROWS * samples_plot.IMAGE_COLUMNS == 48
    np.testing.assert_array_equal(axes.images[5].get_array(), x[5, :, :, 0])
    assert [text.get_text() for text in axes.texts[:3]] == ["no", "yes", "no"]
    left, right, bottom, top = axes.images[13].get_extent()
    assert (left, right, top, bottom) == (4, 6, 8, 11)  # the second image of the second row


@pytest.mark.parametrize(("count", "rows"), [(60, 4), (13, 2), (5, 1)])
def test_images_fill_the_figure(make, count, rows):
    """Below the title, the images leave no empty row."""
    x = np.zeros((count, 8, 8, 1))
    figure = samples_plot.draw(make(x, y=np.zeros(count, int)))
    figure.canvas.draw()
    (axes,) = figure.axes
    lowest = max(image.get_extent()[2] for image in axes.images)
    assert lowest == rows * 13 - 5
    bottom = axes.transData.transform((0, lowest))[1]
    assert bottom < 0.12 * figure.dpi  # inches


@pytest.mark.parametrize(
    ("random_state", "order"), [(None, ""), (1, " The samples are put into a random order first.")]
)
def test_the_caption_counts_the_samples_of_each_class(make, random_state, order):
    framing = FramingSettings(test_rows=2, validation_rows=1, random_state=random_state)
    tables = make(np.zeros((6, 2)), framing=framing)
    assert samples_plot.caption(tables) == (
        "The dataset has 6 samples: 2 of class no, 4 of class yes."
        f"{order} The last 2 samples are the test rows, on which no network is trained. The"
        " validation rows (1 sample) lie before the test rows. They decide which epochs and"
        " configurations are chosen.\n"
    )


@pytest.mark.parametrize(
    ("features", "sentence"), [(4, ""), (13, " The figure shows the first 4 of 13 features.")]
)
def test_the_caption_says_that_not_every_feature_is_shown(make, features, sentence):
    caption = samples_plot.caption(make(np.zeros((6, features))))
    assert caption == f"The dataset has 6 samples: 2 of class no, 4 of class yes.{sentence}\n"


def test_names_of_classes_are_text_and_no_markup(make, render):
    names = (r"$\frac$ *a*", "b\n\n.. raw:: html\n\n   <b>")
    tables = make(np.arange(12.0).reshape(6, 2), names)
    figure = samples_plot.draw(tables)
    figure.canvas.draw()  # a formula that is not valid would be an error
    html = render(samples_plot.caption(tables))
    assert r"2 of class $\frac$ *a*, 4 of class b .. raw:: html &lt;b&gt;." in html


def test_the_description_counts_the_samples_of_each_class(make):
    description = samples_plot.describe(make(np.arange(12.0).reshape(6, 2)))
    assert description == (
        "Dots show the samples by f0 and f1, with a marker for each class. There are 2 of no and 4"
        " of yes."
    )
    images = make(np.zeros((60, 3, 2, 1)), y=np.arange(60) % 2)
    assert "A grid shows the first 48 of 60 images." in samples_plot.describe(images)


@pytest.mark.parametrize("features", [1, 2, 3])
def test_samples_can_be_drawn_into_given_axes(make, check_given_axes, features):
    x = np.random.default_rng(0).normal(size=(6, features))
    check_given_axes(samples_plot.draw, make(x))
    check_given_axes(samples_plot.draw, make(x, names=(), y=x[:, 0]))
    check_given_axes(samples_plot.draw, make(np.zeros((6, 3, 2, 1))))
