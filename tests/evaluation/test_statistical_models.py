from types import SimpleNamespace

import numpy as np
import pytest
from framed_values import frame_by_settings, framing_settings
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.holtwinters import SimpleExpSmoothing

from reprise.data.missing_values import fill_missing
from reprise.errors import RepriseError
from reprise.evaluation.statistical_models import (
    SplitSeries,
    _ets_candidates,
    _lowest_aicc,
    _sarima_candidates,
    ets,
    sarima,
    split_column,
)
from reprise.framing_settings import QuerySettings


@pytest.fixture(scope="module")
def changes_that_alternate():
    """A series whose change is -0.7 times the change before, and noise."""
    rng = np.random.default_rng(5)
    changes = [0.0]
    for _ in range(199):
        changes.append(-0.7 * changes[-1] + rng.normal())
    return 100 + np.cumsum(changes)


@pytest.mark.parametrize("horizon", [1, 3])
def test_a_split_series_has_one_first_target_per_test_row(shampoo, horizon):
    settings = framing_settings(12, horizon=horizon, validation_rows=4, observations=30)
    framing = frame_by_settings(shampoo.values, settings)
    series = split_column(fill_missing(shampoo.values), framing, settings)
    assert series.values == tuple(shampoo.values[:30]) and series.horizon == horizon
    assert series.first_test == 18
    assert series.values_before_test == tuple(shampoo.values[:18])
    targets = np.array([series.values[t : t + horizon] for t in series.first_targets])
    np.testing.assert_array_equal(targets, framing.actual[framing.split("test")])


def test_a_series_before_a_query_has_no_test_rows_in_the_series():
    query = QuerySettings(inputs=(50, 60, 70), answer=(80,))
    values = np.arange(10.0, 90, 10)
    settings = framing_settings(difference=0, lags=3, query=query, observations=7)
    series = split_column(fill_missing(values), frame_by_settings(values, settings), settings)
    assert (series.first_test, series.values_before_test) == (7, tuple(values[:7]))
    assert list(series.first_targets) == []


def test_sarima_finds_the_coefficient_of_alternating_changes(changes_that_alternate):
    # For an ARIMA(1,1,0) the forecast of the next value is y + phi (y - y before).
    values = changes_that_alternate
    form, forecasts = sarima(SplitSeries(tuple(values), 150, 1, tuple(range(150, 200))))
    changes_before = values[149:-1] - values[148:-2]
    slope = np.polyfit(changes_before, forecasts[:, 0] - values[149:-1], 1)[0]
    assert form == "SARIMA(1,1,0)"
    assert slope == pytest.approx(-0.7, abs=0.15)


@pytest.mark.parametrize("horizon", [1, 2])
def test_sarima_forecasts_as_an_arima_of_the_same_form(changes_that_alternate, horizon):
    values = changes_that_alternate
    form, forecasts = sarima(
        SplitSeries(tuple(values), 150, horizon, tuple(range(150, 201 - horizon)))
    )
    order = tuple(int(digit) for digit in form if digit.isdigit())
    fitted = ARIMA(values[:150], order=order).fit()
    assert forecasts.shape == (51 - horizon, horizon)
    for row, first in enumerate(range(150, 156)):
        expected = fitted.apply(values[:first]).forecast(horizon)
        np.testing.assert_allclose(forecasts[row], expected, rtol=2e-3)


@pytest.mark.parametrize("horizon", [1, 4])
def test_exponential_smoothing_follows_a_straight_line(horizon):
    values = 5.0 + 2.0 * np.arange(40) + np.random.default_rng(1).normal(0, 0.01, 40)
    form, forecasts = ets(SplitSeries(tuple(values), 30, horizon, tuple(range(30, 41 - horizon))))
    assert form.startswith("ETS(") and ",A" in form
    line = 5.0 + 2.0 * np.arange(30, 40)
    expected = np.lib.stride_tricks.sliding_window_view(line, horizon)
    np.testing.assert_allclose(forecasts, expected, atol=0.2)


@pytest.mark.parametrize("horizon", [1, 2])
def test_exponential_smoothing_without_a_trend_is_simple_exponential_smoothing(horizon):
    rng = np.random.default_rng(8)
    values = 50 + np.cumsum(rng.normal(0, 0.4, 60)) + rng.normal(0, 1, 60)
    values[3] = -0.5  # a series with a value below zero has additive errors only
    form, forecasts = ets(SplitSeries(tuple(values), 50, horizon, tuple(range(50, 61 - horizon))))
    assert form == "ETS(A,N,N)"
    simple = SimpleExpSmoothing(values[:50], initialization_method="estimated").fit()
    for row, first in enumerate(range(50, 60 - horizon + 1)):
        model = SimpleExpSmoothing(
            values[:first],
            initialization_method="known",
            initial_level=simple.params["initial_level"],
        )
        fitted = model.fit(smoothing_level=simple.params["smoothing_level"], optimized=False)
        np.testing.assert_allclose(forecasts[row], fitted.forecast(horizon), rtol=0.02)


def test_every_form_of_exponential_smoothing_is_tried():
    forms = {form: options for form, options in _ets_candidates(np.arange(1.0, 9), 4)}
    expected = {
        f"ETS({e},{t},{s})" for e in ("A", "M") for t in ("N", "A", "Ad") for s in ("N", "A")
    }
    assert set(forms) == expected
    assert forms["ETS(M,Ad,A)"] == {
        "error": "mul",
        "trend": "add",
        "damped_trend": True,
        "seasonal": "add",
        "seasonal_periods": 4,
    }
    assert forms["ETS(A,N,N)"] == {
        "error": "add",
        "trend": None,
        "damped_trend": False,
        "seasonal": None,
        "seasonal_periods": None,
    }


@pytest.mark.parametrize("lowest", [0.0, -1.0])
def test_errors_are_multiplicative_only_for_values_above_zero(lowest):
    forms = [form for form, _ in _ets_candidates(np.array([lowest, 1, 2, 3]), None)]
    assert forms == ["ETS(A,N,N)", "ETS(A,A,N)", "ETS(A,Ad,N)"]


def test_every_order_of_sarima_is_tried():
    forms = {form: options for form, options in _sarima_candidates(np.arange(8.0), 1, 4)}
    assert len(forms) == 18
    assert forms["SARIMA(2,1,1)(1,0,0)[4]"] == {
        "order": (2, 1, 1),
        "seasonal_order": (1, 0, 0, 4),
        "trend": None,
    }
    without_season = {
        form: options for form, options in _sarima_candidates(np.arange(8.0), 0, None)
    }
    assert set(without_season) == {f"SARIMA({p},0,{q})" for p in range(3) for q in range(3)}
    assert without_season["SARIMA(0,0,2)"] == {
        "order": (0, 0, 2),
        "seasonal_order": (0, 0, 0, 0),
        "trend": "c",
    }


@pytest.mark.parametrize(("observations", "has_season"), [(7, False), (8, True), (9, True)])
def test_a_season_is_tried_from_two_seasons_on(observations, has_season):
    series = np.arange(1.0, observations + 1)
    assert any("[4]" in form for form, _ in _sarima_candidates(series, 1, 4)) is has_season
    assert any(form.endswith(",A)") for form, _ in _ets_candidates(series, 4)) is has_season


def choose_by(outcomes):
    """Choose among candidates whose fit gives an AICc or an error."""

    def fit(outcome):
        if isinstance(outcome, Exception):
            raise outcome
        return SimpleNamespace(aicc=outcome)

    return _lowest_aicc("ets", outcomes.items(), fit)


def test_the_form_of_the_lowest_aicc_is_chosen():
    outcomes = {
        "cannot be fitted": ValueError("too short"),
        "singular": np.linalg.LinAlgError("singular"),
        "NaN": np.nan,
        "higher": 3.0,
        "lowest": -1.0,
        "equal": -1.0,
        "infinite": -np.inf,
    }
    form, options, fitted = choose_by(outcomes)
    assert (form, options, fitted.aicc) == ("lowest", -1.0, -1.0)


def test_a_series_that_no_form_fits_is_an_error_that_names_the_baseline():
    with pytest.raises(RepriseError, match=r"'ets' cannot be fitted.*Remove ets from baselines"):
        choose_by({"a": np.nan, "b": ValueError("too short")})
