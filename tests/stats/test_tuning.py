import itertools

import numpy as np
import pandas as pd
import pytest

from reprise.stats.tuning import tune_one_key_at_a_time


def tune(means, spread=1.0, runs=10, metric="test_rmse"):
    """Tune a grid whose cells have the means of this array, one axis per key.

    A cell whose mean is NaN has no completed run.
    """
    rng = np.random.default_rng(0)
    grid, rows = {}, []
    for position in itertools.product(*map(range, np.shape(means))):
        name = ",".join(map(str, position))
        grid[name] = dict(zip("abc", map(str, position), strict=False))
        noise = rng.normal(0, spread, runs)
        values = np.asarray(means)[position] + noise - (noise.mean() if runs else 0)
        rows.append((name, 0, "diverged", -1e9))
        rows += [(name, repeat, "ok", value) for repeat, value in enumerate(values, 1)]
    table = pd.DataFrame(rows, columns=["configuration", "repeat", "state", metric])
    return tune_one_key_at_a_time(table, metric, grid)


# From (0, 0): the first key has the means 5, 4, 6, so tuning goes to the second row. The second
# key has 4, 3, 7 there, so tuning goes to the second column. The best mean, 2, is in the third row.
TRAP = [[5, 9, 9], [4, 3, 7], [6, 9, 2]]


def test_tuning_ends_where_it_does_by_hand():
    tuning = tune(TRAP, spread=0.01)
    assert (tuning.best, tuning.reached) == ("2,2", "1,1")
    assert (tuning.best_mean, tuning.reached_mean) == (pytest.approx(2), pytest.approx(3))
    assert tuning.probability == 0


def test_a_higher_accuracy_is_better():
    tuning = tune(-np.array(TRAP), spread=0.01, metric="test_accuracy")
    assert (tuning.best, tuning.reached) == ("2,2", "1,1")
    assert (tuning.best_mean, tuning.reached_mean) == (pytest.approx(-2), pytest.approx(-3))


def test_keys_without_interaction_can_be_tuned_one_at_a_time():
    parts = np.ix_([3, 1, 2], [0, 5], [9, 7, 4, 8])
    tuning = tune(sum(parts), spread=0.01)
    assert tuning.best == tuning.reached == "1,0,2"
    assert tuning.probability == 1


def test_each_key_is_tuned_at_the_levels_chosen_before_and_the_first_levels_of_the_rest():
    cube = np.full((2, 2, 2), 9.0)
    cube[0, 0, 0], cube[1, 0, 0] = 5, 4
    cube[1, 1, 0] = 3
    cube[1, 1, 1] = 2
    cube[0, 1, 1] = 1
    assert tune(cube, spread=0.01).reached == "1,1,1"


def test_of_equal_means_the_first_level_is_chosen():
    tuning = tune([[1.0, 1.0], [1.0, 1.0]], spread=0)
    assert (tuning.best, tuning.reached, tuning.probability) == ("0,0", "0,0", 1)


def test_the_probability_is_that_of_the_order_of_two_means():
    """Tuning stays at (0, 0); P(Z < 0.3 / (5 sqrt(2 / 400))) by hand that (1, 1) is not better."""
    tuning = tune([[0, 50], [50, 0.3]], spread=5, runs=400)
    assert tuning.best == tuning.reached == "0,0"
    assert tuning.probability == pytest.approx(0.802, abs=0.03)


def test_the_probability_is_the_share_of_2000_studies_that_a_fixed_seed_resamples():
    samples = {"0,0": [1.0, 3.0], "0,1": [2.0, 4.5, 1.0], "1,0": [2.5], "1,1": [0.5, 3.5, 2.0]}
    rows = [
        {"configuration": name, "repeat": repeat, "state": "ok", "test_rmse": value}
        for name, sample in samples.items()
        for repeat, value in enumerate(sample)
    ]
    grid = {name: {"a": name[0], "b": name[2]} for name in samples}
    rng = np.random.default_rng(0)
    a, b, c, d = (rng.choice(s, (2000, len(s))).mean(axis=1) for s in samples.values())
    # Tuning compares the first column, and then the columns of the better row.
    reached = np.where(a <= c, np.where(a <= b, 0, 1), np.where(c <= d, 2, 3))
    expected = np.mean(reached == np.argmin([a, b, c, d], axis=0))
    tuning = tune_one_key_at_a_time(pd.DataFrame(rows), "test_rmse", grid)
    assert tuning.probability == expected
    assert 0.1 < expected < 0.9


def test_a_configuration_without_completed_runs_is_never_chosen():
    without = np.array(TRAP, dtype=float)
    without[[0, 2], [0, 2]] = np.nan  # the first configuration and the best one
    tuning = tune(without, spread=0.01)
    assert (tuning.best, tuning.reached, tuning.probability) == ("1,1", "1,1", 1)


def test_without_completed_runs_there_is_no_tuning():
    assert tune(TRAP, runs=0) is None


def test_the_gap_is_known_without_noise_and_refused_for_few_runs():
    assert tune(TRAP, spread=0.01).gap == pytest.approx(1, abs=0.01)
    assert tune(-np.array(TRAP), spread=0.01, metric="test_accuracy").gap == pytest.approx(
        1, abs=0.01
    )
    assert np.isnan(tune(TRAP, runs=3).gap)


def test_the_gap_of_equal_configurations_has_no_bias():
    """The best of nine equal means is better than the end of the tuning by luck alone."""
    rng = np.random.default_rng(0)
    names = [f"{a}{b}" for a in "012" for b in "012"]
    grid = {name: {"a": name[0], "b": name[1]} for name in names}
    gaps, lucky = [], []
    for _ in range(60):
        rows = [(n, r, "ok", value) for n in names for r, value in enumerate(rng.normal(size=8))]
        runs = pd.DataFrame(rows, columns=["configuration", "repeat", "state", "test_rmse"])
        tuning = tune_one_key_at_a_time(runs, "test_rmse", grid, studies=10)
        gaps.append(tuning.gap)
        lucky.append(tuning.reached_mean - tuning.best_mean)
    assert abs(np.mean(gaps)) < 3 * np.std(gaps) / np.sqrt(60)
    assert np.mean(lucky) > 3 * np.std(gaps) / np.sqrt(60)
