import numpy as np
import pandas as pd
import pytest
from scipy import stats

from reprise.stats.conformal import sequential_half_widths
from reprise.stats.coverage import count_independent_origins, measure_coverage


def clopper_pearson(covered, evaluated, confidence=0.95):
    """The definition by binomial tests: the shares that are not rejected, on a grid."""
    grid = np.linspace(0, 1, 100_001)
    tail = (1 - confidence) / 2
    is_kept = (stats.binom.sf(covered - 1, evaluated, grid) > tail) & (
        stats.binom.cdf(covered, evaluated, grid) > tail
    )
    return grid[is_kept].min(), grid[is_kept].max()


@pytest.mark.parametrize(("options", "confidence"), [({}, 0.95), ({"confidence": 0.8}, 0.8)])
def test_the_share_of_one_step_has_the_interval_of_clopper_and_pearson(options, confidence):
    scores = np.arange(1.0, 31.0)[:, None]
    widths = np.full((1, 30, 1), 22.0)  # the score 22 is covered, 23 is not
    table = measure_coverage(scores, widths, [80], np.arange(30), **options)
    row = table.iloc[0]
    assert row[["level", "step", "evaluated", "covered"]].tolist() == [80, 1, 30, 22]
    assert (row["share"], row["independent_origins"]) == (22 / 30, 30)
    expected = clopper_pearson(22, 30, confidence)
    assert (row["low"], row["high"]) == pytest.approx(expected, abs=2e-5)


def test_errors_without_interval_and_unknown_errors_are_not_counted():
    scores = np.array([[1.0, 1.0], [1.0, np.nan], [3.0, 1.0], [1.0, 3.0]])
    widths = np.full((2, 4, 2), 2.0)
    widths[:, 0] = np.nan
    widths[1] = np.nan
    table = measure_coverage(scores, widths, [50, 95], 10 * np.arange(4))
    counts = table[["level", "step", "evaluated", "covered"]].to_numpy().tolist()
    assert counts == [
        *([50, 1, 3, 2], [50, 2, 2, 1], [50, 0, 5, 3]),
        *([95, 1, 0, 0], [95, 2, 0, 0], [95, 0, 0, 0]),
    ]
    assert table["independent_origins"].tolist() == [3, 2, 3, 0, 0, 0]
    assert table.loc[3:, ["share", "low", "high"]].isna().all(axis=None)


def test_origins_that_share_observations_count_once():
    assert count_independent_origins([0, 1, 2, 3, 4], 1) == 5
    assert count_independent_origins([0, 1, 2, 3, 4], 2) == 3
    assert count_independent_origins([0, 5, 6, 11], 6) == 2
    assert count_independent_origins([], 3) == 0
    scores, positions = np.zeros((24, 12)), np.arange(24)
    table = measure_coverage(scores, np.ones((1, 24, 12)), [80], positions).set_index("step")
    assert table["independent_origins"].loc[[1, 2, 12, 0]].tolist() == [24, 12, 2, 2]
    assert (table["high"] == 1).all()
    assert table["low"].loc[0] == pytest.approx(0.025**0.5)  # two of two


def test_the_interval_over_all_steps_contains_the_level_as_often_as_it_says():
    """Of overlapping errors: as if all errors were independent, it would contain it too rarely."""
    rng, contained, contained_if_naive = np.random.default_rng(3), [], []
    for _ in range(100):
        noise = rng.normal(size=100 + 6)
        paths = [np.abs(np.cumsum(noise[k : k + 6])) for k in range(100)]
        scores, positions = np.array(paths), np.arange(100)
        widths = sequential_half_widths(scores, positions, [80])
        row = measure_coverage(scores, widths, [80], positions).iloc[-1]
        contained.append(row["low"] <= 0.8 <= row["high"])
        naive = stats.binomtest(int(row["covered"]), int(row["evaluated"])).proportion_ci(0.95)
        contained_if_naive.append(naive.low <= 0.8 <= naive.high)
    assert np.mean(contained) >= 0.95 > 0.75 > np.mean(contained_if_naive)


def test_the_table_has_the_same_columns_without_levels():
    empty = measure_coverage(np.zeros((3, 1)), np.empty((0, 3, 1)), [], np.arange(3))
    assert empty.empty and isinstance(empty, pd.DataFrame) and "independent_origins" in empty
