"""Keras as it was when the LSTM tutorial's tables were printed.

Three eras are worth a name: `keras3`, today's layers as they are; `keras1`, the gates, initial
weights and Adam epsilon of Keras 1; and `keras1_tf1`, the same with the gradient that
TensorFlow 1 computed for a stateful cell. The last was found by comparing some 45 variants with
the published tables, after seeing them.
"""

import numpy as np

from reprise.training.backend import keras, tf

ADAM_EPSILON = {"keras3": 1e-7, "keras1": 1e-8, "keras1_tf1": 1e-8}


@keras.saving.register_keras_serializable("reprise")
def hard_sigmoid(x):
    """clip(0.2 x + 0.5, 0, 1), the gate of Keras 1; Keras 3 has another under this name."""
    return keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)


@keras.saving.register_keras_serializable("reprise")
class GlorotPerGate(keras.initializers.GlorotUniform):
    """Glorot uniform drawn for each gate's (inputs, units) kernel alone, as Keras 1 did.

    Source: keras 1.2, `keras/layers/recurrent.py` (W_i, W_f, W_c, W_o).
    """

    def __init__(self, seed=None):
        # A number would give the four gates the same draws.
        super().__init__(seed or keras.random.SeedGenerator())

    def __call__(self, shape, dtype=None):
        draw = super().__call__
        gate = (shape[0], shape[1] // 4)
        return keras.ops.concatenate([draw(gate, dtype) for _ in range(4)], axis=1)


@keras.saving.register_keras_serializable("reprise")
class OrthogonalPerGate(keras.initializers.Initializer):
    """Each gate's own orthogonal (units, units) matrix times 1.1, as Keras 1 drew it.

    Source: keras 1.2, `keras/initializations.py`, `orthogonal`: the left singular vectors of a
    Gaussian matrix by NumPy's SVD, whose signs are not evenly spread.
    """

    def __init__(self, seed=None, gain=1.1):
        self.gain = gain
        self.seed = seed or keras.random.SeedGenerator()

    def __call__(self, shape, dtype=None):
        units = shape[0]
        gates = []
        for _ in range(shape[1] // units):
            gaussian = keras.random.normal((units, units), dtype="float32", seed=self.seed)
            u = tf.numpy_function(_left_singular_vectors, [gaussian], tf.float32)
            gates.append(tf.ensure_shape(u, (units, units)))
        return keras.ops.cast(self.gain * keras.ops.concatenate(gates, axis=1), dtype or "float32")


def _left_singular_vectors(matrix):
    return np.linalg.svd(matrix.astype(np.float64))[0].astype(np.float32)


@tf.custom_gradient
def cell_state_of_tf1(forget, old, input_gate, candidate):
    """The new cell state, with the gradient of Keras 1 on TensorFlow 1.

    forget * old + input_gate * candidate, but d/d(forget) is taken with the new state in the
    place of the old one: the update of the stateful variable had overwritten it before the
    backward pass read it.
    """
    new = forget * old + input_gate * candidate

    def gradient(upstream):
        return upstream * new, upstream * forget, upstream * candidate, upstream * input_gate

    return new, gradient


@keras.saving.register_keras_serializable("reprise")
class LSTMCellOfTF1(keras.layers.LSTMCell):
    """Keras's cell with `cell_state_of_tf1`."""

    def _compute_carry_and_output_fused(self, z, c_tm1):
        input_gate, forget, output = (self.recurrent_activation(z[k]) for k in (0, 1, 3))
        return cell_state_of_tf1(forget, c_tm1, input_gate, self.activation(z[2])), output


def lstm_layer(era, units, **options):
    """An LSTM layer with the defaults of an era.

    Parameters
    ----------
    era : {"keras3", "keras1", "keras1_tf1"}
    units : int
    **options
        Passed to keras.layers.LSTM.
    """
    if era == "keras3":
        return keras.layers.LSTM(units, **options)
    options |= {
        "recurrent_activation": hard_sigmoid,
        "kernel_initializer": GlorotPerGate(),
        "recurrent_initializer": OrthogonalPerGate(),
    }
    if era == "keras1":
        return keras.layers.LSTM(units, **options)
    of_layer = {
        k: options.pop(k) for k in ("stateful", "return_sequences", "unroll") if k in options
    }
    return keras.layers.RNN(LSTMCellOfTF1(units, **options), **of_layer)
