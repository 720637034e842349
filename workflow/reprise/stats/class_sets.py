"""Sets of classes that hold the right class of a new sample with a chosen probability.

A class is in the set of a sample if its probability reaches a threshold: the LAC sets of Sadinle,
Lei & Wasserman 2019, doi:10.1080/01621459.2017.1395341. Of all sets with the same coverage, they
are the smallest on average, if the probabilities are right. They need no random number, so the same
sample always has the same set. The adaptive sets of Romano, Sesia & Candès 2020 (arXiv:2006.02544)
treat easy and difficult samples more equally, but they are larger, and exact only if they are
drawn. The price is that a class that is difficult to recognize can have a lower coverage than the
others; therefore the coverage is also measured class by class.

The most likely class is always in the set, because an empty set would help nobody. This can only
raise the coverage.

What is guaranteed: if the out-of-fold probabilities and those of a new sample were exchangeable,
the set would hold the right class with a probability of at least the level, on average over new
samples and over the samples that set the threshold. But the networks for new samples are trained on
all rows, and those of a fold on fewer rows. Therefore the level holds approximately, and
`measure_class_sets` measures the coverage.

The probabilities are out-of-fold, without a temperature, and have the shapes that `temperature`
describes. A temperature changes no set of two classes, and it never changes the order of classes.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from reprise.conformal_levels import fewest_errors, require_rank
from reprise.stats.intervals import share_interval
from reprise.stats.temperature import pick_right, stack_classes

NOUN = "sample"
EVERY_CLASS = ""  # a class of the user has a name
COLUMNS = (
    *("level", "threshold", "class", "samples"),
    *("coverage", "low", "high", "mean_size", "single"),
)


def fit_class_threshold(probabilities: np.ndarray, classes: np.ndarray, level: float) -> float:
    """Return the smallest probability with which a class is in a set.

    Parameters
    ----------
    probabilities : ndarray
        See the module.
    classes : ndarray of int, shape (samples,)
        The right class of each sample.
    level : float
        In percent, for example 90.

    Returns
    -------
    float
        With n samples, ceil((n + 1) level / 100) of them give their right class at least this
        probability.

    Raises
    ------
    ConfigError
        If there are too few samples for the level; see `conformal_levels.require_rank`.
    """
    rank = require_rank(len(classes), level, NOUN)
    return float(np.sort(pick_right(stack_classes(probabilities), classes))[-rank])


def choose_class_sets(probabilities: np.ndarray, threshold: float) -> np.ndarray:
    """Choose the set of classes of each new sample.

    Parameters
    ----------
    probabilities : ndarray
        See the module; of new samples.
    threshold : float
        As `fit_class_threshold` returns it.

    Returns
    -------
    ndarray of bool, shape (samples, classes)
        Whether each class is in the set of the sample; at least one is.
    """
    columns = stack_classes(probabilities)
    sets = columns >= threshold
    sets[np.arange(len(sets)), columns.argmax(axis=1)] = True
    return sets


def measure_class_sets(
    probabilities: np.ndarray,
    classes: np.ndarray,
    folds: np.ndarray,
    levels: Sequence[float],
    class_names: Sequence[str],
    confidence: float,
) -> pd.DataFrame:
    """Measure how often sets hold the right class, with thresholds from the other folds.

    Parameters
    ----------
    probabilities, classes : ndarray
        As in `fit_class_threshold`.
    folds : ndarray, shape (samples,)
        The fold of each sample; at least two folds.
    levels : sequence of float
        In percent. All samples together support each level.
    class_names : sequence of str
    confidence : float
        Of the intervals of the coverage, for example 0.95.

    Returns
    -------
    DataFrame
        One row per level and class; the first row of a level has the empty class and counts all
        samples:

        - threshold, from all samples, for the sets of new samples
        - samples (of the class)
        - coverage (the share of their sets that hold the right class), with its Clopper-Pearson
          interval from low to high, which takes the samples as independent
        - mean_size (classes in a set), and single (the share of sets of one class)

        Coverage, mean_size and single are empty if the other folds of a fold have too few samples
        for the level. A class without samples has no row.

    Raises
    ------
    ConfigError
        If all samples together are too few for a level.
    """
    rows = []
    for level in levels:
        threshold = fit_class_threshold(probabilities, classes, level)
        sets = _choose_across_folds(probabilities, classes, folds, level)
        for name, chosen in {EVERY_CLASS: classes >= 0, **_rows_of(classes, class_names)}.items():
            count = int(chosen.sum())
            numbers = _describe_sets(sets[chosen], classes[chosen], confidence) if len(sets) else ()
            rows.append(dict(zip(COLUMNS, (level, threshold, name, count, *numbers), strict=False)))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _choose_across_folds(
    probabilities: np.ndarray, classes: np.ndarray, folds: np.ndarray, level: float
) -> np.ndarray:
    """The set of each sample by the threshold of the other folds; empty if one has none."""
    columns = stack_classes(probabilities)
    sets = np.zeros(columns.shape, dtype=bool)
    for fold in np.unique(folds):
        own = folds == fold
        if np.count_nonzero(~own) < fewest_errors(level):
            return sets[:0]
        threshold = fit_class_threshold(columns[~own], classes[~own], level)
        sets[own] = choose_class_sets(columns[own], threshold)
    return sets


def _rows_of(classes: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
    """Class name to the samples of the class, for classes that have samples."""
    known = {name: classes == number for number, name in enumerate(names)}
    return {name: chosen for name, chosen in known.items() if chosen.any()}


def _describe_sets(
    sets: np.ndarray, classes: np.ndarray, confidence: float
) -> tuple[float, float, float, float, float]:
    """Coverage, its interval, the mean size, and the share of sets of one class."""
    is_covered, sizes = pick_right(sets, classes), sets.sum(axis=1)
    low, high = share_interval(int(is_covered.sum()), len(is_covered), confidence)
    return float(is_covered.mean()), low, high, float(sizes.mean()), float((sizes == 1).mean())
