"""Samples: rows of features with a class each, read from a CSV or built in."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reprise.errors import ConfigError, did_you_mean

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
    try:
        with Path(file).open(newline="", encoding="utf-8-sig") as handle:
            reader = csv.DictReader(handle)
            columns = reader.fieldnames or []
            for column in (*features, label):
                if column not in columns:
                    raise ConfigError(
                        f"{file}: has no column '{column}'.{did_you_mean(column, columns)}"
                        f" Its columns: {', '.join(columns) or 'none'}.{separator_hint(columns)}"
                    )
            x, labels = [], []
            for row in reader:
                where = f"{file}, line {reader.line_num}, column"
                x.append([_number(row[name], f"{where} '{name}'") for name in features])
                if not (row[label] or "").strip():
                    raise ConfigError(f"{where} '{label}': is empty; give every row a class.")
                labels.append(row[label].strip())
    except FileNotFoundError:
        raise ConfigError(f"{file}: there is no such CSV file (dataset.file).") from None
    except IsADirectoryError:
        raise ConfigError(f"{file}: is a folder, not a CSV file (dataset.file).") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: is not UTF-8 text; save it as CSV UTF-8.") from None
    classes = sorted(set(labels))
    if len(classes) < 2:
        raise ConfigError(f"{file}: column '{label}' needs at least two classes, not {classes}.")
    numbers = {name: k for k, name in enumerate(classes)}
    y = np.array([numbers[name] for name in labels])
    return Samples(np.array(x), y, list(features), classes)


def separator_hint(columns):
    """What to do about a CSV whose header came out as one column."""
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t"):
        return " Separate columns by commas, and write decimals with a point."
    return ""


def _number(text, where):
    try:
        number = float(text)
    except (ValueError, TypeError):
        number = float("nan")
    if not np.isfinite(number):
        raise ConfigError(f"{where}: '{text}' is not a number; fill or drop the row.")
    return number
