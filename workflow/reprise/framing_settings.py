"""Settings of a framing: how observations become supervised rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from reprise.json_settings import Settings

Target = Literal["value", "above_mean", "third"]
Transform = Literal["log", "box_cox"]
NAMES_OF_TRANSFORMS: dict[Transform, str] = {"log": "logarithms", "box_cox": "Box-Cox transforms"}
Scale = tuple[float, float] | Literal["standard", "robust"]
# The classes of what a network learns from a series; none for values.
CLASSES_OF_TARGETS: dict[Target, tuple[str, ...]] = {
    "value": (),
    "above_mean": ("0: not above the mean of the lags", "1: above the mean of the lags"),
    "third": ("0: lowest third", "1: middle third", "2: highest third"),
}


def as_tuple(value: Any) -> tuple[Any, ...]:
    """A tuple as it is, and a single value as a tuple of one."""
    return value if isinstance(value, tuple) else (value,)


def list_lags(lags: int | Sequence[int]) -> tuple[int, ...]:
    """How many steps before the first target each lag lies, the farthest first.

    `3` and `[1, 2, 3]` both give (3, 2, 1).
    """
    distances = range(1, lags + 1) if isinstance(lags, int) else lags
    return tuple(sorted(distances, reverse=True))


@dataclass(frozen=True)
class QuerySettings(Settings):
    """Past observations that the trained network forecasts from, and the right forecast."""

    inputs: tuple[float, ...]
    answer: tuple[float, ...]


@dataclass(frozen=True)
class ColumnSettings(Settings):
    """How one column of a series is transformed before it is framed, and how it is scaled.

    Attributes
    ----------
    name : str
    transform : {"log", "box_cox"} or None
    difference : int or tuple of int
        The lag of differencing, or the lags of several differencings; 0 for none.
    scale : pair of float, "standard", "robust" or None
    """

    name: str
    transform: Transform | None = None
    difference: int | tuple[int, ...] = 0
    scale: Scale | None = None

    @property
    def delays(self) -> tuple[int, ...]:
        """The lag of each differencing; empty without differencing."""
        return tuple(delay for delay in as_tuple(self.difference) if delay)


@dataclass(frozen=True)
class FramingSettings(Settings):
    """The transform from observations to supervised rows.

    Samples use `scale`, the numbers of rows, `random_state` and later fields. `transform` and
    `difference` are those of the targets, and `scale` is that of all columns; a column in `columns`
    has its own.
    """

    observations: int | None = None
    inputs: tuple[str, ...] = ()
    known_inputs: tuple[str, ...] = ()
    calendar: tuple[str, ...] = ()
    calendar_as: Literal["cycle", "one_hot"] = "cycle"
    columns: tuple[ColumnSettings, ...] = ()
    transform: Transform | None = None
    difference: int | tuple[int, ...] = 0
    subtract_mean: int | None = None
    lags: int | tuple[int, ...] = 0
    lags_as: Literal["features", "time_steps"] = "features"
    horizon: int = 1
    strategy: Literal["recursive", "direct"] | None = None  # None: several outputs of one network
    target: Target = "value"
    query: QuerySettings | None = None
    scale: Scale | None = None
    test_rows: int | None = None
    validation_rows: int = 0
    train_rows: int | None = None
    random_state: int | None = None
    stratified: bool = False
    split: int | None = None  # None: the only split, or the first one
    features_as: Literal["features", "time_steps"] | None = None

    @property
    def number_of_lags(self) -> int:
        """The number of inputs of a row of a series; 0 for samples."""
        return len(list_lags(self.lags))

    @property
    def longest_lag(self) -> int:
        """How many observations before the first target a row begins, without differencing."""
        return max(list_lags(self.lags), default=0)

    def column(self, name: str, is_target: bool) -> ColumnSettings:
        """How a column is transformed and scaled.

        Parameters
        ----------
        name : str
        is_target : bool
            Whether the column is forecast.
        """
        for column in self.columns:
            if column.name == name:
                return column
        if is_target:
            return ColumnSettings(name, self.transform, self.difference, self.scale)
        return ColumnSettings(name, scale=self.scale)

    @property
    def longest_difference(self) -> int:
        """How many observations the differencing of any column takes away."""
        delays = [ColumnSettings("", difference=self.difference).delays]
        delays += [column.delays for column in self.columns]
        return max(map(sum, delays))

    @property
    def reach(self) -> int:
        """How many observations a row needs before its first target."""
        return self.longest_difference + max(self.longest_lag, self.subtract_mean or 0)

    @property
    def samples_options(self) -> dict[str, Any]:
        """The arguments of `frame_samples`, which splits samples."""
        names = ("test_rows", "validation_rows", "train_rows", "scale", "random_state")
        options = {name: getattr(self, name) for name in (*names, "stratified", "split")}
        return options | {"as_time_steps": self.features_as == "time_steps"}
