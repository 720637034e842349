"""Scaling of columns, for the framings of series and of samples."""

from typing import Any, NamedTuple

import numpy as np

from reprise.framing_settings import Scale


class ScaledColumns(NamedTuple):
    """Columns after scaling.

    Attributes
    ----------
    values : ndarray, shape (rows, columns)
    minimum, value_range : ndarray, shape (columns,)
        A scaled value s of a column has the value s * value_range + minimum.
    """

    values: np.ndarray
    minimum: np.ndarray
    value_range: np.ndarray


def fit_scaler(rows: np.ndarray, scale: Scale) -> Any:
    """Fit a scaler of scikit-learn to each column of some rows.

    Parameters
    ----------
    rows : ndarray, shape (rows, columns)
    scale : pair of float, "standard" or "robust"
        The range of the scaled columns. "standard" gives them a mean of 0 and a standard
        deviation of 1. "robust" gives them a median of 0 and an interquartile range of 1.

    Returns
    -------
    MinMaxScaler, StandardScaler or RobustScaler
    """
    # scikit-learn takes long to import: only where it is used
    from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

    if scale == "standard":
        scaler = StandardScaler()
    elif scale == "robust":
        scaler = RobustScaler()
    else:
        scaler = MinMaxScaler(feature_range=tuple(scale))
    return scaler.fit(rows)


def scale_columns(columns: np.ndarray, training: np.ndarray, scale: Scale | None) -> ScaledColumns:
    """Scale each column.

    Parameters
    ----------
    columns : ndarray, shape (rows, columns)
    training : ndarray of int
        The positions of the rows that the scaler is fitted on.
    scale : pair of float, "standard", "robust" or None
    """
    if scale is None:
        return ScaledColumns(columns, np.zeros(columns.shape[1]), np.ones(columns.shape[1]))
    scaler = fit_scaler(columns[training], scale)
    values = scaler.transform(columns)
    if scale == "standard":
        return ScaledColumns(values, scaler.mean_, scaler.scale_)
    if scale == "robust":
        return ScaledColumns(values, scaler.center_, scaler.scale_)
    # scaled = value * scale + offset; therefore value = -offset / scale + scaled * (1 / scale)
    return ScaledColumns(values, -scaler.min_ / scaler.scale_, 1 / scaler.scale_)
