"""The folder of a study for a reader who has nothing else: paths, checks, tables and figures."""

import os
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from reprise.digests import file_digest
from reprise.errors import RepriseError
from reprise.figures.registry import KINDS
from reprise.partition import PARTITION_KINDS
from reprise.paths import ROOT
from reprise.stage_record import StageRecord
from reprise.stage_settings import FigureSettings
from reprise.storage import check_digests, read_json
from reprise.tables.registry import TABLES
from reprise.tables.study_tables import StudyTables
from reprise.tables.table import Table

SETTINGS = "settings/draw.json"  # every study of every version has it
CONTINUE = "Run the command that trains the study again; it continues where it stopped."
NAMES_OF_DIGESTS = {"tabulate": "tables"}


class MissingResultError(RepriseError, AttributeError):
    """A study has no such table or figure; the text says which ones it has.

    It is an AttributeError, so that `hasattr` and notebooks ask without an error.
    """


class StudyFolder:
    """The files of a study in its folder.

    It has the methods that `StudyTables` needs; see `tables.study_paths.StoredPaths`.

    Parameters
    ----------
    folder : Path
        `results/{study}`, or a copy of it.
    dataset : Path, optional
        The CSV of the study, if it is not where the study file says.
    """

    def __init__(self, folder: Path, dataset: Path | None = None):
        self.folder, self._dataset = folder, dataset

    def path(self, name: str) -> str:
        """The path of a file in the folder."""
        return str(self.folder / name)

    def settings(self, stage: str) -> str:
        """The settings file of a stage."""
        return self.path(f"settings/{stage}.json")

    def digests(self, stage: str) -> str:
        """The file with the digests of what a stage makes."""
        return self.path(f"{NAMES_OF_DIGESTS.get(stage, stage)}.sha256")

    def check_stage(self, stage: str) -> None:
        """Check that a stage has completed its files.

        A stage that runs has no record, because Snakemake removes the record before it starts.

        Raises
        ------
        RepriseError
        """
        for path in (self._record_path(stage), self.digests(stage)):
            if not os.path.exists(path):
                raise RepriseError(
                    f"{self.folder}: the stage '{stage}' of this study has not completed"
                    f" ({os.path.relpath(path, self.folder)} is missing). {CONTINUE}"
                )

    @cached_property
    def study(self) -> str:
        """The name of the study, which is not always that of a copied folder."""
        return str(read_json(self.settings("draw"))["study"])

    def load_tables(self) -> StudyTables:
        """Load what the figures are made from, with the settings of the study.

        Raises
        ------
        RepriseError
            If another version of Reprise wrote the settings.
        """
        try:
            return StudyTables(self)
        except ValueError as error:  # pydantic's error is one
            raise RepriseError(
                f"{self.settings('draw')}: another version of Reprise wrote this file, and this"
                f" version cannot read it ({' '.join(str(error).splitlines()[:2])}). {CONTINUE}"
            ) from None

    def read(self, table: Table) -> pd.DataFrame | str:
        """Read a table or a text of the study.

        Raises
        ------
        DamagedFileError
            If the file was changed after it was written. A shortened CSV would still be a CSV.
        FileNotFoundError
        """
        path = self.path(table.file)
        check_digests(self.digests(table.stage), [path])
        if table.file.endswith(".txt"):
            return Path(path).read_text(encoding="utf-8")
        return pd.read_csv(path)

    @property
    def tables(self) -> dict[str, Table]:
        """The tables that the study has, by name, in the order of the report."""
        files = {stage: set(self._files_of(stage)) for stage in ("prepare", "tabulate", "forecast")}
        return {table.name: table for table in TABLES if table.file in files[table.stage]}

    def unfinished_stage(self, table: str) -> str:
        """The stage that makes a table, if the stage has not completed; otherwise empty.

        Only the settings of a study tell whether it has the stage.
        """
        (stage,) = {entry.stage for entry in TABLES if entry.name == table}
        is_planned = os.path.exists(self.settings(stage))
        return stage if is_planned and not os.path.exists(self._record_path(stage)) else ""

    def figures(self, settings: FigureSettings) -> dict[str, list[str]]:
        """The kinds of figures that the study has, each with its parts.

        The part is empty if the study has one figure of the kind.
        """
        files = set(self._files_of("draw"))
        targets = settings.dataset.targets
        parts: dict[str, Any] = {
            "forecast_of_targets": targets,
            "forecasts_of_targets": targets,
            "partitions": PARTITION_KINDS,
            "curves": dict.fromkeys(
                n for names in settings.panels.values() for n in names.values()
            ),
        }
        found = {
            kind.name: [
                part
                for part in parts.get(kind.name, [""])
                if f"figures/{kind.file_stem.format(part=part)}.svg" in files
            ]
            for kind in KINDS
        }
        return {name: parts_of_kind for name, parts_of_kind in found.items() if parts_of_kind}

    @property
    def observations(self) -> str:
        """The CSV of the dataset.

        Raises
        ------
        RepriseError
            If it is not found, or if its content is not that from which the study was made.
        """
        file = read_json(self.settings("draw"))["dataset"].get("file")
        if file is None:
            return self.path("dataset.csv")
        folders = (Path(), ROOT, *self.folder.resolve().parents)
        places = [self._dataset] if self._dataset else [folder / file for folder in folders]
        found = [place for place in places if place.is_file()]
        if not found:
            raise RepriseError(
                f"{self._dataset or file}: this figure needs the CSV of the study, which is not"
                f" there. Name it, as in reprise.open('{self.folder}', dataset='...')."
            )
        made_from = StageRecord(self._record_path("prepare"), {}).read().get("made_from", {})
        right = [place for place in found if file_digest(place) == made_from.get("dataset")]
        if not right:
            raise RepriseError(
                f"{found[0]}: this file was changed after the study was made from it. Name the"
                f" right one, as in reprise.open('{self.folder}', dataset='...')."
            )
        return str(right[0])

    def _record_path(self, stage: str) -> str:
        return self.path(f"made_from/{stage}.json")

    def _files_of(self, stage: str) -> list[str]:
        """The names of the files that a stage has completed; none if it has not."""
        if not os.path.exists(self._record_path(stage)):
            return []
        try:
            lines = Path(self.digests(stage)).read_text(encoding="utf-8").splitlines()
        except OSError:
            return []
        return [line.partition("  ")[2] for line in lines]
