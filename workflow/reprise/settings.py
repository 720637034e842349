"""Settings: the content of a study file after validation, with types.

`stage_settings` holds what one stage of the workflow passes to the next.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from reprise.framing_settings import FramingSettings, as_tuple
from reprise.json_settings import Settings

# The built-in datasets that are series; the others are samples.
BUILT_IN_SERIES = ("sine",)
Missing = Literal["refuse", "interpolate", "forward_fill", "seasonal"]

# What the networks of a study do: values of a series, classes, or values of samples.
Task = Literal["forecast", "classify", "regress"]


def as_list(value: Any) -> list[Any]:
    """A list as it is, and a single value as a list of one; keys such as `units` take both."""
    return value if isinstance(value, list) else [value]


@dataclass(frozen=True)
class DatasetSettings(Settings):
    """Where the observations of a study come from.

    The source is one of `file`, `url`, `values` and `builtin`. A CSV of a series has `time` and
    `value` (one column or several), and a CSV of samples has `features` and `label` (classes) or
    `target` (a number). The schema of a study describes every key.
    """

    file: str | None = None
    url: str | None = None
    sha256: str | None = None
    time: str | None = None
    time_format: str | None = None
    time_prefix: str | None = None
    time_zone: str | None = None
    frequency: str | None = None
    missing: Missing = "refuse"
    separator: str = ","
    decimal: Literal[".", ","] = "."
    value: str | tuple[str, ...] | None = None
    inputs: tuple[str, ...] = ()
    known_inputs: tuple[str, ...] = ()
    values: tuple[float, ...] | None = None
    features: tuple[str, ...] | None = None
    label: str | None = None
    target: str | None = None
    classes: int | None = None
    image_shape: tuple[int, int] | None = None
    builtin: str | None = None
    samples: int | None = None
    wavelength: float | None = None
    noise: float | None = None
    random_state: int | None = None
    units: str | tuple[str, ...] = "value"
    period: int | None = None

    @property
    def targets(self) -> tuple[str, ...]:
        """The columns of a CSV that are forecast."""
        return as_tuple(self.value) if self.value is not None else ()

    def units_of(self, target: str = "") -> str:
        """The units of a target; without its name, those of the only target or of the first."""
        if isinstance(self.units, str):
            return self.units
        position = self.targets.index(target) if target else 0
        return self.units[position]

    @property
    def is_series(self) -> bool:
        """Whether the observations are in the order of time, and not samples."""
        is_csv_of_samples = self.label is not None or self.target is not None
        return self.builtin in BUILT_IN_SERIES or (self.builtin is None and not is_csv_of_samples)

    @property
    def is_generated(self) -> bool:
        """Whether Reprise writes the observations from the settings, and no CSV is read."""
        return self.file is None and self.url is None

    @property
    def format_options(self) -> dict[str, Any]:
        """The arguments of `read_series` and `read_samples` about the format of the file."""
        separator = "\t" if self.separator == r"\t" else self.separator
        return {"separator": separator, "decimal": self.decimal}

    @property
    def series_options(self) -> dict[str, Any]:
        """The arguments of `read_series` that are not about the format of the file."""
        names = ("time_format", "time_prefix", "time_zone", "frequency", "missing")
        options: dict[str, Any] = {name: getattr(self, name) for name in names}
        return options | {"inputs": self.inputs, "known_inputs": self.known_inputs}


@dataclass(frozen=True)
class StopSettings(Settings):
    """When the training ends before its last epoch.

    Attributes
    ----------
    patience : int
        The number of epochs without an improvement of the loss on the validation rows.
    min_delta : float
        An improvement is larger than this number.
    """

    patience: int
    min_delta: float = 0.0


@dataclass(frozen=True)
class TrainingSettings(Settings):
    """How a network is trained; `optimizer` has a `name` and options."""

    epochs: int
    batch_size: int
    loss: str
    optimizer: dict[str, Any] = field(default_factory=lambda: {"name": "adam"})
    shuffle: bool = False
    keep: Literal["last", "best"] = "last"
    stop: StopSettings | None = None


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
