"""Which runs the tables of a study are made from: fingerprints, and an index of their files."""

from typing import Any

from reprise.data.framing_files import load_framings
from reprise.file_index import index_files
from reprise.storage import read_json
from reprise.tables.study_paths import StudyPaths
from reprise.training.fingerprint import fingerprint


def index_runs(files: StudyPaths) -> dict[str, Any]:
    """Index the runs of a study before its tables are made.

    Returns
    -------
    dict
        The name of the `study`, the `fingerprints` that the runs of each configuration must have,
        and an index of the `files` of all runs. The record of the tables contains it.
    """
    framings = load_framings(files.path("framing.npz"))
    fingerprints = {}
    for run in {run.configuration: run for run in files.runs}.values():
        settings = read_json(run.settings_path)
        framing = framings[settings["framing_number"]]
        fingerprints[run.configuration] = fingerprint(
            settings["run"], framing.digest, run.family_path
        )
    paths = [path for run in files.runs for path in run.output_paths]
    return {
        "study": files.study.name,
        "fingerprints": fingerprints,
        "files": index_files(paths, files.folder),
    }
