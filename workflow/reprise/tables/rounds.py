"""Decide after a round which pairs of a study have a verdict."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

import pandas as pd

from reprise.data.framing_files import load_framings
from reprise.evaluation.explained_variance import target_variances
from reprise.repeat_settings import RoundSettings
from reprise.round_decision import RoundDecision, write_decision
from reprise.stats.comparisons import compare_study
from reprise.stats.repeated_looks import error_of_look, keep_decisions, list_undecided
from reprise.storage import check_digests, read_json
from reprise.tables.baseline_tables import tabulate_baselines
from reprise.tables.run_index import index_planned_runs
from reprise.tables.run_tables import collect_runs, without_outputs
from reprise.tables.study_paths import StudyPaths
from reprise.training.planned_run import PlannedRun
from reprise.training.run_files import read_planned_run


class RoundPaths(Protocol):
    """The files of one round; `plan.round_files.RoundFiles` names them.

    Attributes
    ----------
    number : int
    repeats : int
        The number of repeats after the round, for a configuration that takes part in it.
    decision : str
        The file that the round writes.
    earlier : RoundPaths or None
        The round before.
    """

    @property
    def number(self) -> int: ...

    @property
    def repeats(self) -> int: ...

    @property
    def decision(self) -> str: ...

    @property
    def earlier(self) -> "RoundPaths | None": ...

    def read_decision(self) -> RoundDecision:
        """Return the decision of the round, if it belongs to the study and its record."""
        ...


def decide_round(
    files: StudyPaths, each: RoundPaths, made_from: str
) -> tuple[RoundDecision, dict[str, Any]]:
    """Compare the runs after a round, and write the decision.

    Parameters
    ----------
    files : StudyPaths
    each : RoundPaths
    made_from : str
        The fingerprint of the record of the round.

    Returns
    -------
    RoundDecision
    dict
        The index of the runs that the round has added, as `index_planned_runs` makes it.

    Raises
    ------
    DamagedFileError
        If a file that is read is not complete, was changed, or contains another run.
    """
    settings = RoundSettings.from_json(read_json(files.settings("rounds")))
    earlier = each.earlier.read_decision() if each.earlier else None
    if earlier and not earlier.continuing:
        decision = replace(earlier, number=each.number)
        write_decision(each.decision, decision, settings.study, made_from)
        return decision, {"study": settings.study, "fingerprints": {}, "files": {}}
    names = list(settings.trainings)
    continuing = earlier.continuing if earlier else names
    repeats = (earlier.repeats if earlier else {}) | dict.fromkeys(continuing, each.repeats)
    all_runs = files.list_runs(repeats)
    before = earlier.repeats if earlier else dict.fromkeys(names, 0)
    added = [run for run in all_runs if run.repeat > before[run.configuration]]
    index = index_planned_runs(settings.study, added, files.folder)
    confidence = 1 - error_of_look(each.number, 1 - settings.confidence)
    comparisons = compare_study(
        _read_runs(files, settings, all_runs),
        settings.metric,
        settings.families,
        settings.trainings,
        _read_baselines(files),
        settings.margin,
        confidence,
    )
    pairs = keep_decisions(earlier.pairs if earlier else [], comparisons, each.number, confidence)
    decision = RoundDecision(each.number, repeats, pairs, list_undecided(pairs, names))
    write_decision(each.decision, decision, settings.study, made_from)
    return decision, index


def _read_runs(
    files: StudyPaths, settings: RoundSettings, runs: Sequence[PlannedRun]
) -> pd.DataFrame:
    """The table of some runs, as in runs.csv."""
    fingerprints = index_planned_runs(settings.study, runs, files.folder)["fingerprints"]
    variances = [target_variances(framing) for framing in load_framings(runs[0].framing_path)]
    return collect_runs(
        [
            without_outputs(
                read_planned_run(run, fingerprints[run.configuration]),
                variances[settings.framing_numbers[run.configuration]],
            )
            for run in runs
        ]
    )


def _read_baselines(files: StudyPaths) -> pd.DataFrame:
    path = files.path("baselines.json")
    check_digests(files.digests("prepare"), [path])
    return tabulate_baselines(read_json(path))
