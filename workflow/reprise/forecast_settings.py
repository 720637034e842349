"""Settings of a forecast beyond the data: how far, how sure, and by which networks."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from reprise.json_settings import Settings

BEST = "best"  # the configuration that the study chooses
MEMBERS = "members"  # the runs on all rows, beside those of each origin
Method = Literal["conformal", "adaptive"]


@dataclass(frozen=True)
class ForecastSettings(Settings):
    """How a study forecasts beyond its data.

    Attributes
    ----------
    steps : int
        The number of steps after the last observation.
    levels : tuple of int
        The coverage of each interval, in percent and in ascending order.
    configuration : str
        The name of a configuration, or "best".
    members : int
        The number of networks whose mean is the forecast.
    method : {"conformal", "adaptive"}
        How the intervals follow from the errors of earlier forecasts.
    observations : int
        The number of observations of the series.
    origins : tuple of int
        The origins whose forecasts are compared with the observations: the number of observations
        before each forecast, the earliest first.
    refits : tuple of int
        The origins at which the networks are trained anew. The other origins use the networks of
        the last origin before them.
    """

    steps: int
    levels: tuple[int, ...]
    configuration: str
    members: int
    method: Method
    observations: int
    origins: tuple[int, ...]
    refits: tuple[int, ...]

    work_folder: ClassVar[str] = "forecast"
    product: ClassVar[str] = "forecaster"
    product_files: ClassVar[list[str]] = [
        "forecast_summary.json",
        "forecaster/forecaster.json",
        "forecaster/series.csv.gz",
    ]

    @property
    def run_names(self) -> list[str]:
        """The names of what is trained anew: one per refit, then the members."""
        return [*(f"origin={origin}" for origin in self.refits), MEMBERS]

    def first_forecast(self, name: str) -> int:
        """The number of observations that the networks of a name of `run_names` are trained on."""
        return self.observations if name == MEMBERS else int(name.partition("=")[2])

    def origins_of(self, name: str) -> list[int]:
        """The origins whose forecasts come from the networks of a name of `run_names`."""
        if name == MEMBERS:
            return [self.observations]
        first = self.first_forecast(name)
        later = [refit for refit in self.refits if refit > first]
        end = later[0] if later else self.observations
        return [origin for origin in self.origins if first <= origin < end]
