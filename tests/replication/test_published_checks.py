import numpy as np
import pandas as pd
import pytest

from reprise.replication.published_checks import (
    CHECKS_OF_COLUMNS,
    check_column,
    check_published_tables,
    std_bounds,
)


def describe(values):
    return pd.Series(values, dtype=float).describe()


def results(column):
    return {check: holds for check, holds, _ in check_column(column)}


def test_a_described_sample_meets_every_check():
    column = describe([1, 2, 3, 10])
    assert results(column) == dict.fromkeys(CHECKS_OF_COLUMNS, True)
    numbers = [found for *_, found in check_column(column)]
    assert numbers[:2] == ["1.0 <= 1.8 <= 2.5 <= 4.8 <= 10.0", "4.0"]


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
        checks = check_column(pd.Series({**column, "mean": value}))
        next(checks)
        assert next(checks) == (mean, holds, f"{value:.1f}")


def test_the_bounds_of_a_standard_deviation_are_reached():
    widest = [5.0] * 3 + [15.0] * 7
    assert std_bounds(describe(widest))[1] == pytest.approx(np.std(widest, ddof=1))
    tightest = [5.0, *[10.0] * 8, 15.0]
    assert std_bounds(describe(tightest))[0] == pytest.approx(np.std(tightest, ddof=1))
    rng = np.random.default_rng(0)
    for values in rng.gamma(1, 1, (50, 6)):
        low, high = std_bounds(describe(values))
        assert low <= np.std(values, ddof=1) <= high


def test_the_published_tables_are_consistent_except_for_one_sentence():
    checks = check_published_tables()
    assert list(checks.columns) == ["study", "configuration", "check", "holds", "found"]
    assert len(checks) == 13 * 3 + 2
    assert checks["check"].value_counts()[list(CHECKS_OF_COLUMNS)].tolist() == [13] * 3
    failed = checks[~checks["holds"]]
    assert failed["check"].tolist() == [
        "the std is the smallest of the table, as the text concludes"
    ]
    assert failed["found"].item() == "std 13.54 for units=1, 12.91 for units=3"
    last = checks.iloc[-1]
    assert last["found"] == "means 104.6, 100.3, 98.3: p = 0.36" and last["holds"]
    assert last["configuration"] == "epochs=1000, batch_size=4, units=1"
