"""Optimizers with the defaults and the formulas of Keras 1 and Keras 2.0.

Source: keras 1.1.2, 1.2.2 and 2.0.0, `keras/optimizers.py`, which agree. The option `decay` is 0 by
default in these versions, so no learning rate changes during the training.
"""

from typing import Any

from reprise.training.backend import keras

EPSILON = 1e-8  # of every optimizer; today's Keras has 1e-7


@keras.saving.register_keras_serializable("reprise")
class OldRMSprop(keras.optimizers.RMSprop):
    """RMSprop that adds epsilon to the root; today's Keras adds it to the square."""

    def update_step(self, gradient, variable, learning_rate):
        velocity = self._velocities[self._get_variable_index(variable)]
        square = keras.ops.square(gradient)
        self.assign(velocity, self.rho * velocity + (1 - self.rho) * square)
        root = keras.ops.sqrt(velocity) + self.epsilon
        self.assign_sub(variable, learning_rate * gradient / root)


@keras.saving.register_keras_serializable("reprise")
class OldAdagrad(keras.optimizers.Adagrad):
    """Adagrad that adds epsilon to the root; today's Keras adds it to the square."""

    def update_step(self, gradient, variable, learning_rate):
        accumulator = self._accumulators[self._get_variable_index(variable)]
        self.assign_add(accumulator, keras.ops.square(gradient))
        root = keras.ops.sqrt(accumulator) + self.epsilon
        self.assign_sub(variable, learning_rate * gradient / root)


# Name to class and to the options whose defaults have changed since, besides epsilon.
OLD_OPTIMIZERS: dict[str, tuple[type[keras.optimizers.Optimizer], dict[str, float]]] = {
    "sgd": (keras.optimizers.SGD, {}),
    "rmsprop": (OldRMSprop, {}),
    "adagrad": (OldAdagrad, {"learning_rate": 0.01, "initial_accumulator_value": 0.0}),
    "adadelta": (keras.optimizers.Adadelta, {"learning_rate": 1.0}),
    "adam": (keras.optimizers.Adam, {}),
    "adamax": (keras.optimizers.Adamax, {"learning_rate": 0.002}),
}


def old_optimizer(name: str, options: dict[str, Any]) -> keras.optimizers.Optimizer:
    """Build an optimizer of Keras 1 and Keras 2.0.

    Parameters
    ----------
    name : str
        A key of OLD_OPTIMIZERS.
    options : dict
        Options that replace the defaults, with today's names.
    """
    optimizer, defaults = OLD_OPTIMIZERS[name]
    if name != "sgd":  # gradient descent has no epsilon
        defaults = defaults | {"epsilon": EPSILON}
    return optimizer(**(defaults | options))
