"""The transform from observations to supervised rows, and back.

The order is the LSTM tutorial's ("Data Preparation"): difference, lags, split, scale. Every
step is undone, in reverse order, on each forecast.
"""

import json
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from reprise.errors import ConfigError


@dataclass(frozen=True)
class Framing:
    """Supervised rows of one series; training rows first, then test rows.

    Attributes
    ----------
    x : ndarray of float64, shape (rows, time steps, features)
        Scaled inputs.
    y : ndarray of float64, shape (rows, 1)
        Scaled targets.
    actual : ndarray of float64, shape (rows,)
        What was observed, in the dataset's units.
    level : ndarray of float64, shape (rows,)
        What differencing took away from each target: the observation `difference` steps
        before it, or zero.
    target_minimum, target_range : float
        The scaled target t stands for t * target_range + target_minimum (dataset's units).
    train_rows : int
    first_row : int
        The position among the observations of the first row's target.
    """

    x: np.ndarray
    y: np.ndarray
    actual: np.ndarray
    level: np.ndarray
    target_minimum: float
    target_range: float
    train_rows: int
    first_row: int

    def forecasts(self, predictions):
        """Undo scaling and differencing.

        Parameters
        ----------
        predictions : array, shape (..., rows)
            The network's outputs for all rows.

        Returns
        -------
        ndarray of float64, shape (..., rows), in the dataset's units.
        """
        predictions = np.asarray(predictions, dtype=np.float64)
        return predictions * self.target_range + self.target_minimum + self.level

    def errors(self, forecasts):
        """Root mean squared error over the training and over the test rows.

        Parameters
        ----------
        forecasts : array, shape (..., rows), in the dataset's units

        Returns
        -------
        dict of {"train_rmse", "test_rmse"} to ndarray, shape (...), in the dataset's units.
        """
        with np.errstate(over="ignore", invalid="ignore"):  # a diverged run: infinity, NaN
            squares = np.square(np.asarray(forecasts) - self.actual)
            return {
                "train_rmse": np.sqrt(squares[..., : self.train_rows].mean(axis=-1)),
                "test_rmse": np.sqrt(squares[..., self.train_rows :].mean(axis=-1)),
            }


def count_rows(
    observations, difference, lags, test_rows, train_rows=None, scale=None, where="framing"
):
    """How many training and test rows a framing leaves, without any data.

    Raises
    ------
    ConfigError
        If the series is too short or the scale is no range.
    """
    if scale is not None and scale[0] >= scale[1]:
        raise ConfigError(f"{where}.scale is {list(scale)}; the second number must be the larger.")
    rows = observations - difference - lags
    available = rows - test_rows
    if available < max(train_rows or 1, 1):
        raise ConfigError(
            f"{where}: {observations} observations, less {difference} for differencing and"
            f" {lags} for lags, leave {rows} rows; with test_rows {test_rows} there are"
            f" {max(available, 0)} for training, fewer than train_rows"
            f" {train_rows or 1}. Lower lags, test_rows or train_rows."
        )
    return (train_rows or available), test_rows


def frame_series(
    values, test_rows, difference=1, lags=1, lags_as="features", scale=(-1, 1), train_rows=None
):
    """Frame a series as supervised rows.

    Parameters
    ----------
    values : array, shape (observations,)
    test_rows : int
    difference, lags : int
    lags_as : {"features", "time_steps"}
    scale : pair of float or None
        Each column is scaled to this range by scikit-learn's MinMaxScaler, fitted on all
        training rows.
    train_rows : int, optional
        Only the last so many training rows are kept, after fitting the scaling.

    Returns
    -------
    Framing
    """
    values = np.asarray(values, dtype=np.float64)
    kept, _ = count_rows(len(values), difference, lags, test_rows, train_rows)
    changes = values[difference:] - values[: len(values) - difference] if difference else values
    columns = np.lib.stride_tricks.sliding_window_view(changes, lags + 1)  # oldest lag first
    training = columns[:-test_rows]
    minimum, width, scaled = 0.0, 1.0, columns
    if scale is not None:
        from sklearn.preprocessing import MinMaxScaler  # loads SciPy: only where it is used

        scaler = MinMaxScaler(feature_range=tuple(scale)).fit(training)
        scaled = scaler.transform(columns)
        width = float(1 / scaler.scale_[-1])
        minimum = float(-scaler.min_[-1] / scaler.scale_[-1])
    rows = slice(len(training) - kept, None)
    inputs = scaled[rows, :-1]
    shape = (-1, 1, lags) if lags_as == "features" else (-1, lags, 1)
    first = difference + lags + len(training) - kept
    return Framing(
        x=inputs.reshape(shape),
        y=scaled[rows, -1:],
        actual=values[first:],
        level=values[first - difference : len(values) - difference]
        if difference
        else np.zeros(len(values) - first),
        target_minimum=minimum,
        target_range=width,
        train_rows=kept,
        first_row=first,
    )


def save_framings(framings, arrays_path, description_path, settings):
    """Write the framings of one study.

    Parameters
    ----------
    framings : list of Framing
    arrays_path : path-like
        An .npz with each framing's fields, named `{number}.{field}`, numbers from 0.
    description_path : path-like
        A .json with shapes, fitted scaling and settings, for a person.
    settings : list of dict
        What the study says of each framing.
    """
    np.savez(
        arrays_path,
        **{
            f"{number}.{f.name}": getattr(framing, f.name)
            for number, framing in enumerate(framings)
            for f in fields(framing)
        },
    )
    description = [
        {
            "settings": said,
            "x": list(framing.x.shape),
            "y": list(framing.y.shape),
            "train_rows": framing.train_rows,
            "test_rows": len(framing.y) - framing.train_rows,
            "first_row": framing.first_row,
            "target_minimum": framing.target_minimum,
            "target_range": framing.target_range,
        }
        for framing, said in zip(framings, settings, strict=True)
    ]
    Path(description_path).write_text(json.dumps(description, indent=2) + "\n")


def load_framings(arrays_path):
    """Read what `save_framings` wrote, as a list of Framing."""
    framings = []
    with np.load(arrays_path) as arrays:
        while f"{len(framings)}.x" in arrays:
            stored = {f.name: arrays[f"{len(framings)}.{f.name}"] for f in fields(Framing)}
            framings.append(Framing(**{k: a if a.ndim else a.item() for k, a in stored.items()}))
    return framings
