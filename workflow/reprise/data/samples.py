"""Samples: rows of features with one class or one number each, from a CSV or built in."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from reprise.data.csv_columns import Table, read_columns
from reprise.errors import ConfigError

BRIGHTEST_PIXEL = 16.0  # of load_digits
PIXEL = "pixel"
ADVICE_ON_EMPTY = "fill in the value, or remove the row."
ADVICE_ON_WORDS_AS_TARGETS = (
    "a target is a number. To predict classes, set dataset.label in place of dataset.target."
)
ADVICE_ON_WORDS = (
    "a feature is a number. Replace the column by one column of 0 and 1 for each of its words"
    " (pandas.get_dummies), or leave it out of dataset.features."
)
CLASS, TARGET = "class", "target"  # the last column of a built-in dataset


class BuiltIn(NamedTuple):
    """What is known of a dataset of scikit-learn without loading it.

    Attributes
    ----------
    rows : int or None
        None if a study defines the number of rows.
    classes : int
        0 if the target is a number.
    image_shape : (int, int) or None
        The height and the width of each image, in pixels; None if the samples are no images.
    is_sorted : bool
        Whether the rows are sorted by class.
    smallest_class : int or None
        The number of samples of the rarest class; None if both classes have half of the rows.
    """

    rows: int | None
    classes: int
    image_shape: tuple[int, int] | None = None
    is_sorted: bool = False
    smallest_class: int | None = None


# A table, because importing scikit-learn takes longer than a dry run may take.
BUILT_IN = {
    "circles": BuiltIn(None, 2),
    "moons": BuiltIn(None, 2),
    "digits": BuiltIn(1797, 10, (8, 8), smallest_class=174),
    "iris": BuiltIn(150, 3, is_sorted=True, smallest_class=50),
    "wine": BuiltIn(178, 3, is_sorted=True, smallest_class=48),
    "diabetes": BuiltIn(442, 0),
}


@dataclass(frozen=True)
class Samples:
    """Rows of features with one class or one number each.

    Attributes
    ----------
    x : ndarray of float64, shape (rows, features) or (rows, height, width, channels)
    y : ndarray, shape (rows,)
        The number of the class of each row, counted from 0 (int), or the value of the target
        (float64).
    feature_names, class_names : list of str
        Images have one feature name, which is the name of a pixel. A target that is a number has
        no class names.
    target_name : str
        The column of the classes or of the target.
    """

    x: np.ndarray
    y: np.ndarray
    feature_names: list[str]
    class_names: list[str]
    target_name: str = CLASS

    @property
    def are_images(self) -> bool:
        """Whether each row is an image."""
        return self.x.ndim == 4


def build_samples(
    name: str,
    samples: int | None = None,
    noise: float | None = None,
    random_state: int | None = None,
) -> Samples:
    """Generate or load a dataset of scikit-learn.

    Parameters
    ----------
    name : {"circles", "moons", "digits", "iris", "wine", "diabetes"}
    samples : int, optional
        The number of rows of circles and moons.
    noise, random_state : optional
        Options of `sklearn.datasets.make_circles` and `make_moons`.

    Returns
    -------
    Samples
        Digits are images of 8 x 8 pixels with values between 0 and 1. Diabetes has the features
        in their units, and not scaled as scikit-learn does by default.
    """
    from sklearn import datasets  # takes long to import: only where it is used

    if name in ("circles", "moons"):
        generate = getattr(datasets, f"make_{name}")
        x, y = generate(n_samples=samples, noise=noise, random_state=random_state)
        return Samples(x, y, ["x", "y"], ["0", "1"])
    if name == "diabetes":
        loaded = datasets.load_diabetes(scaled=False)
        return Samples(loaded.data, loaded.target, list(loaded.feature_names), [], TARGET)
    loaded = getattr(datasets, f"load_{name}")()
    # The classes of wine are named class_0, class_1 and class_2.
    classes = [str(class_name).removeprefix("class_") for class_name in loaded.target_names]
    if name == "digits":
        images = loaded.images[..., None] / BRIGHTEST_PIXEL
        return Samples(images, loaded.target, [PIXEL], classes)
    return Samples(loaded.data, loaded.target, list(loaded.feature_names), classes)


def read_samples(
    file: str | os.PathLike[str],
    features: Sequence[str],
    label: str | None = None,
    image_shape: tuple[int, int] | None = None,
    target: str | None = None,
    *,
    separator: str = ",",
    decimal: str = ".",
) -> Samples:
    """Read samples from a CSV with columns of features, and a column of classes or of numbers.

    Parameters
    ----------
    file : path-like
    features : sequence of str
        Column names.
    label : str, optional
        The column of classes. A class is any text; classes are numbered in their sorted order.
    image_shape : (int, int), optional
        The height and the width of an image. The features are then its pixels, row by row.
    target : str, optional
        The column of numbers to predict, in place of classes.
    separator, decimal : str
        See `csv_columns.read_columns`.

    Returns
    -------
    Samples

    Raises
    ------
    ConfigError
        If the file or a column is missing, a feature or a target is not a number, a class is
        empty, or all rows have the same class or target. The message names the file, the line and
        the column.
    """
    column = label or target
    if column is None:
        raise ConfigError("dataset lacks the key 'label' or 'target'.", key="dataset")
    table = read_columns(file, (*features, column), separator, decimal)
    x = np.column_stack(
        [
            table.numbers(name, advice=ADVICE_ON_EMPTY, advice_on_words=ADVICE_ON_WORDS)
            for name in features
        ]
    )
    y, classes = (_number_classes if label else _parse_targets)(table, column)
    if image_shape:
        images = x.reshape(-1, *image_shape, 1)
        return Samples(images, y, [PIXEL], classes, column)
    return Samples(x, y, list(features), classes, column)


def _number_classes(table: Table, column: str) -> tuple[np.ndarray, list[str]]:
    """The number of the class of each row, and the names of the classes."""
    labels = table.texts[column]
    if "" in labels:
        place = table.place(list(labels).index(""), column)
        raise ConfigError("the cell is empty; fill in the class.", place)
    classes = sorted(set(labels))
    if len(classes) < 2:
        raise ConfigError(
            f"all rows have the class '{classes[0]}' in column '{column}'; a study needs at least"
            " two classes.",
            table.file,
        )
    numbers = {name: number for number, name in enumerate(classes)}
    return np.array([numbers[name] for name in labels]), classes


def _parse_targets(table: Table, column: str) -> tuple[np.ndarray, list[str]]:
    """The target of each row, and no classes."""
    y = table.numbers(column, advice=ADVICE_ON_EMPTY, advice_on_words=ADVICE_ON_WORDS_AS_TARGETS)
    if y.min() == y.max():
        raise ConfigError(
            f"all rows have the value {y[0]:g} in column '{column}', so there is nothing to"
            " predict; name another column in dataset.target.",
            table.file,
            "dataset.target",
            column,
        )
    return y, []
