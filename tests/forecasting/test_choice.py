"""The choice of the configuration that forecasts: by rows that are not the last test rows."""

import pandas as pd
import pytest

from reprise.forecast_settings import ForecastSettings
from reprise.forecasting.choice import choose_configuration
from reprise.framing_settings import FramingSettings
from reprise.retraining_settings import Candidate, ForecastStageSettings
from reprise.settings import DatasetSettings, EvaluationSettings, RunSettings, TrainingSettings


def settings(configuration="best", keep="last", origins=(), metric="test_rmse"):
    run = RunSettings(
        FramingSettings(test_rows=4),
        {"family": "mlp"},
        TrainingSettings(100, 4, "mean_squared_error", keep=keep),
        EvaluationSettings(),
    )
    candidates = {
        name: Candidate(tuple(f"{name}{origin}" for origin in origins) or (name,), run)
        for name in ("a", "b")
    }
    forecast = ForecastSettings(3, (80,), configuration, 2, "conformal", 40, (30,), (30,))
    dataset = DatasetSettings(values=(1.0, 2.0))
    return ForecastStageSettings("s", metric, 0.95, dataset, (), candidates, {}, forecast)


def runs(**columns):
    return pd.DataFrame({"configuration": ["a", "a", "b", "b"], **columns})


def test_the_validation_rows_choose_and_the_test_rows_do_not():
    table = runs(test_rmse=[1.0, 1, 9, 9], validation_rmse=[4.0, 6, 3, 5])
    choice = choose_configuration(table, settings())
    assert choice.configuration == "b" and choice.scores == {"a": 5, "b": 4}
    assert choice.reason == (
        "Of 2 configurations, b has the best mean validation_rmse on the validation rows (4)."
    )
    changed = table.assign(test_rmse=[9.0, 9, 1, 1])
    assert choose_configuration(changed, settings()) == choice


def test_a_high_r2_is_the_best():
    table = runs(test_r2=[0.0] * 4, validation_r2=[0.4, 0.4, 0.1, 0.1])
    assert choose_configuration(table, settings(metric="test_r2")).configuration == "a"


def test_all_origins_but_the_last_choose():
    names = [f"{name}{origin}" for origin in (1, 2, 3) for name in "ab"]
    table = pd.DataFrame({"configuration": names, "test_rmse": [4.0, 1, 4, 1, 0, 99]})
    assert choose_configuration(table, settings(origins=(1, 2, 3))).configuration == "b"


def test_a_configuration_with_a_diverged_run_is_not_chosen():
    table = runs(validation_rmse=[5.0, 5, 1, None])
    choice = choose_configuration(table, settings())
    assert choice.configuration == "a" and choice.scores == {"a": 5}


def test_a_named_configuration_needs_no_choice():
    table = runs(validation_rmse=[1.0, 1, 9, 9])
    choice = choose_configuration(table, settings("b"))
    assert (choice.configuration, choice.scores, choice.epochs) == ("b", {}, 100)


@pytest.mark.parametrize(("kept", "epochs"), [([0, 0], 1), ([20, 31], 26), ([100, 100], 100)])
def test_the_epochs_are_the_median_of_the_epochs_that_were_kept(kept, epochs):
    table = runs(validation_rmse=[1.0, 1, 9, 9], kept_epoch=[*kept, 7, 7])
    assert choose_configuration(table, settings(keep="best")).epochs == epochs
