"""A study and its configurations, after their file was read and checked."""

from dataclasses import dataclass, field
from typing import Any

from reprise.config.naming import grid_name, value_text
from reprise.evaluation.explained_variance import FEWEST_ROWS
from reprise.evaluation.metrics import (
    CLASS_METRICS,
    FIT_METRICS,
    FORECAST_METRICS,
    HISTORY_METRICS,
    REGRESSION_METRICS,
    SPLITS,
    forecast_columns,
    split_of,
    target_suffixes,
)
from reprise.forecast_settings import ForecastSettings
from reprise.framing_settings import FramingSettings
from reprise.partition import Partition, PartitionKind
from reprise.predictor_settings import PredictorSettings
from reprise.published_settings import PublishedNumber
from reprise.repeat_settings import UntilDecided
from reprise.settings import (
    ComparisonSettings,
    DatasetSettings,
    FigureOptions,
    RunSettings,
    TableSettings,
    Task,
)

FIRST_SPLIT = Partition("split", 1)
METRICS_OF_TASKS: dict[Task, tuple[str, ...]] = {
    "forecast": FORECAST_METRICS,
    "classify": CLASS_METRICS,
    "regress": REGRESSION_METRICS,
}


@dataclass(frozen=True)
class Configuration:
    """One configuration of a study, at one partition if the study has origins or splits.

    Attributes
    ----------
    name : str
        What varies (`era=keras1,epochs=500`), or the name that the study gives it.
    varied : dict
        Column name to value.
    run : RunSettings
    train_rows : int
        The number of training rows, or an assumption if the dataset is not downloaded yet.
    task : {"forecast", "classify", "regress"}
    classes : int
        The number of classes; 0 for values.
    family_path : str or None
        The file of a model family of the user's own.
    partition : Partition or None
        The origin or the split, in a study with `origins` or `splits`.
    base : str
        The name without the partition.
    training : str
        The name from which the random seeds are derived. Configurations with one training are the
        same networks, evaluated at different epochs or in different ways.
    targets : tuple of str
        The columns of the dataset that are forecast.
    label : str
        The name of the configuration, if it is repeated at every value of a grid.
    grid : dict
        Column name to value of this grid.
    """

    name: str
    varied: dict[str, Any]
    run: RunSettings
    train_rows: int
    task: Task
    classes: int
    family_path: str | None
    partition: Partition | None
    base: str
    training: str
    targets: tuple[str, ...] = ("value",)
    label: str = ""
    grid: dict[str, Any] = field(default_factory=dict)

    @property
    def metric_columns(self) -> list[str]:
        """The metric columns of every run of the configuration, as in runs.csv."""
        framing = self.run.framing
        splits = ["train", "test"] + (["validation"] if framing.validation_rows else [])
        names = METRICS_OF_TASKS[self.task]
        if self.classes:
            return [f"{split}_{name}" for split in splits for name in names]
        columns = [
            column for split in splits for column in forecast_columns(split, names, self.targets)
        ]
        ends = ["", *target_suffixes(self.targets)] if len(self.targets) > 1 else [""]
        columns += [f"{s}_r2{end}" for s in splits if self._has_variance(s) for end in ends]
        if framing.query:
            columns += [f"query_forecast_{step}" for step in range(1, framing.horizon + 1)]
        return columns

    @property
    def history_columns(self) -> list[str]:
        """The metric columns of the configuration's histories.

        With validation rows, the test rows are read only once, at the end.
        """
        columns = self.metric_columns
        if not self.classes:
            in_history = {
                column
                for split in SPLITS
                for column in forecast_columns(split, HISTORY_METRICS, self.targets)
            }
            columns = [c for c in columns if c in in_history or split_of(c) == "query"]
        if self.run.framing.validation_rows:
            columns = [c for c in columns if split_of(c) != "test"]
        return columns + (list(FIT_METRICS) if self.classes else [])

    @property
    def fewest_epochs(self) -> int:
        """The number of epochs that every run has, even if it ends early."""
        training = self.run.training
        if training.stop is None:
            return training.epochs
        return min(training.epochs, training.stop.patience + 1)

    def _has_variance(self, split: str) -> bool:
        """Whether a split has enough rows for the variance that R² compares with."""
        framing = self.run.framing
        held_back = {"validation": framing.validation_rows, "test": framing.test_rows or 0}
        rows = held_back[split] - framing.horizon + 1 if split in held_back else self.train_rows
        return rows >= FEWEST_ROWS


@dataclass(frozen=True)
class Study:
    """A question about a network: one file in config/studies/ with all its configurations.

    Attributes
    ----------
    name : str
        The name of the file without its ending.
    metric : str
        The headline metric, a column of runs.csv.
    references : dict of str to str
        Configuration to the configuration that sentences compare it with.
    repeats : int
        Of every configuration; with the rule `until`, some get more.
    configurations : tuple of Configuration
    published : tuple of PublishedNumber
        The numbers that the source prints.
    """

    name: str
    title: str
    description: str
    source: str
    dataset: DatasetSettings
    task: Task
    metric: str
    baselines: tuple[str, ...]
    comparison: ComparisonSettings
    tables: TableSettings
    figures: FigureOptions
    claims: tuple[dict[str, Any], ...]
    repeats: int
    configurations: tuple[Configuration, ...]
    published: tuple[PublishedNumber, ...] = ()
    references: dict[str, str] = field(default_factory=dict)
    forecast: ForecastSettings | None = None
    predictor: PredictorSettings | None = None
    until: UntilDecided | None = None

    @property
    def records_epochs(self) -> bool:
        """Whether any configuration records its metrics after every epoch."""
        return any(c.run.evaluation.every_epoch for c in self.configurations)

    @property
    def records_layers(self) -> bool:
        """Whether any configuration records its batch-normalization layers at every update."""
        return any(c.run.evaluation.layer_statistics for c in self.configurations)

    @property
    def has_query(self) -> bool:
        """Whether any framing has a query in the place of test rows."""
        return any(framing.query for framing in self.framings)

    @property
    def has_validation(self) -> bool:
        """Whether every framing holds back validation rows."""
        return all(framing.validation_rows for framing in self.framings)

    @property
    def forecasts_several_steps(self) -> bool:
        """Whether a row forecasts the values of several steps, each of which has an error."""
        return self.task == "forecast" and any(f.horizon > 1 for f in self.framings)

    @property
    def partition_kind(self) -> PartitionKind | None:
        """Whether the configurations are repeated at several origins or splits; None if not."""
        partition = self.configurations[0].partition
        return partition.kind if partition else None

    @property
    def is_named(self) -> bool:
        """Whether the configurations have names that are not made from what varies."""
        first = self.configurations[0]
        return first.name != grid_name(first.varied) and not first.label

    @property
    def framings(self) -> list[FramingSettings]:
        """Each distinct framing of the study, in the order of the configurations."""
        return list(dict.fromkeys(c.run.framing for c in self.configurations))

    def framing_number(self, configuration: Configuration) -> int:
        """The position of a configuration's framing among the distinct framings."""
        return self.framings.index(configuration.run.framing)

    @property
    def panel_column(self) -> str | None:
        """The column whose values have a figure panel each, or None.

        It is the first of several varied keys. In a study with origins or splits it is the origin
        or the split, if there are several configurations.
        """
        if self.partition_kind:
            is_one = len({c.base for c in self.configurations}) == 1
            return None if is_one else self.partition_kind
        first = self.configurations[0]
        columns = list(first.varied)
        return columns[0] if len(columns) > 1 and not self.is_named else None

    @property
    def panels(self) -> dict[str, dict[str, str]]:
        """Panel title to configuration name to its name within the panel (`epochs=500`).

        A study without a panel column has one panel with an empty title.
        """
        column = self.panel_column
        panels: dict[str, dict[str, str]] = {}
        for c in self.configurations:
            title = grid_name({column: c.varied[column]}) if column else ""
            panels.setdefault(title, {})[c.name] = self.name_within_panel(c)
        return panels

    @property
    def grid_levels(self) -> dict[str, dict[str, str]]:
        """Configuration name to the value of each varied key, as text.

        It is empty if fewer than two keys vary, if configurations have names of their own, or if
        they forecast different things.
        """
        columns = [
            column
            for column in self.configurations[0].varied
            if len({value_text(c.varied[column]) for c in self.configurations}) > 1
        ]
        horizons = {framing.horizon for framing in self.framings}
        has_names = self.is_named or self.configurations[0].label
        if len(columns) < 2 or has_names or self.partition_kind or len(horizons) > 1:
            return {}
        return {
            c.name: {column: value_text(c.varied[column]) for column in columns}
            for c in self.configurations
        }

    @property
    def names_of_learning_curves(self) -> list[str]:
        """The names within a panel of the configurations; each gets a figure of learning curves."""
        if not self.records_epochs:
            return []
        return list(dict.fromkeys(self.name_within_panel(c) for c in self.configurations))

    def name_within_panel(self, configuration: Configuration) -> str:
        """A configuration's name without the value of its panel (`epochs=500` in every era)."""
        if self.partition_kind:
            return configuration.base
        return self.name_without(configuration, self.panel_column)

    def era_of(self, configuration: Configuration) -> str:
        """The era of a configuration if the grid of the study varies it; otherwise empty."""
        grid = configuration.grid or configuration.varied
        return "" if self.is_named else str(grid.get("era", ""))

    def name_without(self, configuration: Configuration, column: str | None) -> str:
        """A configuration's name without one varied key; a name of its own stays as it is."""
        if column is not None and column == self.partition_kind:
            return configuration.base
        if column is None or self.is_named:
            return configuration.name
        grid = configuration.grid or configuration.varied
        parts = [grid_name({k: v for k, v in grid.items() if k != column}), configuration.label]
        return ",".join(filter(None, parts))
