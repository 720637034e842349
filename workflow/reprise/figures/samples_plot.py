"""A plot of the samples of a study by their classes."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from reprise.data.samples import Samples
from reprise.escape import escape_rst
from reprise.figures.caption_text import count_nouns
from reprise.figures.labels import dataset_title
from reprise.figures.layout import set_title
from reprise.figures.sequences_plot import describe_sequences, draw_sequences
from reprise.figures.style import CONFIGURATION_MARKERS
from reprise.tables.study_tables import StudyTables

MAX_FEATURES = 4
IMAGE_COLUMNS, IMAGE_ROWS = 12, 4
IMAGE_GAPS = (2, 5)  # pixels of an image between two columns and between two rows
FIGURE_WIDTH, TITLE_HEIGHT = 7, 0.35  # inches


def draw(tables: StudyTables, part: str = "") -> Figure:
    """Draw images, a scatter plot of one or two features, or all pairs of up to four features."""
    samples, framing = tables.dataset, tables.settings.framings[0]
    if framing.features_as == "time_steps":
        figure = draw_sequences(samples, framing)
    elif samples.are_images:
        figure = _draw_images(samples)
    else:
        figure = _draw_features(samples)
    set_title(figure, dataset_title(tables.settings.dataset, _describe_size(samples)))
    return figure


def caption(tables: StudyTables, part: str = "") -> str:
    """Count the samples of each class, and say which are held back."""
    samples, framing = tables.dataset, tables.settings.framings[0]
    counts = np.bincount(samples.y, minlength=len(samples.class_names))
    classes = ", ".join(
        f"{count} of class {escape_rst(name)}"
        for name, count in zip(samples.class_names, counts, strict=True)
        if count
    )
    sentences = [f"The dataset has {len(samples.y)} samples: {classes}."]
    features = len(samples.feature_names)
    if framing.features_as == "time_steps":
        sentences.append(describe_sequences())
    elif features > MAX_FEATURES:
        sentences.append(f"The figure shows the first {MAX_FEATURES} of {features} features.")
    if framing.test_rows:
        rows = count_nouns(framing.test_rows, "sample")
        if framing.random_state is not None:
            sentences.append("The samples are put into a random order first.")
        sentences.append(f"The last {rows} are the test rows, on which no network is trained.")
    if framing.validation_rows:
        rows = count_nouns(framing.validation_rows, "sample")
        sentences.append(
            f"The validation rows ({rows}) lie before the test rows. They decide which epochs and"
            " configurations are chosen."
        )
    return " ".join(sentences) + "\n"


def _describe_size(samples: Samples) -> str:
    """How many samples there are; of images, also how many of them are drawn."""
    if not samples.are_images:
        return count_nouns(len(samples.y), "sample")
    shown = min(len(samples.y), IMAGE_COLUMNS * IMAGE_ROWS)
    return f"the first {shown} of {count_nouns(len(samples.y), 'image')}"


def _draw_features(samples: Samples) -> Figure:
    """Draw a scatter plot of one or two features, or all pairs of up to four features."""
    features = samples.feature_names[:MAX_FEATURES]
    # A legend of Matplotlib leaves out a name that begins with an underscore.
    names = [f" {name}" if name.startswith("_") else name for name in samples.class_names]
    label = "class" if "class" not in features else "class of the sample"
    table = pd.DataFrame(samples.x[:, : len(features)], columns=features)
    table[label] = [names[k] for k in samples.y]
    # The colours are those of Matplotlib, as in a tutorial; the markers help without colours.
    look = {
        "hue": label,
        "hue_order": names,
        "palette": sns.color_palette("tab10", len(names)),
    }
    markers = [CONFIGURATION_MARKERS[k % len(CONFIGURATION_MARKERS)] for k in range(len(names))]
    if len(features) > 2:
        # A pair plot has a layout of its own.
        with plt.rc_context({"figure.constrained_layout.use": False}):
            pair_grid = sns.pairplot(table, **look, markers=markers, plot_kws={"s": 12}, height=1.8)
            pair_grid.figure.subplots_adjust(top=0.93)  # room for the title
            return pair_grid.figure
    figure, axes = plt.subplots(figsize=(5.4, 4.6))
    vertical = features[1] if len(features) == 2 else label
    sns.scatterplot(
        table,
        x=features[0],
        y=vertical,
        **look,
        style=label,
        style_order=names,
        markers=markers,
        s=18,
        linewidth=0.2,
        ax=axes,
    )
    sns.move_legend(axes, "upper left", bbox_to_anchor=(1, 1))  # no legend on top of samples
    if len(features) == 2:
        axes.set_aspect("equal", adjustable="datalim")
    return figure


def _draw_images(samples: Samples) -> Figure:
    """Draw the first images in a grid, each with the name of its class above."""
    height, width = samples.x.shape[1:3]
    shown = samples.x[: IMAGE_COLUMNS * IMAGE_ROWS]
    across = IMAGE_COLUMNS * (width + IMAGE_GAPS[0])
    down = math.ceil(len(shown) / IMAGE_COLUMNS) * (height + IMAGE_GAPS[1])
    figure, axes = plt.subplots(figsize=(FIGURE_WIDTH, FIGURE_WIDTH * down / across + TITLE_HEIGHT))
    for position, image in enumerate(shown):
        left = (position % IMAGE_COLUMNS) * (width + IMAGE_GAPS[0])
        top = (position // IMAGE_COLUMNS) * (height + IMAGE_GAPS[1])
        extent = (left, left + width, top + height, top)
        axes.imshow(image[..., 0], cmap="gray_r", extent=extent)
        name = samples.class_names[samples.y[position]]
        axes.text(left + width / 2, top - 0.5, name, ha="center", va="bottom", fontsize=8)
    axes.set(xlim=(-1, across - 1), ylim=(down - IMAGE_GAPS[1] + 0.5, 0.5 - IMAGE_GAPS[1]))
    axes.set_axis_off()
    return figure
