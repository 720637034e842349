"""Class probabilities whose right temperature is known, with drawn classes."""

import numpy as np
from scipy.special import softmax


def draw_classes(count, classes, sharpness=1.0, seed=0):
    """Draw probabilities and classes; the right temperature is the sharpness.

    Returns
    -------
    (ndarray, ndarray)
        Probabilities of shape (count, classes), or of class 1 in shape (count, 1) if there are two
        classes; and the class of each sample.
    """
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 1.5, (count, classes))
    right = (rng.random((count, 1)) > softmax(logits, axis=1).cumsum(axis=1)).sum(axis=1)
    probabilities = softmax(sharpness * logits, axis=1)
    return (probabilities[:, 1:] if classes == 2 else probabilities), right


def both_columns(probabilities):
    """The probabilities of both classes, or of all of them."""
    if probabilities.shape[1] > 1:
        return probabilities
    return np.hstack([1 - probabilities, probabilities])
