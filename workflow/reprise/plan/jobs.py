"""Divide the work into jobs for Snakemake.

The division never decides a result: a run has the same bits whichever job trains it.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeVar

from reprise.plan.files import StudyFiles
from reprise.plan.forecast_files import ForecastFiles
from reprise.plan.round_files import RoundFiles
from reprise.training.costs import seconds_to_compile
from reprise.training.fingerprint import program_key
from reprise.training.planned_run import PlannedRun
from reprise.training.shared_training import group_by_training, seconds_to_train_together

Item = TypeVar("Item")
TrainedFiles = StudyFiles | ForecastFiles | RoundFiles
AnyFiles = TypeVar("AnyFiles", bound=TrainedFiles)


@dataclass(frozen=True)
class StudyJob:
    """A job that does one stage for one or more studies.

    Attributes
    ----------
    name : str
    stage : str
        A name in `stages.STUDY_STAGES` that is not about runs.
    files : tuple of StudyFiles
    """

    name: str
    stage: str
    files: tuple[StudyFiles, ...]

    @property
    def inputs(self) -> list[str]:
        """The files that the job reads."""
        return list(dict.fromkeys(p for files in self.files for p in files.inputs(self.stage)))

    @property
    def outputs(self) -> list[str]:
        """The files that the job makes."""
        return [path for files in self.files for path in files.outputs(self.stage)]

    @property
    def study_names(self) -> str:
        """The names of the studies, or their number, for a message."""
        return _list_names([files.study.name for files in self.files])


@dataclass(frozen=True)
class TrainingJob:
    """A job that trains some runs.

    Attributes
    ----------
    name : str
    runs : tuple of PlannedRun
    description : str
        What it trains, for a message.
    stage : {"train", "retrain"}
    settings : tuple of str
        The settings files whose change makes the job necessary: that of its configuration, or,
        for a job with several configurations, those of the studies.
    """

    name: str
    runs: tuple[PlannedRun, ...]
    description: str
    stage: str
    settings: tuple[str, ...]

    @property
    def inputs(self) -> list[str]:
        """The files that the job reads."""
        families = {run.family_path for run in self.runs if run.family_path}
        framings = {run.framing_path for run in self.runs}
        return [*self.settings, *sorted(framings), *sorted(families)]

    @property
    def outputs(self) -> list[str]:
        """The files that the job makes."""
        return [path for run in self.runs for path in run.output_paths]


class Unrecorded(list[Any]):
    """A list that Snakemake's report shows only by its length."""

    def __repr__(self) -> str:
        return f"({len(self)} entries)"


def study_jobs(
    stage: str,
    all_files: Sequence[StudyFiles],
    current_studies: set[str],
    job_size: str,
    cores: int,
) -> list[StudyJob]:
    """Divide a stage that works on whole studies into jobs.

    With the job size `share`, the studies for which the stage has something to do are divided
    among the cores, so that Python and its libraries start once per core. A current study has a
    job of its own, so that a change to another study does not concern it.

    Parameters
    ----------
    stage : str
        A name in `stages.STUDY_STAGES` that is not about runs.
    all_files : sequence of StudyFiles
    current_studies : set of str
        The studies for which the stage has nothing to do.
    job_size : {"run", "configuration", "study", "share", "all"}
    cores : int
    """
    if job_size == "all":
        return [StudyJob(f"{stage}_all", stage, tuple(all_files))]
    shared = _files_to_share(all_files, current_studies, job_size)
    shares = divide_evenly(shared, lambda files: len(files.outputs(stage)), cores)
    jobs = [
        StudyJob(f"{stage}_share_{number}", stage, tuple(share))
        for number, share in enumerate(shares, start=1)
    ]
    alone = [files for files in all_files if files not in shared]
    return jobs + [StudyJob(f"{stage}_{files.study.name}", stage, (files,)) for files in alone]


def training_jobs(
    stage: str,
    all_files: Sequence[TrainedFiles],
    current_studies: set[str],
    job_size: str,
    cores: int,
) -> list[TrainingJob]:
    """Divide the training into jobs.

    Parameters
    ----------
    stage : {"train", "retrain"}
    all_files : sequence of StudyFiles or ForecastFiles
    current_studies : set of str
        The studies for which training has nothing to do.
    job_size : {"run", "configuration", "study", "share", "all"}
        With `share`, only studies with something to train share jobs, as in `study_jobs`.
    cores : int
    """
    if job_size == "all":
        runs = [run for files in all_files for run in files.runs]
        return [_training_job(f"{stage}_all", runs, stage, _train_settings(all_files))]
    shared = _files_to_share(all_files, current_studies, job_size)
    jobs = [
        job
        for files in all_files
        if files not in shared
        for job in _jobs_of_one_study(stage, files, job_size)
    ]
    parts = divide_evenly(_program_parts(shared, cores), lambda part: part.seconds, cores)
    for number, share in enumerate(parts, start=1):
        runs = [run for part in share for run in part.runs]
        jobs.append(_training_job(f"{stage}_share_{number}", runs, stage, _train_settings(shared)))
    return jobs


def divide_evenly(
    items: Sequence[Item], weight: Callable[[Item], float], parts: int
) -> list[list[Item]]:
    """Divide items into at most `parts` lists of about equal weight, the heaviest item first."""
    divided: list[list[Item]] = [[] for _ in range(min(parts, len(items)))]
    weights = [0.0] * len(divided)
    for item in sorted(items, key=weight, reverse=True):
        lightest = weights.index(min(weights))
        divided[lightest].append(item)
        weights[lightest] += weight(item)
    return divided


@dataclass(frozen=True)
class _ProgramPart:
    """Runs that one compiled program trains, and how long that is expected to take."""

    seconds: float
    runs: list[PlannedRun]


def _jobs_of_one_study(stage: str, files: TrainedFiles, job_size: str) -> list[TrainingJob]:
    prefix = f"{stage}_{files.study.name}"
    if job_size == "run":
        return [
            _training_job(
                f"{prefix}_{number}_{_identifier(run.configuration)}_{run.repeat:03d}",
                [run],
                stage,
                [run.settings_path],
            )
            for number, run in enumerate(files.runs, start=1)
        ]
    if job_size == "configuration":
        groups = groupby(files.runs, key=lambda run: run.configuration)
        jobs = []
        for number, (name, group) in enumerate(groups, start=1):
            runs = list(group)
            job_name = f"{prefix}_{number}_{_identifier(name)}"
            jobs.append(_training_job(job_name, runs, stage, [runs[0].settings_path]))
        return jobs
    return [_training_job(prefix, files.runs, stage, _train_settings([files]))]


def _training_job(
    name: str, runs: Sequence[PlannedRun], stage: str, settings: Sequence[str]
) -> TrainingJob:
    configurations = {(run.study, run.configuration) for run in runs}
    studies = list(dict.fromkeys(run.study for run in runs))
    if len(runs) == 1:
        description = str(runs[0])
    elif len(configurations) == 1:
        description = f"{runs[0].study} / {runs[0].configuration}, {len(runs)} repeats"
    else:
        description = f"{len(runs)} runs of {_list_names(studies)}"
    return TrainingJob(name, tuple(runs), description, stage, tuple(settings))


def _train_settings(all_files: Sequence[TrainedFiles]) -> list[str]:
    return [files.training_settings for files in all_files]


def _files_to_share(
    all_files: Sequence[AnyFiles], current_studies: set[str], job_size: str
) -> list[AnyFiles]:
    if job_size != "share":
        return []
    return [files for files in all_files if files.study.name not in current_studies]


def _program_parts(all_files: Sequence[TrainedFiles], cores: int) -> list[_ProgramPart]:
    """The runs of each compiled program; a program with more than its share is divided.

    Runs that are trained together stay together.
    """
    trainings: dict[str, list[list[PlannedRun]]] = defaultdict(list)
    training: dict[str, float] = defaultdict(float)
    compiling: dict[str, float] = {}
    for files in all_files:
        configurations = {c.name: c for c in files.study.configurations}
        programs = {name: program_key(c.run) for name, c in configurations.items()}
        settings = {run.settings_path: configurations[run.configuration].run for run in files.runs}
        for runs in group_by_training(files.runs, settings):
            name = runs[0].configuration
            program, rows = programs[name], configurations[name].train_rows
            trainings[program].append(runs)
            compiling[program] = seconds_to_compile(configurations[name].run, rows)
            all_settings = [settings[run.settings_path] for run in runs]
            training[program] += seconds_to_train_together(all_settings, rows)
    share = (sum(training.values()) + sum(compiling.values())) / cores
    parts = []
    for program, groups in trainings.items():
        pieces = min(len(groups), max(1, math.ceil(training[program] / max(share, 1))))
        seconds = compiling[program] + training[program] / pieces
        for k in range(pieces):
            runs = [run for group in groups[k::pieces] for run in group]
            parts.append(_ProgramPart(seconds, runs))
    return parts


def _identifier(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name)


def _list_names(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 3 else f"{len(names)} studies"
