"""The dataset: a series over time, or samples by their classes."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns

from reprise.data.dataset import Series
from reprise.figures.style import MOST_DRAWN_AS_LINES, TRAIN, VALIDATION, plain

SHOWN_FEATURES = 4


def draw(tables, part=None):
    """A line plot of a series; a scatter plot, pair plot or sheet of images of samples."""
    dataset, said = tables.dataset, tables.said
    if isinstance(dataset, Series):
        return _draw_series(dataset, said)
    names = [dataset.class_names[k] for k in dataset.y]
    if dataset.are_images:
        return _draw_images(dataset, names)
    columns, order = dataset.feature_names[:SHOWN_FEATURES], dataset.class_names
    table = pd.DataFrame(dataset.x[:, : len(columns)], columns=columns).assign(**{"class": names})
    if len(columns) > 2:
        with plt.rc_context({"figure.constrained_layout.use": False}):  # it lays itself out
            dots = {"s": 10}
            return sns.pairplot(
                table, hue="class", hue_order=order, plot_kws=dots, height=1.8
            ).figure
    figure, axes = plt.subplots(figsize=(5, 4.2))
    second = columns[1] if len(columns) == 2 else "class"
    sns.scatterplot(table, x=columns[0], y=second, hue="class", hue_order=order, s=14, ax=axes)
    if len(columns) == 2:
        axes.set_aspect("equal", adjustable="datalim")
    return figure


def caption(tables, part=None):
    """How many observations there are and what is held back."""
    dataset, said = tables.dataset, tables.said
    framing = said["framings"][0]
    held = f" The last {framing['test_rows']} are" if framing.get("test_rows") else ""
    held += " tested on and not trained on." if held else ""
    if framing["validation_rows"]:
        held += f" The {framing['validation_rows']} before them choose epochs and configurations."
    if not isinstance(dataset, Series):
        counts = pd.Series(dataset.y).value_counts().sort_index()
        said_counts = ", ".join(f"{n} of ``{dataset.class_names[k]}``" for k, n in counts.items())
        if framing.get("random_state") is not None:
            held = held.replace("The last", "In a random order, the last")
        return f"{len(dataset.y)} samples: {said_counts}.{held}\n"
    if said["origins"]:
        held = _said_of_origins(said)
    values = dataset.values
    first, last = (t if isinstance(t, int) else t.date() for t in dataset.times[:: len(values) - 1])
    return (
        f"{len(values)} observations of {said['dataset']['units']}, from {first} to {last}: least"
        f" {values.min():g}, most {values.max():g}, mean {values.mean():.2f}.{held}"
        " ``first_rows.txt`` beside the study's tables holds the first five.\n"
    )


def _draw_series(dataset, said):
    framing = said["framings"][0]
    figure, axes = plt.subplots(figsize=(7, 3.2))
    marker = "o" if len(dataset.values) <= 12 else None
    many = len(dataset.values) > MOST_DRAWN_AS_LINES
    axes.plot(dataset.times, dataset.values, color=TRAIN, marker=marker, rasterized=many)
    test, validation = framing.get("test_rows", 0), framing["validation_rows"]
    times = dataset.times
    if said["origins"]:
        validation = 0  # an origin's validation rows are test rows of the one before
        for k, origin in enumerate(_origins(said)):
            ends = times[origin], times[origin + test - 1]
            label = None if k else "test rows of an origin"
            axes.axvspan(*ends, color="0.7", alpha=0.5, linewidth=0, label=label, zorder=0)
    elif test:
        axes.axvspan(times[-test], times[-1], color="0.9", label="test rows", zorder=0)
    if validation:
        ends = times[-test - validation], times[-test]
        axes.axvspan(*ends, color=VALIDATION, alpha=0.15, label="validation rows", zorder=0)
    axes.set(xlabel=plain(dataset.time_name), ylabel=plain(said["dataset"]["units"]))
    axes.margins(x=0.01)
    if test or validation:
        axes.legend(loc="upper left")
    return figure


def _origins(said):
    return dict.fromkeys(origin for _, origin in said["origins"].values())


def _said_of_origins(said):
    framing, origins = said["framings"][0], _origins(said)
    before = f" and the {framing['validation_rows']} before these to choose by"
    return (
        f" At each of {len(origins)} origins the {framing['test_rows']} after it are tested on"
        f"{before if framing['validation_rows'] else ''}, and nothing later is read; they come"
        f" after {', '.join(map(str, origins))} observations."
    )


def _draw_images(dataset, names, columns=12, rows=4):
    """A sheet of the first images, each with its class above."""
    height, width = dataset.x.shape[1:3]
    figure, axes = plt.subplots(figsize=(7, 3.4))
    for k, (image, name) in enumerate(zip(dataset.x[: rows * columns], names, strict=False)):
        left, top = (k % columns) * (width + 2), (k // columns) * (height + 5)
        extent = (left, left + width, top + height, top)
        axes.imshow(image[..., 0], cmap="gray_r", extent=extent)
        axes.text(left + width / 2, top - 0.5, name, ha="center", va="bottom", fontsize=7)
    axes.set(xlim=(-1, columns * (width + 2)), ylim=(rows * (height + 5), -4))
    axes.set_axis_off()
    return figure
