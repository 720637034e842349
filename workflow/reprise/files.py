"""The files of a study: where they go, what each stage makes of which.

A file's place depends on the study alone, never on the job that makes it.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from reprise.runs import PlannedRun, versions
from reprise.storage import write_whole
from reprise.study import Study

PAGES = ("describe", "baselines", "final_scores")
STAGES = ("prepare", "train", "tabulate", "draw")


@dataclass(frozen=True)
class StudyFiles:
    """The files of one study.

    Attributes
    ----------
    study : study.Study
    results : str
        The folder of all results.
    observations : str
        The CSV that it reads.
    """

    study: Study
    results: str
    observations: str

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

    def inputs(self, stage):
        """What a stage makes its files of, the library's modules aside."""
        made_of = {
            "prepare": lambda: [self.observations],
            "train": lambda: [self.path("framing.npz")],
            "tabulate": lambda: [self.path("baselines.json"), *self.trained],
            "draw": lambda: [self.observations, *self.tables],
        }
        return [self.settings(stage), *made_of[stage]()]

    def outputs(self, stage):
        """The files that a stage makes."""
        makes = {
            "prepare": lambda: self.prepared,
            "train": lambda: self.trained,
            "tabulate": lambda: [*self.tables, *self.pages],
            "draw": lambda: self.figures,
        }
        return makes[stage]()

    def is_current(self, stage, code):
        """Whether a stage, and every one before it, has nothing to do.

        Parameters
        ----------
        stage : str
        code : dict of stage to list of str
            The modules and the script that each stage's files are made with.
        """
        return all(
            _newer(self.outputs(earlier), [*self.inputs(earlier), *code[earlier]])
            for earlier in STAGES[: STAGES.index(stage) + 1]
        )

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
    def missed_runs(self):
        """Files of runs that are gone although the study's tables are there."""
        if not all(map(os.path.exists, self.tables)):
            return []
        return [path for path in self.trained if not os.path.exists(path)]

    @property
    def tables(self):
        names = ["runs.csv", "describe.csv", "baselines.csv", "final_scores.txt"]
        if self.study.records_epochs:
            names.append("history.csv.gz")
        return [self.path(name) for name in names]

    @property
    def pages(self):
        """The tables that the report shows, as HTML."""
        return [self.path(f"pages/{name}.html") for name in PAGES]

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
        "configurations": [c.name for c in study.configurations],
        "repeats": study.repeats,
    }
    documents = {
        files.settings("prepare"): {
            "study": study.name,
            "dataset": {k: v for k, v in study.dataset.items() if k != "units"},
            "framings": framings,
            "configurations": [
                [c.name for c in study.configurations if c.settings["framing"] == framing]
                for framing in framings
            ],
            "baselines": list(study.baselines),
        },
        files.settings("tabulate"): shared,
        files.settings("draw"): shared
        | {
            "title": study.title,
            "description": study.description,
            "source": study.source,
            "dataset": study.dataset,
            "panels": study.panels,
            "test_rows": framings[0]["test_rows"],
        },
        files.settings("train"): {
            "versions": versions(),
            "configurations": {c.name: c.training_settings() for c in study.configurations},
        },
    }
    for configuration in study.configurations:
        documents[files.configuration_settings(configuration.name)] = {
            "study": study.name,
            "configuration": configuration.name,
            "varied": configuration.varied,
            "framing_number": framings.index(configuration.settings["framing"]),
            "settings": configuration.training_settings(),
            "versions": versions(),
        }
    for path, document in documents.items():
        write_if_changed(path, document)


def write_if_changed(path, document):
    """Write a JSON file, unless it says the same already."""
    text = json.dumps(document, indent=1) + "\n"
    if not Path(path).exists() or Path(path).read_text() != text:
        write_whole(path, text)


def read_settings(files, stage):
    """What a study file says that matters to one stage."""
    return json.loads(Path(files.settings(stage)).read_text())


def _newer(outputs, inputs):
    """Whether all files are there and none of the outputs is older than an input."""
    try:
        made = min(os.stat(path).st_mtime_ns for path in outputs)
        return made >= max(os.stat(path).st_mtime_ns for path in inputs)
    except FileNotFoundError:
        return False
