"""Which stages have to run, because something has changed or a file is missing.

Content decides, and not modification time. Snakemake compares only times, so all inputs of the
rules are `ancient` except one: the change marker, which only the jobs that have to run have.
"""

import os
import time
from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import Path

from reprise.file_index import is_unchanged
from reprise.plan.files import StudyFiles
from reprise.plan.findings import Findings
from reprise.plan.jobs import StudyJob, TrainingJob
from reprise.plan.round_jobs import DecisionJob, RoundJob
from reprise.plan.rounds_state import first_stale_round
from reprise.plan.stage_records import StageRecords
from reprise.plan.stages import STUDY_STAGES, TRAINING_STAGES
from reprise.plan.stored_runs import (
    StoredRuns,
    inspect_retrained_runs,
    inspect_runs,
    inspect_stored_runs,
)

CHANGE_MARKER = Path(".snakemake", "reprise", "changes")


class Changes:
    """Compares what the stages would make their files from with what they were made from.

    Parameters
    ----------
    studies : list of StudyFiles
    findings : Findings
    records : StageRecords
    outdated_settings : collection of str
        The settings files that are missing or differ from the plan.
    shown : collection of str
        The files from which the report is made, and the files with their digests.
    """

    def __init__(
        self,
        studies: list[StudyFiles],
        findings: Findings,
        records: StageRecords,
        outdated_settings: Collection[str],
        shown: Collection[str],
    ) -> None:
        self._studies = {files.study.name: files for files in studies}
        self._findings, self._records = findings, records
        self._outdated_settings, self._shown = outdated_settings, shown
        self._stale: dict[tuple[str, str], bool] = {}
        self._stored_runs: dict[tuple[str, str], StoredRuns] = {}
        self._stale_rounds: dict[str, int] = {}

    def current_studies(self, stage: str) -> set[str]:
        """The studies for which a stage, and every stage before it, has nothing to do."""
        stages = STUDY_STAGES[: STUDY_STAGES.index(stage) + 1]
        return {
            name for name in self._studies if not any(self.is_stale(name, each) for each in stages)
        }

    def is_stale(self, study: str, stage: str) -> bool:
        """Whether a stage of a study has to run: something has changed, or a file is missing."""
        if (study, stage) not in self._stale:
            self._stale[study, stage] = self._find_out(study, stage)
        return self._stale[study, stage]

    def stored_runs(self, study: str, stage: str = "train") -> StoredRuns:
        """The state of the stored runs of a study.

        Parameters
        ----------
        study : str
        stage : {"train", "retrain"}
        """
        if (study, stage) not in self._stored_runs:
            inspect = self._inspect_runs if stage == "train" else self._inspect_retrained_runs
            self._stored_runs[study, stage] = inspect(self._studies[study])
        return self._stored_runs[study, stage]

    def first_stale_round(self, study: str) -> int:
        """The number of the first round that is done again; one more than the last if none is.

        Each round follows from the one before, so all later rounds are done again, too.
        """
        if study not in self._stale_rounds:
            files = self._studies[study]
            is_stale = any(self.is_stale(study, stage) for stage in ("dataset", "prepare"))
            self._stale_rounds[study] = 1 if is_stale else first_stale_round(files, self._records)
        return self._stale_rounds[study]

    def of_job(self, job: StudyJob | TrainingJob | DecisionJob) -> list[str]:
        """The input that makes Snakemake run a job, if a part of its work is stale."""
        if isinstance(job, RoundJob | DecisionJob):
            is_stale = job.round.number >= self.first_stale_round(job.round.study.name)
        elif isinstance(job, StudyJob):
            is_stale = any(self.is_stale(files.study.name, job.stage) for files in job.files)
        else:
            studies = {run.study for run in job.runs}
            stale = [self.stored_runs(study, job.stage).stale for study in studies]
            is_stale = not all(runs.isdisjoint(job.runs) for runs in stale)
        return [self.marker] if is_stale else []

    def of_findings(self, stage: str) -> list[str]:
        """The input that makes Snakemake run a stage of the findings, if it has to run."""
        outputs = self._findings.outputs(stage)
        is_current = self._records.of_findings(stage).is_current()
        is_current = is_current and all(map(os.path.exists, outputs))
        if stage == "report":  # the rule that writes the report names a damaged file
            is_current = is_current and self._shows_stored_files()
        return [] if is_current else [self.marker]

    @cached_property
    def marker(self) -> str:
        """The change marker: a file that is newer than every file that a job replaces."""
        stages = [stage for stage in STUDY_STAGES if stage not in TRAINING_STAGES]
        replaced = [
            path
            for name, files in self._studies.items()
            for stage in stages
            if self.is_stale(name, stage)
            for path in files.outputs(stage)
        ]
        for name in self._studies:
            for stage in TRAINING_STAGES:
                stale = self.stored_runs(name, stage).stale
                replaced += [path for run in stale for path in run.output_paths]
        return mark_change([*self._outdated_settings, *replaced, *self._findings.all_outputs])

    def _shows_stored_files(self) -> bool:
        """Whether no file has changed since the report was made from it; a file may be missing."""
        index = self._records.of_findings("report").read().get("shown", {})
        stored = filter(os.path.exists, self._shown)
        return all(is_unchanged(path, self._findings.results, index) for path in stored)

    def _find_out(self, study: str, stage: str) -> bool:
        files = self._studies[study]
        outputs = files.outputs(stage)
        if not outputs:
            return False
        if stage in TRAINING_STAGES:
            return bool(self.stored_runs(study, stage).stale)
        if stage == "rounds":
            return self.first_stale_round(study) <= len(files.rounds)
        if stage == "tabulate" and files.rounds and not self._are_rounds_tabulated(files):
            return True
        runs_before = {"tabulate": "train", "forecast": "retrain"}.get(stage)
        if runs_before and not self.stored_runs(study, runs_before).are_tabulated:
            return True
        is_current = self._records.of_study(files, stage).is_current()
        return not is_current or not all(map(os.path.exists, outputs))

    def _inspect_runs(self, files: StudyFiles) -> StoredRuns:
        if any(self.is_stale(files.study.name, stage) for stage in ("dataset", "prepare")):
            return StoredRuns(frozenset(files.runs), are_tabulated=False)
        tabulated = self._records.of_study(files, "tabulate").read()
        return inspect_stored_runs(files, tabulated)

    def _are_rounds_tabulated(self, files: StudyFiles) -> bool:
        """Whether the tables were made from exactly the runs that the rounds have asked for."""
        if self.is_stale(files.study.name, "rounds"):
            return False
        tabulated = self._records.of_study(files, "tabulate").read()
        return inspect_runs(files, files.tabulated_runs, tabulated).are_tabulated

    def _inspect_retrained_runs(self, files: StudyFiles) -> StoredRuns:
        if not files.forecast:
            return StoredRuns(frozenset(), are_tabulated=True)
        if self.is_stale(files.study.name, "choose"):
            return StoredRuns(frozenset(files.forecast.runs), are_tabulated=False)
        forecast = self._records.of_study(files, "forecast").read()
        return inspect_retrained_runs(files, forecast)


def mark_change(replaced: Iterable[str], marker: str | os.PathLike[str] = CHANGE_MARKER) -> str:
    """Make the change marker newer than the files that jobs replace, and return its path.

    The marker is in Snakemake's own folder, so a dry run changes no results.

    Parameters
    ----------
    replaced : iterable of str
        Some of these files may be missing, and some may have a time in the future.
    marker : path-like
    """
    times = [os.stat(path).st_mtime for path in replaced if os.path.exists(path)]
    newer = max([time.time(), *(written + 1 for written in times)])
    Path(marker).parent.mkdir(parents=True, exist_ok=True)
    Path(marker).write_text(f"{newer}\n")  # an empty file would count as unchanged
    os.utime(marker, (newer, newer))
    return str(marker)
