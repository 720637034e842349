"""The weights of the epoch with the lowest loss on the validation rows."""

from typing import Any

from reprise.training.backend import keras, tf


class BestWeights:
    """Keeps the best weights of a model, as EarlyStopping does with `restore_best_weights`.

    All methods are traced.

    Parameters
    ----------
    model : keras.Model
        Without state.

    Attributes
    ----------
    epoch : tf.Variable
        The epoch of the best weights, from 1; 0 as long as no epoch had a finite loss.
    """

    def __init__(self, model: keras.Model):
        self._model = model
        self._weights = [tf.Variable(weight) for weight in model.weights]
        self._loss = tf.Variable(float("inf"))
        self.epoch = tf.Variable(0)

    def update(self, epoch: Any, outputs: Any, y: Any) -> None:
        """Keep the current weights if their loss is lower than that of all earlier epochs.

        Parameters
        ----------
        epoch : tensor of int32
            From 0.
        outputs, y : tensor, shape (validation rows, outputs)
        """
        loss = self._model.compute_loss(y=y, y_pred=outputs, training=False)
        is_better = loss < self._loss
        for best, weight in zip(self._weights, self._model.weights, strict=True):
            best.assign(tf.where(is_better, weight, best))
        self._loss.assign(tf.where(is_better, loss, self._loss))
        self.epoch.assign(tf.where(is_better, epoch + 1, self.epoch))

    def restore(self) -> None:
        """Give the model its best weights; if no epoch had a finite loss, leave it as it is."""
        for best, weight in zip(self._weights, self._model.weights, strict=True):
            weight.assign(tf.where(self.epoch > 0, best, weight))
