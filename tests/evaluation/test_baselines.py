from dataclasses import replace

import numpy as np
import pytest
from framed_values import frame_by_settings, framing_settings
from sklearn.metrics import r2_score

from reprise.data.dataset_framing import frame_dataset
from reprise.data.missing_values import fill_missing
from reprise.data.series import Series
from reprise.evaluation import statistical_models
from reprise.evaluation.baselines import make_baselines, study_baselines
from reprise.evaluation.metrics import step_metrics
from reprise.evaluation.statistical_models import split_column
from reprise.framing_settings import FramingSettings, QuerySettings
from reprise.partition import Partition
from reprise.settings import DatasetSettings
from reprise.stage_settings import FramingUse, PrepareSettings

FORECASTS = ["persistence", "seasonal_naive", "mean", "least_squares", "ets", "sarima"]
STEP = FramingSettings(difference=1, lags=1, test_rows=12, train_rows=20)


# Of the births: seven days are the inputs and three days are the targets.
WEEKLY = framing_settings(30, 0, 7, "time_steps", 3, validation_rows=20)


@pytest.fixture
def weekly(births):
    return frame_by_settings(births.values, WEEKLY, period=7)


def use_of(settings, *configurations, origin=None):
    partition = Partition("origin", origin) if origin else None
    return FramingUse(settings, configurations, partition)


def baselines_of(names, values, settings, period=None):
    """The baselines of a series of one column."""
    framing = frame_by_settings(values, settings, period)
    columns = [split_column(fill_missing(values), framing, settings)]
    return make_baselines(names, columns, framing, settings, period)


def baselines_of_study(names, dataset, uses, period=None):
    settings = PrepareSettings("s", DatasetSettings(period=period), tuple(uses), tuple(names))
    framings = frame_dataset(dataset, settings.dataset, [use.framing for use in uses])
    return study_baselines(settings, dataset, framings)


@pytest.mark.parametrize("horizon", [1, 3])
@pytest.mark.parametrize("name", FORECASTS)
def test_no_forecast_uses_a_later_observation(shampoo, name, horizon):
    changed = shampoo.values.copy()
    changed[-3:] = 9999.0  # forecasts that are made before the last three months must not change

    def forecast(values):
        settings = framing_settings(12, horizon=horizon, train_rows=18)
        (baseline,) = baselines_of([name], values, settings, period=12)
        assert baseline.outputs.shape == (13 - horizon, horizon)
        return baseline.outputs

    first, second = forecast(shampoo.values), forecast(changed)
    np.testing.assert_array_equal(first[:10], second[:10])
    if name not in ("seasonal_naive", "mean") and horizon == 1:
        assert not np.array_equal(first[10:], second[10:])


@pytest.mark.parametrize(("difference", "integration"), [(0, 0), (1, 1), (2, 1)])
def test_sarima_integrates_a_differenced_series_once(shampoo, difference, integration):
    settings = framing_settings(12, difference)
    (baseline,) = baselines_of(["sarima"], shampoo.values, settings)
    assert baseline.form[8:].split(",")[1] == str(integration)


def test_statistical_models_know_the_season_of_the_study(monkeypatch):
    tried = []

    def fit_only_the_second(name, candidates, fit):
        form, options = list(candidates)[1]
        tried.append(options)
        return form, options, fit(options)

    monkeypatch.setattr(statistical_models, "_lowest_aicc", fit_only_the_second)
    values = np.tile([1.0, 6, 3, 2], 8) + np.random.default_rng(9).normal(0, 0.2, 32)
    ets, sarima = baselines_of(["ets", "sarima"], values, framing_settings(4, 0), 4)
    assert (ets.form, sarima.form) == ("ETS(A,N,A)", "SARIMA(0,0,0)(1,0,0)[4]")
    assert tried[0]["seasonal_periods"] == 4
    assert tried[1]["seasonal_order"] == (1, 0, 0, 4)


def test_a_query_is_forecast_from_its_inputs():
    values = np.arange(10.0, 90, 10)
    settings = framing_settings(
        difference=0,
        lags=3,
        scale=None,
        query=QuerySettings(inputs=(50, 60, 70), answer=(80,)),
        observations=7,
    )
    baselines = baselines_of(["persistence", "mean", "least_squares"], values, settings)
    np.testing.assert_allclose([b.outputs[0, 0] for b in baselines], [70, 40, 80])


def test_the_metrics_of_a_baseline_are_those_of_the_test_rows(births, weekly):
    (baseline,) = baselines_of(["persistence"], births.values, WEEKLY, 7)
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
    settings = framing_settings(5, 0, 2, scale=None)
    (baseline,) = baselines_of(["persistence"], np.full(20, 3.0), settings)
    assert baseline.metrics == {"test_rmse": 0, "test_mae": 0}


def test_a_baseline_with_equal_outputs_for_two_framings_occurs_once(shampoo):
    uses = [use_of(STEP, "a"), use_of(replace(STEP, lags=2), "b", "c")]
    baselines = baselines_of_study(["persistence", "least_squares"], shampoo, uses)
    assert [b["baseline"] for b in baselines] == ["persistence", "least_squares", "least_squares"]
    assert [b["label"] for b in baselines] == [
        "persistence",
        "least_squares (a)",
        "least_squares (b, c)",
    ]
    assert [b["configurations"] for b in baselines] == [["a", "b", "c"], ["a"], ["b", "c"]]
    first = baselines[0]
    assert list(first) == [
        *("baseline", "label", "form", "partition", "configurations", "metrics", "steps", "outputs")
    ]
    assert (first["form"], first["partition"]) == ("last observation", None)
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
    baselines = baselines_of_study(["least_squares"], shampoo, uses)
    assert baselines[0]["label"] == f"least_squares ({label})"


def test_the_baselines_of_an_origin_are_named_by_it(shampoo):
    step = replace(STEP, train_rows=None, test_rows=4)
    uses = [
        use_of(replace(step, observations=n), f"a,origin={n - 4}", origin=n - 4) for n in (32, 36)
    ]
    baselines = baselines_of_study(["persistence"], shampoo, uses)
    assert [b["label"] for b in baselines] == ["persistence (origin=28)", "persistence (origin=32)"]
    assert [b["partition"]["number"] for b in baselines] == [28, 32]
    (alone,) = baselines_of(["persistence"], shampoo.values[:32], framing_settings(4))
    assert baselines[0]["metrics"] == alone.metrics


def test_baselines_of_an_origin_that_differ_are_named_by_their_configurations(shampoo):
    step = replace(STEP, train_rows=None, test_rows=4)
    uses = [
        use_of(replace(step, observations=n, lags=lags), f"{lags}@{n}", origin=n - 4)
        for n in (32, 36)
        for lags in (1, 2)
    ]
    baselines = baselines_of_study(["least_squares"], shampoo, uses)
    labels = [f"least_squares ({name})" for name in ("1@32", "2@32", "1@36", "2@36")]
    assert [b["label"] for b in baselines] == labels


def test_a_split_series_uses_the_observations_of_its_framing(shampoo):
    use = use_of(replace(STEP, train_rows=None, test_rows=4, observations=30), "a")
    (baseline,) = baselines_of_study(["mean"], shampoo, [use])
    np.testing.assert_allclose(baseline["outputs"], shampoo.values[:26].mean())


def test_samples_and_a_season_have_their_own_baselines(circles):
    use = use_of(FramingSettings(test_rows=500), "a")
    names = ["most_frequent", "logistic_regression"]
    for name, baseline in zip(names, baselines_of_study(names, circles, [use]), strict=True):
        assert baseline["steps"] == {} and baseline["label"] == baseline["baseline"] == name
        assert set(baseline["metrics"]) == {"test_accuracy", "test_loss"}
    series = Series.of_values(list(range(8)), np.array([1.0, 9, 2, 8, 3, 7, 4, 6]), "t", "v")
    use = use_of(FramingSettings(lags=1, test_rows=2), "a")
    (baseline,) = baselines_of_study(["seasonal_naive"], series, [use], 2)
    assert baseline["outputs"] == [[3], [7]]


@pytest.mark.parametrize("name", ["ets", "sarima", "least_squares"])
def test_a_fitted_baseline_reads_logarithms_if_the_network_does(shampoo, name):
    def forecast(values, transform):
        settings = framing_settings(6, 1, 2, transform=transform)
        (baseline,) = baselines_of([name], values, settings)
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
        baselines_of([name], shampoo.values, framing_settings(6, transform=transform), 12)
        for transform in (None, "log")
    )
    np.testing.assert_array_equal(plain[0].outputs, logarithms[0].outputs)
    assert plain[0].metrics == logarithms[0].metrics
