import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from reprise.baselines import ets, make_baselines, sarima, study_baselines
from reprise.framing import frame_series


def test_least_squares_is_a_regression_on_the_networks_inputs(shampoo, framing):
    rows = slice(framing.train_rows)
    model = LinearRegression().fit(framing.x[rows, 0], framing.y[rows, 0])
    expected = framing.forecasts(model.predict(framing.x[:, 0]))[framing.train_rows :]
    (made,) = make_baselines(["least_squares"], shampoo.values, framing)
    np.testing.assert_allclose(made.forecasts, expected, rtol=1e-10)


def test_an_arima_of_one_lag_forecasts_the_last_change_times_its_coefficient():
    # For an ARIMA(1,1,0) the forecast of the next value is y + phi (y - y before).
    rng = np.random.default_rng(5)
    changes = [0.0]
    for _ in range(299):
        changes.append(-0.7 * changes[-1] + rng.normal())
    values = 100 + np.cumsum(changes)
    form, forecasts = sarima(tuple(values), 250)
    before = values[249:-1] - values[248:-2]
    slope = np.polyfit(before, forecasts - values[249:-1], 1)[0]
    assert form.startswith("SARIMA(")
    assert slope == pytest.approx(-0.7, abs=0.15)


def test_exponential_smoothing_follows_a_straight_line():
    values = tuple(5.0 + 2.0 * np.arange(40) + np.random.default_rng(1).normal(0, 0.01, 40))
    form, forecasts = ets(values, 30)
    assert form.startswith("ETS(") and ",A" in form
    np.testing.assert_allclose(forecasts, 5.0 + 2.0 * np.arange(30, 40), atol=0.2)


@pytest.mark.parametrize("name", ["persistence", "least_squares", "ets", "sarima"])
def test_no_forecast_looks_ahead(shampoo, name):
    changed = shampoo.values.copy()
    changed[-3:] = 9999.0  # the last three months: forecasts of the months before must not move
    first, second = (
        make_baselines([name], v, frame_series(v, 12, train_rows=20), period=12)[0].forecasts
        for v in (shampoo.values, changed)
    )
    np.testing.assert_array_equal(first[:10], second[:10])
    assert not np.array_equal(first[10:], second[10:])


def test_what_differs_between_framings_is_told_apart(shampoo):
    settings = [{"difference": 1, "lags": n} for n in (1, 2)]
    framings = [frame_series(shampoo.values, 12, train_rows=20, **s) for s in settings]
    made = study_baselines(
        ["persistence", "least_squares"], shampoo.values, framings, settings, [["a"], ["b", "c"]]
    )
    assert [b["baseline"] for b in made] == [
        "persistence",
        "least_squares (a)",
        "least_squares (b)",
    ]
    assert made[0]["configurations"] == ["a", "b", "c"]
    assert made[0]["test_rmse"] == pytest.approx(136.761, abs=5e-4)
