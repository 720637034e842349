"""What a stage made its files from: the file that decides whether the stage runs again.

A stage writes its record after all of its other files. Snakemake removes the record before the
stage runs. Therefore a record proves that the stage completed all of its files, and from what.
Modification times prove nothing: `cp -p`, git, rsync and unzip give a new file an old time.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reprise.digests import document_digest
from reprise.storage import json_text, write_text_file


@dataclass(frozen=True)
class StageRecord:
    """The record of one stage, of one study or of the results of all studies.

    Attributes
    ----------
    path : str
    made_from : dict
        What decides the files of the stage, by its name: digests of settings, of code, of data and
        of the stages before it, and the versions of packages.
    """

    path: str
    made_from: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what decides the files of the stage."""
        return document_digest(self.made_from)

    def is_current(self) -> bool:
        """Whether the stage has completed its files, and from what it would use now."""
        return self.read().get("made_from") == self.made_from

    def read(self) -> dict[str, Any]:
        """Read the stored record; it is empty if it is missing or damaged."""
        try:
            document = json.loads(Path(self.path).read_bytes())
        except (OSError, ValueError):
            return {}
        return document if isinstance(document, dict) else {}

    def write(self, **more: Any) -> None:
        """Write the record, with more keys that the next plan reads."""
        write_text_file(self.path, json_text({"made_from": self.made_from} | more))
