"""The arguments of the compiled training program: options, data, and buffers for its records."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from reprise.training.backend import tf

# How many epochs one call trains, and how many output values it records: the calls are so few
# that they cost nothing, and the buffers so small that they need little memory.
MAX_EPOCHS_PER_CALL = 500
MAX_OUTPUT_VALUES_PER_CALL = 4_000_000


@dataclass(frozen=True)
class ProgramOptions:
    """What is decided while the program is traced.

    Attributes
    ----------
    batch_size : int
    shuffle : bool
        Whether the training rows are put in a new order every epoch.
    classify : bool
        Whether loss and accuracy are recorded as `model.fit` reports them.
    rows, train_rows : int
    recorded_rows : int
        The first rows, whose outputs are recorded after an epoch.
    state_reset_batch : int
        The first batch of forecasts that meets the states of the layers as zeros, if states are
        not carried; -1 for a model without state.
    """

    batch_size: int
    shuffle: bool
    classify: bool
    rows: int
    train_rows: int
    recorded_rows: int
    state_reset_batch: int

    @property
    def updates_per_epoch(self) -> int:
        """The number of batches in an epoch; the last may be smaller."""
        return -(-self.train_rows // self.batch_size)

    @property
    def fit_metrics(self) -> int:
        """How many metrics of `model.fit` are recorded: loss and accuracy, or none."""
        return 2 if self.classify else 0


class ProgramData(NamedTuple):
    """The arguments of the program that are equal in every call.

    Attributes
    ----------
    x, y : tensor, shape (training rows, ...)
        With recursive forecasts, `y` has the first step of the targets alone.
    x_recorded : tensor, shape (batches, rows per batch, ...)
        The rows whose outputs are recorded; the last batch is filled up.
    y_validation : tensor, shape (validation rows, outputs)
    """

    x: Any
    y: Any
    x_recorded: Any
    y_validation: Any


class TrainedEpochs(NamedTuple):
    """What one call of the program recorded, with one entry per epoch of the call.

    Attributes
    ----------
    outputs : ndarray of float32, shape (epochs, rows, outputs)
        The network's outputs for all rows or, with validation rows, for the training and the
        validation rows. Empty if only the end of the run is recorded.
    fit : ndarray of float32, shape (epochs, 2) or (epochs, 0)
        Loss and accuracy as `model.fit` reports them; no column for forecasts.
    layers : ndarray of float32, shape (updates, layers, statistics)
        As LayerStatistics measures them.
    epochs : int
        The number of epochs that the call trained.
    is_last : bool
        Whether the run ends with this call.
    """

    outputs: np.ndarray
    fit: np.ndarray
    layers: np.ndarray
    epochs: int
    is_last: bool


class Buffers(NamedTuple):
    """Zeros that the program fills with what it records, with one entry per epoch of a call.

    Attributes
    ----------
    outputs : tensor, shape (epochs, recorded rows, outputs)
    fit : tensor, shape (epochs, metrics of `model.fit`)
    layers : tensor, shape (updates, layers, statistics)
    """

    outputs: Any
    fit: Any
    layers: Any

    @property
    def epochs(self) -> int:
        """The number of epochs that the buffers can hold."""
        return self.outputs.shape[0]


def prepare_data(
    x: np.ndarray,
    y: np.ndarray,
    options: ProgramOptions,
    forecast_rows: int,
    learns_first_step: bool = False,
) -> ProgramData:
    """Convert the rows of a framing to float32 tensors.

    Parameters
    ----------
    x : array, shape (rows, ...)
    y : array, shape (rows, horizon)
    options : ProgramOptions
    forecast_rows : int
        The number of rows in a batch of forecasts.
    learns_first_step : bool
        Whether the first step of the targets alone is learned.
    """
    train_rows, recorded_rows = options.train_rows, options.recorded_rows
    x, y = np.asarray(x, np.float32), np.asarray(y, np.float32)
    return ProgramData(
        x=tf.constant(x[:train_rows]),
        y=tf.constant(y[:train_rows, :1] if learns_first_step else y[:train_rows]),
        x_recorded=divide_into_batches(x[:recorded_rows], min(forecast_rows, recorded_rows)),
        y_validation=tf.constant(y[train_rows:recorded_rows]),
    )


def prepare_buffers(
    options: ProgramOptions,
    output_shape: tuple[int, ...],
    layers_shape: tuple[int, int] | None,
) -> Buffers:
    """Make the buffers for the records of one call.

    Parameters
    ----------
    options : ProgramOptions
    output_shape : tuple of int
        The shape of the network's outputs for one row.
    layers_shape : (int, int) or None
        (layers, statistics), if layer statistics are recorded.
    """
    shape = (options.recorded_rows, *output_shape)
    epochs_that_fit = MAX_OUTPUT_VALUES_PER_CALL // int(np.prod(shape))
    epochs = max(1, min(MAX_EPOCHS_PER_CALL, epochs_that_fit))
    updates = epochs * options.updates_per_epoch if layers_shape else 0
    return Buffers(
        outputs=tf.zeros((epochs, *shape)),
        fit=tf.zeros((epochs, options.fit_metrics)),
        layers=tf.zeros((updates, *(layers_shape or (0, 0)))),
    )


def divide_into_batches(x: np.ndarray, size: int) -> tf.Tensor:
    """Divide rows into float32 batches of one size; the first rows fill up the last batch."""
    x = np.asarray(x, np.float32)
    missing = -len(x) % size
    filled = np.concatenate([x, x[:missing]]) if missing else x
    return tf.constant(filled.reshape(-1, size, *x.shape[1:]))
