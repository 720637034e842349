"""How the work is cut into jobs for Snakemake.

It never decides a result: a run comes out the same whichever job trains it.
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby

from reprise.training.costs import expected_seconds, seconds_to_compile
from reprise.training.run_files import program_key


@dataclass(frozen=True)
class StudyJob:
    """A job that does one stage for one or more studies.

    Attributes
    ----------
    name : str
    stage : {"prepare", "tabulate", "draw"}
    files : tuple of files.StudyFiles
    """

    name: str
    stage: str
    files: tuple

    @property
    def inputs(self):
        return list(dict.fromkeys(p for files in self.files for p in files.inputs(self.stage)))

    @property
    def outputs(self):
        return [path for files in self.files for path in files.outputs(self.stage)]

    @property
    def studies(self):
        return _names([files.study.name for files in self.files])


@dataclass(frozen=True)
class TrainingJob:
    """A job that trains some runs.

    Attributes
    ----------
    name : str
    runs : tuple of PlannedRun
    doing : str
        What it trains, for a person.
    settings : tuple of str
        The settings files that its runs are stale against: its configuration's own, or, for a
        job of many configurations, the whole study's.
    """

    name: str
    runs: tuple
    doing: str
    settings: tuple

    @property
    def inputs(self):
        families = {run.family_path for run in self.runs if run.family_path}
        framings = {run.framing_path for run in self.runs}
        return [*self.settings, *sorted(framings), *sorted(families)]

    @property
    def outputs(self):
        return [path for run in self.runs for path in run.files]


class Plan(list):
    """A list of what a job does, too long to be printed whole in a report."""

    def __repr__(self):
        return f"({len(self)} entries)"


def study_jobs(stage, all_files, code, job_size, cores):
    """Cut a stage that works on whole studies into jobs.

    With the job size `share`, the studies for which it has something to do are dealt out over
    the cores, so that the start of Python and its libraries is paid once a core. A study that is
    current has a job of its own, so that a change to another does not touch it.

    Parameters
    ----------
    stage : {"prepare", "tabulate", "draw"}
    all_files : list of files.StudyFiles
    code : dict of stage to str
        The file that says what each stage's code is.
    job_size : {"run", "configuration", "study", "share", "all"}
    cores : int

    Returns
    -------
    list of StudyJob
    """
    if job_size == "all":
        return [StudyJob(f"{stage}_all", stage, tuple(all_files))]
    shared = _to_share(stage, all_files, code, job_size)
    dealt = deal(shared, lambda files: len(files.outputs(stage)), cores)
    jobs = [StudyJob(f"{stage}_share_{k}", stage, tuple(d)) for k, d in enumerate(dealt, start=1)]
    alone = [files for files in all_files if files not in shared]
    return jobs + [StudyJob(f"{stage}_{f.study.name}", stage, (f,)) for f in alone]


def training_jobs(all_files, code, job_size, cores):
    """Cut the training into jobs.

    Parameters
    ----------
    all_files : list of files.StudyFiles
    code : dict of stage to str
    job_size : {"run", "configuration", "study", "share", "all"}
        Under `share`, as in `study_jobs`, only studies with something to train share.
    cores : int

    Returns
    -------
    list of TrainingJob
    """
    if job_size == "all":
        runs = [run for files in all_files for run in files.runs]
        return [_training_job("train_all", runs, _study_settings(all_files))]
    jobs = []
    shared = _to_share("train", all_files, code, job_size)
    for files in all_files:
        prefix = f"train_{files.study.name}"
        by_configuration = groupby(files.runs, key=lambda run: run.configuration)
        if job_size == "run":
            for number, run in enumerate(files.runs, start=1):
                name = f"{prefix}_{number}_{_identifier(run.configuration)}_{run.repeat:03d}"
                jobs.append(_training_job(name, [run], [run.settings_path]))
        elif job_size == "configuration":
            for number, (name, group) in enumerate(by_configuration, start=1):
                runs = list(group)
                job_name = f"{prefix}_{number}_{_identifier(name)}"
                jobs.append(_training_job(job_name, runs, [runs[0].settings_path]))
        elif files not in shared:
            jobs.append(_training_job(prefix, files.runs, _study_settings([files])))
    parts = deal(_programs(shared, cores), lambda part: part[0], cores)
    for k, share in enumerate(parts, start=1):
        runs = [run for _, part in share for run in part]
        jobs.append(_training_job(f"train_share_{k}", runs, _study_settings(shared)))
    return jobs


def _training_job(name, runs, settings):
    configurations = list(dict.fromkeys((run.study, run.configuration) for run in runs))
    studies = list(dict.fromkeys(run.study for run in runs))
    if len(runs) == 1:
        doing = str(runs[0])
    elif len(configurations) == 1:
        doing = f"{runs[0].study} / {runs[0].configuration}, {len(runs)} repeats"
    else:
        doing = f"{len(runs)} runs of {_names(studies)}"
    return TrainingJob(name, tuple(runs), doing, tuple(settings))


def _study_settings(all_files):
    return [files.settings("train") for files in all_files]


def _to_share(stage, all_files, code, job_size):
    if job_size != "share":
        return []
    return [files for files in all_files if not files.is_current(stage, code)]


def deal(items, weight, hands):
    """Deal items into at most `hands` lists of about equal weight, the heaviest item first."""
    dealt = [[] for _ in range(min(hands, len(items)))]
    weights = [0.0] * len(dealt)
    for item in sorted(items, key=weight, reverse=True):
        lightest = weights.index(min(weights))
        dealt[lightest].append(item)
        weights[lightest] += weight(item)
    return dealt


def _programs(all_files, cores):
    """The runs as (seconds, runs), a compiled program each; one that is too long, in pieces."""
    runs, seconds, compiling = defaultdict(list), defaultdict(float), {}
    for files in all_files:
        known = {c.name: c for c in files.study.configurations}
        keys = {name: program_key(c.training_settings()) for name, c in known.items()}
        for run in files.runs:
            configuration, program = known[run.configuration], keys[run.configuration]
            runs[program].append(run)
            compiling[program] = seconds_to_compile(
                configuration.settings, configuration.train_rows
            )
            seconds[program] += expected_seconds(configuration.settings, configuration.train_rows)
    fair = (sum(seconds.values()) + sum(compiling.values())) / cores
    parts = []
    for program, together in runs.items():
        pieces = min(len(together), max(1, math.ceil(seconds[program] / max(fair, 1))))
        cost = compiling[program] + seconds[program] / pieces
        parts += [(cost, together[k::pieces]) for k in range(pieces)]
    return parts


def _identifier(name):
    return "".join(c if c.isalnum() else "_" for c in name)


def _names(names):
    return ", ".join(names) if len(names) <= 3 else f"{len(names)} studies"
