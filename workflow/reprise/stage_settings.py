"""Settings of the stages: what one stage of the workflow passes to the next.

Each stage reads only its own settings, so that a new title changes the settings of the figures and
not those of the training.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

from reprise.comparison_families import ComparedConfiguration, list_families
from reprise.forecast_settings import ForecastSettings
from reprise.framing_settings import FramingSettings
from reprise.json_settings import Settings
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

Listing = Literal["summary", "diagnostic", "accuracy", "query", "targets"]
OUTPUTS_IN_WORDS: dict[Task, str] = {
    "forecast": "forecasts",
    "classify": "probabilities",
    "regress": "predictions",
}
WHAT_IS_PREDICTED: dict[Task, str] = {"classify": "classes", "regress": "values"}


@dataclass(frozen=True)
class FramingUse(Settings):
    """A framing, the configurations that use it, and their partition if a study has several."""

    framing: FramingSettings
    configurations: tuple[str, ...]
    partition: Partition | None = None


@dataclass(frozen=True)
class PrepareSettings(Settings):
    """What decides the framings and the baselines of a study."""

    study: str
    dataset: DatasetSettings
    framings: tuple[FramingUse, ...]
    baselines: tuple[str, ...]


@dataclass(frozen=True)
class TrainStageSettings(Settings):
    """What decides all runs of a study: the settings of the stage `train`."""

    configurations: dict[str, RunSettings]
    versions: dict[str, str]


@dataclass(frozen=True)
class ConfigurationSettings(Settings):
    """What decides the runs of one configuration, and what its run files say about it.

    Attributes
    ----------
    varied : dict
        Column name to value.
    framing_number : int
        The position of the configuration's framing in `framing.npz`.
    family_path : str or None
        The file of a model family of the user's own, if the plan did not know it.
    """

    study: str
    configuration: str
    varied: dict[str, Any]
    framing_number: int
    run: RunSettings
    versions: dict[str, str]
    family_path: str | None = None


@dataclass(frozen=True)
class ConfigurationEntry(Settings):
    """What tables and figures need to know of one configuration.

    Attributes
    ----------
    base : str
        The name without the partition.
    distribution_key : str
        Equal for configurations whose runs have the same distribution, also across studies.
    partition : Partition or None
        The origin or the split, in a study with `origins` or `splits`.
    levels : dict of str to str
        The value of each varied key as text, in a study whose configurations form a grid.
    records_epochs : bool
        Whether the runs record their metrics after every epoch.
    epochs_to_choose_from : int or None
        The number of epochs of which the validation rows choose one; None if a run keeps the
        weights of its last epoch.
    epoch_limit : int or None
        The largest number of epochs of a run that can end early; None if no run can.
    training : str
        Equal for configurations whose runs with one repeat are one network, evaluated after
        different epochs or in different ways. If it is empty, no other configuration has it.
    era : str
        The era, if it varies in a grid; otherwise empty.
    name_without_era : str
        The name without the era.
    """

    name: str
    base: str
    framing_number: int
    distribution_key: str
    partition: Partition | None = None
    levels: dict[str, str] = field(default_factory=dict)
    records_epochs: bool = False
    epochs_to_choose_from: int | None = None
    epoch_limit: int | None = None
    training: str = ""
    era: str = ""
    name_without_era: str = ""


@dataclass(frozen=True)
class TabulateSettings(Settings):
    """What decides the tables of a study."""

    study: str
    task: Task
    metric: str
    dataset: DatasetSettings
    comparison: ComparisonSettings
    tables: TableSettings
    repeats: int
    framings: tuple[FramingSettings, ...]
    configurations: tuple[ConfigurationEntry, ...]
    until: UntilDecided | None = field(default=None, kw_only=True)

    @property
    def configuration_names(self) -> list[str]:
        """The names of all configurations, in the order of the study."""
        return [entry.name for entry in self.configurations]

    @property
    def outputs_in_words(self) -> str:
        """What the networks of the study give: forecasts, probabilities or predictions."""
        return OUTPUTS_IN_WORDS[self.task]

    @property
    def partition_kind(self) -> PartitionKind | None:
        """Whether the study is repeated at several origins or splits; None if it is not."""
        partition = self.configurations[0].partition
        return partition.kind if partition else None

    @property
    def partitions(self) -> dict[str, tuple[str, int]]:
        """Configuration to its name without the partition, and the number of the partition.

        It is empty in a study that is not repeated at several origins or splits.
        """
        return {e.name: (e.base, e.partition.number) for e in self.configurations if e.partition}

    @property
    def partition_numbers(self) -> list[int]:
        """The numbers of the partitions, in the order of the study."""
        return list(dict.fromkeys(number for _, number in self.partitions.values()))

    @property
    def grid(self) -> dict[str, dict[str, str]]:
        """Configuration to its value of each varied key; empty without a grid."""
        return {e.name: e.levels for e in self.configurations if e.levels}

    @property
    def epoch_limits(self) -> dict[str, int]:
        """Configuration to its largest number of epochs, for those whose runs can end early."""
        return {e.name: e.epoch_limit for e in self.configurations if e.epoch_limit is not None}

    @property
    def framing_numbers(self) -> dict[str, int]:
        """Configuration to the position of its framing."""
        return {entry.name: entry.framing_number for entry in self.configurations}

    @property
    def listings(self) -> dict[str, Listing]:
        """Configuration to the listing that prints such scores, in the words of the tutorials."""
        listings: dict[str, Listing] = {}
        for entry in self.configurations:
            if self.task == "classify":
                listings[entry.name] = "accuracy"
            elif self.framings[entry.framing_number].query:
                listings[entry.name] = "query"
            elif len(self.dataset.targets) > 1:
                listings[entry.name] = "targets"
            else:
                listings[entry.name] = "diagnostic" if entry.records_epochs else "summary"
        return listings

    def framing_of(self, configuration: str) -> FramingSettings:
        """The framing of a configuration."""
        return self.framings[self.framing_numbers[configuration]]

    @property
    def trainings(self) -> dict[str, str]:
        """Configuration to its training; runs with one training and one repeat are pairs."""
        return {entry.name: entry.training or entry.name for entry in self.configurations}

    @property
    def families(self) -> dict[str, list[str]]:
        """Groups of configurations whose pairs are compared together, by a title.

        Each group has the configurations of one forecast target, origin or split, and era. If
        several eras vary, each set of configurations that differ only in the era is a group too.
        """
        groups = self.forecast_groups
        return list_families(
            ComparedConfiguration(e.name, groups[e.name], e.era, e.name_without_era)
            for e in self.configurations
        )

    @property
    def forecast_groups(self) -> dict[str, str]:
        """Configuration to what its runs forecast; only equal groups are compared."""
        groups = {}
        for entry in self.configurations:
            horizon = self.framings[entry.framing_number].horizon
            group = WHAT_IS_PREDICTED.get(self.task, f"{horizon} ahead")
            if entry.partition:
                group += f", {entry.partition}"
            groups[entry.name] = group
        return groups


@dataclass(frozen=True)
class Candidate(Settings):
    """A configuration that may be trained anew, to forecast beyond the data or to predict samples.

    Attributes
    ----------
    configurations : tuple of str
        Its name at every origin of the study, the latest one last, or at every split; its name if
        there is none.
    run : RunSettings
        At the latest origin; at the first split.
    family_path : str or None
        The file of a model family of the user's own.
    """

    configurations: tuple[str, ...]
    run: RunSettings
    family_path: str | None = None


@dataclass(frozen=True)
class FigureSettings(TabulateSettings):
    """What decides the figures and pages of a study, besides its tables.

    `panels` is panel title to configuration name to the name within the panel. `references` is
    configuration to the configuration that sentences compare it with. `published` has the numbers
    that the source prints.
    """

    title: str
    description: str
    source: str
    panels: dict[str, dict[str, str]]
    figures: FigureOptions
    published: tuple[PublishedNumber, ...] = ()
    references: dict[str, str] = field(default_factory=dict)
    forecast: ForecastSettings | None = None
    predictor: PredictorSettings | None = None

    @property
    def paper(self) -> str:
        """The paper of the study: its source before the first semicolon; empty without a source."""
        return self.source.partition(";")[0].strip()

    @property
    def eras(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Era to configuration to the names by which published numbers can name it.

        A study in which the era does not vary has one era with an empty name.
        """
        eras: dict[str, dict[str, tuple[str, ...]]] = {}
        for entry in self.configurations:
            names = (entry.name, entry.name_without_era) if entry.era else (entry.name,)
            eras.setdefault(entry.era, {})[entry.name] = names
        return eras

    @property
    def distribution_keys(self) -> dict[str, str]:
        """Configuration to a key that is equal for runs of the same distribution."""
        return {entry.name: entry.distribution_key for entry in self.configurations}
