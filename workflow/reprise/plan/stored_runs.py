"""Which of the stored runs of a study the plan can use."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from reprise.data.framing_files import read_digests
from reprise.file_index import is_unchanged
from reprise.plan.files import StudyFiles
from reprise.plan.forecast_files import ForecastFiles
from reprise.storage import read_json
from reprise.training.fingerprint import fingerprint
from reprise.training.planned_run import PlannedRun
from reprise.training.run_files import find_fault


class StoredRuns(NamedTuple):
    """The state of the stored runs of one study.

    Attributes
    ----------
    stale : frozenset of PlannedRun
        The runs to train: they are missing or cannot be used.
    are_tabulated : bool
        Whether the tables were made from exactly the stored runs.
    """

    stale: frozenset[PlannedRun]
    are_tabulated: bool


def inspect_stored_runs(files: StudyFiles, tabulated: dict[str, Any]) -> StoredRuns:
    """Compare the stored runs of a study with the plan.

    Parameters
    ----------
    files : StudyFiles
        Their framings are current.
    tabulated : dict
        The stored record of the stage `tabulate`; empty if there is none. Runs that are unchanged
        since they were tabulated are not read again.
    """
    return inspect_runs(files, files.runs, tabulated)


def inspect_runs(
    files: StudyFiles, runs: Sequence[PlannedRun], record: dict[str, Any]
) -> StoredRuns:
    """Compare some stored runs of a study with the plan, as `inspect_stored_runs` does.

    Parameters
    ----------
    files : StudyFiles
    runs : sequence of PlannedRun
    record : dict
        The stored record of a stage that has read these runs; empty if there is none.
    """
    return _inspect(files, runs, lambda: expected_fingerprints(files), record)


def inspect_retrained_runs(files: StudyFiles, forecast: dict[str, Any]) -> StoredRuns:
    """Compare the stored runs of the chosen configuration with the choice.

    Parameters
    ----------
    files : StudyFiles
        Of a study that forecasts or predicts, whose choice is current.
    forecast : dict
        The stored record of the stage `forecast`, as in `inspect_stored_runs`.
    """
    assert files.forecast is not None
    retrained = files.forecast
    return _inspect(files, retrained.runs, lambda: retrained_fingerprints(retrained), forecast)


def _inspect(
    files: StudyFiles,
    runs: Sequence[PlannedRun],
    find_fingerprints: Callable[[], dict[str, str]],
    record: dict[str, Any],
) -> StoredRuns:
    try:
        fingerprints = find_fingerprints()
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        return StoredRuns(frozenset(runs), are_tabulated=False)  # a damaged framing
    known = record.get("runs", {})
    is_same_study = known.get("study") == files.study.name
    stale, are_tabulated = [], True
    for run in runs:
        expected = fingerprints[run.configuration]
        is_known = (
            is_same_study
            and known["fingerprints"].get(run.configuration) == expected
            and all(is_unchanged(p, files.folder, known["files"]) for p in run.output_paths)
        )
        if not is_known:
            are_tabulated = False
            if find_fault(run, expected) is not None:
                stale.append(run)
    return StoredRuns(frozenset(stale), are_tabulated)


def expected_fingerprints(files: StudyFiles) -> dict[str, str]:
    """The fingerprint of the runs of each configuration, from the framings that are stored.

    Raises
    ------
    OSError, ValueError, KeyError, IndexError, TypeError
        If the description of the framings is missing or damaged.
    """
    study = files.study
    digests = read_digests(files.path("framing.json"))
    return {
        c.name: fingerprint(c.run.to_json(), digests[study.framing_number(c)], c.family_path)
        for c in study.configurations
    }


def retrained_fingerprints(files: ForecastFiles) -> dict[str, str]:
    """The fingerprint of the runs that are trained anew, from the stored choice.

    Raises
    ------
    OSError, ValueError, KeyError, IndexError, TypeError
        If a file of the stage `choose` is missing or damaged.
    """
    digests = read_digests(files.framing_description)
    fingerprints = {}
    for run in {run.settings_path: run for run in files.runs}.values():
        settings = read_json(run.settings_path)
        digest = digests[settings["framing_number"]]
        fingerprints[run.configuration] = fingerprint(
            settings["run"], digest, settings.get("family_path")
        )
    return fingerprints
