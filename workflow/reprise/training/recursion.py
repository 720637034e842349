"""Recursive forecasts: a network that forecasts one step reads its own forecast for the next step.

All functions are traced. The network was trained on the first step alone.

Source: Ben Taieb et al. 2012, "A review and comparison of strategies for multi-step ahead time
series forecasting", doi:10.1016/j.eswa.2012.01.039, section 2.1
"""

from typing import Any, NamedTuple

import numpy as np

from reprise.training.backend import keras, tf
from reprise.training.model_state import stateful_layers


class Recursion(NamedTuple):
    """How forecasts become inputs.

    Attributes
    ----------
    steps : int
        The number of steps that a row forecasts.
    factor, offset : ndarray, shape (lags,)
        `feedback_factor` and `feedback_offset` of Framing.
    """

    steps: int
    factor: np.ndarray
    offset: np.ndarray


def forecast_recursively(model: keras.Model, x: Any, recursion: Recursion) -> Any:
    """Forecast all steps of a batch of rows.

    A stateful layer ends with the state that the observed inputs of the rows leave. The steps after
    the first start from that state and change it only for their own row.

    Parameters
    ----------
    model : keras.Model
        With one output.
    x : tensor, shape (rows, time steps, features)
        Its lags are either the time steps or the features.
    recursion : Recursion

    Returns
    -------
    tensor, shape (rows, steps)
    """
    factor = tf.constant(recursion.factor, tf.float32)
    offset = tf.constant(recursion.offset, tf.float32)
    lags = tf.reshape(x, (x.shape[0], factor.shape[0]))
    outputs = model(x, training=False)
    states = [state for layer in stateful_layers(model) for state in layer.states]
    states_after_observed = [tf.identity(state.value) for state in states]
    forecasts = tf.repeat(outputs, recursion.steps, axis=1)
    steps = tf.range(recursion.steps)
    for step in tf.range(1, recursion.steps):
        lags = tf.concat([lags[:, 1:], outputs], axis=1) * factor + offset
        outputs = model(tf.reshape(lags, x.shape), training=False)
        forecasts = tf.where(steps == step, outputs, forecasts)
    for state, value in zip(states, states_after_observed, strict=True):
        state.assign(value)
    return forecasts
