"""Which configuration predicts: only the validation rows of the first split choose."""

import pandas as pd
import pytest

from reprise.forecasting.choice import choose_configuration
from reprise.framing_settings import FramingSettings
from reprise.predictor_settings import PredictorSettings
from reprise.retraining_settings import PredictorStageSettings, read_retraining_settings
from reprise.settings import DatasetSettings, EvaluationSettings, RunSettings, TrainingSettings
from reprise.stage_settings import Candidate

PREDICTOR = PredictorSettings("classify", (80,), "best", 3, 3)


def settings(keep="last"):
    training = TrainingSettings(9, 4, "binary_crossentropy", keep=keep)
    run = RunSettings(FramingSettings(), {"family": "mlp"}, training, EvaluationSettings())
    candidates = {n: Candidate((f"{n},split=1", f"{n},split=2"), run) for n in ("a", "b")}
    return PredictorStageSettings(
        *("mine", "test_accuracy", 0.95, DatasetSettings(builtin="iris"), ()),
        *(candidates, {}, PREDICTOR),
    )


RUNS = pd.DataFrame(
    {
        "configuration": ["a,split=1", "a,split=2", "b,split=1", "b,split=2"],
        "validation_accuracy": [0.7, 1.0, 0.8, 0.1],
        "test_accuracy": [1.0, 1.0, 0.0, 0.0],
        "kept_epoch": [1, 2, 3, 4],
    }
)


def test_test_rows_and_other_splits_do_not_choose():
    choice = choose_configuration(RUNS, settings())
    assert (choice.configuration, choice.epochs) == ("b", 9)
    assert choice.scores == {"a": 0.7, "b": 0.8}
    assert choice.reason == (
        "Of 2 configurations, b has the best mean validation_accuracy on the validation rows of"
        " split 1 (0.8)."
    )


def test_the_best_epochs_are_those_of_the_first_split():
    assert choose_configuration(RUNS, settings("best")).epochs == 3


@pytest.mark.parametrize("kind", ["predictor"])
def test_the_settings_of_a_predictor_are_told_from_those_of_a_forecast(kind):
    assert read_retraining_settings(settings().to_json()) == settings()
