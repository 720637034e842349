"""Samples: rows of features with one class each, read from a CSV or built in."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from reprise.data.csv_columns import parse_number, read_columns
from reprise.errors import ConfigError

BRIGHTEST_PIXEL = 16.0  # of load_digits
PIXEL = "pixel"


class BuiltIn(NamedTuple):
    """What is known of a dataset of scikit-learn without loading it.

    Attributes
    ----------
    rows : int or None
        None if a study defines the number of rows.
    classes : int
    image_shape : (int, int) or None
        The height and the width of each image, in pixels; None if the samples are no images.
    """

    rows: int | None
    classes: int
    image_shape: tuple[int, int] | None = None


# A table, because importing scikit-learn takes longer than a dry run may take.
BUILT_IN = {
    "circles": BuiltIn(None, 2),
    "moons": BuiltIn(None, 2),
    "digits": BuiltIn(1797, 10, (8, 8)),
    "iris": BuiltIn(150, 3),
    "wine": BuiltIn(178, 3),
}


@dataclass(frozen=True)
class Samples:
    """Rows of features with one class each.

    Attributes
    ----------
    x : ndarray of float64, shape (rows, features) or (rows, height, width, channels)
    y : ndarray of int, shape (rows,)
        The number of the class of each row, counted from 0.
    feature_names, class_names : list of str
        Images have one feature name, which is the name of a pixel.
    """

    x: np.ndarray
    y: np.ndarray
    feature_names: list[str]
    class_names: list[str]

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
    name : {"circles", "moons", "digits", "iris", "wine"}
    samples : int, optional
        The number of rows of circles and moons.
    noise, random_state : optional
        Options of `sklearn.datasets.make_circles` and `make_moons`.

    Returns
    -------
    Samples
        Digits are images of 8 x 8 pixels with values between 0 and 1.
    """
    from sklearn import datasets  # takes long to import: only where it is used

    if name in ("circles", "moons"):
        generate = getattr(datasets, f"make_{name}")
        x, y = generate(n_samples=samples, noise=noise, random_state=random_state)
        return Samples(x, y, ["x", "y"], ["0", "1"])
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
    label: str,
    image_shape: tuple[int, int] | None = None,
) -> Samples:
    """Read samples from a CSV with columns of features and a column of classes.

    Parameters
    ----------
    file : path-like
    features : sequence of str
        Column names.
    label : str
        The column of classes. A class is any text; classes are numbered in their sorted order.
    image_shape : (int, int), optional
        The height and the width of an image. The features are then its pixels, row by row.

    Returns
    -------
    Samples

    Raises
    ------
    ConfigError
        If the file or a column is missing, a feature is not a number, a class is empty, or all
        rows have the same class. The message names the file, the line and the column.
    """
    x: list[list[float]] = []
    labels: list[str] = []
    for line, row in read_columns(file, (*features, label)):
        where = f"{file}, line {line}, column"
        x.append([parse_number(row[name], f"{where} '{name}'") for name in features])
        class_name = row[label].strip()
        if not class_name:
            raise ConfigError("the cell is empty; fill in the class.", f"{where} '{label}'")
        labels.append(class_name)
    classes = sorted(set(labels))
    if len(classes) < 2:
        raise ConfigError(
            f"all rows have the class '{classes[0]}' in column '{label}'; a study needs at least"
            " two classes.",
            str(file),
        )
    numbers = {name: number for number, name in enumerate(classes)}
    y = np.array([numbers[name] for name in labels])
    if image_shape:
        images = np.array(x).reshape(-1, *image_shape, 1)
        return Samples(images, y, [PIXEL], classes)
    return Samples(np.array(x), y, list(features), classes)
