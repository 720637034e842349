import numpy as np
import pandas as pd
import pytest

from reprise.claims.curve_features import (
    FEATURES,
    NEVER,
    at_epoch,
    change_at_end,
    first_reaching,
    mean_of_last,
    rise_after_turn,
    roughness,
    settling_epoch,
    turning_epoch,
)
from reprise.config.schema import load_schema

EPOCHS = np.arange(1, 1001)


def curve(values):
    values = np.asarray(values, dtype=float)
    return pd.Series(values, index=np.arange(1, len(values) + 1))


VALLEY = curve(100 + np.abs(EPOCHS - 600) / 10)  # falls to 100 at epoch 600, then rises to 140
FALL = curve(200 - EPOCHS / 10)


def test_the_schema_names_the_features():
    properties = load_schema("claims")["$defs"]["measure"]["properties"]
    assert set(properties["feature"]["enum"]) == FEATURES.keys()
    assert all(FEATURES[name].__name__ == name for name in FEATURES)


def test_a_curve_is_read_after_an_epoch_or_after_the_last_one():
    assert at_epoch(VALLEY, at=100) == 150
    assert at_epoch(VALLEY, at=1) == pytest.approx(159.9)
    assert at_epoch(FALL) == 100


def test_the_mean_of_the_last_epochs_is_their_mean():
    assert mean_of_last(curve([9, 1, 2, 6]), last=3) == 3
    assert mean_of_last(curve([9, 1, 2, 6]), last=1) == 6


def test_an_accuracy_reaches_a_value_from_below_and_an_error_from_above():
    rising, falling = curve([0.1, 0.5, 0.8, 0.7]), curve([9, 7, 5, 6])
    assert first_reaching(rising, value=0.5, rises=True) == 2  # exactly the value counts
    assert first_reaching(rising, value=0.51, rises=True) == 3
    assert first_reaching(rising, value=0.9, rises=True) == NEVER
    assert first_reaching(falling, value=7, rises=False) == 2
    assert first_reaching(falling, value=6.9, rises=False) == 3
    assert first_reaching(falling, value=4, rises=False) == NEVER
    assert np.isinf(NEVER)


def test_a_curve_turns_at_its_lowest_smoothed_value_and_a_falling_curve_never_turns():
    assert turning_epoch(VALLEY) == 600
    assert turning_epoch(FALL) == NEVER
    spike = VALLEY.copy()
    spike[100] = 90  # a single low epoch changes the mean of 21 epochs by 3
    assert turning_epoch(spike) == 600
    late = curve(2000.0 - EPOCHS + 100 * (EPOCHS < 985))
    late[1000] += 72  # the last 12 epochs have a lower mean than the last 11 and the last 13
    assert turning_epoch(late) == 999


def test_the_smoothed_value_is_the_mean_of_21_epochs():
    lowest = curve(np.where(np.arange(200) == 100, -21.0, 5.0))
    assert turning_epoch(lowest) == 91  # the first of the 21 equal means around epoch 101
    # One epoch of 31 lifts the 21 means around it from 10 to 11; the last of them is at 111.
    step = curve([10.0] * 100 + [31.0] + [10.0] * 99)
    assert settling_epoch(step, within=0.09) == 112


def test_the_rise_after_the_turn_is_a_share_of_the_lowest_smoothed_value():
    # At epoch 600, 21 values lie up to 1 above 100. At the end, 11 values remain, 139 to 140.
    lowest = 100 + 2 * sum(range(1, 11)) / 10 / 21
    assert rise_after_turn(VALLEY) == pytest.approx(139.5 / lowest - 1)
    assert rise_after_turn(FALL) == 0
    assert rise_after_turn(curve([5.0])) == 0


def test_the_change_at_the_end_compares_two_halves():
    assert change_at_end(curve([100, 1, 2, 5, 6]), last=2) == 4
    assert change_at_end(VALLEY, last=50) == pytest.approx(5)
    assert change_at_end(FALL, last=50) == pytest.approx(-5)


def test_roughness_is_the_standard_deviation_of_second_differences_after_a_tenth():
    noise = np.random.default_rng(0).normal(0, 1, 50)
    jump = np.concatenate([[1000.0] * 5, noise[5:]])  # in the first tenth
    assert roughness(curve(jump)) == pytest.approx(np.std(np.diff(noise[5:], 2), ddof=1))
    longer = np.concatenate([[0.0] * 4, [9.0], noise[5:45]])  # 45 epochs: four are left out
    expected = np.std(np.diff(longer[4:], 2), ddof=1)
    assert roughness(curve(longer)) == pytest.approx(expected)
    assert roughness(FALL) == pytest.approx(0, abs=1e-9)


def test_a_curve_settles_after_the_last_epoch_that_is_far_from_its_end():
    # A straight line equals its moving mean. At epoch 81, the line is at 120.
    line = curve(np.concatenate([200.0 - np.arange(100), np.full(100, 100.0)]))
    smooth = line.rolling(21, center=True, min_periods=1).mean()
    far = [epoch for epoch in line.index if abs(smooth[epoch] / 100 - 1) > 0.2]
    assert settling_epoch(line, within=0.2) == far[-1] + 1 == 81
    assert settling_epoch(curve(np.full(30, 7.0)), within=0.02) == 1
    from_below = curve(np.concatenate([np.full(50, 80.0), np.full(50, 100.0)]))
    assert settling_epoch(from_below, within=0.02) == 59  # two of 21 values are still at 80


def test_a_distance_of_exactly_the_share_counts_as_near():
    exact = curve([100.0] * 40 + [80.0] * 40)
    assert settling_epoch(exact, within=0.25) == 1
    assert settling_epoch(exact, within=0.2499) > 30
