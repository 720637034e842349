"""The measure that a check looks at: one number per run.

A measure is a metric of `runs.csv`, a feature of a recorded curve, or a statistic of a layer.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from reprise.claims.curve_features import FEATURES
from reprise.evaluation.metrics import is_reached_from_below

OPTIONS_OF_FEATURES = ("at", "last", "value", "within")  # keys of a measure


def evaluate_measure(
    measure: str | dict[str, Any],
    runs: pd.DataFrame,
    load_history: Callable[[], pd.DataFrame],
    load_layers: Callable[[], pd.DataFrame],
) -> np.ndarray:
    """Evaluate a measure for every run.

    Parameters
    ----------
    measure : str or dict
        A metric of runs.csv (`test_rmse`), or a mapping with one of these keys:

        - `metric`: a metric of runs.csv
        - `curve`: a metric of history.csv.gz, with `feature` and the options of the feature
        - `layer`: a column of layer_statistics.csv.gz, with `update`; the mean over all layers

        `distance_from` takes the absolute distance from a number. `less` subtracts another
        measure.
    runs : DataFrame
        Rows of runs.csv of one configuration, without diverged runs.
    load_history, load_layers : callable
        Return the rows of that configuration in history.csv.gz and layer_statistics.csv.gz.

    Returns
    -------
    ndarray of shape (runs,)
        In the order of `runs`; infinity for the epoch of an event that does not happen.
    """
    if isinstance(measure, str):
        measure = {"metric": measure}
    if "metric" in measure:
        values = runs[measure["metric"]].to_numpy(dtype=float)
    elif "curve" in measure:
        history = load_history()
        curves = history.pivot(index="epoch", columns="repeat", values=measure["curve"])
        values = _evaluate_feature(measure, curves[runs["repeat"]])
    else:
        layers = load_layers()
        layers = layers[layers["update"] == measure["update"]]
        values = layers.groupby("repeat")[measure["layer"]].mean()[runs["repeat"]].to_numpy()
    if "distance_from" in measure:
        values = np.abs(values - measure["distance_from"])
    if "less" in measure:
        values = values - evaluate_measure(measure["less"], runs, load_history, load_layers)
    return values


def _evaluate_feature(measure: dict[str, Any], curves: pd.DataFrame) -> np.ndarray:
    """Evaluate a feature of each curve; one column per run, indexed by epochs."""
    options = {name: measure[name] for name in OPTIONS_OF_FEATURES if name in measure}
    if measure["feature"] == "first_reaching":
        options["rises"] = is_reached_from_below(measure["curve"])
    feature = FEATURES[measure["feature"]]
    return np.array([feature(curves[run].dropna(), **options) for run in curves], dtype=float)
