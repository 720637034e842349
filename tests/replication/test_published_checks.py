import numpy as np
import pandas as pd
import pytest
from figure_settings_builder import make_era_settings, published_numbers

from reprise.replication.published_checks import (
    CHECKS_OF_COLUMNS,
    check_column,
    check_published_tables,
    std_bounds,
)


def describe(values):
    return pd.Series(values, dtype=float).describe()


EXACT = dict.fromkeys(("mean", "min", "max"), 0.0)


def results(column, decimals=15):
    rounding = dict.fromkeys(column.index, 0.5 * 10.0**-decimals)
    return {check: holds for check, holds, _ in check_column(column, rounding)}


def test_a_described_sample_meets_every_check():
    column = describe([1, 2, 3, 10])
    assert results(column) == dict.fromkeys(CHECKS_OF_COLUMNS, True)
    numbers = [found for *_, found in check_column(column, {})]
    assert numbers[:2] == ["1 <= 1.75 <= 2.5 <= 4.75 <= 10", "4"]


def test_impossible_numbers_fail_the_check_that_they_contradict():
    column = describe([1, 2, 3, 10])
    quantiles, mean, std = CHECKS_OF_COLUMNS
    for change, failed in (
        ({"50%": 1.0}, quantiles),
        ({"75%": 10.1}, quantiles),
        ({"std": 9.0}, std),
        ({"std": 0.1}, std),
    ):
        changed = results(pd.Series({**column, **change}))
        assert [check for check, holds in changed.items() if not holds] == [failed]
    constant = {**describe([5, 5, 5])}
    assert results(pd.Series(constant)) == dict.fromkeys(CHECKS_OF_COLUMNS, True)
    for value, holds in ((0.9, False), (1.0, True), (10.0, True)):
        checks = check_column(pd.Series({**column, "mean": value}), {})
        next(checks)
        assert next(checks) == (mean, holds, f"{value:.4g}")


def test_the_bounds_of_a_standard_deviation_are_reached():
    widest = [5.0] * 3 + [15.0] * 7
    assert std_bounds(describe(widest), EXACT)[1] == pytest.approx(np.std(widest, ddof=1))
    tightest = [5.0, *[10.0] * 8, 15.0]
    assert std_bounds(describe(tightest), EXACT)[0] == pytest.approx(np.std(tightest, ddof=1))
    rng = np.random.default_rng(0)
    for values in rng.gamma(1, 1, (50, 6)):
        low, high = std_bounds(describe(values), EXACT)
        assert low <= np.std(values, ddof=1) <= high


@pytest.mark.parametrize("decimals", [0, 1, 2])
def test_the_rounded_numbers_of_a_sample_contradict_no_check(decimals):
    rng = np.random.default_rng(decimals)
    for runs in (2, 3, 5, 30):
        for values in rng.choice([0.3, 0.75, 1.0], (60, runs)) + rng.normal(0, 0.02, (60, 1)):
            printed = describe(values).round(decimals)
            assert results(printed, decimals) == dict.fromkeys(CHECKS_OF_COLUMNS, True)


def test_numbers_that_no_rounding_explains_fail():
    column = describe([0.9, 0.9, 0.98, 0.98]).round(2)
    for change, failed in (
        ({"25%": 0.92, "50%": 0.9}, 0),
        ({"max": 0.92, "75%": 0.92}, 1),
        ({"std": 0.08}, 2),
    ):
        changed = pd.Series({**column, **change})
        assert not results(changed, 2)[CHECKS_OF_COLUMNS[failed]]
        assert results(changed, 0)[CHECKS_OF_COLUMNS[failed]]


def test_the_published_tables_are_consistent_and_tables_of_one_distribution_are_compared():
    one = {"epochs=1000": "k", "batch_size=4": "k", "units=1": "k"}
    studies = [
        make_era_settings(
            study,
            [*dict.fromkeys(n.configuration for n in published_numbers(study))],
            distribution_keys={f"era=keras3,{name}": key for name, key in one.items()},
        )
        for study in ("lstm_epochs", "lstm_batch_size", "lstm_neurons", "lstm_neurons")
    ]
    checks = check_published_tables(studies)
    assert list(checks.columns) == ["study", "table", "configuration", "check", "holds", "found"]
    assert len(checks) == 13 * 3 + 1 and checks["holds"].all()
    assert checks["check"].value_counts()[list(CHECKS_OF_COLUMNS)].tolist() == [13] * 3
    last = checks.iloc[-1]
    assert last["check"] == "3 tables of one configuration may come from one distribution"
    assert last["found"] == "means 104.6, 100.3, 98.34: p = 0.36"
    assert last["configuration"] == "epochs=1000, batch_size=4, units=1"


def test_a_column_with_few_statistics_has_the_checks_that_it_allows():
    few = describe([1, 2, 3, 10])
    assert list(results(few[["count", "mean", "std"]])) == []
    assert list(results(few[["count", "mean", "min", "max"]])) == list(CHECKS_OF_COLUMNS[:2])
