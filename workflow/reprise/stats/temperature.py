"""A temperature that corrects the class probabilities of an ensemble.

All functions take out-of-fold probabilities: the mean over the networks of an ensemble that were
trained without the fold of the sample. Two classes have either the probability of class 1 alone,
in an array of shape (samples, 1) or (samples,), or both probabilities.

A temperature T divides the logarithms of the probabilities, which are then scaled to a sum of 1. A
temperature above 1 makes all probabilities less extreme. No temperature changes the order of the
classes of a sample. The stored temperature is fitted to all folds and applied to networks that are
trained on all rows; these have a little more data than the networks that it was fitted to.

Source: Guo, Pleiss, Sun & Weinberger 2017, arXiv:1706.04599
"""

import numpy as np

from reprise.evaluation.class_metrics import PROBABILITY_EPSILON

# A temperature below 0.1 would rest on very few wrong samples. At 100, the most extreme
# probability of two classes is 0.54, so a higher temperature changes nothing more.
TEMPERATURES = (0.1, 100.0)


def stack_classes(probabilities: np.ndarray) -> np.ndarray:
    """Return the probabilities of all classes, in float64 and with a sum of 1 per sample.

    Parameters
    ----------
    probabilities : ndarray, shape (samples, classes), (samples, 1) or (samples,)

    Returns
    -------
    ndarray, shape (samples, classes)
        Every probability is at least 1e-7 before the scaling, so its logarithm is finite.
    """
    columns = np.asarray(probabilities, dtype=np.float64)
    columns = columns.reshape(len(columns), -1)
    if columns.shape[1] == 1:
        columns = np.hstack([1 - columns, columns])
    columns = np.clip(columns, PROBABILITY_EPSILON, 1)
    return np.asarray(columns / columns.sum(axis=1, keepdims=True))


def fit_temperature(probabilities: np.ndarray, classes: np.ndarray) -> float:
    """Find the temperature with the highest likelihood, by SciPy.

    scikit-learn has the same method (`CalibratedClassifierCV(method="temperature")`). It needs a
    classifier, which it splits into folds of its own, so it does not fit here.

    Parameters
    ----------
    probabilities : ndarray
        See the module.
    classes : ndarray of int, shape (samples,)
        The right class of each sample.

    Returns
    -------
    float
        Between 0.1 and 100. It is 1 if the right class of every sample is the most likely one:
        then a lower temperature always has a higher likelihood, so the samples tell nothing.
    """
    from scipy.optimize import minimize_scalar
    from scipy.special import logsumexp

    logits = np.log(stack_classes(probabilities))
    order = np.lexsort((*logits.T, classes))  # so the order of samples changes no bit of a sum
    logits, classes = logits[order], classes[order]
    of_right_class = pick_right(logits, classes)
    if (of_right_class >= logits.max(axis=1)).all():
        return 1.0

    def mean_log_loss(log_temperature: float) -> float:
        inverse = np.exp(-log_temperature)
        return float(np.mean(logsumexp(inverse * logits, axis=1) - inverse * of_right_class))

    bounds = tuple(np.log(TEMPERATURES))
    found = minimize_scalar(mean_log_loss, bounds=bounds, options={"xatol": 1e-9})
    return float(np.exp(found.x))


def apply_temperature(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """Return the calibrated probabilities of all classes.

    Parameters
    ----------
    probabilities : ndarray
        See the module.
    temperature : float
        As `fit_temperature` returns it.

    Returns
    -------
    ndarray, shape (samples, classes)
    """
    from scipy.special import softmax

    return np.asarray(softmax(np.log(stack_classes(probabilities)) / temperature, axis=1))


def cross_fit_temperature(
    probabilities: np.ndarray, classes: np.ndarray, folds: np.ndarray
) -> np.ndarray:
    """Calibrate each fold by a temperature that was fitted to the other folds.

    Parameters
    ----------
    probabilities, classes : ndarray
        As in `fit_temperature`.
    folds : ndarray, shape (samples,)
        The fold of each sample; at least two folds.

    Returns
    -------
    ndarray, shape (samples, classes)
        The class of a sample has no influence on its own calibrated probabilities.
    """
    calibrated = stack_classes(probabilities)
    for fold in np.unique(folds):
        own = folds == fold
        temperature = fit_temperature(probabilities[~own], classes[~own])
        calibrated[own] = apply_temperature(probabilities[own], temperature)
    return calibrated


def pick_right(values: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """The value of the right class of each sample."""
    return np.take_along_axis(values, np.asarray(classes, dtype=int)[:, None], axis=1)[:, 0]
