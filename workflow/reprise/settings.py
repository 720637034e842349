"""Settings: the content of a study file after validation, with types.

`stage_settings` holds what one stage of the workflow passes to the next.
"""

from dataclasses import dataclass, field, fields
from typing import Any, Literal

from reprise.json_settings import Settings


def as_list(value: Any) -> list[Any]:
    """A list as it is, and a single value as a list of one; keys such as `units` take both."""
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True)
class DatasetSettings(Settings):
    """Where the observations of a study come from.

    A series has `file`, `time` and `value`, or `values`. Samples have `file`, `features` and
    `label`, or `builtin`. The schema of a study describes every key.
    """

    file: str | None = None
    time: str | None = None
    time_format: str | None = None
    value: str | None = None
    values: tuple[float, ...] | None = None
    features: tuple[str, ...] | None = None
    label: str | None = None
    builtin: str | None = None
    samples: int | None = None
    noise: float | None = None
    random_state: int | None = None
    units: str = "value"
    period: int | None = None

    @property
    def is_series(self) -> bool:
        """Whether the observations are in the order of time, and not samples with a class."""
        return self.builtin is None and self.label is None


@dataclass(frozen=True)
class QuerySettings(Settings):
    """Past observations that the trained network forecasts from, and the right forecast."""

    inputs: tuple[float, ...]
    answer: tuple[float, ...]


@dataclass(frozen=True)
class FramingSettings(Settings):
    """The transform from observations to supervised rows; samples use `scale` and later fields."""

    observations: int | None = None
    difference: int = 0
    lags: int = 0
    lags_as: Literal["features", "time_steps"] = "features"
    horizon: int = 1
    target: Literal["value", "above_mean"] = "value"
    query: QuerySettings | None = None
    scale: tuple[float, float] | None = None
    test_rows: int | None = None
    validation_rows: int = 0
    train_rows: int | None = None
    random_state: int | None = None

    @property
    def series_options(self) -> dict[str, Any]:
        """The arguments of `frame_series`, which frames a series."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "random_state"}

    @property
    def samples_options(self) -> dict[str, Any]:
        """The arguments of `frame_samples`, which splits samples."""
        names = ("test_rows", "validation_rows", "train_rows", "scale", "random_state")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class TrainingSettings(Settings):
    """How a network is trained; `optimizer` has a `name` and options."""

    epochs: int
    batch_size: int
    loss: str
    optimizer: dict[str, Any] = field(default_factory=lambda: {"name": "adam"})
    shuffle: bool = False
    keep: Literal["last", "best"] = "last"


@dataclass(frozen=True)
class EvaluationSettings(Settings):
    """When and how a network forecasts."""

    every_epoch: bool = False
    state: Literal["carried", "reset"] = "carried"
    batch_size: int | None = None
    layer_statistics: bool = False


@dataclass(frozen=True)
class ComparisonSettings(Settings):
    """How configurations are compared with each other and with baselines.

    Attributes
    ----------
    confidence : float
        The confidence of every interval; the error rate of a verdict is at most 1 - confidence.
    power : float
        The power for which the number of repeats is planned.
    margin : float or None
        The difference of means, in the metric's units, that does not matter.
    """

    confidence: float = 0.95
    power: float = 0.8
    margin: float | None = None


@dataclass(frozen=True)
class TableSettings(Settings):
    """The tables of a study in addition to those of every study.

    `reaching` has the value that each metric must reach, `at_epochs` the epochs whose metrics are
    listed, and `within` the errors for which the share of forecasts is listed.
    """

    reaching: dict[str, float] = field(default_factory=dict)
    at_epochs: tuple[int, ...] = ()
    within: tuple[float, ...] = ()


@dataclass(frozen=True)
class FigureOptions(Settings):
    """How figures are drawn."""

    curves: Literal["every_repeat", "one_and_band"] = "every_repeat"
    forecasts: bool = True


@dataclass(frozen=True)
class RunSettings(Settings):
    """What decides the runs of one configuration, besides the data and the random seed.

    `model` has `family` and the keys of that family.
    """

    framing: FramingSettings
    model: dict[str, Any]
    training: TrainingSettings
    evaluation: EvaluationSettings
