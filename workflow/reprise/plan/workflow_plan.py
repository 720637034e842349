"""Everything that the rules need to know, read and checked before any rule is defined.

Making a plan writes nothing. The settings files that differ from the plan are written by a rule,
so that a dry run leaves no file and a running command keeps its inputs.
"""

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from reprise.config.claim_validation import load_claims, resolve_claims
from reprise.config.config_file import load_config
from reprise.config.dataset_checks import dataset_file
from reprise.config.folders import check_downloads_folder
from reprise.config.study import Configuration, Study
from reprise.config.study_file import load_study
from reprise.config.wrong_studies import WrongStudies, leave_out_wrong
from reprise.plan.changes import Changes
from reprise.plan.files import StudyFiles
from reprise.plan.findings import Findings
from reprise.plan.forecast_files import ForecastFiles
from reprise.plan.jobs import StudyJob, TrainingJob, study_jobs, training_jobs
from reprise.plan.round_jobs import DecisionJob, RoundJob, decision_jobs, round_jobs
from reprise.plan.settings_files import settings_documents
from reprise.plan.stage_records import StageRecords
from reprise.storage import has_content, json_text, write_text_file


@dataclass(frozen=True)
class Download:
    """A file to download.

    Attributes
    ----------
    study : str
        The first study that needs the file.
    url, sha256 : str
    path : str
    """

    study: str
    url: str
    sha256: str
    path: str

    @property
    def job(self) -> str:
        """The name of the job."""
        name = os.path.basename(self.path)
        return "download_" + "".join(c if c.isalnum() else "_" for c in name)


@dataclass(frozen=True)
class WorkflowPlan:
    """What one command does.

    Attributes
    ----------
    config : dict
        config/config.yaml after validation.
    studies : list of StudyFiles
    findings : Findings
    documents : dict of str to object
        The path and the content of every settings file.
    """

    config: dict[str, Any]
    studies: list[StudyFiles]
    findings: Findings
    documents: dict[str, Any]
    wrong: WrongStudies = field(default_factory=WrongStudies)

    @property
    def results(self) -> str:
        """The folder of all results."""
        return str(self.config["results"])

    @cached_property
    def outdated_settings(self) -> dict[str, Any]:
        """The settings files that are missing or differ from the plan, with their new content."""
        return {p: d for p, d in self.documents.items() if not has_content(p, json_text(d))}

    @property
    def digested(self) -> dict[str, list[str]]:
        """The files that the report checks, by the file with their digests.

        These are the files of all stages except the runs, and except the stage `export`, for which
        the report does not wait.
        """
        digested = dict(self.findings.digested)
        for files in self.studies:
            digested |= files.digested
            del digested[files.digests("export")]
        return digested

    @cached_property
    def configurations(self) -> dict[tuple[str, str], Configuration]:
        """Every configuration, by the names of its study and its own."""
        studies = [files.study for files in self.studies]
        studies += [files.study for files in self.forecasts]
        return {
            (study.name, configuration.name): configuration
            for study in studies
            for configuration in study.configurations
        }

    @property
    def forecasts(self) -> list[ForecastFiles]:
        """The files of the studies that train networks anew, to forecast or to predict."""
        return [files.forecast for files in self.studies if files.forecast]

    def jobs(self, stage: str, cores: int) -> list[StudyJob]:
        """Divide a stage that works on whole studies into jobs."""
        studies = [files for files in self.studies if files.outputs(stage)]
        alone = self._studies_alone(stage)
        return study_jobs(stage, studies, alone, self.config["job_size"], cores)

    @property
    def downloads(self) -> list[Download]:
        """The files to download, each once."""
        downloads: dict[str, Download] = {}
        for files in self.studies:
            dataset = files.study.dataset
            if dataset.url and dataset.sha256 and files.source:
                download = Download(files.study.name, dataset.url, dataset.sha256, files.source)
                downloads.setdefault(download.path, download)
        return list(downloads.values())

    @property
    def checked_downloads(self) -> list[str]:
        """The datasets that a job has downloaded and checked; no run is trained before.

        If other studies continue after an error, each study waits for its own download alone.
        """
        if self.continues:
            return []
        return [files.observations for files in self.studies if files.study.dataset.url]

    def training_jobs(self, cores: int) -> list[TrainingJob]:
        """Divide the training into jobs."""
        alone = self._studies_alone("train")
        return training_jobs("train", self.studies, alone, self.config["job_size"], cores)

    @property
    def decision_jobs(self) -> list[DecisionJob]:
        """The jobs that decide after each round which configurations are trained further."""
        return decision_jobs(self.studies)

    def round_jobs(self, cores: int) -> list[RoundJob]:
        """Divide the training of the rounds after the first into jobs."""
        return round_jobs(self.studies, self.config["job_size"], cores)

    def retraining_jobs(self, cores: int) -> list[TrainingJob]:
        """Divide the training of the chosen configurations into jobs."""
        if not self.forecasts:
            return []
        alone = self._studies_alone("retrain")
        return training_jobs("retrain", self.forecasts, alone, self.config["job_size"], cores)

    @property
    def continues(self) -> bool:
        """Whether the other studies continue if a study fails."""
        return bool(self.config["on_study_error"] == "continue")

    def _studies_alone(self, stage: str) -> set[str]:
        """The studies that share no job: current ones, and those whose failure is likely."""
        alone = self.changes.current_studies(stage)
        if self.continues:
            alone |= {
                files.study.name
                for files in self.studies
                if files.study.dataset.url or any(c.family_path for c in files.study.configurations)
            }
        return alone

    @cached_property
    def records(self) -> StageRecords:
        """What each stage would make its files from now."""
        return StageRecords(self.studies, self.findings, self.documents)

    @cached_property
    def changes(self) -> Changes:
        """Which stages have to run."""
        return Changes(
            self.studies,
            self.findings,
            self.records,
            self.outdated_settings,
            [path for digests, paths in self.digested.items() for path in (digests, *paths)],
        )


def make_plan(root: Path, overrides: dict[str, Any]) -> WorkflowPlan:
    """Read and check the config, the studies and the claims.

    Parameters
    ----------
    root : Path
        The folder of the Snakefile.
    overrides : dict
        Keys from Snakemake's command line.

    Raises
    ------
    ConfigError
        If the config, a study, a dataset or a claim has an error. With `on_study_error: continue`,
        a wrong study is left out instead.
    """
    wrong = WrongStudies(root)
    config = load_config(root / "config" / "config.yaml", overrides, wrong)
    folder, repeats = root / "config" / "studies", config.get("repeats")
    downloads = config["downloads"]
    studies: list[Study] = []
    for name in config["studies"]:
        with wrong.collect(name):
            studies.append(load_study(name, folder, root, repeats, downloads))
    studies = leave_out_wrong(studies, wrong)
    if config["on_study_error"] == "stop" or not studies:
        wrong.refuse(studies)
    config["studies"] = [study.name for study in studies]
    claims = load_claims(root / "data" / "claims.yaml")
    resolved = resolve_claims(claims, "data/claims.yaml", studies)
    claims["claims"] = [claim.to_json() for claim in resolved]
    results = config["results"]
    claimed = {name for claim in claims["claims"] for name in claim["studies"]}
    all_files = [
        StudyFiles(
            study,
            results,
            _relative(dataset_file(study.dataset, root, downloads)),
            has_claims=study.name in claimed,
        )
        for study in studies
    ]
    findings = Findings(all_files, claims["claims"], results)
    plan = WorkflowPlan(config, all_files, findings, {}, wrong)
    for files in all_files:
        plan.documents.update(settings_documents(files))
    plan.documents[findings.left_out] = wrong.problems
    plan.documents[findings.study_list] = [study.name for study in studies]
    plan.documents[findings.settings] = claims
    if plan.downloads:
        check_downloads_folder(config["downloads"], "config/config.yaml")
    return plan


def _relative(path: str | None) -> str | None:
    """A path relative to the working directory, as Snakemake prefers it."""
    return os.path.relpath(path) if path else None


def write_settings(documents: dict[str, Any]) -> None:
    """Write settings files.

    Parameters
    ----------
    documents : dict of str to object
        Path to content.
    """
    for path, document in documents.items():
        write_text_file(path, json_text(document))
