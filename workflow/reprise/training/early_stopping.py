"""What the loss on the validation rows decides: the weights that are kept, and the last epoch."""

from typing import Any

from reprise.settings import StopSettings
from reprise.training.backend import keras, tf


class EarlyStopping:
    """Keeps the best weights of a model and ends its training, as Keras's EarlyStopping does.

    Keras keeps the weights with `restore_best_weights`, and only of epochs whose loss improves by
    more than `min_delta`. Source: keras/src/callbacks/early_stopping.py of Keras 3.

    All methods are traced; the attributes are for the time after a call of the program.

    Parameters
    ----------
    model : keras.Model
        Without state.
    keeps_best : bool
        Whether the weights of the best epoch are kept.
    stop : StopSettings, optional
        When the training ends; without it, the training has a fixed number of epochs.

    Attributes
    ----------
    needs_loss : bool
        Whether `update` is called after every epoch, because weights are kept or `stop` is given.
    kept_epoch : int or None
        The epoch of the weights that are kept, from 1. It is None if none are kept: without
        `stop`, an infinite loss or NaN is never the best.
    has_stopped : bool
        Whether the training has ended because the loss no longer improves.
    """

    def __init__(self, model: keras.Model, keeps_best: bool, stop: StopSettings | None = None):
        self._model = model
        self._stop = stop
        self._weights = [tf.Variable(weight) for weight in model.weights] if keeps_best else []
        self._loss = tf.Variable(float("inf"))
        self._best_epoch = tf.Variable(0)
        self._epochs_without_improvement = tf.Variable(0)

    def update(self, epoch: Any, outputs: Any, y: Any) -> None:
        """Look at the loss of the current weights, and keep the weights if it has improved.

        Parameters
        ----------
        epoch : tensor of int32
            From 0.
        outputs, y : tensor, shape (validation rows, outputs)
        """
        loss = self._model.compute_loss(y=y, y_pred=outputs, training=False)
        is_better = self._is_better(loss, epoch)
        for best, weight in self._pairs():
            best.assign(tf.where(is_better, weight, best))
        self._loss.assign(tf.where(is_better, loss, self._loss))
        self._best_epoch.assign(tf.where(is_better, epoch + 1, self._best_epoch))
        if self._stop:
            waited = self._epochs_without_improvement + 1
            self._epochs_without_improvement.assign(tf.where(is_better, 0, waited))

    def goes_on(self, epoch: Any, last: Any) -> Any:
        """Whether the training goes on before the epoch `last`.

        Parameters
        ----------
        epoch, last : tensor of int32
        """
        if not self._stop:
            return epoch < last
        patience = min(self._stop.patience, tf.int32.max)
        return (epoch < last) & (self._epochs_without_improvement < patience)

    @property
    def needs_loss(self) -> bool:
        return bool(self._weights or self._stop)

    @property
    def kept_epoch(self) -> int | None:
        return int(self._best_epoch) or None if self._weights else None

    @property
    def has_stopped(self) -> bool:
        return not self.goes_on(0, 1)

    def restore(self) -> None:
        """Give the model its best weights, if they are kept and an epoch counts as the best."""
        for best, weight in self._pairs():
            weight.assign(tf.where(self._best_epoch > 0, best, weight))

    def _pairs(self) -> list[tuple[tf.Variable, Any]]:
        """The kept weights with the weights of the model; no pairs if no weights are kept."""
        return list(zip(self._weights, self._model.weights, strict=False))

    def _is_better(self, loss: Any, epoch: Any) -> Any:
        if not self._stop:
            return loss < self._loss
        # Keras adds Python's float to the loss and compares the sum as float32. To Keras, the first
        # epoch is always an improvement, even with NaN, and nothing improves on NaN.
        needed = tf.cast(tf.cast(loss, tf.float64) + self._stop.min_delta, tf.float32)
        return (needed < self._loss) | (epoch == 0)
