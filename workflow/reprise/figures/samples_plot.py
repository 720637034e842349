"""A plot of the samples of a study by their classes or numbers."""

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from reprise.data.samples import Samples
from reprise.escape import escape_rst
from reprise.figures.caption_text import count_nouns, join_words
from reprise.figures.labels import dataset_title
from reprise.figures.layout import GivenAxes, Panels, create_panels, label_vertical_axis
from reprise.figures.sequences_plot import describe_sequences, draw_sequences
from reprise.figures.style import CONFIGURATION_MARKERS, MAX_POINTS_AS_LINES, TRAIN
from reprise.framing_settings import FramingSettings
from reprise.stage_settings import FigureSettings
from reprise.tables.study_tables import StudyTables

MAX_FEATURES = 4
MAX_FEATURES_WITH_TARGET = 12
PAIRS_IN_A_ROW = 3
IMAGE_COLUMNS, IMAGE_ROWS = 12, 4
IMAGE_GAPS = (2, 5)  # pixels of an image between two columns and between two rows
FIGURE_WIDTH, TITLE_HEIGHT = 7, 0.35  # inches


def draw(tables: StudyTables, part: str = "", ax: GivenAxes = None) -> Figure:
    """Draw images, scatter plots of the features, or the samples as lines.

    Classes have a scatter plot of one or two features, or of all pairs of up to four features. A
    number to predict is drawn over each of the first features.
    """
    samples, framing = tables.dataset, tables.settings.framings[0]
    if framing.features_as == "time_steps":
        panels = draw_sequences(samples, framing, ax)
    elif samples.are_images:
        panels = _draw_images(samples, ax)
    elif samples.class_names:
        panels = _draw_features(samples, ax)
    else:
        panels = _draw_target_over_features(samples, tables.settings.dataset.units_of(), ax)
    panels.set_title(dataset_title(tables.settings.dataset, _describe_size(samples)))
    return panels.figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Describe the classes or the numbers of the samples, and say which are held back."""
    samples, framing = tables.dataset, tables.settings.framings[0]
    sentences = [_describe_targets(samples, tables.settings.dataset.units_of())]
    features = len(samples.feature_names)
    most = MAX_FEATURES if samples.class_names else MAX_FEATURES_WITH_TARGET
    if framing.features_as == "time_steps":
        sentences.append(describe_sequences(samples))
    elif features > most:
        sentences.append(f"The figure shows the first {most} of {features} features.")
    if tables.settings.partition_kind:
        sentences += _sentences_on_splits(tables.settings)
    else:
        sentences += _sentences_on_rows_held_back(framing)
    return " ".join(sentences) + "\n"


def describe(tables: StudyTables, part: str = "") -> str:
    """Say what kind of picture shows the samples, and how many there are of each class."""
    samples, framing = tables.dataset, tables.settings.framings[0]
    names = samples.feature_names[:MAX_FEATURES]
    if framing.features_as == "time_steps":
        picture = "Lines show the values of some samples over the time steps"
    elif samples.are_images:
        picture = f"A grid shows {_describe_size(samples)}"
    elif samples.class_names:
        picture = f"Dots show the samples by {join_words(names)}, with a marker for each class"
    else:
        picture = f"Dots show the number to predict, {samples.target_name}, over each feature"
    if not samples.class_names:
        return (
            f"{picture}. The numbers lie between {samples.y.min():.4g} and {samples.y.max():.4g}."
        )
    counts = np.bincount(samples.y, minlength=len(samples.class_names))
    listed = [f"{count} of {name}" for name, count in zip(samples.class_names, counts, strict=True)]
    return f"{picture}. There are {join_words(listed)}."


def _sentences_on_rows_held_back(framing: FramingSettings) -> Iterator[str]:
    """Say which samples are test rows and validation rows, in a study without splits."""
    if framing.random_state is not None:
        spread = ", with every class spread evenly over the order" if framing.stratified else ""
        yield f"The samples are put into a random order first{spread}."
    if framing.test_rows:
        rows = count_nouns(framing.test_rows, "sample")
        yield f"The last {rows} are the test rows, on which no network is trained."
    if framing.validation_rows:
        rows = count_nouns(framing.validation_rows, "sample")
        yield (
            f"The validation rows ({rows}) lie before the test rows. They decide which epochs and"
            " configurations are chosen."
        )


def _describe_targets(samples: Samples, units: str) -> str:
    """The number of samples of each class, or the range of the numbers."""
    size = f"The dataset has {count_nouns(len(samples.y), 'sample')}"
    if not samples.class_names:
        name, y = escape_rst(samples.target_name), samples.y
        return (
            f"{size}, each with a number to predict: {name} ({escape_rst(units)}). The lowest is"
            f" {y.min():g}, the highest is {y.max():g}, and the mean is {y.mean():.4g}."
        )
    counts = np.bincount(samples.y, minlength=len(samples.class_names))
    classes = ", ".join(
        f"{count} of class {escape_rst(name)}"
        for name, count in zip(samples.class_names, counts, strict=True)
        if count
    )
    return f"{size}: {classes}."


def _sentences_on_splits(settings: FigureSettings) -> Iterator[str]:
    """Say how the samples are divided at each split."""
    framing = settings.framings[0]
    yield (
        f"The study is repeated at {len(settings.partition_numbers)} splits. Each of them puts the"
        " samples into another random order first"
        f"{', with every class spread evenly over the order' if framing.stratified else ''}."
    )
    yield f"The last {count_nouns(framing.test_rows or 0, 'sample')} of an order are its test rows."
    if framing.validation_rows:
        yield (
            f"The {framing.validation_rows} before them are its validation rows, by which epochs"
            " and configurations are chosen."
        )


def _draw_target_over_features(samples: Samples, units: str, ax: GivenAxes) -> Panels:
    """Draw the number to predict over each of the first features, in a panel each."""
    names = samples.feature_names[:MAX_FEATURES_WITH_TARGET]
    columns = min(4, len(names))
    rows = math.ceil(len(names) / columns)
    panels = create_panels(len(names), columns, (1 + 1.9 * columns, 0.6 + 1.9 * rows), ax)
    style: dict[str, Any] = {"color": TRAIN, "markersize": 2, "alpha": 0.6}
    style["rasterized"] = len(samples.y) > MAX_POINTS_AS_LINES
    for position, (axes, name) in enumerate(zip(panels.axes, names, strict=True)):
        axes.plot(samples.x[:, position], samples.y, "o", **style)
        axes.set_xlabel(name)
    label = f"{samples.target_name} ({units})"
    for axes in panels.left:
        label_vertical_axis(axes, label)
    return panels


def _describe_size(samples: Samples) -> str:
    """How many samples there are; of images, also how many of them are drawn."""
    if not samples.are_images:
        return count_nouns(len(samples.y), "sample")
    shown = min(len(samples.y), IMAGE_COLUMNS * IMAGE_ROWS)
    return f"the first {shown} of {count_nouns(len(samples.y), 'image')}"


def _draw_features(samples: Samples, ax: GivenAxes) -> Panels:
    """Draw a scatter plot of one or two features, or of all pairs of up to four features."""
    features = samples.feature_names[:MAX_FEATURES]
    # A legend of Matplotlib leaves out a name that begins with an underscore.
    names = [f" {name}" if name.startswith("_") else name for name in samples.class_names]
    label = "class" if "class" not in features else "class of the sample"
    table = pd.DataFrame(samples.x[:, : len(features)], columns=features)
    table[label] = [names[k] for k in samples.y]
    pairs = list(itertools.combinations(features, 2)) or [(features[0], label)]
    columns = min(PAIRS_IN_A_ROW, len(pairs))
    size = (
        (5.4, 4.6) if len(pairs) == 1 else (1.3 + 2.2 * columns, 2.2 * len(pairs) / columns + 0.4)
    )
    panels = create_panels(len(pairs), columns, size, ax, sharey=False)
    for axes, (x, y) in zip(panels.axes, pairs, strict=True):
        # The colours are those of Matplotlib, as in a tutorial; the markers help without colours.
        sns.scatterplot(
            table,
            x=x,
            y=y,
            hue=label,
            hue_order=names,
            palette=sns.color_palette("tab10", len(names)),
            style=label,
            style_order=names,
            markers=[
                CONFIGURATION_MARKERS[k % len(CONFIGURATION_MARKERS)] for k in range(len(names))
            ],
            s=18 if len(pairs) == 1 else 10,
            linewidth=0.2,
            rasterized=len(table) > MAX_POINTS_AS_LINES,
            legend=axes is panels.axes[columns - 1],
            ax=axes,
        )
    if len(features) == 2:
        panels.axes[0].set_aspect("equal", adjustable="datalim")
    # No legend on top of samples: it stands beside the panel at the upper right.
    sns.move_legend(panels.axes[columns - 1], "upper left", bbox_to_anchor=(1, 1))
    return panels


def _draw_images(samples: Samples, ax: GivenAxes) -> Panels:
    """Draw the first images in a grid, each with its class or number above."""
    height, width = samples.x.shape[1:3]
    shown = samples.x[: IMAGE_COLUMNS * IMAGE_ROWS]
    across = IMAGE_COLUMNS * (width + IMAGE_GAPS[0])
    down = math.ceil(len(shown) / IMAGE_COLUMNS) * (height + IMAGE_GAPS[1])
    size = (FIGURE_WIDTH, FIGURE_WIDTH * down / across + TITLE_HEIGHT)
    panels = create_panels(1, 1, size, ax)
    (axes,) = panels.axes
    for position, image in enumerate(shown):
        left = (position % IMAGE_COLUMNS) * (width + IMAGE_GAPS[0])
        top = (position // IMAGE_COLUMNS) * (height + IMAGE_GAPS[1])
        extent = (left, left + width, top + height, top)
        axes.imshow(image[..., 0], cmap="gray_r", extent=extent)
        y = samples.y[position]
        name = samples.class_names[y] if samples.class_names else f"{y:.4g}"
        axes.text(left + width / 2, top - 0.5, name, ha="center", va="bottom", fontsize="small")
    axes.set(xlim=(-1, across - 1), ylim=(down - IMAGE_GAPS[1] + 0.5, 0.5 - IMAGE_GAPS[1]))
    axes.set_axis_off()
    return panels
