"""Check before a training that its network can be stored and loaded again.

Otherwise the user would learn it after the training, which may take hours.
"""

import tempfile
from pathlib import Path

import numpy as np

from reprise.errors import ModelError, RepriseError
from reprise.training.backend import keras
from reprise.training.model_state import reset_state
from reprise.training.stored_networks import WHEN_LOADING, load_network, network_bytes

ROWS_TO_COMPARE = 2
WHEN_STORING = " in the file of your model family"


def check_can_be_stored(model: keras.Model) -> None:
    """Store a network, load it, and compare the outputs for the same rows.

    Parameters
    ----------
    model : keras.Model
        The states of its layers are zero afterwards.

    Raises
    ------
    ModelError
        If the network cannot be stored, cannot be loaded, or has other outputs afterwards.
    """
    draw = np.random.default_rng(0)
    initial_weights = model.get_weights()
    rows, *shape = model.input_shape
    # Between 0 and 1, so that a layer that needs positive numbers can take them.
    x = draw.random((rows or ROWS_TO_COMPARE, *shape), np.float32)
    try:
        # Initial weights could be equal after loading although they were not stored.
        model.set_weights(
            [w + (0.1 * draw.random(w.shape)).astype(w.dtype) for w in initial_weights]
        )
        before = _outputs_of_one_batch(model, x)
        after = _outputs_of_one_batch(_store_and_load(model), x)
    finally:
        model.set_weights(initial_weights)
        reset_state(model)
    if not np.allclose(before, after, rtol=1e-5, atol=1e-6, equal_nan=True):
        raise ModelError(
            "the network cannot be stored, because its outputs for the same rows differ after"
            " loading. Let every class of your own create its weights with add_weight, let"
            " get_config return every argument of __init__, and draw no random numbers in"
            " forecasts."
        )


def _store_and_load(model: keras.Model) -> keras.Model:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "network.keras")
        path.write_bytes(network_bytes(model))
        try:
            return load_network(path)
        except RepriseError as error:
            problem = str(error).removeprefix(f"{path}: ").replace(WHEN_LOADING, WHEN_STORING)
            raise ModelError(f"the network cannot be stored: {problem}") from None


def _outputs_of_one_batch(model: keras.Model, x: np.ndarray) -> np.ndarray:
    reset_state(model)
    outputs = np.asarray(model(x, training=False))
    reset_state(model)
    return outputs
