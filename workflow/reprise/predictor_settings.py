"""Settings of a predictor: how sure, by which networks, and how its errors are measured."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from reprise.forecast_settings import MEMBERS, ForecastSettings
from reprise.json_settings import Settings


@dataclass(frozen=True)
class PredictorSettings(Settings):
    """How a study of samples predicts new samples.

    Attributes
    ----------
    task : {"classify", "regress"}
    levels : tuple of int
        The coverage of each set of classes or of each interval, in percent and in ascending order.
    configuration : str
        The name of a configuration, or "best".
    members : int
        The number of networks whose mean is the prediction.
    folds : int
        The number of parts of the samples. Each part is predicted by networks that were trained
        on the other parts.
    """

    task: Literal["classify", "regress"]
    levels: tuple[int, ...]
    configuration: str
    members: int
    folds: int

    work_folder: ClassVar[str] = "predictor"

    @property
    def product(self) -> str:
        """The folder that predicts from Python: classifier or regressor."""
        return "classifier" if self.task == "classify" else "regressor"

    @property
    def product_files(self) -> list[str]:
        """The files of the stage `forecast` in the folder of the study, besides the tables."""
        return ["predictor_summary.json", f"{self.product}/{self.product}.json"]

    @property
    def run_names(self) -> list[str]:
        """The names of the configurations that are trained anew: one per fold, then the members."""
        return [*(f"fold={fold}" for fold in range(1, self.folds + 1)), MEMBERS]


# What a study trains anew after its tables are made.
Retraining = ForecastSettings | PredictorSettings
