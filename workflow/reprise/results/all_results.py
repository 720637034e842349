"""The results of all studies of a folder in Python."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from reprise.errors import RepriseError, did_you_mean
from reprise.escape import show_control_characters
from reprise.results.results_html import list_html
from reprise.results.study_folder import CONTINUE, SETTINGS, MissingResultError
from reprise.results.study_results import StudyResults
from reprise.storage import FilePath, check_digests, read_json

# What is found across all studies: the file, the stage that makes it, and who has it.
FINDINGS = {
    "claims": ("claims.csv", "claim", "the file data/claims.yaml or the key `claims` of a study"),
    "replication": ("replication.csv", "replicate", "the key `published` of a study"),
    "environment": ("environment.json", "environment", "every command that makes a report"),
}


class AllResults(Mapping[str, StudyResults]):
    """The results of all studies of a folder; `reprise.open` makes it.

    It is a mapping: the names of the studies to their `StudyResults`.

    Parameters
    ----------
    folder : path-like
        The folder `results`.

    Attributes
    ----------
    folder : Path

    Examples
    --------
    >>> import reprise
    >>> results = reprise.open("results")
    >>> list(results)
    ['quick']
    >>> results["quick"].metric
    'test_rmse'
    """

    def __init__(self, folder: FilePath):
        self.folder = Path(folder)

    @cached_property
    def _names(self) -> list[str]:
        """The studies with a folder: those of the last report in its order, then the others."""
        folders = sorted(path.parents[1].name for path in self.folder.glob(f"*/{SETTINGS}"))
        listed = self.folder / "settings.json"
        order = read_json(listed) if listed.exists() else []
        return [*(n for n in order if n in folders), *(n for n in folders if n not in order)]

    def __getitem__(self, name: str) -> StudyResults:
        if name not in self._names:
            raise KeyError(
                f"{self.folder} has no study '{name}'.{did_you_mean(name, self._names)} Its studies"
                f" are {', '.join(self._names)}."
            )
        return StudyResults(self.folder / name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    @property
    def claims(self) -> pd.DataFrame:
        """claims.csv: every claim with our number and a verdict."""
        return pd.read_csv(self._finding("claims"))

    @property
    def replication(self) -> pd.DataFrame:
        """replication.csv: every published number with ours and a verdict."""
        return pd.read_csv(self._finding("replication"))

    @property
    def environment(self) -> dict[str, Any]:
        """environment.json: versions, machine and commit."""
        content: dict[str, Any] = read_json(self._finding("environment"))
        return content

    def _finding(self, name: str) -> Path:
        """The path of a file about all studies, whose content is what its stage wrote."""
        file, stage, made_by = FINDINGS[name]
        path, digests = self.folder / file, self.folder / "findings" / f"{stage}.sha256"
        for needed in (path, digests):
            if not needed.exists():
                raise RepriseError(f"{needed} is missing. It is made by {made_by}. {CONTINUE}")
        check_digests(digests, [path])
        return path

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # asked by copy, pickle and notebooks
            raise AttributeError(name)
        raise MissingResultError(
            f"{self.folder} holds the results of several studies, which have no common '{name}'."
            f" Choose a study, as in results['{self._names[0]}'].{name}."
        )

    def __repr__(self) -> str:
        lines = [f"Results of {len(self)} studies in {self.folder}:"]
        return "\n".join([*lines, *(f"  {name}: {title}" for name, title in self._titles())])

    def _repr_html_(self) -> str:
        return list_html(f"Results of {len(self)} studies in {self.folder}", self._titles())

    def _titles(self) -> list[tuple[str, str]]:
        documents = {name: read_json(self.folder / name / SETTINGS) for name in self._names}
        return [(n, show_control_characters(d.get("title", ""))) for n, d in documents.items()]
