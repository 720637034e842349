"""Training a Keras model as one compiled program.

For a network of a few weights, nearly all the time of `model.fit` is overhead. Therefore the
Keras model, its optimizer and its loss stay as they are, and all of the run (epochs, batches,
shuffling, state resets, forecasts after an epoch) becomes one XLA program. The number of epochs
is an argument, so that the program is compiled once for all repeats and all numbers of epochs.

`training_program` holds what is compiled, and `program_arguments` prepares its arguments. This
module calls the program and collects what it recorded. `walk_forward` trains further between the
forecasts of the test rows. `reference` holds the loop with which the results must agree.
"""

import time
from collections.abc import Callable, Iterator

import numpy as np

from reprise.settings import StopSettings
from reprise.training.backend import keras, tf
from reprise.training.early_stopping import EarlyStopping
from reprise.training.layer_statistics import LayerStatistics
from reprise.training.model_state import (
    RecordedVariables,
    copy_weights,
    find_seed_generators,
    share_initializer_seed,
    stateful_layers,
)
from reprise.training.program_arguments import (
    Buffers,
    ProgramOptions,
    TrainedEpochs,
    divide_into_batches,
    prepare_buffers,
    prepare_data,
)
from reprise.training.recursion import Recursion
from reprise.training.training_program import TrainingProgram
from reprise.training.walk_forward import Updates, WalkForward

# How long one call of the program may take: how long Ctrl-C and the progress bar may lag.
MAX_SECONDS_PER_CALL = 10.0
# How many epochs one call may train if it records only the end of the run.
MAX_EPOCHS_PER_CALL_WITHOUT_HISTORY = 5000
# Epochs with fewer updates are quick, so the first call need not measure one epoch alone.
MIN_UPDATES_TO_MEASURE = 100
# The batch size of forecasts of a model without state, so that they need little memory.
MAX_ROWS_PER_FORECAST = 8192


class CompiledTraining:
    """A Keras model, its data and its training, which can run from any seed.

    Parameters
    ----------
    build : callable
        Takes a batch size, returns a compiled keras.Model.
    x : array, shape (rows, ...)
        Inputs; training rows first, then validation rows, then test rows.
    y : array, shape (rows, horizon)
        Targets, or the number of the class.
    train_rows, batch_size : int
    shuffle : bool
        Whether the training rows are put in a new order every epoch.
    forecast_batch_size : int, optional
        If it differs from `batch_size`, the outputs come from a second model that gets the
        trained weights.
    validation_rows : int
    keep_best : bool
        Whether the network ends with the weights of the epoch that was best on the validation
        rows, as EarlyStopping keeps them. Only for models without state.
    stop : StopSettings, optional
        When EarlyStopping ends the training. Only for models without state.
    classify : bool
        Whether to record loss and accuracy as `model.fit` does.
    record_layers : bool
        Whether to record the statistics of every batch-normalization layer at every update.
    recursion : Recursion, optional
        If the network learns one step and forecasts the other steps recursively.

    Attributes
    ----------
    model : keras.Model
    epoch : int
        The number of epochs trained since `start`.
    outputs : ndarray of float32, shape (rows, outputs)
        After the last epoch: the network's outputs for all rows.
    kept_epoch : int
        After the last epoch: the epoch whose weights the network ends with.
    """

    def __init__(
        self,
        build: Callable[[int], keras.Model],
        x: np.ndarray,
        y: np.ndarray,
        train_rows: int,
        batch_size: int,
        shuffle: bool = False,
        forecast_batch_size: int | None = None,
        validation_rows: int = 0,
        keep_best: bool = False,
        stop: StopSettings | None = None,
        classify: bool = False,
        record_layers: bool = False,
        recursion: Recursion | None = None,
    ):
        self._variables = RecordedVariables()
        with self._variables.scope():
            self.model = build(batch_size)
            self.model.optimizer.build(self.model.trainable_variables)
            self._forecaster = forecaster = self.model
            if forecast_batch_size not in (None, batch_size):
                self._forecaster = forecaster = build(forecast_batch_size)
            self._early_stopping = EarlyStopping(self.model, keep_best, stop)
        self._weight_seed = keras.random.SeedGenerator(0)
        share_initializer_seed([self.model, forecaster], self._weight_seed)
        self._layer_seeds = find_seed_generators([self.model, forecaster])
        self._statistics = LayerStatistics(self.model) if record_layers else None
        is_stateful = bool(stateful_layers(self.model))
        forecast_rows = forecast_batch_size or batch_size
        if not is_stateful:
            forecast_rows = min(len(x), MAX_ROWS_PER_FORECAST)
        self._options = ProgramOptions(
            batch_size=batch_size,
            shuffle=shuffle,
            classify=classify,
            rows=len(x),
            train_rows=train_rows,
            # With validation rows, nothing reads the test rows before the end.
            recorded_rows=train_rows + validation_rows if validation_rows else len(x),
            state_reset_batch=train_rows // forecast_rows if is_stateful else -1,
        )
        self._all_rows = divide_into_batches(x, forecast_rows)
        self._data = prepare_data(x, y, self._options, forecast_rows, bool(recursion))
        program = TrainingProgram(
            self.model, forecaster, self._early_stopping, self._statistics, self._options, recursion
        )
        self._buffers = prepare_buffers(
            self._options,
            program.output_shape,
            self._statistics.shape if self._statistics else None,
        )
        self._walk = WalkForward(
            program, self._options, self._all_rows, x, y, train_rows + validation_rows
        )
        self._train_epochs = tf.function(program.train_epochs, jit_compile=True)
        self._forecast_all_rows = tf.function(program.forecast_all_rows, jit_compile=True)
        # XLA does not compile it: it runs once per run, and NumPy draws the matrices of Keras 1.
        self._initialize = tf.function(self._initialize_variables)

    def start(self, seed: int) -> None:
        """Set every variable to its initial value, with initial weights drawn from `seed`."""
        self._initialize(tf.constant(self._draw_words(seed)))
        self.epoch = 0

    def state(self) -> list[np.ndarray]:
        """The values of every variable; together they decide how the training continues."""
        return self._variables.values()

    def resume(self, seed: int, epoch: int, state: list[np.ndarray]) -> None:
        """Continue a run after some epochs, as if it had never been interrupted.

        Parameters
        ----------
        seed, epoch : int
        state : list of ndarray
            What `state` returned after `epoch` epochs from `seed`.
        """
        self._draw_words(seed)
        self._variables.assign(state)
        self.epoch = epoch

    def compile(self, updates: Updates | None = None) -> None:
        """Compile now what the first call of `train` would compile, without training."""
        self.start(0)
        self._call_program(0, 0, False, True)
        if updates:
            without_epochs = updates._replace(epochs=0)
            self._walk.forecast_test_rows(without_epochs, 0, self._shuffle_seed, True)

    def train(
        self,
        epochs: int,
        every_epoch: bool = False,
        carry_state: bool = True,
        updates: Updates | None = None,
        pause: int = 0,
    ) -> Iterator[TrainedEpochs]:
        """Train up to epoch `epochs` or until it stops, with one call of the program at a time.

        Parameters
        ----------
        epochs : int
        every_epoch : bool
            Whether to record after every epoch, or after the last alone.
        carry_state : bool
            Whether stateful layers keep the state that the training rows left when the network
            forecasts the rows after them; otherwise the state begins there with zeros.
        updates : Updates, optional
            How the network is trained further between the forecasts of the test rows.
        pause : int
            A number of epochs after which a call of the program ends, so that `state` can be read.

        Yields
        ------
        TrainedEpochs
            What each call recorded. Before the last of them, `outputs` and `kept_epoch` are set.
        """
        records = every_epoch or self._statistics is not None
        max_epochs = self._buffers.epochs if records else MAX_EPOCHS_PER_CALL_WITHOUT_HISTORY
        updates_per_epoch = self._options.updates_per_epoch
        epochs_of_call = max_epochs if updates_per_epoch < MIN_UPDATES_TO_MEASURE else 1
        is_last = self.epoch >= epochs
        while not is_last:
            end = pause if self.epoch < pause else epochs
            last = min(self.epoch + epochs_of_call, end)
            began = time.perf_counter()
            epoch, filled = self._call_program(last, epochs, every_epoch, carry_state)
            trained = epoch - self.epoch
            seconds_per_epoch = (time.perf_counter() - began) / trained
            epochs_of_call = max(1, min(max_epochs, int(MAX_SECONDS_PER_CALL / seconds_per_epoch)))
            self.epoch = epoch
            is_last = epoch == epochs or self._early_stopping.has_stopped
            recorded = trained if every_epoch else int(is_last)
            outputs, fit = filled.outputs[:recorded].numpy(), filled.fit[:recorded].numpy()
            layers = filled.layers[: trained * updates_per_epoch].numpy()
            part = TrainedEpochs(outputs, fit, layers, trained, is_last)
            if is_last:
                self._finish(part, carry_state, updates)
            yield part

    def trained_network(self) -> keras.Model:
        """The network that forecasts, with its weights after the last epoch."""
        if self._forecaster is not self.model:
            copy_weights(self.model, self._forecaster)
        return self._forecaster

    def statistics_at_start(self) -> np.ndarray:
        """Layer statistics of the first batch before any update, outside training.

        Only if layers are recorded; shape (layers, statistics).
        """
        assert self._statistics is not None
        return self._statistics.measure_outside_training(self._data.x[: self._options.batch_size])

    def _call_program(
        self, last: int, total: int, every_epoch: bool, carry_state: bool
    ) -> tuple[int, Buffers]:
        """Train up to epoch `last`; the number of epochs that are trained now, and the records."""
        epoch, *filled = self._train_epochs(
            tf.constant(self.epoch),
            tf.constant(last),
            tf.constant(total),
            tf.constant(every_epoch),
            tf.constant(carry_state),
            self._shuffle_seed,
            *self._data,
            *self._buffers,
        )
        return int(epoch), Buffers(*filled)

    def _finish(self, last_part: TrainedEpochs, carry_state: bool, updates: Updates | None) -> None:
        """Set `outputs` and `kept_epoch` after the last epoch."""
        self.kept_epoch = self._early_stopping.kept_epoch or self.epoch
        if self._options.recorded_rows < self._options.rows:
            self.outputs = self._forecast_all_rows(self._all_rows, tf.constant(carry_state)).numpy()
        else:
            self.outputs = last_part.outputs[-1]
        if updates:
            walked = self._walk.forecast_test_rows(
                updates, self.epoch, self._shuffle_seed, carry_state
            )
            self.outputs = np.concatenate([self.outputs[: -len(walked)], walked])

    def _draw_words(self, seed: int) -> np.ndarray:
        """Draw independent 32-bit numbers: for the weights, for the shuffling, for each layer."""
        words = np.random.SeedSequence(seed).generate_state(2 + len(self._layer_seeds))
        self._shuffle_seed = tf.constant(words[1] >> 1, tf.int32)
        return words

    def _initialize_variables(self, words: tf.Tensor) -> None:
        """Draw initial weights; `words` seed the weights, the shuffling and each layer."""
        zero = tf.constant(0, tf.uint32)
        self._weight_seed.state.assign(tf.stack([words[0], zero]))
        self._variables.initialize()
        for k, generator in enumerate(self._layer_seeds):
            generator.state.assign(tf.stack([words[2 + k], zero]))
