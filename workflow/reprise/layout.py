"""Where files go, and how the work is cut into jobs for Snakemake.

Neither decides a result: a run comes out the same whichever job trains it.
"""

import json
import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from reprise.runs import PlannedRun, program_key, write_whole

# Rough, and only for sharing work out evenly: what compiling a program and one update cost.
SECONDS_A_PROGRAM = 1.0
SECONDS_AN_UPDATE = 1.2e-6


@dataclass(frozen=True)
class StudyFiles:
    """The files of one study.

    Attributes
    ----------
    study : study.Study
    results : str
        The folder of all results.
    """

    study: object
    results: str

    @property
    def folder(self):
        return f"{self.results}/{self.study.name}"

    def path(self, name):
        return f"{self.folder}/{name}"

    def settings(self, stage):
        """What the study file says that matters to one stage."""
        return self.path(f"settings/{stage}.json")

    def configuration_settings(self, configuration):
        return self.path(f"settings/configurations/{configuration}.json")

    @property
    def prepared(self):
        names = ["framing.npz", "framing.json", "baselines.json", "first_rows.txt"]
        return [self.path(name) for name in names]

    @property
    def runs(self):
        """Every run of the study, a configuration after the other."""
        return [
            PlannedRun(
                study=self.study.name,
                configuration=c.name,
                repeat=repeat,
                settings_path=self.configuration_settings(c.name),
                framing_path=self.path("framing.npz"),
                run_path=self.path(f"runs/{c.name}/{repeat:03d}.json"),
                history_path=self.path(f"histories/{c.name}/{repeat:03d}.csv")
                if c.settings["evaluation"]["every_epoch"]
                else None,
            )
            for c in self.study.configurations
            for repeat in range(1, self.study.repeats + 1)
        ]

    @property
    def trained(self):
        return [path for run in self.runs for path in run_files(run)]

    @property
    def tables(self):
        names = ["runs.csv", "describe.csv", "baselines.csv", "final_scores.txt"]
        if self.study.records_epochs:
            names.append("history.csv.gz")
        return [self.path(name) for name in names]

    @property
    def figure_names(self):
        """The figures by file name without ending, with what the report says of each."""
        figures = {"series": "the dataset", "distribution": "all runs"}
        for diagnostic in self.study.diagnostics:
            figures[f"diagnostic_{diagnostic}"] = f"every epoch, {diagnostic}"
        return {self.path(f"figures/{name}"): label for name, label in figures.items()}

    @property
    def figures(self):
        endings = ("svg", "png", "rst")
        return [f"{figure}.{ending}" for figure in self.figure_names for ending in endings]


@dataclass(frozen=True)
class StudyJob:
    """A job that does one stage for one or more studies."""

    name: str
    files: tuple

    def collect(self, attribute):
        """One flat list of what each study's files have under `attribute`."""
        return [path for files in self.files for path in getattr(files, attribute)]

    def settings(self, stage):
        return [files.settings(stage) for files in self.files]

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
        return [*self.settings, *sorted({run.framing_path for run in self.runs})]

    @property
    def outputs(self):
        return [path for run in self.runs for path in run_files(run)]


class Plan(list):
    """A list of what a job does, too long to be printed whole in a report."""

    def __repr__(self):
        return f"({len(self)} entries)"


def run_files(run):
    """The files that training a run makes."""
    return [run.run_path, run.history_path] if run.history_path else [run.run_path]


def write_settings(files):
    """Write what a study file says, cut up by who needs it, where it changed.

    These files are the inputs of the stages: a new title is news to the figures and not to the
    training, and a new value in the grid is news to its own configuration alone.
    """
    study = files.study
    framings = study.framings
    shared = {
        "study": study.name,
        "metric": study.metric,
        "configurations": [
            {
                "name": c.name,
                "panel": study.panel_of(c),
                "within_panel": study.name_within_panel(c),
            }
            for c in study.configurations
        ],
        "repeats": study.repeats,
    }
    documents = {
        files.settings("prepare"): {
            "study": study.name,
            "dataset": study.dataset,
            "framings": framings,
            "configurations": [
                [c.name for c in study.configurations if c.settings["framing"] == framing]
                for framing in framings
            ],
            "baselines": list(study.baselines),
        },
        files.settings("tables"): shared,
        files.settings("figures"): shared
        | {
            "title": study.title,
            "description": study.description,
            "source": study.source,
            "dataset": study.dataset,
            "test_rows": framings[0]["test_rows"],
        },
        files.settings("training"): {c.name: c.training_settings() for c in study.configurations},
    }
    for configuration in study.configurations:
        documents[files.configuration_settings(configuration.name)] = {
            "study": study.name,
            "configuration": configuration.name,
            "varied": configuration.varied,
            "framing_number": framings.index(configuration.settings["framing"]),
            "settings": configuration.training_settings(),
        }
    for path, document in documents.items():
        text = json.dumps(document, indent=1) + "\n"
        if not Path(path).exists() or Path(path).read_text() != text:
            write_whole(path, text)


def study_jobs(stage, all_files, outputs, job_size, cores):
    """Cut a stage that works on whole studies into jobs.

    With the job size `share`, studies of which an output is missing are dealt out over the
    cores, so that the start of Python and its libraries is paid once a core. A finished study
    always has a job of its own, so that a change to it re-makes it and nothing else.

    Parameters
    ----------
    stage : str
    all_files : list of StudyFiles
    outputs : str
        The attribute of StudyFiles that lists what the stage makes.
    job_size : {"run", "configuration", "study", "share", "all"}
    cores : int

    Returns
    -------
    list of StudyJob
    """
    if job_size == "all":
        return [StudyJob(f"{stage}_all", tuple(all_files))]
    missing = []
    if job_size == "share":
        missing = [f for f in all_files if not _exist(getattr(f, outputs))]
    dealt = deal(missing, lambda f: len(getattr(f, outputs)), cores)
    jobs = [StudyJob(f"{stage}_share_{k}", tuple(d)) for k, d in enumerate(dealt, start=1)]
    alone = [f for f in all_files if f not in missing]
    return jobs + [StudyJob(f"{stage}_{f.study.name}", (f,)) for f in alone]


def training_jobs(all_files, job_size, cores):
    """Cut the training into jobs.

    Parameters
    ----------
    all_files : list of StudyFiles
    job_size : {"run", "configuration", "study", "share", "all"}
        Under `share`, as in `study_jobs`, only unfinished studies share.
    cores : int

    Returns
    -------
    list of TrainingJob
    """
    if job_size == "all":
        runs = [run for files in all_files for run in files.runs]
        return [_training_job("train_all", runs, _study_settings(all_files))]
    jobs, unfinished = [], []
    for files in all_files:
        prefix = f"train_{files.study.name}"
        by_configuration = groupby(files.runs, key=lambda run: run.configuration)
        if job_size == "run":
            for run in files.runs:
                name = f"{prefix}_{_identifier(run.configuration)}_{run.repeat:03d}"
                jobs.append(_training_job(name, [run], [run.settings_path]))
        elif job_size == "configuration":
            for name, group in by_configuration:
                runs = list(group)
                job_name = f"{prefix}_{_identifier(name)}"
                jobs.append(_training_job(job_name, runs, [runs[0].settings_path]))
        elif job_size == "share" and not _exist(files.trained):
            unfinished.append(files)
        else:
            jobs.append(_training_job(prefix, files.runs, _study_settings([files])))
    parts = deal(_programs(unfinished, cores), lambda part: part[0], cores)
    for k, share in enumerate(parts, start=1):
        runs = [run for _, part in share for run in part]
        jobs.append(_training_job(f"train_share_{k}", runs, _study_settings(unfinished)))
    return jobs


def _training_job(name, runs, settings):
    configurations = list(dict.fromkeys((run.study, run.configuration) for run in runs))
    studies = list(dict.fromkeys(run.study for run in runs))
    if len(runs) == 1:
        doing = str(runs[0])
    elif len(configurations) == 1:
        doing = f"{runs[0].study} / {runs[0].configuration}, repeats 1–{len(runs)}"
    else:
        doing = f"{len(runs)} runs of {_names(studies)}"
    return TrainingJob(name, tuple(runs), doing, tuple(settings))


def _study_settings(all_files):
    return [files.settings("training") for files in all_files]


def _exist(paths):
    return all(Path(path).exists() for path in paths)


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
    runs, seconds = defaultdict(list), defaultdict(float)
    for files in all_files:
        settings = {c.name: c.training_settings() for c in files.study.configurations}
        for run in files.runs:
            said = settings[run.configuration]
            program = program_key(said)
            runs[program].append(run)
            units = said["model"].get("units", 1)
            size = sum(units) if isinstance(units, list) else units
            updates = said["training"]["epochs"] * 20 / said["training"]["batch_size"]
            seconds[program] += SECONDS_AN_UPDATE * updates * math.sqrt(size)
    fair = sum(seconds.values()) / cores
    parts = []
    for program, together in runs.items():
        pieces = min(len(together), max(1, math.ceil(seconds[program] / max(fair, 1))))
        cost = SECONDS_A_PROGRAM + seconds[program] / pieces
        parts += [(cost, together[k::pieces]) for k in range(pieces)]
    return parts


def _identifier(name):
    return "".join(c if c.isalnum() else "_" for c in name)


def _names(names):
    return ", ".join(names) if len(names) <= 3 else f"{len(names)} studies"
