"""Settings of the stages `choose` and `forecast`, which train networks anew and use them."""

from dataclasses import dataclass
from typing import Any

from reprise.forecast_settings import ForecastSettings
from reprise.json_settings import Settings
from reprise.predictor_settings import PredictorSettings, Retraining
from reprise.settings import DatasetSettings
from reprise.stage_settings import Candidate


@dataclass(frozen=True)
class RetrainingStageSettings(Settings):
    """What decides the networks of a study that are trained anew, and what is made of them.

    `metric` is the headline metric of the study, and `candidates` are by their names without the
    origin or the split. `confidence` is that of the verdict about the network.
    """

    study: str
    metric: str
    confidence: float
    dataset: DatasetSettings
    baselines: tuple[str, ...]
    candidates: dict[str, Candidate]
    versions: dict[str, str]

    @property
    def retraining(self) -> Retraining:
        """What is trained anew."""
        raise NotImplementedError


@dataclass(frozen=True)
class ForecastStageSettings(RetrainingStageSettings):
    """What decides the forecasts of a study beyond its data."""

    forecast: ForecastSettings

    @property
    def retraining(self) -> ForecastSettings:
        return self.forecast


@dataclass(frozen=True)
class PredictorStageSettings(RetrainingStageSettings):
    """What decides the predictor of a study of samples."""

    predictor: PredictorSettings

    @property
    def retraining(self) -> PredictorSettings:
        return self.predictor


def read_retraining_settings(
    document: dict[str, Any],
) -> ForecastStageSettings | PredictorStageSettings:
    """Read the settings of the stages `choose` and `forecast`, for forecasts or for a predictor."""
    kind = PredictorStageSettings if "predictor" in document else ForecastStageSettings
    return kind.from_json(document)
