"""Training a Keras model as one compiled program.

For a network of a few weights, nearly all the time of `model.fit` is overhead. Here the Keras
model, its optimizer and its loss stay as they are, and the whole run (epochs, batches,
shuffling, state resets, forecasts after an epoch) becomes one XLA program. The number of epochs
is an argument, so that it is compiled once for every repeat and every number of epochs.
`reference` holds the loop that it must agree with.
"""

import time
from typing import NamedTuple

import numpy as np

from reprise.training.backend import keras, tf
from reprise.training.layer_statistics import LayerStatistics
from reprise.training.model_state import copy_weights, reset_state, stateful_layers, take_over_seeds

# Outputs kept on the way through one call, in numbers, and the epochs of a call at most:
# enough that calls cost nothing, few enough that memory stays small.
NUMBERS_A_CALL = 4_000_000
EPOCHS_A_CALL = 500
EPOCHS_A_CALL_WITHOUT_HISTORY = 5000
SECONDS_A_CALL = 10.0  # about as long as a signal waits and a progress line stands still
UPDATES_THAT_ARE_QUICK = 100  # in an epoch: the first call need not find out how long one takes
ROWS_A_FORECAST = 8192  # of a model without state at once, so that memory stays small


class Epochs(NamedTuple):
    """What one call of the program recorded, an entry for each epoch of it.

    Attributes
    ----------
    outputs : ndarray of float32, shape (epochs, rows, outputs)
        The network's outputs for all rows, or, with validation rows, for those and the training
        rows; none where only the end is asked for.
    fit : ndarray of float32, shape (epochs, 2) or (epochs, 0)
        Loss and accuracy as `model.fit` reports them; nothing for forecasts.
    layers : ndarray of float32, shape (updates, layers, statistics)
        As LayerStatistics makes them.
    epochs : int
        How many it trained.
    """

    outputs: np.ndarray
    fit: np.ndarray
    layers: np.ndarray
    epochs: int


class CompiledTraining:
    """A Keras model, its data and its training, ready to be run from any seed.

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
        Whether the rows are put in a new order every epoch.
    forecast_batch_size : int, optional
        Where it is not `batch_size`: the outputs come from a second model that is given the
        trained weights.
    validation_rows : int
    keep_best : bool
        Whether the network ends with the weights of the epoch that had the lowest loss on the
        validation rows, as Keras's EarlyStopping does with `restore_best_weights`. Only for
        models without state.
    classify : bool
        Whether to record loss and accuracy as `model.fit` does.
    watch_layers : bool
        Whether to record the statistics of every batch-normalization layer at every update.
    """

    def __init__(
        self,
        build,
        x,
        y,
        train_rows,
        batch_size,
        shuffle=False,
        forecast_batch_size=None,
        validation_rows=0,
        keep_best=False,
        classify=False,
        watch_layers=False,
    ):
        self.rows = len(x)
        self._created = []
        with tf.variable_creator_scope(self._remember):
            self.model = build(batch_size)
            self.model.optimizer.build(self.model.trainable_variables)
            self.forecaster = self.model
            if forecast_batch_size not in (None, batch_size):
                self.forecaster = build(forecast_batch_size)
            self._best = [tf.Variable(w) for w in self.model.weights] if keep_best else []
            self._best_loss = tf.Variable(float("inf"))
            self._best_epoch = tf.Variable(0)
        self._weight_seed = keras.random.SeedGenerator(0)
        self._layer_seeds = take_over_seeds([self.model, self.forecaster], self._weight_seed)
        self._batch_size = batch_size
        self._shuffle = shuffle
        self._classify = classify
        self._statistics = LayerStatistics(self.model) if watch_layers else None
        x, y = np.asarray(x, np.float32), np.asarray(y, np.float32)
        stateful = bool(stateful_layers(self.model))
        size = forecast_batch_size or batch_size
        if not stateful:
            size = min(self.rows, ROWS_A_FORECAST)
        # With validation rows, nothing looks at the test rows before the end.
        self._seen = train_rows + validation_rows if validation_rows else self.rows
        self._train_rows = train_rows
        self._x_all = _in_batches(x, size)
        self._data = [
            tf.constant(x[:train_rows]),
            tf.constant(y[:train_rows]),
            _in_batches(x[: self._seen], min(size, self._seen)),
            tf.constant(y[train_rows : self._seen]),
        ]
        self._train_batches = train_rows // size if stateful else -1
        outputs = self.model.output_shape[1:]
        kept = self._seen * int(np.prod(outputs))
        self.epochs_a_call = max(1, min(EPOCHS_A_CALL, NUMBERS_A_CALL // kept))
        updates = self.epochs_a_call * -(-train_rows // batch_size) if watch_layers else 0
        self._buffers = (
            tf.zeros((self.epochs_a_call, self._seen, *outputs)),
            tf.zeros((self.epochs_a_call, fit_size(classify))),
            tf.zeros((updates, *(self._statistics.shape if watch_layers else (0, 0)))),
        )
        self._train = tf.function(self._epochs, jit_compile=True)
        self._finish = tf.function(self._final_outputs, jit_compile=True)
        # Not compiled by XLA: it draws once a run, and Keras 1's matrices come from NumPy.
        self._start = tf.function(self._initialise)

    def start(self, seed):
        """Put every variable back to its beginning, with initial weights drawn from `seed`."""
        words = np.random.SeedSequence(seed).generate_state(2 + len(self._layer_seeds))
        self._shuffle_seed = tf.constant(words[1] >> 1, tf.int32)
        self._start(tf.constant(words))
        self.epoch = 0

    def state(self):
        """All that decides how the training goes on: every variable, as a list of arrays."""
        return [variable.numpy() for variable, _ in self._created]

    def resume(self, seed, epoch, state):
        """Go on after `epoch` epochs of a run from `seed`, as if it had never been left.

        Parameters
        ----------
        seed, epoch : int
        state : list of ndarray
            As `state` gave them then.
        """
        self.start(seed)
        for (variable, _), value in zip(self._created, state, strict=True):
            variable.assign(value)
        self.epoch = epoch

    def compile(self):
        """Compile now what the first call of `train` would compile, without training."""
        self.start(0)
        self._call(0, 0, False, True)

    def train(self, epochs, every_epoch=False, carry_state=True):
        """Train up to epoch `epochs`, a call of the program at a time.

        Parameters
        ----------
        epochs : int
        every_epoch : bool
            Whether to record after every epoch, or after the last alone.
        carry_state : bool
            Whether stateful layers meet the rows after the training rows with the state that
            these left, or with zeros.

        Yields
        ------
        Epochs

        After the last, `outputs` holds the network's outputs for all rows at the end, shape
        (rows, outputs), and `kept_epoch` the epoch that its weights are of.
        """
        watched = every_epoch or self._statistics is not None
        most = self.epochs_a_call if watched else EPOCHS_A_CALL_WITHOUT_HISTORY
        updates = -(-self._data[0].shape[0] // self._batch_size)
        stride = most if updates < UPDATES_THAT_ARE_QUICK else 1
        while self.epoch < epochs:
            last = min(self.epoch + stride, epochs)
            began = time.perf_counter()
            outputs, fit, layers = self._call(last, epochs, every_epoch, carry_state)
            an_epoch = (time.perf_counter() - began) / (last - self.epoch)
            stride = max(1, min(most, int(SECONDS_A_CALL / an_epoch)))
            trained = last - self.epoch
            made = trained if every_epoch else int(last == epochs)
            steps = trained * updates
            self.epoch = last
            if last == epochs:
                kept = bool(self._best) and int(self._best_epoch)
                self.kept_epoch = kept or epochs
                if self._seen < self.rows:
                    self.outputs = self._finish(self._x_all, tf.constant(carry_state)).numpy()
                else:
                    self.outputs = outputs[made - 1].numpy()
            yield Epochs(
                outputs[:made].numpy(), fit[:made].numpy(), layers[:steps].numpy(), trained
            )

    def statistics_at_start(self):
        """LayerStatistics of the first batch before any update, outside training."""
        return self._statistics.outside_training(self._data[0][: self._batch_size])

    def _call(self, last, total, every_epoch, carry_state):
        return self._train(
            tf.constant(self.epoch),
            tf.constant(last),
            tf.constant(total),
            tf.constant(every_epoch),
            tf.constant(carry_state),
            self._shuffle_seed,
            *self._data,
            *self._buffers,
        )

    def _remember(self, create, **options):
        variable = create(**options)
        self._created.append((variable, options["initial_value"]))
        return variable

    def _initialise(self, words):
        self._weight_seed.state.assign(tf.stack([words[0], tf.constant(0, tf.uint32)]))
        for variable, initial in self._created:
            variable.assign(tf.cast(initial() if callable(initial) else initial, variable.dtype))
        for k, generator in enumerate(self._layer_seeds):
            generator.state.assign(tf.stack([words[2 + k], tf.constant(0, tf.uint32)]))

    def _epochs(
        self,
        first,
        last,
        total,
        every_epoch,
        carry_state,
        shuffle_seed,
        x,
        y,
        x_seen,
        y_validation,
        history,
        fit_history,
        layer_history,
    ):
        """The program: epochs `first` to `last` of `total`."""
        epoch = first
        while epoch < last:
            place = epoch - first if every_epoch else 0
            fit, layer_history = self._one_epoch(
                epoch, epoch - first, shuffle_seed, x, y, layer_history
            )
            if self._classify:
                fit_history = tf.tensor_scatter_nd_update(fit_history, [[place]], [fit])
            if self._best or every_epoch or epoch == total - 1:
                outputs = self._outputs(x_seen, self._seen, carry_state)
                history = tf.tensor_scatter_nd_update(history, [[place]], [outputs])
                if self._best:
                    self._keep_the_best(epoch, outputs[self._train_rows :], y_validation)
            epoch += 1
        return history, fit_history, layer_history

    def _one_epoch(self, epoch, place, shuffle_seed, x, y, layer_history):
        rows, size = x.shape[0], self._batch_size
        if self._shuffle:
            order = tf.argsort(tf.random.stateless_uniform([rows], seed=[shuffle_seed, epoch]))
            x, y = tf.gather(x, order), tf.gather(y, order)
        steps = rows // size
        whole = steps * size
        updates = -(-rows // size)
        batches_x = tf.reshape(x[:whole], (steps, size, *x.shape[1:]))
        batches_y = tf.reshape(y[:whole], (steps, size, *y.shape[1:]))
        fit = tf.zeros(fit_size(self._classify))
        if steps:  # in Python: a batch may be larger than all rows
            for k in tf.range(steps):
                found, layers = self._one_step(batches_x[k], batches_y[k])
                fit += found
                layer_history = self._add_layers(layer_history, place * updates + k, layers)
        if whole < rows:
            found, layers = self._one_step(x[whole:], y[whole:])
            fit += found
            layer_history = self._add_layers(layer_history, place * updates + steps, layers)
        reset_state(self.model)
        return fit / rows, layer_history

    def _one_step(self, x, y):
        """Update the weights; return loss and accuracy times the rows, and layer statistics."""
        watched = []
        with tf.GradientTape() as tape:
            if self._statistics:
                predicted, watched = self._statistics.call_and_watch(x)
            else:
                predicted = self.model(x, training=True)
            loss = self.model.compute_loss(x=x, y=y, y_pred=predicted, training=True)
        weights = self.model.trainable_variables
        self.model.optimizer.apply(tape.gradient(loss, weights), weights)
        layers = self._statistics.of(watched) if self._statistics else None
        if not self._classify:
            return tf.zeros(0), layers
        right = tf.reduce_sum(tf.cast(_is_right(predicted, y), tf.float32))
        return tf.stack([loss * x.shape[0], right]), layers

    def _add_layers(self, history, update, layers):
        if layers is None:
            return history
        return tf.tensor_scatter_nd_update(history, [[update]], [layers])

    def _keep_the_best(self, epoch, predicted, y):
        loss = self.model.compute_loss(y=y, y_pred=predicted, training=False)
        better = loss < self._best_loss
        for kept, weight in zip(self._best, self.model.weights, strict=True):
            kept.assign(tf.where(better, weight, kept))
        self._best_loss.assign(tf.where(better, loss, self._best_loss))
        self._best_epoch.assign(tf.where(better, epoch + 1, self._best_epoch))

    def _final_outputs(self, x, carry_state):
        """The outputs for all rows, of the best weights if these were kept.

        Where no epoch had a loss that is a number, the weights stay as they are.
        """
        for kept, weight in zip(self._best, self.model.weights if self._best else [], strict=True):
            weight.assign(tf.where(self._best_epoch > 0, kept, weight))
        return self._outputs(x, self.rows, carry_state)

    def _outputs(self, x, rows, carry_state):
        """The network's outputs for the first `rows`; x is in batches, the last one filled up."""
        if self.forecaster is not self.model:
            copy_weights(self.model, self.forecaster)
        steps, size = x.shape[:2]
        outputs = self.model.output_shape[1:]
        made = tf.zeros((steps, size, *outputs))
        for k in tf.range(steps):
            if k == self._train_batches and not carry_state:
                reset_state(self.forecaster)
            predicted = self.forecaster(x[k], training=False)
            made = tf.tensor_scatter_nd_update(made, [[k]], [predicted])
        reset_state(self.forecaster)
        return tf.reshape(made, (steps * size, *outputs))[:rows]


def _in_batches(x, size):
    """Rows in batches of one size; the last is filled up with the first rows."""
    missing = -len(x) % size
    filled = np.concatenate([x, x[:missing]]) if missing else x
    return tf.constant(filled.reshape(-1, size, *x.shape[1:]))


def fit_size(classify):
    """How many numbers of `model.fit` are recorded an epoch: loss and accuracy, or none."""
    return 2 if classify else 0


def _is_right(probabilities, classes):
    """Whether each row's class is the one that Keras's accuracy takes; classes (rows, 1)."""
    if probabilities.shape[-1] == 1:
        return (probabilities > 0.5) == (classes > 0.5)
    return tf.argmax(probabilities, axis=-1) == tf.cast(classes[:, 0], tf.int64)
