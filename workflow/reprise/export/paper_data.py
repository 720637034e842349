"""What the texts and tables of a study's paper kit are made from."""

from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from reprise.evaluation.metrics import find_best
from reprise.export.csv_cells import TextTable, choose_decimals
from reprise.export.facts import collect_facts
from reprise.json_settings import Settings
from reprise.stage_settings import ConfigurationSettings, FigureSettings
from reprise.storage import check_digests, read_json
from reprise.tables.study_paths import StudyPaths
from reprise.tables.study_tables import StudyTables

AS_TEXT: dict[str, Any] = {"dtype": str, "keep_default_na": False}
KEYS = {
    "describe.csv": ("statistic",),
    "summary.csv": ("configuration",),
    "comparisons.csv": ("family", "configuration", "other", "kind"),
    "baselines.csv": ("label", "configuration"),
    "origins.csv": ("configuration",),
    "splits.csv": ("configuration",),
}
KEYS_OF_FINDINGS = {
    "replication.csv": (
        *("study", "table", "configuration", "era", "kind", "metric", "statistic"),
        "our_configuration",
    ),
    "claims.csv": ("claim", "tutorial", "value", "partition", "study"),
}


class KitPaths(Protocol):
    """What a paper kit needs to know about its own files; `plan.kit_files` names them.

    Attributes
    ----------
    tables_of_findings : dict of str to str
        The tables across studies that have rows of this study, and the files with their digests.
    """

    @property
    def tables_of_findings(self) -> dict[str, str]: ...


class PaperPaths(StudyPaths, Protocol):
    """The files of a study that a paper kit is made from; `plan.files.StudyFiles` names them."""

    @property
    def kit(self) -> KitPaths: ...

    def configuration_settings(self, configuration: str) -> str:
        """Return the path of the settings file of a configuration."""
        ...


class PaperData:
    """The tables of one study as text and as numbers, its settings and its facts.

    Parameters
    ----------
    files : PaperPaths
    environment : dict
        As `environment.describe_environment` returns it.

    Attributes
    ----------
    tables : StudyTables
    configurations : dict of str to ConfigurationSettings
        What decides the runs of each configuration, by its name.
    """

    def __init__(self, files: PaperPaths, environment: dict[str, Any]) -> None:
        self.tables = StudyTables(files)
        self._text_tables: dict[str, TextTable] = {}
        self._tables_of_findings, self._environment = files.kit.tables_of_findings, environment
        self.configurations = {
            name: ConfigurationSettings.from_json(read_json(files.configuration_settings(name)))
            for name in self.settings.configuration_names
        }

    @property
    def settings(self) -> FigureSettings:
        """The settings of the study's figures and pages."""
        return self.tables.settings

    def text_table(self, file: str) -> TextTable:
        """A table of the study as text."""
        if file not in self._text_tables:
            table = self.tables.read(file, **AS_TEXT)
            self._text_tables[file] = TextTable(f"../{file}", table, KEYS[file])
        return self._text_tables[file]

    def table_of_findings(self, file: str) -> TextTable | None:
        """The rows of this study in a table across studies; None without such a table."""
        for path, digests in self._tables_of_findings.items():
            if path.endswith(f"/{file}"):
                check_digests(digests, [path])
                table = pd.read_csv(path, **AS_TEXT)
                is_ours = [self.settings.study in names.split(", ") for names in table["study"]]
                return TextTable(f"../../{file}", table[is_ours], KEYS_OF_FINDINGS[file])
        return None

    @cached_property
    def facts(self) -> TextTable:
        tables = self.tables
        table = collect_facts(
            self.settings, tables.framings, tables.runs, tables.comparisons, self._environment
        )
        return TextTable("facts.csv", table, ("fact",))

    @cached_property
    def decimals(self) -> int:
        """The decimals of the values of the study's metric."""
        described = self.tables.description.T
        return choose_decimals(described["mean"], described["std"])

    def best_of(self, names: list[str]) -> str | None:
        """The configuration with the best mean; None if no run of any has a finite value."""
        means = self.tables.description.T["mean"][names].dropna()
        return str(find_best(means, self.settings.metric)) if len(means) else None

    def common_values(self, part: str) -> dict[str, Any]:
        """What all configurations share of their model, their training or their evaluation.

        Parameters
        ----------
        part : {"model", "training", "evaluation"}
        """
        documents = [_as_dict(getattr(c.run, part)) for c in self.configurations.values()]
        return {
            key: value
            for key, value in documents[0].items()
            if all(key in other and other[key] == value for other in documents[1:])
        }

    def varied_values(self) -> dict[str, list[Any]]:
        """The values that the study tries, by the name of their column, each once."""
        found: dict[str, list[Any]] = {}
        for configuration in self.configurations.values():
            for name, value in configuration.varied.items():
                values = found.setdefault(name, [])
                if value is not None and value not in values:  # a key that the family lacks
                    values.append(value)
        return {name: values for name, values in found.items() if len(values) > 1}


def _as_dict(part: Any) -> dict[str, Any]:
    document: dict[str, Any] = part.to_json() if isinstance(part, Settings) else part
    return document
