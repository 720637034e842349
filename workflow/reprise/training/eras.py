"""LSTM layers with the defaults of the Keras versions of an era.

The tables of the LSTM tutorial were printed with an old version. There are three eras:

- `keras3`: the layers of Keras 3 without a change.
- `keras1`: the gates, the initial weights and the Adam epsilon of Keras 1.
- `keras1_tf1`: as `keras1`, with the gradient that TensorFlow 1 computed for a stateful cell.
  This era was chosen after some 45 variants had been compared with the published tables.
"""

from typing import Any

import numpy as np

from reprise.training.backend import keras, tf

ADAM_EPSILON = {"keras3": 1e-7, "keras1": 1e-8, "keras1_tf1": 1e-8}


@keras.saving.register_keras_serializable("reprise")
def hard_sigmoid(x: Any) -> Any:
    """clip(0.2 x + 0.5, 0, 1), the gate of Keras 1; `hard_sigmoid` of Keras 3 differs."""
    return keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)


@keras.saving.register_keras_serializable("reprise")
class GlorotPerGate(keras.initializers.GlorotUniform):
    """Glorot uniform, drawn for the (inputs, units) kernel of each gate, as Keras 1 did.

    Source: keras 1.2, `keras/layers/recurrent.py` (W_i, W_f, W_c, W_o).
    """

    def __init__(self, seed: keras.random.SeedGenerator | None = None):
        # A number as seed would give all four gates the same values, a generator does not.
        super().__init__(seed or keras.random.SeedGenerator())

    def __call__(self, shape: tuple[int, int], dtype: str | None = None) -> Any:
        draw = super().__call__
        gate_shape = (shape[0], shape[1] // 4)
        return keras.ops.concatenate([draw(gate_shape, dtype) for _ in range(4)], axis=1)


@keras.saving.register_keras_serializable("reprise")
class OrthogonalPerGate(keras.initializers.Initializer):
    """An orthogonal (units, units) matrix for each gate, times 1.1, as Keras 1 drew it.

    Source: keras 1.2, `keras/initializations.py`, `orthogonal`. It takes the left singular
    vectors of a Gaussian matrix from NumPy's SVD; their signs are not evenly distributed.
    """

    def __init__(self, seed: keras.random.SeedGenerator | None = None, gain: float = 1.1):
        self.gain = gain
        self.seed = seed or keras.random.SeedGenerator()

    def __call__(self, shape: tuple[int, int], dtype: str | None = None) -> Any:
        units = shape[0]
        gates = []
        for _ in range(shape[1] // units):
            gaussian = keras.random.normal((units, units), dtype="float32", seed=self.seed)
            vectors = tf.numpy_function(_left_singular_vectors, [gaussian], tf.float32)
            gates.append(tf.ensure_shape(vectors, (units, units)))
        return keras.ops.cast(self.gain * keras.ops.concatenate(gates, axis=1), dtype or "float32")


def _left_singular_vectors(matrix: np.ndarray) -> np.ndarray:
    return np.linalg.svd(matrix.astype(np.float64))[0].astype(np.float32)


@tf.custom_gradient
def cell_state_of_tf1(forget_gate, old_state, input_gate, candidate):
    """The new cell state, with the gradient of Keras 1 on TensorFlow 1.

    The new state is forget_gate * old_state + input_gate * candidate. The derivative with respect
    to forget_gate is the new state and not the old state, because the stateful variable had
    been overwritten before the backward pass read it.
    """
    new_state = forget_gate * old_state + input_gate * candidate

    def gradient(upstream):
        return (
            upstream * new_state,
            upstream * forget_gate,
            upstream * candidate,
            upstream * input_gate,
        )

    return new_state, gradient


@keras.saving.register_keras_serializable("reprise")
class LSTMCellOfTF1(keras.layers.LSTMCell):
    """The LSTM cell of Keras with `cell_state_of_tf1`."""

    def _compute_carry_and_output_fused(self, z, c_tm1):
        input_gate, forget_gate, output_gate = (self.recurrent_activation(z[k]) for k in (0, 1, 3))
        candidate = self.activation(z[2])
        return cell_state_of_tf1(forget_gate, c_tm1, input_gate, candidate), output_gate


def lstm_layer(era: str, units: int, **options: Any) -> keras.layers.RNN:
    """Build an LSTM layer with the defaults of an era.

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
    # What is left in `options` belongs to the cell.
    layer_options = {
        key: options.pop(key)
        for key in ("stateful", "return_sequences", "unroll")
        if key in options
    }
    return keras.layers.RNN(LSTMCellOfTF1(units, **options), **layer_options)
