"""The files of a study: where they go, what each stage makes of which.

A file's place depends on the study alone, never on the job that makes it.
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from reprise.config.study import Study
from reprise.plan.stages import STAGES
from reprise.storage import write_if_changed
from reprise.training.run_files import PlannedRun, versions

# Tables that the report shows as HTML, in its order.
PAGES = (
    "describe",
    "summary",
    "comparisons",
    "effects",
    "repeats",
    "baselines",
    "origins",
    "origin_comparisons",
    "selection",
    "steps",
    "within",
    "reaching",
    "at_epochs",
    "windows",
    "final_scores",
)


@dataclass(frozen=True)
class FigureFile:
    """A figure of a study.

    Attributes
    ----------
    stem : str
        Its path without ending.
    kind : str
        The room in `figures` that draws it.
    part : str or None
        What it shows, where the study has several of its kind.
    label : str
        What the report says of it.
    """

    stem: str
    kind: str
    part: str | None
    label: str


@dataclass(frozen=True)
class StudyFiles:
    """The files of one study.

    Attributes
    ----------
    study : study.Study
    results : str
        The folder of all results.
    observations : str or None
        The CSV that it reads, for one that does.
    """

    study: Study
    results: str
    observations: str | None

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
        source = [self.observations] if self.observations else []
        families = {c.family_path for c in self.study.configurations if c.family_path}
        made_of = {
            "prepare": lambda: source,
            "train": lambda: [self.path("framing.npz"), *sorted(families)],
            "tabulate": lambda: [*source, *self.prepared, *self.trained],
            "draw": lambda: [*source, *self.prepared, *self.tables, self.digests],
        }
        return [self.settings(stage), *made_of[stage]()]

    def outputs(self, stage):
        """The files that a stage makes."""
        makes = {
            "prepare": lambda: self.prepared,
            "train": lambda: self.trained,
            "tabulate": lambda: [*self.tables, self.digests],
            "draw": lambda: [*self.figures, *self.pages],
        }
        return makes[stage]()

    def is_current(self, stage, code):
        """Whether a stage, and every one before it, has nothing to do.

        Parameters
        ----------
        stage : str
        code : dict of stage to str
            The file that says what each stage's code is.
        """
        return all(
            _newer(self.outputs(earlier), [*self.inputs(earlier), code[earlier]])
            for earlier in STAGES[: STAGES.index(stage) + 1]
        )

    @property
    def prepared(self):
        names = ["framing.npz", "framing.json", "baselines.json", "first_rows.txt"]
        if self.study.is_of_a_series:
            names.append("windows.txt")
        return [self.path(name) for name in names]

    @property
    def runs(self):
        """Every run of the study, a configuration after the other."""
        planned = []
        for c in self.study.configurations:
            evaluation = c.settings["evaluation"]
            for repeat in range(1, self.study.repeats + 1):
                place = f"{c.name}/{repeat:03d}"
                history = self.path(f"histories/{place}.csv")
                layers = self.path(f"layer_statistics/{place}.csv")
                planned.append(
                    PlannedRun(
                        study=self.study.name,
                        configuration=c.name,
                        repeat=repeat,
                        settings_path=self.configuration_settings(c.name),
                        framing_path=self.path("framing.npz"),
                        run_path=self.path(f"runs/{place}.json"),
                        history_path=history if evaluation["every_epoch"] else None,
                        layers_path=layers if evaluation["layer_statistics"] else None,
                        family_path=c.family_path,
                    )
                )
        return planned

    @property
    def trained(self):
        return [path for run in self.runs for path in run.files]

    @property
    def missed(self):
        """Files that are gone although the study's tables, which are made of them, are there."""
        if not all(map(os.path.exists, self.tables)):
            return []
        needed = [*self.prepared, *self.trained, self.digests]
        return [path for path in needed if not os.path.exists(path)]

    @property
    def tables(self):
        study = self.study
        wanted = {
            "runs.csv": True,
            "describe.csv": True,
            "summary.csv": True,
            "comparisons.csv": True,
            "effects.csv": bool(study.grid),
            "repeats.csv": len(study.configurations) > 1,
            "baselines.csv": True,
            "origins.csv": study.has_origins,
            "origin_comparisons.csv": study.has_origins,
            "final_scores.txt": True,
            "forecasts.csv.gz": study.task == "forecast",
            "history.csv.gz": study.records_epochs,
            "layer_statistics.csv.gz": study.watches_layers,
            "selection.csv": study.has_validation,
            "steps.csv": study.longest_horizon > 1,
            "within.csv": "within" in study.tables,
            "reaching.csv": "reaching" in study.tables,
            "at_epochs.csv": "at_epochs" in study.tables,
        }
        return [self.path(name) for name, is_wanted in wanted.items() if is_wanted]

    @property
    def alike(self):
        """Configuration to what is equal for runs from one distribution, in whichever study."""
        return {c.name: _alike(c) for c in self.study.configurations}

    @property
    def digests(self):
        """What the tables were when they were written, for whoever reads them."""
        return self.path("tables.sha256")

    @property
    def evidence(self):
        """What claims about the study are held against."""
        names = ["runs.csv", "baselines.csv"]
        names += ["history.csv.gz"] * self.study.records_epochs
        names += ["layer_statistics.csv.gz"] * self.study.watches_layers
        return [self.settings("draw"), *map(self.path, names)]

    @property
    def pages(self):
        """The tables that the report shows, as HTML."""
        stems = {Path(path).name.partition(".")[0] for path in [*self.tables, *self.prepared]}
        return [self.path(f"pages/{name}.html") for name in PAGES if name in stems]

    @property
    def figure_files(self):
        """The figures of the study, in the order of the report."""
        study = self.study
        first = "series" if study.is_of_a_series else "samples"
        figures = [("dataset", first, None, "the dataset")]
        figures.append(("distribution", "distribution", None, "all runs"))
        if len(study.configurations) > 1:
            figures.append(("comparisons", "comparisons", None, "every pair"))
            if study.grid:
                figures.append(("interactions", "interactions", None, "keys together"))
            figures.append(("repeats", "repeats", None, "how many repeats"))
        if study.has_origins:
            figures.append(("origins", "origins", None, "random starts and test periods"))
        if study.has_query:
            figures.append(("query", "query", None, "forecasts of the query"))
        elif study.task == "forecast" and study.figures["forecasts"]:
            figures.append(("forecasts", "forecasts", None, "forecasts and what was observed"))
        if study.longest_horizon > 1 and not study.has_query:
            figures.append(("steps", "steps", None, "errors by step of the horizon"))
        for part in study.diagnostics:
            figures.append(("curves", f"diagnostic_{part}", part, f"every epoch, {part}"))
        if study.watches_layers:
            figures.append(("layers", "layers", None, "what the layers do"))
        return [
            FigureFile(self.path(f"figures/{name}"), kind, part, label)
            for kind, name, part, label in figures
        ]

    @property
    def figures(self):
        endings = ("svg", "png", "rst")
        return [f"{figure.stem}.{ending}" for figure in self.figure_files for ending in endings]


def write_settings(files, write=write_if_changed):
    """Write what a study file says, cut up by who needs it, where it changed.

    These files are the inputs of the stages: a new title is news to the figures and not to the
    training, and a new value in the grid is news to its own configuration alone.
    """
    study = files.study
    framings = study.framings
    shared = {
        "study": study.name,
        "task": study.task,
        "metric": study.metric,
        "dataset": study.dataset,
        "comparison": study.comparison,
        "configurations": [c.name for c in study.configurations],
        "repeats": study.repeats,
        "origins": {c.name: [c.base, c.origin] for c in study.configurations if study.has_origins},
        "grid": study.grid,
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
            "origins": [_origin_of(study, framing) for framing in framings],
        },
        files.settings("tabulate"): shared
        | {
            "tables": study.tables,
            "framings": framings,
            "framing_of": {c.name: _framing_number(study, c) for c in study.configurations},
        },
        files.settings("draw"): shared
        | {
            "title": study.title,
            "description": study.description,
            "source": study.source,
            "panels": study.panels,
            "figures": study.figures,
            "tables": study.tables,
            "framings": framings,
            "alike": files.alike,
            "framing_of": {c.name: _framing_number(study, c) for c in study.configurations},
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
            "framing_number": _framing_number(study, configuration),
            "settings": configuration.training_settings(),
            "versions": versions(),
        }
    for path, document in documents.items():
        write(path, document)


def _alike(configuration):
    said = configuration.training_settings()
    recorded = ("every_epoch", "layer_statistics")
    evaluation = {k: v for k, v in said["evaluation"].items() if k not in recorded}
    source = {k: v for k, v in configuration.settings["dataset"].items() if k != "units"}
    said |= {"dataset": source, "evaluation": evaluation}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def _framing_number(study, configuration):
    return study.framings.index(configuration.settings["framing"])


def _origin_of(study, framing):
    return next(c.origin for c in study.configurations if c.settings["framing"] == framing)


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
