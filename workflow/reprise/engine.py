"""Training a Keras model as one compiled program.

For a network of a few weights, nearly all the time of `model.fit` is overhead. Here the Keras
model, its optimizer and its loss stay as they are, and the whole run (epochs, batches,
shuffling, state resets, forecasts after an epoch) becomes one XLA program. The number of epochs
is an argument, so that it is compiled once for every repeat and every number of epochs.
`reference` holds the loop that it must agree with.
"""

import numpy as np

from reprise.backend import keras, tf

# Forecasts kept on the way through one call, in numbers, and the epochs of a call at most:
# enough that calls cost nothing, few enough that memory stays small.
FORECASTS_A_CALL = 4_000_000
EPOCHS_A_CALL = 500
EPOCHS_A_CALL_WITHOUT_HISTORY = 5000


class CompiledTraining:
    """A Keras model, its data and its training, ready to be run from any seed.

    Parameters
    ----------
    build : callable
        Takes a batch size, returns a compiled keras.Model.
    x : array, shape (rows, time steps, features)
        Inputs; training rows first, then test rows.
    y : array, shape (rows, outputs)
    train_rows : int
    batch_size : int
    shuffle : bool
        Whether the rows are put in a new order every epoch.
    forecast_batch_size : int, optional
        Where it is not `batch_size`: the forecasts come from a second model that is given the
        trained weights.
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
    ):
        self.rows = len(x)
        self._created = []
        with tf.variable_creator_scope(self._remember):
            self.model = build(batch_size)
            self.model.optimizer.build(self.model.trainable_variables)
            self.forecaster = self.model
            if forecast_batch_size not in (None, batch_size):
                self.forecaster = build(forecast_batch_size)
        self._weight_seed = keras.random.SeedGenerator(0)
        self._layer_seeds = _take_over_seeds([self.model, self.forecaster], self._weight_seed)
        self._batch_size = batch_size
        self._shuffle = shuffle
        x, y = np.asarray(x, np.float32), np.asarray(y, np.float32)
        stateful = bool(_stateful_layers(self.model))
        size = (forecast_batch_size or batch_size) if stateful else self.rows
        self._train_steps_to_forecast = train_rows // size if stateful else self.rows
        self._data = [
            tf.constant(x[:train_rows]),
            tf.constant(y[:train_rows]),
            tf.constant(x.reshape(-1, size, *x.shape[1:])),
        ]
        self.epochs_a_call = max(1, min(EPOCHS_A_CALL, FORECASTS_A_CALL // self.rows))
        self._history = tf.zeros((self.epochs_a_call, *y.shape))
        self._train = tf.function(self._epochs, jit_compile=True)
        # Not compiled by XLA: it draws once a run, and Keras 1's matrices come from NumPy.
        self._start = tf.function(self._initialise)

    def start(self, seed):
        """Put every variable back to its beginning, with initial weights drawn from `seed`."""
        words = np.random.SeedSequence(seed).generate_state(2 + len(self._layer_seeds))
        self._shuffle_seed = tf.constant(words[1] >> 1, tf.int32)
        self._start(tf.constant(words))
        self.epoch = 0

    def compile(self):
        """Compile now what the first call of `train` would compile, without training."""
        self.start(0)
        self._call(0, 0, False, True)

    def train(self, epochs, every_epoch=False, carry_state=True):
        """Train up to epoch `epochs` and forecast all rows.

        Parameters
        ----------
        epochs : int
        every_epoch : bool
            Whether to forecast after every epoch, or after the last alone.
        carry_state : bool
            Whether stateful layers meet the test rows with the state that the training rows
            left, or with zeros.

        Yields
        ------
        ndarray of float32, shape (epochs since the last, rows, outputs)
            The forecasts after each epoch, a call of the program at a time; without
            `every_epoch` the last alone has any.
        """
        stride = self.epochs_a_call if every_epoch else EPOCHS_A_CALL_WITHOUT_HISTORY
        while self.epoch < epochs:
            last = min(self.epoch + stride, epochs)
            forecasts = self._call(last, epochs, every_epoch, carry_state)
            made = last - self.epoch if every_epoch else int(last == epochs)
            self.epoch = last
            yield forecasts[:made].numpy()

    def _call(self, last, total, every_epoch, carry_state):
        return self._train(
            tf.constant(self.epoch),
            tf.constant(last),
            tf.constant(total),
            tf.constant(every_epoch),
            tf.constant(carry_state),
            self._shuffle_seed,
            *self._data,
            self._history,
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
        self, first, last, total, every_epoch, carry_state, shuffle_seed, x, y, x_all, history
    ):
        """The program: epochs `first` to `last` of `total`."""
        epoch = first
        while epoch < last:
            self._one_epoch(epoch, shuffle_seed, x, y)
            if every_epoch or epoch == total - 1:
                forecasts = self._forecasts(x_all, history[0], carry_state)
                place = epoch - first if every_epoch else 0
                history = tf.tensor_scatter_nd_update(history, [[place]], [forecasts])
            epoch += 1
        return history

    def _one_epoch(self, epoch, shuffle_seed, x, y):
        rows, size = x.shape[0], self._batch_size
        if self._shuffle:
            order = tf.argsort(tf.random.stateless_uniform([rows], seed=[shuffle_seed, epoch]))
            x, y = tf.gather(x, order), tf.gather(y, order)
        steps = rows // size
        whole = steps * size
        batches_x = tf.reshape(x[:whole], (steps, size, *x.shape[1:]))
        batches_y = tf.reshape(y[:whole], (steps, size, *y.shape[1:]))
        if steps:  # in Python: a batch may be larger than all rows
            for k in tf.range(steps):
                self._one_step(batches_x[k], batches_y[k])
        if whole < rows:
            self._one_step(x[whole:], y[whole:])
        reset_state(self.model)

    def _one_step(self, x, y):
        with tf.GradientTape() as tape:
            predicted = self.model(x, training=True)
            loss = self.model.compute_loss(x=x, y=y, y_pred=predicted, training=True)
        weights = self.model.trainable_variables
        self.model.optimizer.apply(tape.gradient(loss, weights), weights)

    def _forecasts(self, x, like, carry_state):
        if self.forecaster is not self.model:
            _copy_weights(self.model, self.forecaster)
        steps, size = x.shape[:2]
        made = tf.reshape(tf.zeros_like(like), (steps, size, *like.shape[1:]))
        for k in tf.range(steps):
            if k == self._train_steps_to_forecast and not carry_state:
                reset_state(self.forecaster)
            predicted = self.forecaster(x[k], training=False)
            made = tf.tensor_scatter_nd_update(made, [[k]], [predicted])
        reset_state(self.forecaster)
        return tf.reshape(made, like.shape)


def _stateful_layers(model):
    return [layer for layer in model._flatten_layers() if getattr(layer, "stateful", False)]


def reset_state(model):
    """Put the state of every stateful layer back to zero."""
    for layer in _stateful_layers(model):
        layer.reset_state()


def _copy_weights(source, target):
    for given, taken in zip(source.weights, target.weights, strict=True):
        if given.shape == taken.shape and "rnn_state" not in given.path:
            taken.assign(given)


def _take_over_seeds(models, weight_seed):
    """Let all initializers draw from `weight_seed`; return the layers' own seed generators."""
    layers = [layer for model in models for layer in model._flatten_layers()]
    for layer in layers:
        for part in vars(layer).values():
            if isinstance(part, keras.initializers.Initializer) and hasattr(part, "seed"):
                part.seed = weight_seed
    generators = {}
    for layer in layers:
        for part in vars(layer).values():
            if isinstance(part, keras.random.SeedGenerator):
                generators[id(part)] = part
    return list(generators.values())
