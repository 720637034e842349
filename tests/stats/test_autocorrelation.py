import numpy as np
import pytest
from statsmodels.tsa.stattools import adfuller

from reprise.stats.autocorrelation import (
    autocorrelations,
    check_unit_root,
    why_no_autocorrelation,
)

RANDOM = np.random.default_rng(1)
NOISE = RANDOM.normal(size=200)
WALK = NOISE.cumsum()
WAVE = np.sin(np.arange(60) * 0.3)


def by_hand(values, lag):
    """The autocorrelation at a lag, from its definition."""
    centred = values - values.mean()
    return (centred[lag:] * centred[:-lag]).sum() / (centred**2).sum()


def test_autocorrelations_are_those_of_the_definition():
    table = autocorrelations(WALK)
    acf = table[table["function"] == "acf"]
    expected = [by_hand(WALK, lag) for lag in acf["lag"]]
    np.testing.assert_allclose(acf["correlation"], expected, atol=1e-12)
    # Bartlett: the variance of the autocorrelation at a lag grows with those before it.
    before = np.r_[0, acf["correlation"].to_numpy()[:-1] ** 2].cumsum()
    expected = 1.959964 * np.sqrt((1 + 2 * before) / len(WALK))
    np.testing.assert_allclose(acf["band"], expected, rtol=1e-6)


def test_partial_autocorrelations_are_the_last_coefficients_of_autoregressions():
    table = autocorrelations(NOISE)
    pacf = table[table["function"] == "pacf"]
    for lag, found in zip(pacf["lag"], pacf["correlation"], strict=True):
        r = np.array([1, *(by_hand(NOISE, k) for k in range(1, lag + 1))])
        matrix = r[np.abs(np.subtract.outer(range(lag), range(lag)))]
        assert found == pytest.approx(np.linalg.solve(matrix, r[1:])[-1], abs=1e-10)
    np.testing.assert_allclose(pacf["band"], 1.959964 / np.sqrt(200), rtol=1e-6)


@pytest.mark.parametrize(
    ("number", "period", "lags"),
    [(200, None, 23), (200, 7, 23), (200, 12, 24), (200, 80, 99), (24, 12, 11), (10, None, 4)],
)
def test_lags_show_two_seasons_as_far_as_the_series_is_long_enough(number, period, lags):
    table = autocorrelations(NOISE[:number], period)
    assert table["lag"].tolist() == 2 * list(range(1, lags + 1))
    assert table["correlation"].abs().max() <= 1


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (np.arange(9.0), "there are 9 values, and at least 10 are necessary"),
        (np.full(30, 0.1), "all values are equal"),
        (np.zeros(30), "all values are equal"),
        (0.1 * 3 + np.array([0, 1e-17] * 10), "all values are equal"),
        (np.arange(10.0), ""),
    ],
)
def test_a_series_without_autocorrelations_has_a_reason(values, reason):
    assert why_no_autocorrelation(values) == reason
    assert autocorrelations(values).empty == bool(reason)


@pytest.mark.parametrize("values", [WALK, NOISE, NOISE[:10]])
def test_the_test_of_a_unit_root_is_statsmodels(values):
    table = check_unit_root(values)
    for row, regression in zip(table.itertuples(), ("c", "ct"), strict=True):
        expected = adfuller(values, regression=regression, result_object=True)
        assert (row.statistic, row.p, row.lags) == (
            pytest.approx(expected.statistic),
            pytest.approx(expected.pvalue),
            expected.lags,
        )
        assert row.critical_5_percent == pytest.approx(expected.critical_values["5%"])
        assert (row.values, row.problem) == (len(values), "")
    assert table["regression"].tolist() == ["constant", "constant and trend"]


def test_a_random_walk_keeps_its_unit_root_and_noise_has_none():
    assert check_unit_root(WALK)["p"][0] > 0.05
    assert (check_unit_root(np.diff(WALK))["p"] < 0.001).all()


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (np.arange(7.0), "there are 7 values, and at least 10 are necessary"),
        (np.ones(20), "all values are equal"),
        (np.arange(20) * 10.0, "the series changes by the same amount at every step"),
        (np.arange(20.0) ** 2, "a regression on past values fits the series without error"),
        (WAVE, "a regression on past values fits the series without error"),
    ],
)
def test_a_series_without_a_test_says_why(values, problem):
    table = check_unit_root(values)
    assert table["problem"].tolist() == [problem, problem]
    assert table["p"].isna().all() and table["values"].tolist() == 2 * [len(values)]


def test_a_wave_with_little_noise_has_a_test():
    assert check_unit_root(WAVE + 1e-3 * NOISE[:60])["p"].notna().all()
