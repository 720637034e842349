"""Accuracy and cross-entropy of class probabilities."""

import numpy as np

# Keras keeps this distance between a probability and 0 or 1 (keras.config.epsilon()).
PROBABILITY_EPSILON = 1e-7


def class_metric(name: str, probabilities: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """Accuracy or mean cross-entropy over the rows.

    Parameters
    ----------
    name : {"accuracy", "loss"}
    probabilities : ndarray, shape (..., rows, outputs)
        One output is the probability of class 1.
    classes : ndarray, shape (rows,)
        The right class of each row.
    """
    right = classes.astype(int)
    if probabilities.shape[-1] == 1:
        probabilities = np.concatenate([1 - probabilities, probabilities], axis=-1)
        chosen = probabilities[..., 1] > 0.5  # Keras chooses class 0 at exactly 0.5
    else:
        chosen = probabilities.argmax(axis=-1)
    if name == "accuracy":
        all_finite = np.isfinite(probabilities).all(axis=(-2, -1))
        return np.where(all_finite, (chosen == right).mean(axis=-1), np.nan)
    index = np.broadcast_to(right[:, None], (*probabilities.shape[:-1], 1))
    of_right_class = np.take_along_axis(probabilities, index, axis=-1)[..., 0]
    clipped = np.clip(of_right_class, PROBABILITY_EPSILON, 1 - PROBABILITY_EPSILON)
    return -np.log(clipped).mean(axis=-1)
