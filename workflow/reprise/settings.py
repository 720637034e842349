"""Settings: the content of a study file after validation, with types.

`stage_settings` holds what one stage of the workflow passes to the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from reprise.json_settings import Settings

# The built-in datasets that are series; the others are samples with classes.
BUILT_IN_SERIES = ("sine",)
Target = Literal["value", "above_mean", "third"]
# The classes of what a network learns from a series; none for values.
CLASSES_OF_TARGETS: dict[Target, tuple[str, ...]] = {
    "value": (),
    "above_mean": ("0: not above the mean of the lags", "1: above the mean of the lags"),
    "third": ("0: lowest third", "1: middle third", "2: highest third"),
}


def as_list(value: Any) -> list[Any]:
    """A list as it is, and a single value as a list of one; keys such as `units` take both."""
    return value if isinstance(value, list) else [value]


def list_lags(lags: int | Sequence[int]) -> tuple[int, ...]:
    """How many steps before the first target each lag lies, the farthest first.

    `3` and `[1, 2, 3]` both give (3, 2, 1).
    """
    distances = range(1, lags + 1) if isinstance(lags, int) else lags
    return tuple(sorted(distances, reverse=True))


@dataclass(frozen=True)
class DatasetSettings(Settings):
    """Where the observations of a study come from.

    The source is one of `file`, `url`, `values` and `builtin`. A CSV of a series has `time` and
    `value`, and a CSV of samples has `features` and `label`. The schema of a study describes every
    key.
    """

    file: str | None = None
    url: str | None = None
    sha256: str | None = None
    time: str | None = None
    time_format: str | None = None
    time_prefix: str | None = None
    value: str | None = None
    values: tuple[float, ...] | None = None
    features: tuple[str, ...] | None = None
    label: str | None = None
    classes: int | None = None
    image_shape: tuple[int, int] | None = None
    builtin: str | None = None
    samples: int | None = None
    wavelength: float | None = None
    noise: float | None = None
    random_state: int | None = None
    units: str = "value"
    period: int | None = None

    @property
    def is_series(self) -> bool:
        """Whether the observations are in the order of time, and not samples with a class."""
        return self.builtin in BUILT_IN_SERIES or (self.builtin is None and self.label is None)

    @property
    def is_generated(self) -> bool:
        """Whether Reprise writes the observations from the settings, and no CSV is read."""
        return self.file is None and self.url is None


@dataclass(frozen=True)
class QuerySettings(Settings):
    """Past observations that the trained network forecasts from, and the right forecast."""

    inputs: tuple[float, ...]
    answer: tuple[float, ...]


@dataclass(frozen=True)
class FramingSettings(Settings):
    """The transform from observations to supervised rows; samples use `scale` and later fields."""

    observations: int | None = None
    transform: Literal["log"] | None = None
    difference: int = 0
    subtract_mean: int | None = None
    lags: int | tuple[int, ...] = 0
    lags_as: Literal["features", "time_steps"] = "features"
    horizon: int = 1
    strategy: Literal["recursive", "direct"] | None = None  # None: several outputs of one network
    target: Target = "value"
    query: QuerySettings | None = None
    scale: tuple[float, float] | Literal["standard"] | None = None
    test_rows: int | None = None
    validation_rows: int = 0
    train_rows: int | None = None
    random_state: int | None = None
    features_as: Literal["features", "time_steps"] | None = None

    @property
    def number_of_lags(self) -> int:
        """The number of inputs of a row of a series; 0 for samples."""
        return len(list_lags(self.lags))

    @property
    def longest_lag(self) -> int:
        """How many observations before the first target a row begins, without differencing."""
        return max(list_lags(self.lags), default=0)

    @property
    def series_options(self) -> dict[str, Any]:
        """The arguments of `frame_series`, which frames a series."""
        of_samples = ("random_state", "features_as")
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in of_samples}

    @property
    def samples_options(self) -> dict[str, Any]:
        """The arguments of `frame_samples`, which splits samples."""
        names = ("test_rows", "validation_rows", "train_rows", "scale", "random_state")
        options = {name: getattr(self, name) for name in names}
        return options | {"as_time_steps": self.features_as == "time_steps"}


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
    """When and how a network forecasts.

    Attributes
    ----------
    update_epochs : int or None
        How many epochs the network is trained further after each test row; None for none.
    update_rows : int, "all" or None
        The newest rows on which it is trained further; None without updates.
    """

    every_epoch: bool = False
    state: Literal["carried", "reset"] = "carried"
    batch_size: int | None = None
    layer_statistics: bool = False
    update_epochs: int | None = None
    update_rows: int | Literal["all"] | None = None


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
    listed, `within` the errors for which the share of forecasts is listed, and `ensembles` the
    numbers of networks whose mean forecast is evaluated.
    """

    reaching: dict[str, float] = field(default_factory=dict)
    at_epochs: tuple[int, ...] = ()
    within: tuple[float, ...] = ()
    ensembles: tuple[int, ...] = ()


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
