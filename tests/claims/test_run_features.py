import numpy as np
import pandas as pd
import pytest

from reprise.claims.run_features import FEATURES, NEVER, measure_runs
from reprise.config.schema import load_schema
from reprise.training.layer_statistics import STATISTICS

EPOCHS = np.arange(1, 1001)


def history(*curves):
    """Histories of some runs: repeats from 3 on, so that they are not places."""
    parts = [
        pd.DataFrame(
            {"repeat": k, "epoch": np.arange(1, len(c) + 1), "test_rmse": c, "train": c * 2}
        )
        for k, c in enumerate(curves, start=3)
    ]
    return pd.concat(parts, ignore_index=True)


def measured(measure, *curves):
    runs = pd.DataFrame({"repeat": range(3, 3 + len(curves)), "test_rmse": 1.5, "fit": 0.5})
    return measure_runs(measure, runs, lambda: history(*curves), None).tolist()


def feature(name, *curves, **options):
    return measured({"curve": "test_rmse", "feature": name, **options}, *curves)


VALLEY = 100 + np.abs(EPOCHS - 600) / 10  # falls to 100 at epoch 600, then rises to 140
FALL = 200 - EPOCHS / 10


def test_every_feature_of_the_schema_is_measured():
    properties = load_schema("claims")["$defs"]["measure"]["properties"]
    assert set(properties["feature"]["enum"]) == FEATURES.keys()
    assert tuple(properties["layer"]["enum"]) == STATISTICS


def test_a_curve_turns_where_it_is_lowest_and_one_that_falls_never_does():
    assert feature("turning_epoch", VALLEY, FALL) == [600, NEVER]
    rise, none = feature("rise_after_turn", VALLEY, FALL)
    assert rise == pytest.approx(139 / 100.5 - 1, abs=0.01) and none == 0


def test_curves_are_read_at_epochs_and_over_the_last_ones():
    assert feature("at_epoch", VALLEY, FALL, at=100) == [150, 190]
    assert feature("at_epoch", FALL) == [100]
    assert feature("mean_of_last", FALL, last=11) == [pytest.approx(100.5)]
    assert feature("change_at_end", VALLEY, FALL, last=50) == [pytest.approx(5), pytest.approx(-5)]


def test_the_first_epoch_that_reaches_a_value_or_never():
    def reaching(metric, curve, value):
        runs, rows = pd.DataFrame({"repeat": [3]}), history(curve)
        rows = rows.rename(columns={"test_rmse": metric})
        measure = {"curve": metric, "feature": "first_reaching", "value": value}
        return measure_runs(measure, runs, lambda: rows, None).tolist()

    assert reaching("test_accuracy", EPOCHS / 1000, 0.8) == [800]
    assert reaching("test_accuracy", FALL * 0, 0.8) == [NEVER]
    assert reaching("test_rmse", FALL, 150) == [500]  # an error reaches it from above
    assert reaching("test_rmse", FALL, 50) == [NEVER]


def test_a_jittering_curve_is_rough_and_a_falling_one_is_not():
    rng = np.random.default_rng(0)
    rough, smooth = feature("roughness", FALL + rng.normal(0, 1, 1000), FALL)
    assert rough == pytest.approx(np.sqrt(6), rel=0.1)  # of second differences of white noise
    assert smooth == pytest.approx(0, abs=1e-9)


def test_a_curve_settles_where_it_stays_near_its_end():
    settled = np.where(EPOCHS < 400, 120.0, 100.0)
    (epoch,) = feature("settling_epoch", settled, within=0.02)
    assert epoch == pytest.approx(400, abs=11)  # half of the moving mean
    assert feature("settling_epoch", FALL * 0 + 7, within=0.02) == [1]


def test_distances_and_differences_are_taken_run_by_run():
    later = {"curve": "test_rmse", "feature": "at_epoch", "at": 1000, "distance_from": 110}
    sooner = {"curve": "test_rmse", "feature": "at_epoch", "at": 100, "distance_from": 110}
    assert measured(later | {"less": sooner}, VALLEY, FALL) == [30 - 40, 10 - 80]
    assert measured({"metric": "fit", "less": "test_rmse"}, FALL) == [-1.0]


def test_a_watched_layer_is_read_at_an_update():
    layers = pd.DataFrame(
        {
            "repeat": [3, 3, 3, 3],
            "update": [0, 0, 1, 1],
            "layer": [1, 2, 1, 2],
            "change": [1, 3, 8, 9],
        }
    )
    runs = pd.DataFrame({"repeat": [3]})
    found = measure_runs({"layer": "change", "update": 0}, runs, None, lambda: layers)
    assert found.tolist() == [2.0]
