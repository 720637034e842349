import itertools
import math

import numpy as np
import pandas as pd
import pytest

from reprise.stats.intervals import share_interval
from reprise.stats.one_training import expected_best, predict_one_training, prediction_interval

VALUES = [3.0, 1.0, 4.0, 1.5, 9.0, 2.6]


@pytest.mark.parametrize("trainings", [1, 2, 3, 6])
def test_the_expected_best_is_the_mean_over_all_subsets_of_the_runs(trainings):
    subsets = list(itertools.combinations(VALUES, trainings))
    assert expected_best(VALUES, trainings) == pytest.approx(np.mean([min(s) for s in subsets]))
    highest = np.mean([max(s) for s in subsets])
    assert expected_best(VALUES, trainings, prefer_low=False) == pytest.approx(highest)


def test_the_expected_best_has_no_bias_and_no_limit():
    """The expected lowest of three exponential values is 1/3."""
    rng = np.random.default_rng(0)
    found = [expected_best(rng.exponential(size=5), 3) for _ in range(4000)]
    assert np.mean(found) == pytest.approx(1 / 3, abs=0.012)
    assert math.isnan(expected_best(VALUES, 7))
    assert expected_best(np.arange(3000), 1500) == pytest.approx(1500 / 1501)


def test_the_next_run_lies_in_the_interval_as_often_as_it_states():
    rng = np.random.default_rng(1)
    hits = 0
    for _ in range(1500):
        *runs, following = rng.normal(size=6)
        low, high = prediction_interval(runs, 0.9)
        hits += low <= following <= high
    assert hits / 1500 == pytest.approx(0.9, abs=0.025)
    # By hand: mean 2, standard deviation sqrt(2), t(0.975; 1) = 12.706.
    reach = 12.706 * math.sqrt(2 * 1.5)
    assert prediction_interval([1.0, 3.0]) == pytest.approx((2 - reach, 2 + reach), abs=1e-3)
    assert np.isnan(prediction_interval([1.0])).all()


def test_the_table_has_an_interval_and_the_best_of_several_trainings():
    samples = {"a": [*VALUES, np.nan], "b": [5.0, 5.0], "none": [np.nan]}
    rows = [
        (name, "diverged" if np.isnan(value) else "ok", value)
        for name, sample in samples.items()
        for value in sample
    ]
    runs = pd.DataFrame(rows, columns=["configuration", "state", "test_accuracy"])
    table = predict_one_training(runs, "test_accuracy", ["b", "a", "none"], 0.9)
    assert table[["configuration", "runs", "diverged"]].to_numpy().tolist() == [
        *(["b", 2, 0], ["a", 7, 1], ["none", 1, 1])
    ]
    best = [column for column in table if column.startswith("best_of")]
    assert best == [f"best_of_{count}" for count in (1, 2, 3, 5, 6)]
    row = table.loc[1]
    assert row[["prediction_low", "prediction_high"]].tolist() == pytest.approx(
        prediction_interval(VALUES, 0.9)
    )
    assert row[["diverges_low", "diverges_high"]].tolist() == pytest.approx(
        share_interval(1, 7, 0.9)
    )
    assert row["best_of_1"] == pytest.approx(np.mean(VALUES)) and row["best_of_6"] == 9
    assert table.loc[0, best].tolist() == pytest.approx([5, 5, *[np.nan] * 3], nan_ok=True)
    assert table.loc[0, ["prediction_low", "prediction_high"]].tolist() == [5, 5]
    assert table.loc[0, ["diverges_low", "diverges_high"]].isna().all()
    assert table.loc[2, ["prediction_low", *best]].isna().all()
