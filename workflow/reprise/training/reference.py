"""The loop of the LSTM tutorial: one `fit` per epoch, one `predict` per evaluation.

Tests and benchmarks compare the compiled program with this loop. Nothing else uses it.
Source: LSTM tutorial, `fit_lstm` and `evaluate` ("Diagnostic of 500 Epochs") and `experiment`
("Summary of Results").
"""

import numpy as np

from reprise.data.framing import Framing
from reprise.training.backend import keras
from reprise.training.model_state import reset_state


def train_by_fit(
    model: keras.Model,
    framing: Framing,
    epochs: int,
    batch_size: int,
    every_epoch: bool = False,
    carry_state: bool = True,
) -> np.ndarray:
    """Train as the tutorial does, and forecast all rows.

    Parameters
    ----------
    model : keras.Model
        Compiled and stateful, with its initial weights.
    framing : Framing
    epochs, batch_size : int
    every_epoch : bool
        Forecast after every epoch, or after the last alone.
    carry_state : bool
        Whether the model forecasts the test rows with the state that the training rows left.

    Returns
    -------
    ndarray of float64, shape (epochs or 1, rows, outputs), in the dataset's units.
    """
    x, y = framing.x.astype(np.float32), framing.y.astype(np.float32)
    train, test = slice(framing.train_rows), slice(framing.train_rows, None)
    forecasts = []
    for epoch in range(epochs):
        model.fit(x[train], y[train], epochs=1, batch_size=batch_size, verbose=0, shuffle=False)
        reset_state(model)
        if every_epoch or epoch == epochs - 1:
            train_forecasts = model.predict(x[train], batch_size=batch_size, verbose=0)
            if not carry_state:
                reset_state(model)
            test_forecasts = model.predict(x[test], batch_size=batch_size, verbose=0)
            reset_state(model)
            forecasts.append(np.concatenate([train_forecasts, test_forecasts]))
    return framing.forecasts(np.array(forecasts))
