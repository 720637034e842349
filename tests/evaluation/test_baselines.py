from dataclasses import replace

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import r2_score

from reprise.data.samples import Samples, build_samples
from reprise.data.samples_framing import frame_samples
from reprise.data.series import Series
from reprise.data.series_framing import frame_series
from reprise.evaluation import statistical_models
from reprise.evaluation.baselines import make_baselines, study_baselines
from reprise.evaluation.metrics import step_metrics
from reprise.evaluation.statistical_models import split_series
from reprise.settings import FramingSettings, QuerySettings
from reprise.stage_settings import FramingUse

FORECASTS = ["persistence", "seasonal_naive", "mean", "least_squares", "ets", "sarima"]
STEP = FramingSettings(difference=1, lags=1, test_rows=12, train_rows=20)


@pytest.fixture
def weekly(births):
    """A framing of the births: seven days are the inputs and three days are the targets."""
    return frame_series(births.values, 30, 0, 7, "time_steps", 3, validation_rows=20, period=7)


def use_of(settings, *configurations, origin=None):
    return FramingUse(settings, configurations, origin)


def frame(series, uses):
    return [frame_series(series.values, **use.framing.series_options) for use in uses]


def test_least_squares_is_a_regression_on_the_networks_inputs(births, weekly):
    test = weekly.split("test")
    before = slice(test.start)  # the validation rows too
    model = LinearRegression().fit(weekly.x[before, :, 0], weekly.y[before])
    expected = weekly.forecasts(model.predict(weekly.x[:, :, 0]))[test]
    series = split_series(births.values, weekly)
    (baseline,) = make_baselines(["least_squares"], series, weekly)
    np.testing.assert_allclose(baseline.outputs, expected, rtol=1e-10)
    assert baseline.form == "least squares on the network's inputs"


def test_least_squares_feeds_its_forecasts_back_if_the_network_does(births):
    """One regression on the changes in the units of the series, iterated over three days."""
    series, lags = births.values[:120], 4
    framing = frame_series(series, 30, 1, lags, horizon=3, strategy="recursive")
    (baseline,) = make_baselines(["least_squares"], split_series(series, framing), framing)
    assert baseline.form == "least squares on the network's inputs, fed back"
    changes = np.diff(series)
    windows = np.lib.stride_tricks.sliding_window_view(changes, lags + 3)
    training = windows[: framing.train_rows]
    model = LinearRegression().fit(training[:, :lags], training[:, lags])
    for row, window in enumerate(windows[-framing.test_rows :]):
        known, level = list(window[:lags]), framing.last_observation[framing.split("test")][row]
        for step in range(3):
            known.append(model.predict([known[-lags:]])[0])
            level += known[-1]
            assert baseline.outputs[row, step] == pytest.approx(level, rel=1e-9)


@pytest.mark.parametrize("horizon", [1, 3])
@pytest.mark.parametrize("name", FORECASTS)
def test_no_forecast_uses_a_later_observation(shampoo, name, horizon):
    changed = shampoo.values.copy()
    changed[-3:] = 9999.0  # forecasts that are made before the last three months must not change

    def forecast(values):
        framing = frame_series(values, 12, horizon=horizon, train_rows=18)
        (baseline,) = make_baselines([name], split_series(values, framing), framing, period=12)
        assert baseline.outputs.shape == (13 - horizon, horizon)
        return baseline.outputs

    first, second = forecast(shampoo.values), forecast(changed)
    np.testing.assert_array_equal(first[:10], second[:10])
    if name not in ("seasonal_naive", "mean") and horizon == 1:
        assert not np.array_equal(first[10:], second[10:])


def test_simple_forecasts_are_what_their_names_say(births, weekly):
    series = split_series(births.values, weekly)
    last, season, mean = make_baselines(FORECASTS[:3], series, weekly, 0, 7)
    for row, first in enumerate(range(365 - 30, 365 - 2)):
        np.testing.assert_array_equal(last.outputs[row], [births.values[first - 1]] * 3)
        expected = births.values[first - 7 : first - 4]
        np.testing.assert_array_equal(season.outputs[row], expected)
    np.testing.assert_allclose(mean.outputs, np.full((28, 3), births.values[:335].mean()))
    assert [b.name for b in (last, season, mean)] == FORECASTS[:3]
    assert [b.form for b in (last, season, mean)] == [
        "last observation",
        "7 observations before",
        "mean of the observations before",
    ]


def test_a_season_shorter_than_the_horizon_is_repeated():
    values = np.arange(40.0)
    framing = frame_series(values, 10, 0, 2, horizon=5)
    (baseline,) = make_baselines(["seasonal_naive"], split_series(values, framing), framing, 0, 2)
    np.testing.assert_array_equal(baseline.outputs[0], [28, 29, 28, 29, 28])


@pytest.mark.parametrize(("difference", "integration"), [(0, 0), (1, 1), (2, 1)])
def test_sarima_integrates_a_differenced_series_once(shampoo, difference, integration):
    framing = frame_series(shampoo.values, 12, difference)
    series = split_series(shampoo.values, framing)
    (baseline,) = make_baselines(["sarima"], series, framing, difference)
    assert baseline.form[8:].split(",")[1] == str(integration)


def test_statistical_models_know_the_season_of_the_study(monkeypatch):
    tried = []

    def fit_only_the_second(name, candidates, fit):
        form, options = list(candidates)[1]
        tried.append(options)
        return form, options, fit(options)

    monkeypatch.setattr(statistical_models, "_lowest_aicc", fit_only_the_second)
    values = np.tile([1.0, 6, 3, 2], 8) + np.random.default_rng(9).normal(0, 0.2, 32)
    framing = frame_series(values, 4, 0)
    series = split_series(values, framing)
    ets, sarima = make_baselines(["ets", "sarima"], series, framing, 0, 4)
    assert (ets.form, sarima.form) == ("ETS(A,N,A)", "SARIMA(0,0,0)(1,0,0)[4]")
    assert tried[0]["seasonal_periods"] == 4
    assert tried[1]["seasonal_order"] == (1, 0, 0, 4)


def test_a_query_is_forecast_from_its_inputs():
    values = np.arange(10.0, 90, 10)
    framing = frame_series(
        values,
        difference=0,
        lags=3,
        scale=None,
        query=QuerySettings(inputs=(50, 60, 70), answer=(80,)),
        observations=7,
    )
    series = split_series(values, framing, 7)
    baselines = make_baselines(["persistence", "mean", "least_squares"], series, framing, 0)
    np.testing.assert_allclose([b.outputs[0, 0] for b in baselines], [70, 40, 80])


def test_the_metrics_of_a_baseline_are_those_of_the_test_rows(births, weekly):
    (baseline,) = make_baselines(["persistence"], split_series(births.values, weekly), weekly)
    errors = baseline.outputs - weekly.actual[weekly.split("test")]
    assert set(baseline.metrics) == {"test_rmse", "test_r2", "test_mae", "test_mase"}
    assert baseline.metrics["test_rmse"] == pytest.approx(np.sqrt(np.mean(errors**2)))
    steps = baseline.steps
    observed = weekly.actual[weekly.split("test")]
    expected = r2_score(observed, baseline.outputs, multioutput="raw_values")
    assert steps["test_r2"] == pytest.approx(expected.tolist())
    assert {k: v for k, v in steps.items() if k != "test_r2"} == step_metrics(
        weekly, baseline.outputs
    )


def test_a_metric_that_is_not_finite_is_left_out():
    framing = frame_series(np.full(20, 3.0), 5, 0, 2, scale=None)
    (baseline,) = make_baselines(["persistence"], None, framing)
    assert baseline.metrics == {"test_rmse": 0, "test_mae": 0}


@pytest.mark.parametrize("builtin", ["circles", "digits"])
def test_logistic_regression_is_that_of_scikit_learn(builtin, circles):
    samples = circles if builtin == "circles" else build_samples("digits")
    framing = frame_samples(samples, 500, validation_rows=100, train_rows=200)
    names = ["most_frequent", "logistic_regression"]
    frequent, logistic = make_baselines(names, None, framing, 0)
    x = framing.x.reshape(len(framing.x), -1)
    y = framing.actual[:, 0].astype(int)
    before, test = slice(0, 300), slice(300, 800)
    model = LogisticRegression(max_iter=10_000).fit(x[before], y[before])
    assert logistic.metrics["test_accuracy"] == pytest.approx(model.score(x[test], y[test]))
    assert logistic.outputs.shape == (500, framing.outputs)
    shares = np.bincount(y[before]) / 300
    expected = shares if framing.classes > 2 else shares[1:]
    np.testing.assert_allclose(frequent.outputs, np.tile(expected, (500, 1)))
    assert (frequent.form, logistic.form) == (
        "shares of the rows before",
        "logistic regression on the network's inputs",
    )
    assert frequent.steps == logistic.steps == {}


def test_the_circles_cannot_be_separated_by_a_line(circles):
    # Batch-normalization tutorial, "Binary Classification Problem"
    (baseline,) = make_baselines(["logistic_regression"], None, frame_samples(circles, 500), 0)
    assert baseline.metrics["test_accuracy"] < 0.55


def test_a_class_that_is_alone_before_the_test_rows_is_certain():
    samples = Samples(np.arange(6.0)[:, None], np.array([1] * 6), ["a"], ["no", "yes"])
    (baseline,) = make_baselines(["logistic_regression"], None, frame_samples(samples, 2), 0)
    np.testing.assert_array_equal(baseline.outputs, [[1], [1]])


def test_a_class_without_a_row_before_the_test_rows_has_no_probability():
    x = np.arange(8.0)[:, None]
    samples = Samples(x, np.array([0, 2] * 4), ["a"], ["x", "y", "z"])
    (baseline,) = make_baselines(["logistic_regression"], None, frame_samples(samples, 2), 0)
    assert baseline.outputs.shape == (2, 3)
    assert (baseline.outputs[:, 1] == 0).all()
    np.testing.assert_allclose(baseline.outputs.sum(axis=1), 1)


def test_a_baseline_with_equal_outputs_for_two_framings_occurs_once(shampoo):
    uses = [use_of(STEP, "a"), use_of(replace(STEP, lags=2), "b", "c")]
    baselines = study_baselines(
        ["persistence", "least_squares"], shampoo, frame(shampoo, uses), uses
    )
    assert [b["baseline"] for b in baselines] == ["persistence", "least_squares", "least_squares"]
    assert [b["label"] for b in baselines] == [
        "persistence",
        "least_squares (a)",
        "least_squares (b, c)",
    ]
    assert [b["configurations"] for b in baselines] == [["a", "b", "c"], ["a"], ["b", "c"]]
    first = baselines[0]
    assert list(first) == [
        *("baseline", "label", "form", "origin", "configurations", "metrics", "steps", "outputs")
    ]
    assert (first["form"], first["origin"]) == ("last observation", None)
    assert first["metrics"]["test_rmse"] == pytest.approx(136.761, abs=5e-4)
    assert first["outputs"] == shampoo.values[-13:-1, None].tolist()
    assert len(first["steps"]["test_rmse"]) == 1


@pytest.mark.parametrize(
    ("count", "label"),
    [(3, "c1, c2, c3"), (4, "c1, c2, c3 and 1 more"), (6, "c1, c2, c3 and 3 more")],
)
def test_a_label_has_at_most_three_configurations(shampoo, count, label):
    names = [f"c{number + 1}" for number in range(count)]
    uses = [use_of(STEP, *names), use_of(replace(STEP, lags=2), "other")]
    baselines = study_baselines(["least_squares"], shampoo, frame(shampoo, uses), uses)
    assert baselines[0]["label"] == f"least_squares ({label})"


def test_the_baselines_of_an_origin_are_named_by_it(shampoo):
    step = replace(STEP, train_rows=None, test_rows=4)
    uses = [
        use_of(replace(step, observations=n), f"a,origin={n - 4}", origin=n - 4) for n in (32, 36)
    ]
    baselines = study_baselines(["persistence"], shampoo, frame(shampoo, uses), uses)
    assert [b["label"] for b in baselines] == ["persistence (origin=28)", "persistence (origin=32)"]
    assert [b["origin"] for b in baselines] == [28, 32]
    alone = frame_series(shampoo.values[:32], 4)
    assert baselines[0]["metrics"] == make_baselines(["persistence"], None, alone)[0].metrics


def test_baselines_of_an_origin_that_differ_are_named_by_their_configurations(shampoo):
    step = replace(STEP, train_rows=None, test_rows=4)
    uses = [
        use_of(replace(step, observations=n, lags=lags), f"{lags}@{n}", origin=n - 4)
        for n in (32, 36)
        for lags in (1, 2)
    ]
    baselines = study_baselines(["least_squares"], shampoo, frame(shampoo, uses), uses)
    labels = [f"least_squares ({name})" for name in ("1@32", "2@32", "1@36", "2@36")]
    assert [b["label"] for b in baselines] == labels


def test_a_split_series_uses_the_observations_of_its_framing(shampoo):
    use = use_of(replace(STEP, train_rows=None, test_rows=4, observations=30), "a")
    (baseline,) = study_baselines(["mean"], shampoo, frame(shampoo, [use]), [use])
    np.testing.assert_allclose(baseline["outputs"], shampoo.values[:26].mean())


def test_samples_and_a_season_have_their_own_baselines(circles):
    use = use_of(FramingSettings(test_rows=500), "a")
    (baseline,) = study_baselines(["most_frequent"], circles, [frame_samples(circles, 500)], [use])
    assert baseline["steps"] == {} and baseline["label"] == "most_frequent"
    series = Series.of_values(list(range(8)), np.array([1.0, 9, 2, 8, 3, 7, 4, 6]), "t", "v")
    use = use_of(FramingSettings(lags=1, test_rows=2), "a")
    (baseline,) = study_baselines(["seasonal_naive"], series, frame(series, [use]), [use], 2)
    assert baseline["outputs"] == [[3], [7]]


@pytest.mark.parametrize("name", ["ets", "sarima", "least_squares"])
def test_a_fitted_baseline_reads_logarithms_if_the_network_does(shampoo, name):
    def forecast(values, transform):
        framing = frame_series(values, 6, 1, 2, transform=transform)
        (baseline,) = make_baselines([name], split_series(values, framing), framing)
        return baseline

    ours = forecast(shampoo.values, "log")
    of_logarithms = forecast(np.log(shampoo.values), None)
    np.testing.assert_allclose(ours.outputs, np.exp(of_logarithms.outputs), rtol=1e-9)
    assert ours.form == {"least_squares": "least squares on the network's inputs (logarithms)"}.get(
        name, f"{of_logarithms.form} of the logarithms"
    )


@pytest.mark.parametrize("name", ["persistence", "seasonal_naive", "mean"])
def test_the_other_baselines_do_not_change_with_logarithms(shampoo, name):
    plain, logarithms = (
        make_baselines([name], split_series(shampoo.values, framing), framing, period=12)
        for framing in (
            frame_series(shampoo.values, 6, transform=transform) for transform in (None, "log")
        )
    )
    np.testing.assert_array_equal(plain[0].outputs, logarithms[0].outputs)
    assert plain[0].metrics == logarithms[0].metrics


def test_each_step_with_a_class_has_a_classifier_of_its_own(births):
    framing = frame_series(births.values, 30, 0, 7, horizon=2, target="third")
    frequent, logistic = make_baselines(["most_frequent", "logistic_regression"], None, framing)
    test = framing.split("test")
    x, classes = framing.x[:, 0], framing.actual.astype(int)
    assert frequent.outputs.shape == logistic.outputs.shape == (29, 2, 3)
    right = 0.0
    for step in range(2):
        model = LogisticRegression(max_iter=10_000).fit(
            x[: test.start], classes[: test.start, step]
        )
        np.testing.assert_allclose(logistic.outputs[:, step], model.predict_proba(x[test]))
        right += model.score(x[test], classes[test, step]) / 2
        shares = np.bincount(classes[: test.start, step]) / test.start
        np.testing.assert_allclose(frequent.outputs[0, step], shares)
    assert logistic.metrics["test_accuracy"] == pytest.approx(right)
