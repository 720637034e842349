"""Folders with stored networks: how they are written, and the checks when they are read.

A folder has one document in JSON, which holds the digests of all other files, and a file per
network. Nothing in it is a pickle, and nothing in it is executed.
"""

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reprise.digests import document_digest, file_digest
from reprise.errors import RepriseError
from reprise.json_settings import Settings
from reprise.storage import FilePath, json_text, write_text_file
from reprise.training.planned_run import PlannedRun
from reprise.training.versions import versions

WHAT_TO_DO = "Copy the whole folder again from where it was made, or run the study again."


@dataclass(frozen=True)
class FolderKind:
    """A kind of folder with stored networks.

    Attributes
    ----------
    name : str
        forecaster, classifier or regressor; also the name of the document.
    key : str
        The key of a study that makes such a folder.
    outputs : str
        What the networks give, in the plural.
    format : int
        Of the document; a later version of Reprise may write another one.
    """

    name: str
    key: str
    outputs: str
    format: int = 1

    @property
    def document(self) -> str:
        """The name of the file in JSON."""
        return f"{self.name}.json"


FORECASTER = FolderKind("forecaster", "forecast", "forecasts")
CLASSIFIER = FolderKind("classifier", "predictor", "probabilities")
REGRESSOR = FolderKind("regressor", "predictor", "predictions")


@dataclass(frozen=True)
class Member(Settings):
    """One stored network.

    Attributes
    ----------
    file : str
        Within the folder.
    seed : int
    sha256 : str
    """

    file: str
    seed: int
    sha256: str


def describe_members(
    folder: FilePath, runs: Sequence[PlannedRun], documents: Sequence[Mapping[str, Any]]
) -> tuple[Member, ...]:
    """List the stored networks that did not diverge, and their digests.

    Parameters
    ----------
    folder : path-like
    runs : sequence of PlannedRun
        Those without a stored network do not count.
    documents : sequence of dict
        The content of the run file of each stored network.

    Raises
    ------
    RepriseError
        If all networks diverged.
    """
    paths = [run.network_path for run in runs if run.network_path]
    members = tuple(
        Member(Path(path).relative_to(folder).as_posix(), document["seed"], file_digest(path))
        for path, document in zip(paths, documents, strict=True)
        if document["state"] == "ok"
    )
    if not members:
        raise RepriseError(
            f"all {len(paths)} networks diverged that were trained on all rows, so that nothing can"
            " be stored. Lower the learning rate, or choose another configuration."
        )
    return members


def write_document(folder: FilePath, kind: FolderKind, document: Mapping[str, Any]) -> None:
    """Write the document of a folder with its checksum. The other files must be there."""
    content = {**document, "format": kind.format}
    text = json_text(content | {"checksum": document_digest(content)})
    write_text_file(Path(folder, kind.document), text)


def read_document(
    folder: FilePath, kind: FolderKind, others: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Read the document of a folder, and compare all other files with their digests.

    Parameters
    ----------
    folder : path-like
    kind : FolderKind
    others : mapping of str to str, optional
        The files besides the networks: their names, and the keys that have their digests.

    Raises
    ------
    RepriseError
        If a file is missing, was changed, or is of another folder. The message names it.

    Warns
    -----
    UserWarning
        If a version differs from the version that trained the networks.
    """
    folder = Path(folder)
    path = folder / kind.document
    try:
        document: dict[str, Any] = json.loads(path.read_bytes())
        checksum = document.pop("checksum")
    except OSError:
        raise RepriseError(
            f"{folder} is not the folder of a {kind.name}, because it has no {kind.document}. A"
            f" study with the key {kind.key} makes one: results/{{study}}/{kind.name}."
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RepriseError(f"{path} is not complete. {WHAT_TO_DO}") from None
    if document.get("format") != kind.format:
        raise RepriseError(
            f"{path} has the format {document.get('format')}, but this version of Reprise reads the"
            f" format {kind.format}. Load the {kind.name} with the version that made it."
        )
    if checksum != document_digest(document):
        raise RepriseError(f"{path} was changed after it was written. {WHAT_TO_DO}")
    for file, key in (others or {}).items():
        _check_file(folder / file, document[key], kind)
    for member in document["members"]:
        _check_file(folder / member["file"], member["sha256"], kind)
    _warn_of_versions(document["versions"], kind)
    return document


def _check_file(path: Path, digest: str, kind: FolderKind) -> None:
    try:
        found = file_digest(path)
    except OSError:
        raise RepriseError(f"{path} is missing. {WHAT_TO_DO}") from None
    if found != digest:
        raise RepriseError(
            f"{path} was changed after it was written, or is of another {kind.name}. {WHAT_TO_DO}"
        )


def _warn_of_versions(stored: Mapping[str, str], kind: FolderKind) -> None:
    now = versions()
    differing = [
        f"{name} {version} (here {now.get(name, 'none')})"
        for name, version in stored.items()
        if now.get(name) != version
    ]
    if differing:
        warnings.warn(
            f"the networks of this {kind.name} were trained with {', '.join(differing)}. Its"
            f" {kind.outputs} can differ in their last digits.",
            stacklevel=5,
        )
