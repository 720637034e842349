"""The scores of single test rows: what each row contributes to a metric."""

import numpy as np
import numpy.typing as npt

from reprise.data.framing import Framing
from reprise.evaluation.metrics import measure_of, target_of


def row_scores(framing: Framing, outputs: npt.ArrayLike, metric: str) -> np.ndarray:
    """Compute the scores of the test rows of one run or baseline.

    Parameters
    ----------
    framing : Framing
    outputs : array, shape (test rows, outputs)
        As run files and `baselines.json` store them: forecasts in the dataset's units, the
        probability of class 1, the numbers of the most likely classes, or their probabilities.
    metric : str
        One for which `row_measures.has_row_scores` is true.

    Returns
    -------
    ndarray of float64, shape (test rows,)
        Their mean, without the rows that are NaN, is the metric; for RMSE it is the square of the
        metric. A row is NaN if none of its targets is known.
    """
    actual = framing.actual[framing.split("test")]
    values = np.asarray(outputs, dtype=np.float64)
    if framing.classes:
        is_right = _chosen_classes(values, actual.size, framing.classes) == actual.ravel()
        return np.asarray(is_right.reshape(len(actual), -1).mean(axis=1))
    measure = measure_of(metric)
    shape = (len(actual), -1, framing.targets)
    observed = actual.reshape(shape)
    errors = np.abs(values.reshape(shape) - observed)
    if measure == "rmse":
        errors = errors**2
    elif measure == "mase":
        errors = errors / np.where(framing.naive_error == 0, np.nan, framing.naive_error)
    if target_of(metric):
        is_target = framing.target_names == target_of(metric)
        errors, observed = errors[..., is_target], observed[..., is_target]
    return _contributions(errors, ~np.isnan(observed))


def _chosen_classes(values: np.ndarray, count: int, classes: int) -> np.ndarray:
    """The number of the class that each step of each row has, shape (count,)."""
    if values.size != count:
        return np.asarray(values.reshape(count, classes).argmax(axis=1))
    numbers = values.ravel()
    return numbers > 0.5 if classes == 2 else numbers  # Keras chooses class 0 at exactly 0.5


def _contributions(errors: np.ndarray, is_known: np.ndarray) -> np.ndarray:
    """What each row contributes to the mean of the known errors, averaged over the targets.

    Parameters
    ----------
    errors, is_known : ndarray, shape (rows, steps, targets)
    """
    has_known = is_known.any(axis=(1, 2))
    # A row with fewer known steps contributes less to the mean over all known errors.
    weights = has_known.sum() / is_known.sum(axis=(0, 1))
    sums = np.where(is_known, errors, 0).sum(axis=1)
    return np.where(has_known, (sums * weights).mean(axis=1), np.nan)
