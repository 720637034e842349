"""LSTM layers with the defaults of the Keras versions of an era.

The tables of the LSTM tutorial were printed with an old version of Keras, and its text names
"Keras v2.0 or higher". An era is what one or several versions do without any option:

========== ============== ======== ==================== =========================== =============
era        versions       gates    input weights        recurrent weights           gradient
========== ============== ======== ==================== =========================== =============
keras3     today          sigmoid  glorot, all gates    orthogonal, all gates (QR)  exact
keras2     2.0.0 to 2.0.8 hard     glorot, all gates    orthogonal, all gates (SVD) exact
keras1_2   1.2.0 to 1.2.2 hard     glorot, per gate     glorot, per gate            exact
keras1     1.0.0 to 1.1.2 hard     glorot, per gate     1.1 orthogonal, per gate    exact
========== ============== ======== ==================== =========================== =============

With Theano, the gradient was exact. The eras `keras2_tf1`, `keras1_2_tf1` and `keras1_tf1` have the
gradient that these versions computed for a stateful cell with TensorFlow 1: see
`cell_state_of_tf1`. Keras 1.0.8 to 1.1.1 had the exact gradient with TensorFlow, too, because their
`K.rnn` joined the states in a new tensor before its loop; Keras 1.1.2 does not. Since Keras 2.0.9,
the output of the cell was overwritten, too; no era describes this.

The era `keras1_tf1` was chosen after some 45 variants had been compared with the published tables.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from reprise.training.backend import keras, tf


@keras.saving.register_keras_serializable("reprise")
def hard_sigmoid(x: Any) -> Any:
    """clip(0.2 x + 0.5, 0, 1), the gate of Keras 1 and 2; `hard_sigmoid` of Keras 3 differs.

    Source: keras 1.2.2 and 2.0.0, `keras/backend/tensorflow_backend.py`, `hard_sigmoid`.
    """
    return keras.ops.clip(0.2 * x + 0.5, 0.0, 1.0)


@keras.saving.register_keras_serializable("reprise")
class GlorotPerGate(keras.initializers.GlorotUniform):
    """Glorot uniform, drawn for the kernel of each gate, as Keras 1 did.

    A kernel has the shape (inputs, units) or, for the recurrent weights, (units, units).

    Source: keras 1.1.2 and 1.2.2, `keras/layers/recurrent.py`, `LSTM.build` (W_i, W_f, W_c, W_o).
    Keras 1.2.0 to 1.2.2 draw the recurrent weights of their default mode (`consume_less='cpu'`)
    in the same way: `LSTM.build` passes `self.init` for U_i, U_f, U_c and U_o, where
    `self.inner_init` is meant. Only the mode `consume_less='gpu'` draws orthogonal ones.
    """

    def __init__(self, seed: keras.random.SeedGenerator | None = None):
        # A number as seed would give all four gates the same values, a generator does not.
        super().__init__(seed or keras.random.SeedGenerator())

    def __call__(self, shape: tuple[int, int], dtype: str | None = None) -> Any:
        draw = super().__call__
        gate_shape = (shape[0], shape[1] // 4)
        return keras.ops.concatenate([draw(gate_shape, dtype) for _ in range(4)], axis=1)

    def get_config(self) -> dict[str, Any]:
        """No settings: a network that is loaded from a file gets a seed generator of its own."""
        return {}


@keras.saving.register_keras_serializable("reprise")
class OrthogonalPerGate(keras.initializers.Initializer):
    """An orthogonal (units, units) matrix for each gate, times 1.1, as Keras 1.0 and 1.1 drew it.

    Source: keras 1.1.2, `keras/layers/recurrent.py`, `LSTM.build` (U_i, U_f, U_c, U_o), and
    `keras/initializations.py`, `orthogonal`. It takes the left singular vectors of a Gaussian
    matrix from NumPy's SVD; their signs are not evenly distributed.
    """

    def __init__(self, seed: keras.random.SeedGenerator | None = None, gain: float = 1.1):
        self.gain = gain
        self.seed = seed or keras.random.SeedGenerator()

    def __call__(self, shape: tuple[int, int], dtype: str | None = None) -> Any:
        units = shape[0]
        gates = [_draw_singular_vectors((units, units), self.seed) for _ in range(4)]
        return keras.ops.cast(self.gain * keras.ops.concatenate(gates, axis=1), dtype or "float32")


@keras.saving.register_keras_serializable("reprise")
class OrthogonalBySVD(keras.initializers.Initializer):
    """Orthonormal rows over all gates together, from an SVD, as Keras 2 drew them.

    Source: keras 2.0.0 to 2.3.1, `keras/initializers.py`, `Orthogonal` (gain 1), and
    `keras/layers/recurrent.py`, `LSTM.build` (`recurrent_kernel`). The rows are the right singular
    vectors of a Gaussian (units, 4 units) matrix from NumPy's SVD. NumPy calls LAPACK, which does
    not choose signs at random: with one unit, the recurrent weight of the input gate is negative
    in every draw. Keras 3 uses a QR decomposition and corrects the signs.
    """

    def __init__(self, seed: keras.random.SeedGenerator | None = None):
        self.seed = seed or keras.random.SeedGenerator()

    def __call__(self, shape: tuple[int, int], dtype: str | None = None) -> Any:
        return keras.ops.cast(_draw_singular_vectors(shape, self.seed), dtype or "float32")


def _draw_singular_vectors(shape: tuple[int, int], seed: keras.random.SeedGenerator) -> Any:
    """Singular vectors of a Gaussian matrix, as a matrix of the same shape."""
    gaussian = keras.random.normal(shape, dtype="float32", seed=seed)
    return tf.ensure_shape(tf.numpy_function(_singular_vectors, [gaussian], tf.float32), shape)


def _singular_vectors(matrix: np.ndarray) -> np.ndarray:
    left, _, right = np.linalg.svd(matrix.astype(np.float64), full_matrices=False)
    return (left if left.shape == matrix.shape else right).astype(np.float32)


@tf.custom_gradient
def cell_state_of_tf1(forget_gate, old_state, input_gate, candidate):
    """The new cell state, with the gradient of Keras 1 and Keras 2.0 on TensorFlow 1.

    The new state is forget_gate * old_state + input_gate * candidate. The derivative with respect
    to forget_gate is the new state and not the old state, because the stateful variable had
    been overwritten before the backward pass read it.

    Source: keras 1.1.2, 1.2.2 and 2.0.0 to 2.0.8. `Recurrent.call` passes the variables with the
    states to `K.rnn`, whose loop (`tf.while_loop`) reads them without a copy. The function of
    `K.function` assigns the new states as soon as it has the loss, before the backward loop. The
    old output escapes, because `LSTM.step` multiplies it by 1 (`h_tm1 * B_U[0]`), which makes a
    copy. These versions follow this rule to the last digit when they run on the TensorFlow 1 mode
    of TensorFlow 2. They also update the weights of the Dense layer before the backward pass reads
    them; with Adam, this changes the gradient by a thousandth, and no era does it.
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


@dataclass(frozen=True)
class Era:
    """How an era differs from today's Keras.

    Attributes
    ----------
    initializers : mapping of str to callable
        The options of an LSTM layer with initial weights, and the classes of their initializers.
    has_gradient_of_tf1 : bool
        Whether the gradient is that of a stateful cell on TensorFlow 1.
    """

    initializers: Mapping[str, Callable[[], keras.initializers.Initializer]]
    has_gradient_of_tf1: bool


_KERAS2 = {"recurrent_initializer": OrthogonalBySVD}
_KERAS1_2 = {"kernel_initializer": GlorotPerGate, "recurrent_initializer": GlorotPerGate}
_KERAS1 = {"kernel_initializer": GlorotPerGate, "recurrent_initializer": OrthogonalPerGate}
# All eras but today's. Their gates are hard sigmoids.
OLD_ERAS = {
    "keras2": Era(_KERAS2, has_gradient_of_tf1=False),
    "keras2_tf1": Era(_KERAS2, has_gradient_of_tf1=True),
    "keras1_2": Era(_KERAS1_2, has_gradient_of_tf1=False),
    "keras1_2_tf1": Era(_KERAS1_2, has_gradient_of_tf1=True),
    "keras1": Era(_KERAS1, has_gradient_of_tf1=False),
    "keras1_tf1": Era(_KERAS1, has_gradient_of_tf1=True),
}


def lstm_layer(era: str, units: int, **options: Any) -> keras.layers.RNN:
    """Build an LSTM layer with the defaults of an era.

    Parameters
    ----------
    era : str
        `keras3` or a key of OLD_ERAS.
    units : int
    **options
        Passed to keras.layers.LSTM.
    """
    if era == "keras3":
        return keras.layers.LSTM(units, **options)
    old = OLD_ERAS[era]
    options |= {"recurrent_activation": hard_sigmoid}
    options |= {name: initializer() for name, initializer in old.initializers.items()}
    if not old.has_gradient_of_tf1:
        return keras.layers.LSTM(units, **options)
    # What is left in `options` belongs to the cell.
    layer_options = {
        key: options.pop(key)
        for key in ("stateful", "return_sequences", "unroll")
        if key in options
    }
    return keras.layers.RNN(LSTMCellOfTF1(units, **options), **layer_options)
