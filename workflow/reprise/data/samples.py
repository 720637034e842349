"""Samples: rows of features with a class each, read from a CSV or built in."""

from dataclasses import dataclass

import numpy as np

from reprise.data.csv_columns import parse_number, read_columns
from reprise.errors import ConfigError

# Rows and classes of what scikit-learn brings along, known without importing it; None where the
# study says how many rows.
BUILT_IN = {"circles": (None, 2), "moons": (None, 2), "digits": (1797, 10), "iris": (150, 3)}


@dataclass(frozen=True)
class Samples:
    """Rows of features with a class each.

    Attributes
    ----------
    x : ndarray of float64, shape (rows, features) or (rows, height, width, channels)
    y : ndarray of int, shape (rows,)
        The class of each row, counted from 0.
    feature_names, class_names : list of str
    """

    x: np.ndarray
    y: np.ndarray
    feature_names: list
    class_names: list

    @property
    def are_images(self):
        return self.x.ndim == 4


def build_samples(name, samples=None, noise=None, random_state=None):
    """Make or load a dataset that scikit-learn brings along.

    Parameters
    ----------
    name : {"circles", "moons", "digits", "iris"}
    samples, noise, random_state : optional
        Options of `sklearn.datasets.make_circles` and `make_moons`.

    Returns
    -------
    Samples
        Digits are images of 8 x 8 pixels between 0 and 1.
    """
    from sklearn import datasets

    if name in ("circles", "moons"):
        make = getattr(datasets, f"make_{name}")
        x, y = make(n_samples=samples, noise=noise, random_state=random_state)
        return Samples(x, y, ["x", "y"], ["0", "1"])
    loaded = getattr(datasets, f"load_{name}")()
    if name == "digits":
        classes = [str(c) for c in loaded.target_names]
        return Samples(loaded.images[..., None] / 16.0, loaded.target, ["pixel"], classes)
    classes = [str(c) for c in loaded.target_names]
    return Samples(loaded.data, loaded.target, list(loaded.feature_names), classes)


def read_samples(file, features, label):
    """Read a CSV with columns of features and a column of classes.

    Parameters
    ----------
    file : path-like
    features : list of str
        Column names.
    label : str
        The column of classes, any text; classes are numbered in the order of sorting.

    Raises
    ------
    ConfigError
        If the file or a column is missing, a cell is not a number, or there is one class only.
    """
    x, labels = [], []
    for line, row in read_columns(file, (*features, label)):
        where = f"{file}, line {line}, column"
        x.append([parse_number(row[name], f"{where} '{name}'") for name in features])
        if not (row[label] or "").strip():
            raise ConfigError(f"{where} '{label}': is empty; give every row a class.")
        labels.append(row[label].strip())
    classes = sorted(set(labels))
    if len(classes) < 2:
        raise ConfigError(f"{file}: column '{label}' needs at least two classes, not {classes}.")
    numbers = {name: k for k, name in enumerate(classes)}
    y = np.array([numbers[name] for name in labels])
    return Samples(np.array(x), y, list(features), classes)
