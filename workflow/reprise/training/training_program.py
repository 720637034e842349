"""The program that XLA compiles: epochs, batches, shuffling, state resets and forecasts.

TensorFlow traces the methods of this module once. A Python `if` or `for` on a plain value is
decided while TensorFlow traces; one on a tensor becomes part of the program. `engine` calls the
program.
"""

from reprise.training.backend import keras, tf
from reprise.training.early_stopping import EarlyStopping
from reprise.training.layer_statistics import LayerStatistics, LayerValues
from reprise.training.model_state import copy_weights, reset_state, seeds_drawn_by_forecasts
from reprise.training.program_arguments import ProgramOptions
from reprise.training.recursion import Recursion, forecast_recursively


class TrainingProgram:
    """The training of one model as functions that TensorFlow can trace.

    Parameters
    ----------
    model : keras.Model
        Compiled with its optimizer and its loss.
    forecaster : keras.Model
        The model that forecasts: `model`, or one for another batch size.
    early_stopping : EarlyStopping
    statistics : LayerStatistics or None
        If the layers are measured at every update.
    options : ProgramOptions
    recursion : Recursion, optional
        If the network forecasts recursively.
    """

    def __init__(
        self,
        model: keras.Model,
        forecaster: keras.Model,
        early_stopping: EarlyStopping,
        statistics: LayerStatistics | None,
        options: ProgramOptions,
        recursion: Recursion | None = None,
    ):
        self._model = model
        self._forecaster = forecaster
        self._seed_states = seeds_drawn_by_forecasts(forecaster)
        self._early_stopping = early_stopping
        self._statistics = statistics
        self._options = options
        self._recursion = recursion

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of the outputs for one row."""
        return (self._recursion.steps,) if self._recursion else self._model.output_shape[1:]

    def train_epochs(
        self,
        first,
        last,
        total,
        every_epoch,
        carry_state,
        shuffle_seed,
        x,
        y,
        x_recorded,
        y_validation,
        outputs_buffer,
        fit_buffer,
        layers_buffer,
    ):
        """Train the epochs from `first` up to `last` of `total`, or until the training stops early.

        Parameters
        ----------
        first, last, total : tensor of int32
            Numbers of epochs.
        every_epoch : tensor of bool
            Whether to record after every epoch, or after epoch `total` alone.
        carry_state : tensor of bool
            Whether the rows after the training rows meet the state that these left.
        shuffle_seed : tensor of int32
        x, y, x_recorded, y_validation
            As in ProgramData.
        outputs_buffer, fit_buffer, layers_buffer
            As in Buffers.

        Returns
        -------
        tensor of int32
            The number of epochs that are trained now.
        tensors
            The filled buffers.
        """
        options, early_stopping = self._options, self._early_stopping
        epoch = first
        while early_stopping.goes_on(epoch, last):
            place = epoch - first if every_epoch else 0
            fit, layers_buffer = self._train_one_epoch(
                epoch, epoch - first, shuffle_seed, x, y, layers_buffer
            )
            if options.classify:
                fit_buffer = tf.tensor_scatter_nd_update(fit_buffer, [[place]], [fit])
            if early_stopping.needs_loss or every_epoch or epoch == total - 1:
                outputs = self._forecast(x_recorded, options.recorded_rows, carry_state)
                outputs_buffer = tf.tensor_scatter_nd_update(outputs_buffer, [[place]], [outputs])
                if early_stopping.needs_loss:
                    early_stopping.update(epoch, outputs[options.train_rows :], y_validation)
            epoch += 1
        return epoch, outputs_buffer, fit_buffer, layers_buffer

    def forecast_all_rows(self, x, carry_state):
        """The outputs for all rows after training, of the best weights if these were kept."""
        self._early_stopping.restore()
        return self._forecast(x, self._options.rows, carry_state)

    def forecast_row(self, batches, x, row, carry_state):
        """The outputs for one row; a stateful network forecasts the rows before it, too.

        Parameters
        ----------
        batches : tensor, shape (batches, rows per batch, ...)
            All rows, as `forecast_all_rows` takes them.
        x : tensor, shape (rows, ...)
        row : tensor of int32
        carry_state : tensor of bool

        Returns
        -------
        tensor, shape (1, outputs)
        """
        if self._options.state_reset_batch < 0:  # a model without state
            return self._forecast_batch(tf.gather(x, [row]))
        return tf.gather(self._forecast(batches, self._options.rows, carry_state), [row])

    def train_on_rows(self, x, y, first, stop, batch_size, first_epoch, epochs, shuffle_seed):
        """Train further on the rows from `first` up to `stop`, in full batches.

        Parameters
        ----------
        x, y : tensor, shape (rows, ...)
        first, stop : tensor of int32
        batch_size : int
            It divides the number of rows from `first` to `stop`.
        first_epoch, epochs : tensor of int32
            The number of epochs before, and the number of epochs to train.
        shuffle_seed : tensor of int32
        """
        positions = tf.range(self._options.rows)
        is_used = (positions >= first) & (positions < stop)
        # A loop over tf.range with these bounds would be compiled anew for every test row.
        epoch = first_epoch
        while epoch < first_epoch + epochs:
            keys = tf.cast(positions, tf.float32)
            if self._options.shuffle:
                keys = tf.random.stateless_uniform(positions.shape, seed=[shuffle_seed, epoch])
            order = tf.argsort(tf.where(is_used, keys, tf.float32.max), stable=True)
            start = 0
            while start < stop - first:
                rows = tf.gather(order, start + tf.range(batch_size))
                self._update_weights(tf.gather(x, rows), tf.gather(y, rows))
                start += batch_size
            reset_state(self._model)
            epoch += 1

    def _train_one_epoch(self, epoch, epoch_of_call, shuffle_seed, x, y, layers_buffer):
        rows, size = self._options.train_rows, self._options.batch_size
        if self._options.shuffle:
            order = tf.argsort(tf.random.stateless_uniform([rows], seed=[shuffle_seed, epoch]))
            x, y = tf.gather(x, order), tf.gather(y, order)
        full_batches = rows // size
        rows_in_full_batches = full_batches * size
        first_update = epoch_of_call * self._options.updates_per_epoch
        batches_x = tf.reshape(x[:rows_in_full_batches], (full_batches, size, *x.shape[1:]))
        batches_y = tf.reshape(y[:rows_in_full_batches], (full_batches, size, *y.shape[1:]))
        fit = tf.zeros(self._options.fit_metrics)
        if full_batches:  # decided while tracing: a batch may be larger than all rows
            for k in tf.range(full_batches):
                step_fit, statistics = self._update_weights(batches_x[k], batches_y[k])
                fit += step_fit
                layers_buffer = self._add_statistics(layers_buffer, first_update + k, statistics)
        if rows_in_full_batches < rows:
            step_fit, statistics = self._update_weights(
                x[rows_in_full_batches:], y[rows_in_full_batches:]
            )
            fit += step_fit
            layers_buffer = self._add_statistics(
                layers_buffer, first_update + full_batches, statistics
            )
        reset_state(self._model)
        return fit / rows, layers_buffer

    def _update_weights(self, x, y):
        """Update the weights once.

        Returns loss and accuracy, both multiplied by the number of rows, and layer statistics.
        """
        layer_values: LayerValues = []
        with tf.GradientTape() as tape:
            if self._statistics:
                outputs, layer_values = self._statistics.call_model(x)
            else:
                outputs = self._model(x, training=True)
            loss = self._model.compute_loss(x=x, y=y, y_pred=outputs, training=True)
        weights = self._model.trainable_variables
        self._model.optimizer.apply(tape.gradient(loss, weights), weights)
        statistics = self._statistics.measure(layer_values) if self._statistics else None
        if not self._options.classify:
            return tf.zeros(0), statistics
        right = tf.cast(_are_right(outputs, y), tf.float32)
        if outputs.shape.rank > 2:  # each step of a row has a class
            right = tf.reduce_mean(right, axis=1)
        right_rows = tf.reduce_sum(right)
        return tf.stack([loss * x.shape[0], right_rows]), statistics

    def _add_statistics(self, layers_buffer, update, statistics):
        if statistics is None:
            return layers_buffer
        return tf.tensor_scatter_nd_update(layers_buffer, [[update]], [statistics])

    def _forecast_batch(self, x):
        # Because a forecast must not change the training, its random numbers are drawn again.
        seed_states = [tf.identity(state) for state in self._seed_states]
        if self._recursion:
            outputs = forecast_recursively(self._forecaster, x, self._recursion)
        else:
            outputs = self._forecaster(x, training=False)
        for state, before in zip(self._seed_states, seed_states, strict=True):
            state.assign(before)
        return outputs

    def _forecast(self, x, rows, carry_state):
        """The outputs for the first `rows` of x, which is in batches, the last one filled up."""
        if self._forecaster is not self._model:
            copy_weights(self._model, self._forecaster)
        batches, size = x.shape[:2]
        output_shape = self.output_shape
        forecasts = tf.zeros((batches, size, *output_shape))
        for k in tf.range(batches):
            if k == self._options.state_reset_batch and not carry_state:
                reset_state(self._forecaster)
            outputs = self._forecast_batch(x[k])
            forecasts = tf.tensor_scatter_nd_update(forecasts, [[k]], [outputs])
        reset_state(self._forecaster)
        return tf.reshape(forecasts, (batches * size, *output_shape))[:rows]


def _are_right(probabilities, classes):
    """Whether each class is the most probable one, as Keras's accuracy counts.

    Parameters
    ----------
    probabilities : tensor, shape (rows, 1 or classes) or (rows, steps, classes)
    classes : tensor, shape (rows, 1) or (rows, steps)
    """
    if probabilities.shape[-1] == 1:
        return (probabilities > 0.5) == (classes > 0.5)
    if probabilities.shape.rank > 2:
        return tf.argmax(probabilities, axis=-1) == tf.cast(classes, tf.int64)
    return tf.argmax(probabilities, axis=-1) == tf.cast(classes[:, 0], tf.int64)
