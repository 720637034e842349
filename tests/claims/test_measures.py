import numpy as np
import pandas as pd

from reprise.claims.measures import evaluate_measure
from reprise.config.schema import load_schema
from reprise.training.layer_statistics import STATISTICS

EPOCHS = np.arange(1, 101)
FALL, RISE = 200.0 - EPOCHS, 100.0 + EPOCHS


def history_of(*curves, metric="test_rmse"):
    """Histories of runs with the repeats 3, 4, ..., so that a repeat is no position."""
    parts = [
        pd.DataFrame({"repeat": repeat, "epoch": np.arange(1, len(values) + 1), metric: values})
        for repeat, values in enumerate(curves, start=3)
    ]
    return pd.concat(parts, ignore_index=True)


def evaluate(measure, *curves, metric="test_rmse", layers=None):
    repeats = range(3, 3 + max(1, len(curves)))
    runs = pd.DataFrame({"repeat": repeats, "test_rmse": 1.5, "fit_accuracy": 0.5})
    values = evaluate_measure(
        measure, runs, lambda: history_of(*curves, metric=metric), lambda: layers
    )
    return values.tolist()


def test_a_metric_is_read_from_the_runs():
    assert evaluate("test_rmse", FALL, RISE) == [1.5, 1.5]
    assert evaluate({"metric": "fit_accuracy"}) == [0.5]


def test_a_feature_is_evaluated_on_the_curve_of_each_run():
    measure = {"curve": "test_rmse", "feature": "at_epoch", "at": 10}
    assert evaluate(measure, FALL, RISE) == [190, 110]
    last = {"curve": "test_rmse", "feature": "mean_of_last", "last": 2}
    assert evaluate(last, FALL, RISE) == [100.5, 199.5]
    settled = {"curve": "test_rmse", "feature": "settling_epoch", "within": 0.5}
    assert evaluate(settled, 0 * FALL + 7) == [1]


def test_curves_may_have_different_lengths():
    measure = {"curve": "test_rmse", "feature": "at_epoch"}
    assert evaluate(measure, FALL, FALL[:50]) == [100, 150]


def test_the_metric_decides_from_which_side_a_curve_reaches_a_value():
    reaching = {"feature": "first_reaching", "value": 150}
    assert evaluate(reaching | {"curve": "test_rmse"}, FALL, RISE) == [50, 1]
    accuracy = reaching | {"curve": "test_accuracy"}
    assert evaluate(accuracy, FALL, RISE, metric="test_accuracy") == [1, 50]


def test_a_layer_is_read_at_an_update_as_the_mean_over_the_layers():
    layers = pd.DataFrame(
        {"repeat": 3, "update": [0, 0, 1, 1], "layer": [1, 2, 1, 2], "change": [1, 3, 8, 9]}
    )
    assert evaluate({"layer": "change", "update": 0}, layers=layers) == [2]
    assert evaluate({"layer": "change", "update": 1}, layers=layers) == [8.5]
    properties = load_schema("claims")["$defs"]["measure"]["properties"]
    assert tuple(properties["layer"]["enum"]) == STATISTICS


def test_distances_and_differences_are_taken_run_by_run():
    end = {"curve": "test_rmse", "feature": "at_epoch", "at": 100, "distance_from": 120}
    start = {"curve": "test_rmse", "feature": "at_epoch", "at": 10, "distance_from": 120}
    assert evaluate(end, FALL, RISE) == [20, 80]
    assert evaluate(end | {"less": start}, FALL, RISE) == [20 - 70, 80 - 10]
    assert evaluate({"metric": "fit_accuracy", "less": "test_rmse"}) == [-1]
