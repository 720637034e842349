"""A plot of the samples of a study by their classes."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from reprise.data.samples import Samples
from reprise.escape import escape_mathtext, escape_rst
from reprise.figures.caption_text import count_nouns
from reprise.tables.study_tables import StudyTables

MAX_FEATURES = 4
IMAGE_COLUMNS, IMAGE_ROWS = 12, 4


def draw(tables: StudyTables, part: str = "") -> Figure:
    """Draw images, a scatter plot of one or two features, or all pairs of up to four features."""
    samples = tables.dataset
    if samples.are_images:
        return _draw_images(samples)
    names = [escape_mathtext(name) for name in samples.class_names]
    features = [escape_mathtext(name) for name in samples.feature_names[:MAX_FEATURES]]
    table = pd.DataFrame(samples.x[:, : len(features)], columns=features)
    table["class"] = [names[k] for k in samples.y]
    if len(features) > 2:
        # A pair plot has a layout of its own.
        with plt.rc_context({"figure.constrained_layout.use": False}):
            pair_grid = sns.pairplot(
                table, hue="class", hue_order=names, plot_kws={"s": 10}, height=1.8
            )
            return pair_grid.figure
    figure, axes = plt.subplots(figsize=(5, 4.2))
    vertical = features[1] if len(features) == 2 else "class"
    sns.scatterplot(table, x=features[0], y=vertical, hue="class", hue_order=names, s=14, ax=axes)
    if len(features) == 2:
        axes.set_aspect("equal", adjustable="datalim")
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


def _draw_images(samples: Samples) -> Figure:
    """Draw the first images in a grid, each with the name of its class above."""
    height, width = samples.x.shape[1:3]
    figure, axes = plt.subplots(figsize=(7, 3.4))
    for position, image in enumerate(samples.x[: IMAGE_COLUMNS * IMAGE_ROWS]):
        left = (position % IMAGE_COLUMNS) * (width + 2)
        top = (position // IMAGE_COLUMNS) * (height + 5)
        extent = (left, left + width, top + height, top)
        axes.imshow(image[..., 0], cmap="gray_r", extent=extent)
        name = escape_mathtext(samples.class_names[samples.y[position]])
        axes.text(left + width / 2, top - 0.5, name, ha="center", va="bottom", fontsize=7)
    axes.set(xlim=(-1, IMAGE_COLUMNS * (width + 2)), ylim=(IMAGE_ROWS * (height + 5), -4))
    axes.set_axis_off()
    return figure
