"""The LSTM tutorial's own loop: a `fit` for each epoch, a `predict` for each evaluation.

It is what the compiled engine is held against, in tests and benchmarks, and nothing else uses
it. Source: LSTM tutorial, `fit_lstm` and `evaluate` ("Diagnostic of 500 Epochs") and
`experiment` ("Summary of Results").
"""

import numpy as np

from reprise.training.model_state import reset_state


def train_by_fit(model, framing, epochs, batch_size, every_epoch=False, carry_state=True):
    """Train as the tutorial does and forecast all rows.

    Parameters
    ----------
    model : keras.Model
        Compiled, stateful, with its initial weights.
    framing : Framing
    epochs, batch_size : int
    every_epoch : bool
        Forecast after every epoch, or after the last alone.
    carry_state : bool
        Whether the test rows are met with the state that the training rows left.

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
            before = model.predict(x[train], batch_size=batch_size, verbose=0)
            if not carry_state:
                reset_state(model)
            after = model.predict(x[test], batch_size=batch_size, verbose=0)
            reset_state(model)
            forecasts.append(np.concatenate([before, after]))
    return framing.forecasts(np.array(forecasts))
