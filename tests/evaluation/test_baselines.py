import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression

from reprise.data.framing import frame_samples, frame_series
from reprise.data.samples import build_samples
from reprise.evaluation.baselines import make_baselines, study_baselines
from reprise.evaluation.statistical_models import ets, sarima, walk_of

FORECASTS = ["persistence", "seasonal_naive", "mean", "least_squares", "ets", "sarima"]


@pytest.fixture
def weekly(births):
    """Seven days in, three out."""
    return frame_series(births.values, 30, 0, 7, "time_steps", 3, validation_rows=20, period=7)


def test_least_squares_is_a_regression_on_the_networks_inputs(births, weekly):
    test = weekly.split("test")
    before = slice(test.start)  # validation rows included
    model = LinearRegression().fit(weekly.x[before, :, 0], weekly.y[before])
    expected = weekly.forecasts(model.predict(weekly.x[:, :, 0]))[test]
    (made,) = make_baselines(["least_squares"], walk_of(births.values, weekly), weekly)
    np.testing.assert_allclose(made.outputs, expected, rtol=1e-10)


def test_an_arima_of_one_lag_forecasts_the_last_change_times_its_coefficient():
    # For an ARIMA(1,1,0) the forecast of the next value is y + phi (y - y before).
    rng = np.random.default_rng(5)
    changes = [0.0]
    for _ in range(299):
        changes.append(-0.7 * changes[-1] + rng.normal())
    values = 100 + np.cumsum(changes)
    form, forecasts = sarima(walk_of(values, frame_series(values, 50)))
    before = values[249:-1] - values[248:-2]
    slope = np.polyfit(before, forecasts[:, 0] - values[249:-1], 1)[0]
    assert form.startswith("SARIMA(")
    assert slope == pytest.approx(-0.7, abs=0.15)


def test_exponential_smoothing_follows_a_straight_line():
    values = 5.0 + 2.0 * np.arange(40) + np.random.default_rng(1).normal(0, 0.01, 40)
    for horizon in (1, 4):
        form, forecasts = ets(walk_of(values, frame_series(values, 10, horizon=horizon)))
        assert form.startswith("ETS(") and ",A" in form
        expected = np.lib.stride_tricks.sliding_window_view(5.0 + 2.0 * np.arange(30, 40), horizon)
        np.testing.assert_allclose(forecasts, expected, atol=0.2)


@pytest.mark.parametrize("horizon", [1, 3])
@pytest.mark.parametrize("name", FORECASTS)
def test_no_forecast_looks_ahead(shampoo, name, horizon):
    changed = shampoo.values.copy()
    changed[-3:] = 9999.0  # the last three months: forecasts made before them must not move

    def forecast(values):
        framing = frame_series(values, 12, horizon=horizon, train_rows=18)
        (made,) = make_baselines([name], walk_of(values, framing), framing, period=12)
        assert made.outputs.shape == (13 - horizon, horizon)
        return made.outputs

    first, second = forecast(shampoo.values), forecast(changed)
    np.testing.assert_array_equal(first[:10], second[:10])
    if name not in ("seasonal_naive", "mean") and horizon == 1:
        assert not np.array_equal(first[10:], second[10:])


def test_the_simple_forecasts_are_what_their_names_say(births, weekly):
    walk = walk_of(births.values, weekly)
    made = {b.name: b.outputs for b in make_baselines(FORECASTS[:3], walk, weekly, 0, 7)}
    first = 365 - 30
    np.testing.assert_array_equal(made["persistence"][0], [births.values[first - 1]] * 3)
    expected = births.values[first - 7 : first - 4]
    np.testing.assert_array_equal(made["seasonal_naive"][0], expected)
    np.testing.assert_allclose(made["mean"], births.values[:first].mean())


def test_a_season_shorter_than_the_horizon_is_repeated():
    values = np.arange(40.0)
    framing = frame_series(values, 10, 0, 2, horizon=5)
    (made,) = make_baselines(["seasonal_naive"], walk_of(values, framing), framing, 0, 2)
    np.testing.assert_array_equal(made.outputs[0], [28, 29, 28, 29, 28])


def test_a_query_is_forecast_from_what_it_says():
    values = np.arange(10.0, 90, 10)
    framing = frame_series(
        values, None, 0, 3, scale=None, query={"inputs": [50, 60, 70], "answer": [80]},
        observations=7,
    )  # fmt: skip
    walk = walk_of(values, framing, 7)
    made = make_baselines(["persistence", "mean", "least_squares"], walk, framing, 0)
    np.testing.assert_allclose([b.outputs[0, 0] for b in made], [70, 40, 80])


@pytest.mark.parametrize("builtin", ["circles", "digits"])
def test_logistic_regression_is_scikit_learns(builtin, circles):
    samples = circles if builtin == "circles" else build_samples("digits")
    framing = frame_samples(samples, 500, train_rows=400)
    names = ["most_frequent", "logistic_regression"]
    frequent, logistic = make_baselines(names, None, framing, 0)
    x = framing.x.reshape(len(framing.x), -1)
    y = framing.actual[:, 0].astype(int)
    train, test = framing.split("train"), framing.split("test")
    model = LogisticRegression(max_iter=10_000).fit(x[train], y[train])
    assert logistic.metrics["test_accuracy"] == pytest.approx(model.score(x[test], y[test]))
    most = np.bincount(y[train]).argmax()
    assert frequent.metrics["test_accuracy"] == pytest.approx((y[test] == most).mean())


def test_the_circles_cannot_be_separated_by_a_line(circles):
    # Batch-normalization tutorial, "Binary Classification Problem"
    (made,) = make_baselines(["logistic_regression"], None, frame_samples(circles, 500), 0)
    assert made.metrics["test_accuracy"] < 0.55


def test_what_differs_between_framings_is_told_apart(shampoo):
    settings = [{"difference": 1, "lags": n} for n in (1, 2)]
    framings = [frame_series(shampoo.values, 12, train_rows=20, **s) for s in settings]
    made = study_baselines(
        ["persistence", "least_squares"], shampoo.values, framings, settings, [["a"], ["b", "c"]]
    )
    assert [b["baseline"] for b in made] == [
        "persistence",
        "least_squares (a)",
        "least_squares (b, c)",
    ]
    assert made[0]["configurations"] == ["a", "b", "c"]
    assert made[0]["metrics"]["test_rmse"] == pytest.approx(136.761, abs=5e-4)


def test_the_baselines_of_an_origin_are_named_by_it(shampoo):
    settings = [{"difference": 1, "lags": 1, "observations": n} for n in (32, 36)]
    framings = [frame_series(shampoo.values, 4, **s) for s in settings]
    beside = [["a,origin=28"], ["a,origin=32"]]
    made = study_baselines(
        ["persistence"], shampoo.values, framings, settings, beside, origins=[28, 32]
    )
    assert [b["baseline"] for b in made] == ["persistence (origin=28)", "persistence (origin=32)"]
    alone = frame_series(shampoo.values[:32], 4)
    assert made[0]["metrics"] == make_baselines(["persistence"], None, alone)[0].metrics
