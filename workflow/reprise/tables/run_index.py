"""Which runs the tables of a study are made from: fingerprints, and an index of their files."""

from collections.abc import Sequence
from typing import Any

from reprise.data.framing_files import load_framings
from reprise.file_index import index_files
from reprise.storage import read_json
from reprise.tables.study_paths import StudyPaths
from reprise.training.fingerprint import fingerprint
from reprise.training.planned_run import PlannedRun


def index_runs(files: StudyPaths) -> dict[str, Any]:
    """Index the runs of a study before its tables are made.

    Returns
    -------
    dict
        The name of the `study`, the `fingerprints` that the runs of each configuration must have,
        and an index of the `files` of all runs. The record of the tables contains it.
    """
    return index_planned_runs(files.study.name, files.tabulated_runs, files.folder)


def index_planned_runs(study: str, runs: Sequence[PlannedRun], folder: str) -> dict[str, Any]:
    """Index some runs that have one file of framings, as `index_runs` does.

    Parameters
    ----------
    study : str
    runs : sequence of PlannedRun
    folder : str
        The folder of the study.
    """
    framings = load_framings(runs[0].framing_path)
    fingerprints = {}
    for run in {run.configuration: run for run in runs}.values():
        settings = read_json(run.settings_path)
        framing = framings[settings["framing_number"]]
        family_path = run.family_path or settings.get("family_path")
        fingerprints[run.configuration] = fingerprint(settings["run"], framing.digest, family_path)
    paths = [path for run in runs for path in run.output_paths]
    return {"study": study, "fingerprints": fingerprints, "files": index_files(paths, folder)}
