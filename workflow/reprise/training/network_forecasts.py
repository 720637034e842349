"""The outputs of stored networks for rows of inputs, with the same bits in every process.

One network is built and compiled for all members of an ensemble, because they differ in their
weights alone. The rows are computed in blocks of one size. Therefore nothing is compiled again for
another number of rows, and the outputs of a row do not depend on how many rows follow it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from reprise.errors import RepriseError
from reprise.storage import FilePath
from reprise.training.backend import keras, tf
from reprise.training.model_state import reset_state, stateful_layers
from reprise.training.recursion import Recursion, forecast_recursively
from reprise.training.stored_networks import (
    CustomObjects,
    load_network,
    load_weights,
    read_config,
)

ROWS_PER_BLOCK = 32


class RowForecaster:
    """A model as a compiled function of rows.

    Parameters
    ----------
    model : keras.Model
        With a batch size of 1 if its layers carry a state from row to row.
    recursion : Recursion, optional
        If the model learned one step and forecasts the other steps recursively.
    one_by_one : bool
        Whether the program computes one row after the other. Then the place of a row in its block
        changes no bit, which convolutions of whole blocks do not promise.

    Raises
    ------
    RepriseError
        If layers carry a state and the batch size is not 1.
    """

    def __init__(
        self, model: keras.Model, recursion: Recursion | None = None, one_by_one: bool = False
    ):
        self._model, self._recursion = model, recursion
        self._is_stateful = bool(stateful_layers(model))
        self._one_by_one = one_by_one or self._is_stateful
        if self._is_stateful and model.input_shape[0] != 1:
            raise RepriseError(
                f"the network carries a state from row to row and has a batch size of"
                f" {model.input_shape[0]}. Store it with a batch size of 1."
            )
        self._programs: dict[tuple[int, ...], Any] = {}  # by the shape of a row

    def outputs(self, rows: np.ndarray, last: int | None = None) -> np.ndarray:
        """Forecast rows with the weights that the model has now.

        Parameters
        ----------
        rows : array, shape (rows, ...)
            In the order of time if layers carry a state. The state begins with zeros.
        last : int, optional
            Return the outputs of at most so many rows, the last ones. The state still comes from
            all rows.

        Returns
        -------
        ndarray of float32, shape (rows or last, outputs)
        """
        rows = np.asarray(rows, np.float32)
        number = len(rows) if last is None else min(last, len(rows))
        used = rows if self._is_stateful else rows[len(rows) - number :]
        filled = np.zeros((-(-len(used) // ROWS_PER_BLOCK) * ROWS_PER_BLOCK, *rows.shape[1:]))
        filled[: len(used)] = used
        forecast_block = self._compile(rows.shape[1:])
        reset_state(self._model)
        blocks = [
            forecast_block(tf.constant(block, tf.float32)).numpy()
            for block in filled.reshape(-1, ROWS_PER_BLOCK, *rows.shape[1:])
        ]
        reset_state(self._model)
        return np.concatenate(blocks)[len(used) - number : len(used)]

    def _compile(self, row_shape: tuple[int, ...]) -> Any:
        """The program for rows of a shape, compiled once."""
        if row_shape not in self._programs:
            block = tf.TensorSpec((ROWS_PER_BLOCK, *row_shape), tf.float32)
            # A concrete function: TensorFlow warns of many other functions with the same name.
            program = tf.function(self._forecast, jit_compile=True).get_concrete_function(block)
            self._programs[row_shape] = program
        return self._programs[row_shape]

    def _forecast(self, block):
        """The outputs of one block; a stateful model gets its rows one after the other."""
        if not self._one_by_one:
            return self._forecast_batch(block)
        forecasts = tf.zeros((ROWS_PER_BLOCK, *self._output_shape))
        for k in tf.range(ROWS_PER_BLOCK):
            outputs = self._forecast_batch(tf.gather(block, [k]))
            forecasts = tf.tensor_scatter_nd_update(forecasts, [[k]], outputs)
        return forecasts

    def _forecast_batch(self, x):
        if self._recursion:
            return forecast_recursively(self._model, x, self._recursion)
        return self._model(x, training=False)

    @property
    def _output_shape(self) -> tuple[int, ...]:
        return (self._recursion.steps,) if self._recursion else self._model.output_shape[1:]


class StoredForecast:
    """The members of an ensemble, loaded from `.keras` files with the same layers.

    Parameters
    ----------
    paths : sequence of path-like
        One file per member, as `stored_networks.network_bytes` writes them.
    recursion : Recursion, optional
        As in RowForecaster.
    custom_objects : mapping of str to class or function, optional
        As in `stored_networks.load_network`.
    one_by_one : bool
        As in RowForecaster.

    Raises
    ------
    RepriseError
        If a file cannot be loaded, or if its layers differ from those of the first file.
    """

    def __init__(
        self,
        paths: Sequence[FilePath],
        recursion: Recursion | None = None,
        custom_objects: CustomObjects | None = None,
        one_by_one: bool = False,
    ):
        first, *others = paths
        self._model = load_network(first, custom_objects)
        self._weights = [self._model.get_weights()]
        config = read_config(first)
        for path in others:
            if read_config(path) != config:
                raise RepriseError(
                    f"{path}: the layers of this network differ from those of {first}. Use files"
                    " of the same forecaster."
                )
            load_weights(path, self._model)
            self._weights.append(self._model.get_weights())
        self._forecaster = RowForecaster(self._model, recursion, one_by_one)

    def outputs(self, rows: np.ndarray, last: int | None = None) -> np.ndarray:
        """Forecast rows with every member.

        Parameters
        ----------
        rows : array, shape (rows, ...)
            As in `RowForecaster.outputs`.
        last : int, optional
            As in `RowForecaster.outputs`.

        Returns
        -------
        ndarray of float32, shape (members, rows or last, outputs)
        """
        members = []
        for weights in self._weights:
            self._model.set_weights(weights)
            members.append(self._forecaster.outputs(rows, last))
        return np.stack(members)
