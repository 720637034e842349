"""The files of a study: their paths, and which stage makes and reads them.

A path depends on the study alone, never on the job that makes the file.
"""

import os
from dataclasses import dataclass
from functools import cached_property

from reprise.config.study import Configuration, Study
from reprise.data.dataset import dataset_digests
from reprise.figures.registry import FigureFile, list_figures
from reprise.plan.forecast_files import ForecastFiles
from reprise.plan.kit_files import KIT_FOLDER, KitFiles
from reprise.plan.round_files import RoundFiles, plan_rounds
from reprise.plan.stages import SETTINGS_STAGES
from reprise.round_decision import RoundDecision
from reprise.tables.registry import wanted_tables
from reprise.tables.table import Table
from reprise.training.planned_run import PlannedRun


@dataclass(frozen=True)
class StudyFiles:
    """The files of one study.

    Attributes
    ----------
    study : Study
    results : str
        The folder of all results.
    source : str or None
        The CSV that the study names, or the download; None for a generated dataset.
    has_claims : bool
        Whether claims are checked on the study.
    """

    study: Study
    results: str
    source: str | None
    has_claims: bool = False

    @property
    def folder(self) -> str:
        """The folder of the study."""
        return f"{self.results}/{self.study.name}"

    def path(self, name: str) -> str:
        """The path of a file in the study's folder."""
        return f"{self.folder}/{name}"

    @property
    def observations(self) -> str:
        """The CSV that all stages read: the user's own, or the one that the stage `dataset` makes.

        A user's own CSV can be large, so it is not copied.
        """
        if self.source and self.study.dataset.file:
            return self.source
        return self.path("dataset.csv")

    @property
    def made_datasets(self) -> list[str]:
        """The files that the stage `dataset` makes; none for a CSV of the user's own."""
        if self.study.dataset.file:
            return []
        return [self.observations, dataset_digests(self.observations)]

    def settings(self, stage: str) -> str:
        """The settings file of a stage."""
        return self.path(f"settings/{stage}.json")

    @property
    def training_settings(self) -> str:
        """The file whose change makes the training necessary."""
        return self.settings("train")

    def configuration_settings(self, configuration: str) -> str:
        """The settings file of a configuration."""
        return self.path(f"settings/configurations/{configuration}.json")

    def record(self, stage: str) -> str:
        """The file that tells what a stage made its files from; see `stage_record`."""
        return self.path(f"made_from/{stage}.json")

    def inputs(self, stage: str) -> list[str]:
        """The files that a stage reads."""
        dataset = [self.observations]
        # Functions, because listing the files of all stages would take long for many runs.
        list_files = {
            "dataset": lambda: [self.source] if self.source else [],
            "prepare": lambda: dataset,
            "train": lambda: [self.framing, *self._family_files()],
            "tabulate": lambda: [
                *dataset,
                *self.prepared,
                *self.trained,
                *self.outputs("rounds")[-2:],
            ],
            "choose": lambda: [*dataset, self.path("runs.csv"), self.digests("tabulate")],
            "forecast": lambda: [*dataset, *self.outputs("choose"), *self.outputs("retrain")],
            "draw": lambda: [
                *dataset,
                *self.prepared,
                *self.tables,
                self.digests("tabulate"),
                *self.outputs("forecast"),
            ],
            "export": lambda: [
                *(self.configuration_settings(c.name) for c in self.study.configurations),
                *self.inputs("draw")[1:],
                *self.kit.findings,
            ],
        }
        return [self.settings(SETTINGS_STAGES.get(stage, stage)), *list_files[stage]()]

    def outputs(self, stage: str) -> list[str]:
        """The files that a stage makes; its record is the last of them."""
        list_files = {
            "dataset": lambda: self.made_datasets,
            "prepare": lambda: self.prepared,
            "train": lambda: self.trained,
            "rounds": lambda: [path for each in self.rounds for path in each.outputs],
            "tabulate": lambda: [*self.tables, self.digests("tabulate")],
            "choose": lambda: (
                [*self.forecast.chosen, self.digests("choose")] if self.forecast else []
            ),
            "retrain": lambda: self.forecast.trained if self.forecast else [],
            "forecast": lambda: (
                [*self.forecasts, self.digests("forecast")] if self.forecast else []
            ),
            "draw": lambda: [*self.figures, *self.pages, self.digests("draw")],
            "export": lambda: [*self.kit.exported, self.digests("export")],
        }
        files = list_files[stage]()
        # Every run file has a fingerprint, and every round has its record.
        has_record = files and stage not in ("train", "rounds", "retrain")
        return [*files, self.record(stage)] if has_record else files

    @property
    def framing(self) -> str:
        """The file with the rows of every framing."""
        return self.path("framing.npz")

    @property
    def prepared(self) -> list[str]:
        """The files that the stage `prepare` makes."""
        names = ["framing.json", "baselines.json"]
        names += [table.file for table in wanted_tables(self.study, "prepare")]
        return [self.framing, *map(self.path, names), self.digests("prepare")]

    @property
    def runs(self) -> list[PlannedRun]:
        """Every run of the stage `train`, ordered by configuration and repeat."""
        return self.list_runs({c.name: self.study.repeats for c in self.study.configurations})

    @property
    def tabulated_runs(self) -> list[PlannedRun]:
        """Every run of the tables: also those that the stored rounds have asked for."""
        decision = self.read_last_decision()
        return self.list_runs(decision.repeats) if decision else self.runs

    def read_last_decision(self) -> RoundDecision | None:
        """Read the file of the last round; None in a study without rounds."""
        return self.rounds[-1].read_decision() if self.rounds else None

    @cached_property
    def rounds(self) -> list[RoundFiles]:
        """The rounds of a study that trains until its pairs are decided; none otherwise."""
        return plan_rounds(self.study, self.folder, self.training_settings, self._run)

    @property
    def trained(self) -> list[str]:
        """The files of all runs of the stage `train`."""
        return [path for run in self.runs for path in run.output_paths]

    @cached_property
    def forecast(self) -> ForecastFiles | None:
        """The files of the networks that are trained anew; None if the study has none."""
        study = self.study
        return ForecastFiles(study, self.folder) if study.forecast or study.predictor else None

    @property
    def forecasts(self) -> list[str]:
        """The files that the stage `forecast` makes, without the file of their digests."""
        tables = [self.path(table.file) for table in wanted_tables(self.study, "forecast")]
        return [*tables, *(self.forecast.product if self.forecast else [])]

    @property
    def deleted(self) -> list[str]:
        """The files that somebody deleted after the tables were made from them.

        Snakemake does not make a missing file again if everything made from it exists, so the rule
        `all` asks for these files. Before all tables exist, no file counts as deleted.
        """
        tables = [*self.tables, *self.forecasts]
        if not all(map(os.path.exists, tables)):
            return []
        stages = ("rounds", "choose", "retrain", "forecast")
        needed = [*self.made_datasets, *self.prepared, *self.trained, self.digests("tabulate")]
        needed += [path for stage in stages for path in self.outputs(stage)]
        return [path for path in needed if not os.path.exists(path)]

    @property
    def tables(self) -> list[str]:
        """The tables that the stage `tabulate` writes."""
        return [self.path(table.file) for table in wanted_tables(self.study, "tabulate")]

    @property
    def shown_tables(self) -> list[Table]:
        """The tables that the report shows, in its order."""
        return [table for table in wanted_tables(self.study) if table.page]

    def digests(self, stage: str) -> str:
        """The file with the digests of what a stage makes.

        Parameters
        ----------
        stage : {"dataset", "prepare", "tabulate", "choose", "forecast", "draw", "export"}
        """
        if stage == "choose" and self.forecast:
            return self.forecast.work_path("prepare.sha256")
        return self.path(f"{'tables' if stage == 'tabulate' else stage}.sha256")

    @property
    def digested(self) -> dict[str, list[str]]:
        """The files of each stage except the runs, by the file with their digests.

        Runs have digests of their own.
        """
        files = {}
        for stage in ("dataset", "prepare", "tabulate", "choose", "forecast", "draw", "export"):
            if outputs := self.outputs(stage):
                files[self.digests(stage)] = outputs[:-2]  # without the digests and the record
        return files

    @property
    def evidence(self) -> list[str]:
        """The files on which claims about the study are checked."""
        names = ["runs.csv", "baselines.csv"]
        names += ["history.csv.gz"] * self.study.records_epochs
        names += ["layer_statistics.csv.gz"] * self.study.records_layers
        return [self.settings("draw"), *map(self.path, names)]

    @property
    def pages(self) -> list[str]:
        """The tables that the report shows, as HTML."""
        return [self.path(table.page_file) for table in self.shown_tables]

    @property
    def figure_files(self) -> list[FigureFile]:
        """The figures of the study, in the order of the report."""
        return [
            FigureFile(
                stem=self.path(f"figures/{figure.file_stem}"),
                kind=figure.kind.name,
                part=figure.part,
                label=figure.label,
            )
            for figure in list_figures(self.study)
        ]

    @property
    def figures(self) -> list[str]:
        """The figures, their captions and their descriptions."""
        return [path for figure in self.figure_files for path in figure.paths]

    @cached_property
    def kit(self) -> KitFiles:
        """The files of the study's paper kit."""
        return KitFiles(self.study, self.results, self.path(KIT_FOLDER), self.has_claims)

    def list_runs(self, repeats: dict[str, int]) -> list[PlannedRun]:
        """The runs of some numbers of repeats, by configuration."""
        return [
            self._run(configuration, repeat)
            for configuration in self.study.configurations
            for repeat in range(1, repeats[configuration.name] + 1)
        ]

    def _run(self, configuration: Configuration, repeat: int) -> PlannedRun:
        evaluation = configuration.run.evaluation
        stem = f"{configuration.name}/{repeat:03d}"
        layers = self.path(f"layer_statistics/{stem}.csv")
        return PlannedRun(
            study=self.study.name,
            configuration=configuration.name,
            repeat=repeat,
            settings_path=self.configuration_settings(configuration.name),
            framing_path=self.framing,
            run_path=self.path(f"runs/{stem}.json"),
            history_path=self.path(f"histories/{stem}.csv") if evaluation.every_epoch else None,
            layers_path=layers if evaluation.layer_statistics else None,
            family_path=configuration.family_path,
            training=configuration.training,
        )

    def _family_files(self) -> list[str]:
        return sorted({c.family_path for c in self.study.configurations if c.family_path})
