import itertools

import numpy as np
import pandas as pd
import pytest

from reprise.stats.tuning import tune_one_key_at_a_time


def tune(means, spread=1.0, runs=10, metric="test_rmse", seed=0):
    """Tune a grid whose cells have the means of this array, a key an axis; NaN: no run is left."""
    rng = np.random.default_rng(seed)
    grid, rows = {}, []
    for at in itertools.product(*map(range, np.shape(means))):
        name = ",".join(map(str, at))
        grid[name] = dict(zip("abc", map(str, at), strict=False))
        noise = rng.normal(0, spread, runs)
        values = np.asarray(means)[at] + noise - (noise.mean() if runs else 0)
        rows += [{"configuration": name, "state": "ok", metric: value} for value in values]
    table = pd.DataFrame(rows, columns=["configuration", "state", metric])
    return tune_one_key_at_a_time(table, metric, grid)


# From (0, 0): along the first key 5, 4, 6, so the second row; in it 4, 3, 7, so its second
# column. The best, 1, is in the third row.
TRAP = [[5, 9, 9], [4, 3, 7], [6, 9, 1]]


def test_tuning_ends_where_it_does_by_hand():
    tuning = tune(TRAP, spread=0.01)
    assert (tuning.best, tuning.reached) == ("2,2", "1,1")
    assert (tuning.best_mean, tuning.reached_mean) == (pytest.approx(1), pytest.approx(3))
    assert tuning.probability == 0


def test_an_accuracy_is_better_when_it_is_higher():
    tuning = tune(-np.array(TRAP), spread=0.01, metric="test_accuracy")
    assert (tuning.best, tuning.reached, tuning.best_mean) == ("2,2", "1,1", pytest.approx(-1))


def test_keys_that_only_add_can_be_tuned_one_at_a_time():
    parts = np.ix_([3, 1, 2], [0, 5], [9, 7, 4, 8])
    tuning = tune(sum(parts), spread=0.01)
    assert tuning.best == tuning.reached == "1,0,2"
    assert tuning.probability == 1


def test_the_probability_is_that_of_the_order_of_two_means():
    """Tuning stays at (0, 0); by hand P(Z < 0.3 / (5 sqrt(2 / 400))) that (1, 1) is no better."""
    tuning = tune([[0, 50], [50, 0.3]], spread=5, runs=400)
    assert tuning.best == tuning.reached == "0,0"
    assert tuning.probability == pytest.approx(0.802, abs=0.03)


def test_a_configuration_without_runs_is_never_chosen_and_none_at_all_is_no_tuning():
    without = np.array(TRAP, dtype=float)
    without[[0, 2], [0, 2]] = np.nan  # where tuning begins, and the best
    tuning = tune(without, spread=0.01)
    assert (tuning.best, tuning.reached, tuning.probability) == ("1,1", "1,1", 1)
    assert tune(TRAP, runs=0) is None
