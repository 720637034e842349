"""Walk forward over the test rows, and train the network further on each row that was observed.

The forecast of a test row comes from a network that was trained on no later row. After it, the
observation of the row is known, and the network is trained for some more epochs on the newest rows.
The optimizer continues with what it has learned about the gradients.
"""

from typing import Any, Literal, NamedTuple

import numpy as np

from reprise.training.backend import tf
from reprise.training.program_arguments import ProgramOptions
from reprise.training.training_program import TrainingProgram


class Updates(NamedTuple):
    """How a network is trained further after each test row.

    Attributes
    ----------
    epochs : int
        The number of passes over the rows of an update.
    rows : int or "all"
        The number of rows of an update, counted back from the newest one; "all" are all rows up to
        the newest one. The oldest rows that fill no batch are left out.
    """

    epochs: int
    rows: int | Literal["all"]


class WalkForward:
    """The forecasts of the test rows, one after the other, with updates between them.

    There is one call of a compiled program per row, so that Ctrl-C waits for one update alone.

    Parameters
    ----------
    program : TrainingProgram
    options : ProgramOptions
    batches : tensor, shape (batches, rows per batch, ...)
        All rows in the batches in which a stateful network forecasts them.
    x, y : array, shape (rows, ...)
        All rows; the test rows come last.
    first_test_row : int
    """

    def __init__(
        self,
        program: TrainingProgram,
        options: ProgramOptions,
        batches: Any,
        x: np.ndarray,
        y: np.ndarray,
        first_test_row: int,
    ):
        self._options = options
        self._batches = batches
        self._x, self._y = np.asarray(x, np.float32), np.asarray(y, np.float32)
        self._first_test_row = first_test_row
        self._forecast_row = tf.function(program.forecast_row, jit_compile=True)
        self._train_on_rows = tf.function(program.train_on_rows, jit_compile=True)

    def forecast_test_rows(
        self, updates: Updates, epochs: int, shuffle_seed: Any, carry_state: bool
    ) -> np.ndarray:
        """Forecast every test row, and train on it before the next one is forecast.

        Parameters
        ----------
        updates : Updates
        epochs : int
            The number of epochs of the training, which the updates follow.
        shuffle_seed : tensor of int32
        carry_state : bool
            As in `engine.CompiledTraining.train`.

        Returns
        -------
        ndarray of float32, shape (test rows, outputs)
        """
        x, y = tf.constant(self._x), tf.constant(self._y)
        outputs = []
        for row in range(self._first_test_row, len(self._x)):
            forecast = self._forecast_row(
                self._batches, x, tf.constant(row), tf.constant(carry_state)
            )
            outputs.append(forecast.numpy())
            if row + 1 < len(self._x):  # after the last row, nothing is left to forecast
                first, batch_size = self._rows_of_update(row, updates)
                self._train_on_rows(
                    x,
                    y,
                    tf.constant(first),
                    tf.constant(row + 1),
                    batch_size,
                    tf.constant(epochs),
                    tf.constant(updates.epochs),
                    shuffle_seed,
                )
                epochs += updates.epochs
        return np.concatenate(outputs)

    def _rows_of_update(self, newest: int, updates: Updates) -> tuple[int, int]:
        """The first row of an update, and its batch size; all of its batches are full."""
        rows = newest + 1 if updates.rows == "all" else updates.rows
        batch_size = min(self._options.batch_size, rows, self._options.train_rows)
        return newest + 1 - rows // batch_size * batch_size, batch_size
