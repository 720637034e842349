"""Scaling of columns, for the framings of series and of samples."""

from typing import Any, Literal

import numpy as np

Scale = tuple[float, float] | Literal["standard"]


def fit_scaler(rows: np.ndarray, scale: Scale) -> Any:
    """Fit a scaler of scikit-learn to each column of some rows.

    Parameters
    ----------
    rows : ndarray, shape (rows, columns)
    scale : pair of float or "standard"
        The range of the scaled columns. "standard" gives them a mean of 0 and a standard
        deviation of 1.

    Returns
    -------
    MinMaxScaler or StandardScaler
    """
    # scikit-learn takes long to import: only where it is used
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    scaler = StandardScaler() if scale == "standard" else MinMaxScaler(feature_range=tuple(scale))
    return scaler.fit(rows)


def scale_columns(
    columns: np.ndarray, training: np.ndarray, scale: Scale | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Scale each column.

    Parameters
    ----------
    columns : ndarray, shape (rows, lags + horizon)
    training : ndarray of int
        The positions of the rows that the scaler is fitted on.
    scale : pair of float, "standard" or None

    Returns
    -------
    (ndarray of the shape of columns, ndarray of shape (columns,), ndarray of shape (columns,))
        The scaled columns, and for each column the minimum m and the range r: a scaled value s has
        the value s * r + m.
    """
    if scale is None:
        return columns, np.zeros(columns.shape[1]), np.ones(columns.shape[1])
    scaler = fit_scaler(columns[training], scale)
    if scale == "standard":
        return scaler.transform(columns), scaler.mean_, scaler.scale_
    # scaled = value * scale + offset; therefore value = -offset / scale + scaled * (1 / scale)
    return scaler.transform(columns), -scaler.min_ / scaler.scale_, 1 / scaler.scale_
