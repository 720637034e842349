"""Where files go, and how the work is cut into jobs for Snakemake.

Neither decides a result: a run comes out the same whichever job trains it.
"""

import json
import math
from collections import defaultdict
from dataclasses import dataclass
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
        names = ["framing.npz", "framing.json", "baselines.json"]
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
        figures = {"distribution": "all runs"}
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
            "units": study.dataset["units"],
        },
        files.settings("training"): {
            c.name: c.training_settings() for c in study.configurations
        },
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


def study_jobs(stage, all_files, outputs, shares):
    """Cut one stage into jobs.

    Studies of which an output is missing are dealt out over `shares` jobs, so that the start of
    Python and its libraries is paid once a core; a finished study has a job of its own, so that
    a change to it re-makes it and nothing else.

    Parameters
    ----------
    stage : str
    all_files : list of StudyFiles
    outputs : str
        The attribute of StudyFiles that lists what the stage makes.
    shares : int
        How many jobs at most; 0 gives every study its own.
    """
    missing = [
        f for f in all_files if shares and not all(Path(p).exists() for p in getattr(f, outputs))
    ]
    dealt = deal(missing, lambda f: len(getattr(f, outputs)), shares)
    jobs = [
        StudyJob(f"{stage}_share_{k}", tuple(files)) for k, files in enumerate(dealt, start=1)
    ]
    alone = [f for f in all_files if f not in missing]
    return jobs + [StudyJob(f"{stage}_{f.study.name}", (f,)) for f in alone]


def training_jobs(all_files, job_size, shares):
    """Cut the training into jobs of one `run`, `configuration`, `study` or `share`."""
    jobs = []
    unfinished = []
    for files in all_files:
        study = files.study
        if job_size == "run":
            for run in files.runs:
                name = f"train_{study.name}_{_identifier(run.configuration)}_{run.repeat:03d}"
                jobs.append(TrainingJob(name, (run,), str(run), (run.settings_path,)))
        elif job_size == "configuration":
            for c in study.configurations:
                runs = tuple(r for r in files.runs if r.configuration == c.name)
                name = f"train_{study.name}_{_identifier(c.name)}"
                doing = f"{study.name} / {c.name}, repeats 1–{study.repeats}"
                jobs.append(TrainingJob(name, runs, doing, (runs[0].settings_path,)))
        elif job_size == "share" and not all(Path(p).exists() for p in files.trained):
            unfinished.append(files)
        else:
            doing = f"{study.name}, {len(files.runs)} runs"
            settings = (files.settings("training"),)
            jobs.append(TrainingJob(f"train_{study.name}", tuple(files.runs), doing, settings))
    parts = _programs(unfinished, shares)
    for k, dealt in enumerate(deal(parts, lambda part: part[0], shares), start=1):
        runs = tuple(run for _, part in dealt for run in part)
        studies = _names(sorted({run.study for run in runs}))
        doing = f"{len(runs)} runs of {studies} (share {k} of {shares})"
        settings = tuple(
            f.settings("training") for f in unfinished if any(r.study == f.study.name for r in runs)
        )
        jobs.append(TrainingJob(f"train_share_{k}", runs, doing, settings))
    return jobs


def deal(items, weight, hands):
    """Deal items into at most `hands` lists of about equal weight, the heaviest item first."""
    dealt = [[] for _ in range(min(hands, len(items)))]
    weights = [0.0] * len(dealt)
    for item in sorted(items, key=weight, reverse=True):
        lightest = weights.index(min(weights))
        dealt[lightest].append(item)
        weights[lightest] += weight(item)
    return dealt


def _programs(all_files, shares):
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
    fair = sum(seconds.values()) / max(shares, 1)
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
