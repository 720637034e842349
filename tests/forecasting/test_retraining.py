"""What is prepared for the networks that are trained anew."""

import json

import numpy as np
import pytest
from forecast_studies import OBSERVATIONS, STATEFUL, observations, write_study

from reprise.data.dataset import load_dataset
from reprise.data.framing_files import load_framings
from reprise.forecasting.choice import Choice
from reprise.forecasting.retraining import frame_series_anew, write_retraining
from reprise.forecasting.stored_forecaster import EarlierForecasts
from reprise.forecasting.study_forecast import count_origins_after_choice, describe_framing
from reprise.storage import read_json

CHOICE = Choice("all", 4, "It is the only one.")


@pytest.fixture
def prepared(tmp_path):
    files, settings = write_study(tmp_path, STATEFUL, observations(OBSERVATIONS))
    series = load_dataset(settings.dataset, files.observations)
    write_retraining(series, settings, CHOICE, files.forecast.work_path)
    return files, settings, frame_series_anew(series, settings, CHOICE)


def test_each_origin_has_settings_and_rows(prepared):
    files, settings, framed = prepared
    framings = load_framings(files.forecast.framing)
    assert list(framed) == ["origin=58", "origin=64", "members"]
    for (name, (run, expected)), framing in zip(framed.items(), framings, strict=True):
        stored = read_json(files.forecast.configuration_settings(name))
        assert stored["run"] == run.to_json() and stored["run"]["training"]["epochs"] == 4
        assert framing.digest == expected.digest
        first = settings.forecast.first_forecast(name)
        test = framing.first_targets[framing.split("test")].tolist()
        assert test == settings.forecast.origins_of(name)
        assert framing.first_targets[framing.train_rows - 1] == first - 1
        assert framing.is_recursive and framing.horizon == 3


def test_origins_before_the_last_test_rows_are_counted_if_something_was_chosen(prepared):
    settings = prepared[1]  # 12 origins, and 10 test rows
    assert count_origins_after_choice(settings, CHOICE) == 12
    chosen = Choice("all", 4, "It is the best.", {"all": 1.0, "other": 2.0})
    assert count_origins_after_choice(settings, chosen) == 10


def test_a_framing_is_described_for_a_person(prepared):
    framing = load_framings(prepared[0].forecast.framing)[-1]
    described = describe_framing(framing)
    load = described["targets"]["load"]
    values = observations(OBSERVATIONS)["load"].diff().to_numpy()
    targets = values[3:]
    assert load["scaled_1_is_higher_by"][0] == pytest.approx(np.ptp(targets) / 2)
    assert load["box_cox"] is None and described["training_rows"] == OBSERVATIONS - 3


def test_earlier_forecasts_know_their_errors_as_far_as_something_was_observed():
    forecasts = np.array([[1.0, 2.0], [np.nan, np.nan], [5.0, 6.0]])
    earlier = EarlierForecasts.of_arrays(np.array([2, 3, 4]), {"a": forecasts})
    again = EarlierForecasts.from_json(json.loads(json.dumps(earlier.to_json())))
    assert again == earlier
    values = np.array([0.0, 0, 1.5, np.nan, 7.0])
    scores = earlier.scores("a", values, float("nan"))
    np.testing.assert_array_equal(scores, [[0.5, np.nan], [np.nan, np.nan], [2, np.nan]])
    later = earlier.followed_by(np.array([4, 5]), np.array([[[9.0], [9.0]], [[8.0], [8.0]]]))
    assert later.positions == (2, 3, 4, 5)
    np.testing.assert_array_equal(later.array("a")[2:], [[9, 9], [8, 8]])
