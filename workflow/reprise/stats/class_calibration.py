"""Whether the class probabilities of an ensemble mean what they say, before and after calibration.

The probabilities are out-of-fold, and have the shapes that `temperature` describes.

Sources: Naeini, Cooper & Hauskrecht 2015, doi:10.1609/aaai.v29i1.9602 (calibration error); Nguyen &
O'Connor 2015, arXiv:1508.05154 (bins of equal size); Bröcker & Smith 2007, doi:10.1175/WAF993.1
(the error that right probabilities would have).
"""

from typing import Any

import numpy as np
import pandas as pd

from reprise.stats.intervals import mean_interval, share_interval
from reprise.stats.temperature import cross_fit_temperature, pick_right, stack_classes

MAX_BINS = 10
SAMPLES_PER_BIN = 20  # with fewer, the share of right samples in a bin says little
RESAMPLES = 999  # of a bootstrap
SEED = 0  # The seed is fixed so that equal samples give equal intervals.
MEAN_LOSSES = ("brier_score", "log_loss")
BEFORE, AFTER, CHANGE = "before", "after", "change"


def measure_calibration(
    probabilities: np.ndarray, classes: np.ndarray, folds: np.ndarray, confidence: float
) -> pd.DataFrame:
    """Measure the probabilities before calibration and after it, with temperatures across folds.

    Parameters
    ----------
    probabilities, classes, folds : ndarray
        As in `cross_fit_temperature`.
    confidence : float
        Of the intervals, for example 0.95.

    Returns
    -------
    DataFrame
        One row per measure and kind of probabilities:

        - measure: calibration_error, brier_score or log_loss; smaller is better
        - probabilities: before or after; and change (after - before, sample by sample), which
          the calibration error does not have
        - value, with its interval from low to high
        - if_calibrated: only of the calibration error; its mean if all probabilities were right.
          It is not zero, because the number of samples is limited.
        - if_calibrated_high: the quantile `confidence` of the same errors. A larger value
          contradicts the probabilities.

        The calibration error is that of the most likely class. The Brier score of two classes is
        the squared error of the probability of class 1; that of several classes is the sum over
        the classes. The interval of the calibration error is a bootstrap interval that covers at
        least as often as it says. The other intervals are Student's t.
    """
    kinds = {
        BEFORE: stack_classes(probabilities),
        AFTER: cross_fit_temperature(probabilities, classes, folds),
    }
    rows: list[dict[str, Any]] = [
        {"measure": "calibration_error", "probabilities": kind}
        | _measure_calibration_error(columns, classes, confidence)
        for kind, columns in kinds.items()
    ]
    for measure in MEAN_LOSSES:
        losses = {
            kind: losses_of_probabilities(measure, columns, classes)
            for kind, columns in kinds.items()
        }
        losses[CHANGE] = losses[AFTER] - losses[BEFORE]
        for kind, values in losses.items():
            low, high = mean_interval(values, confidence)
            row = {"measure": measure, "probabilities": kind, "value": float(values.mean())}
            rows.append(row | {"low": low, "high": high})
    return pd.DataFrame(rows)


def choose_temperature(measures: pd.DataFrame, temperature: float) -> float:
    """Return a temperature if it is shown to help, and otherwise 1, which changes nothing.

    With few samples, a temperature is a rough estimate, and can make right probabilities worse.

    Parameters
    ----------
    measures : DataFrame
        As `measure_calibration` returns it.
    temperature : float
        Fitted to all folds.

    Returns
    -------
    float
        The temperature if the interval of the change of the log loss is below 0.
    """
    is_change = (measures["measure"] == "log_loss") & (measures["probabilities"] == CHANGE)
    return temperature if measures.loc[is_change, "high"].item() < 0 else 1.0


def tabulate_reliability(
    probabilities: np.ndarray, classes: np.ndarray, confidence: float
) -> pd.DataFrame:
    """Compare the probability of the most likely class with how often this class is right.

    Parameters
    ----------
    probabilities, classes : ndarray
        As in `fit_temperature`, before or after calibration.
    confidence : float

    Returns
    -------
    DataFrame
        One row per bin of samples with similar probabilities: bin (from 1), probability (the mean
        in the bin), share (of the samples for which the most likely class is right), samples, low
        and high (the Clopper-Pearson interval of the share). All bins have about the same number
        of samples, if not many probabilities are equal.
    """
    top, is_right = _most_likely(stack_classes(probabilities), classes)
    samples = pd.DataFrame({"bin": _number_bins(top), "probability": top, "share": is_right})
    bins = samples.groupby("bin").agg(
        probability=("probability", "mean"), share=("share", "mean"), samples=("share", "size")
    )
    right = (bins["share"] * bins["samples"]).round()
    low, high = share_interval(right, bins["samples"], confidence)
    table = bins.assign(low=low, high=high).reset_index()
    return table.assign(bin=np.arange(1, len(table) + 1))


def _measure_calibration_error(
    probabilities: np.ndarray, classes: np.ndarray, confidence: float
) -> dict[str, float]:
    """The error, its interval, and the errors that right probabilities would have.

    The plain bootstrap intervals are wrong near zero, because an error of a resample is too large
    on average. By the triangle inequality, the error is at most as far above the right one as the
    sum of the distances of all bins, so the lower end is a quantile of this sum.
    """
    top, is_right = _most_likely(probabilities, classes)
    bins, count = _number_bins(top), len(top)
    rng = np.random.default_rng(SEED)
    excess = _excess_of_bins(bins, top, is_right)
    error, distances, resampled, expected = np.abs(excess).sum(), [], [], []
    for _ in range(RESAMPLES):
        drawn = rng.integers(count, size=count)
        of_drawn = _excess_of_bins(bins, top, is_right, drawn)
        distances.append(np.abs(of_drawn - excess).sum())
        resampled.append(np.abs(of_drawn).sum())
        expected.append(np.abs(_excess_of_bins(bins, top, rng.random(count) < top)).sum())
    tail = (1 + confidence) / 2
    return {
        "value": float(error),
        "low": max(0.0, float(error - np.quantile(distances, tail))),
        "high": max(float(error), float(np.quantile(resampled, tail))),
        "if_calibrated": float(np.mean(expected)),
        "if_calibrated_high": float(np.quantile(expected, confidence)),
    }


def _excess_of_bins(
    bins: np.ndarray, top: np.ndarray, is_right: np.ndarray, drawn: np.ndarray | slice = slice(None)
) -> np.ndarray:
    """Mean probability minus share of right samples, times the share of all samples, per bin."""
    excess = np.bincount(bins[drawn], (top - is_right)[drawn], minlength=bins.max() + 1)
    return np.asarray(excess / len(top))


def losses_of_probabilities(
    measure: str, probabilities: np.ndarray, classes: np.ndarray
) -> np.ndarray:
    """The Brier score or the log loss of each sample.

    Parameters
    ----------
    measure : {"brier_score", "log_loss"}
    probabilities : ndarray, shape (samples, classes)
        As `temperature.stack_classes` returns it.
    classes : ndarray of int, shape (samples,)

    Returns
    -------
    ndarray, shape (samples,)
    """
    if measure == "log_loss":
        return np.asarray(-np.log(pick_right(probabilities, classes)))
    is_class = np.arange(probabilities.shape[1]) == np.asarray(classes)[:, None]
    squares = np.square(probabilities - is_class).sum(axis=1)
    return np.asarray(squares / 2 if probabilities.shape[1] == 2 else squares)


def _most_likely(probabilities: np.ndarray, classes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The probability of the most likely class, and whether it is right; sorted by both.

    Because the samples are sorted, their order does not change what is drawn at random. Rounding
    errors do not tell equal probabilities apart.
    """
    top, is_right = probabilities.max(axis=1).round(9), probabilities.argmax(axis=1) == classes
    order = np.lexsort((is_right, top))
    return top[order], is_right[order]


def _number_bins(top: np.ndarray) -> np.ndarray:
    """The bin of each sample, from 0; equal probabilities are in the same bin."""
    count = min(MAX_BINS, max(1, len(top) // SAMPLES_PER_BIN))
    inner_edges = np.quantile(top, np.arange(1, count) / count)
    return np.asarray(np.searchsorted(inner_edges, top))
