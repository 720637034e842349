import numpy as np
import pandas as pd
import pytest
from framed_values import frame_by_settings, framing_settings, series_of

from reprise.data.missing_values import fill_missing
from reprise.data.series import Series
from reprise.data.series_framing import frame_series
from reprise.evaluation.series_baselines import fit_each, mean, persistence, seasonal_naive
from reprise.evaluation.statistical_models import ets, sarima, split_column
from reprise.framing_settings import ColumnSettings


def test_simple_forecasts_are_what_their_names_say(births):
    settings = framing_settings(30, 0, 7, "time_steps", 3, validation_rows=20)
    framing = frame_by_settings(births.values, settings)
    columns = [split_column(fill_missing(births.values), framing, settings)]
    last_form, last = persistence(framing)
    season_form, season = seasonal_naive(columns, 7)
    mean_form, means = mean(columns, framing)
    for row, first in enumerate(range(365 - 30, 365 - 2)):
        np.testing.assert_array_equal(last[row], [births.values[first - 1]] * 3)
        np.testing.assert_array_equal(season[row], births.values[first - 7 : first - 4])
    np.testing.assert_allclose(means, np.full((28, 3), births.values[:335].mean()))
    assert [last_form, season_form, mean_form] == [
        "last observation",
        "7 observations before",
        "mean of the observations before",
    ]


def test_a_season_shorter_than_the_horizon_is_repeated():
    values = np.arange(40.0)
    settings = framing_settings(10, 0, 2, horizon=5)
    column = split_column(fill_missing(values), frame_by_settings(values, settings), settings)
    np.testing.assert_array_equal(seasonal_naive([column], 2)[1][0], [28, 29, 28, 29, 28])


@pytest.fixture
def two_targets():
    """The values, the columns and the framing of two targets; one of them has logarithms."""
    rng = np.random.default_rng(6)
    values = {"a": np.exp(np.cumsum(rng.normal(0, 0.1, 50))), "b": rng.normal(20, 3, 50)}
    series = Series(pd.RangeIndex(1, 51), values, "position", ("a", "b"))
    columns = (ColumnSettings("a", transform="log"),)
    settings = framing_settings(10, 0, 2, horizon=3, columns=columns, validation_rows=5)
    framing = frame_series(series, settings)
    return (
        values,
        [split_column(fill_missing(v), framing, settings) for v in values.values()],
        framing,
    )


def test_each_of_several_targets_has_its_own_forecast_at_every_step(two_targets):
    values, columns, framing = two_targets
    results = [persistence(framing)[1], seasonal_naive(columns, 4)[1], mean(columns, framing)[1]]
    for number, of_target in enumerate(values.values()):
        last, season, means = (forecasts[:, number::2] for forecasts in results)
        for row, first in enumerate(range(40, 48)):
            np.testing.assert_array_equal(last[row], [of_target[first - 1]] * 3)
            np.testing.assert_array_equal(season[row], of_target[first - 4 : first - 1])
        np.testing.assert_allclose(means, np.full((8, 3), of_target[:40].mean()))


@pytest.mark.parametrize(("model", "options"), [(ets, (None,)), (sarima, (0, None))])
def test_a_model_is_fitted_to_each_target_as_the_network_reads_it(two_targets, model, options):
    values, columns, framing = two_targets
    form, forecasts = fit_each(model, columns, framing, [options] * 2)
    read = {"a": np.log(values["a"]), "b": values["b"]}
    settings = framing_settings(10, 0, 2, horizon=3)
    alone = [
        model(split_column(fill_missing(v), framing, settings), *options) for v in read.values()
    ]
    np.testing.assert_allclose(forecasts[:, 0::2], np.exp(alone[0][1]))
    np.testing.assert_array_equal(forecasts[:, 1::2], alone[1][1])
    assert form == f"{alone[0][0]} of the logarithms, {alone[1][0]}"


def test_the_mean_leaves_missing_observations_out():
    values = np.array([1.0, np.nan, np.nan, 5.0, 3.0, 9.0])
    settings = framing_settings(2, 0)
    framing = frame_series(series_of(values), settings, "forward_fill")
    column = split_column(fill_missing(values, "forward_fill"), framing, settings)
    _, forecasts = mean([column], framing)
    assert forecasts.tolist() == [[3.0], [3.0]]
