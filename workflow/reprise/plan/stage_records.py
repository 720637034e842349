"""What each stage of the plan would make its files from now.

The records are made without reading what other stages have written. Therefore the plan knows all
stages that have to run before the first one starts.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from reprise.digests import document_digest, file_digest
from reprise.plan.files import StudyFiles
from reprise.plan.findings import Findings
from reprise.plan.stages import ENTRIES, SETTINGS_STAGES, stage_code
from reprise.provenance import package_versions
from reprise.stage_record import StageRecord
from reprise.training.fingerprint import family_digests


class StageRecords:
    """The records of all stages of a plan.

    Parameters
    ----------
    studies : list of StudyFiles
    findings : Findings
    documents : dict of str to object
        The path and the content of every settings file.
    """

    def __init__(
        self, studies: list[StudyFiles], findings: Findings, documents: dict[str, Any]
    ) -> None:
        self._studies, self._findings, self._documents = studies, findings, documents
        self._of_studies: dict[tuple[str, str], StageRecord] = {}
        self._of_findings: dict[str, StageRecord] = {}

    def of_study(self, files: StudyFiles, stage: str) -> StageRecord:
        """The record of a stage of one study that makes no runs."""
        key = (files.study.name, stage)
        if key not in self._of_studies:
            settings = files.settings(SETTINGS_STAGES.get(stage, stage))
            made_from = self._common_parts(settings, stage)
            made_from |= self._parts_before(files, stage)
            self._of_studies[key] = StageRecord(files.record(stage), made_from)
        return self._of_studies[key]

    def of_studies(self, all_files: Iterable[StudyFiles], stage: str) -> list[StageRecord]:
        """The records of a stage of several studies."""
        return [self.of_study(files, stage) for files in all_files]

    def of_round(self, files: StudyFiles, path: str) -> StageRecord:
        """The record of a round of one study; the records of all rounds are equal but for the path.

        Parameters
        ----------
        files : StudyFiles
        path : str
            The file of the record.
        """
        made_from = self._common_parts(files.settings("rounds"), "rounds")
        made_from["prepare"] = self.of_study(files, "prepare").fingerprint
        return StageRecord(path, made_from | {"train": self._training(files)})

    def of_findings(self, stage: str) -> StageRecord:
        """The record of a stage that works on the tables of several studies."""
        if stage not in self._of_findings:
            findings = self._findings
            settings = findings.settings if stage == "claim" else findings.study_list
            made_from = self._common_parts(settings, stage)
            made_from["before"] = self._before_findings(stage)
            self._of_findings[stage] = StageRecord(findings.record(stage), made_from)
        return self._of_findings[stage]

    def _before_findings(self, stage: str) -> dict[str, str]:
        """The fingerprints of what a stage of the findings reads."""
        findings = self._findings
        if stage == "replicate":
            return self._tables_of([*findings.replicated_studies, *findings.pooled_studies])
        if stage == "claim":
            return self._tables_of([*findings.claimed_studies, *findings.studies_pooled_for_claims])
        if stage == "environment":
            return {f.study.name: self.of_study(f, "tabulate").fingerprint for f in self._studies}
        shown = ["replicate"] * bool(findings.replicated_studies) + ["claim"] * bool(
            findings.claims
        )
        before = self._tables_of(self._studies)
        before |= {
            f"{f.study.name}/draw": self.of_study(f, "draw").fingerprint for f in self._studies
        }
        for name, settings in (("claims", findings.settings), ("left out", findings.left_out)):
            before[name] = document_digest(self._documents[settings])
        shown += ["environment"]
        return before | {f"stage {name}": self.of_findings(name).fingerprint for name in shown}

    def _common_parts(self, settings: str, stage: str) -> dict[str, Any]:
        return {"settings": document_digest(self._documents[settings])} | code_of(stage)

    def _tables_of(self, studies: list[StudyFiles]) -> dict[str, str]:
        """The fingerprint of the tables of some studies, and of what is shown of them."""
        return {
            files.study.name: document_digest(
                [
                    self.of_study(files, "tabulate").fingerprint,
                    self._documents[files.settings("draw")],
                    *([self.of_study(files, "forecast").fingerprint] if files.forecast else []),
                ]
            )
            for files in studies
        }

    def _parts_before(self, files: StudyFiles, stage: str) -> dict[str, Any]:
        """The data of a stage, and the fingerprints of the stages before it."""
        if stage == "dataset":  # its settings have the checksum of a download
            return {}
        if stage == "prepare":
            if files.made_datasets:
                return {"dataset": self.of_study(files, "dataset").fingerprint}
            return {"dataset": file_digest(files.observations)}
        prepared = {"prepare": self.of_study(files, "prepare").fingerprint}
        if stage == "tabulate":
            rounds = [self.of_round(files, each.record).fingerprint for each in files.rounds[:1]]
            return (
                prepared | {"train": self._training(files)} | ({"rounds": rounds} if rounds else {})
            )
        if stage == "forecast":
            return {
                "choose": self.of_study(files, "choose").fingerprint,
                "train": self._training(files),
            }
        before: dict[str, Any] = prepared | {
            "tabulate": self.of_study(files, "tabulate").fingerprint
        }
        if stage in ("draw", "export") and files.forecast:
            before["forecast"] = self.of_study(files, "forecast").fingerprint
        if stage == "export":
            before["findings"] = [
                self.of_findings(Path(digests).stem).fingerprint
                for digests in files.kit.tables_of_findings.values()
            ]
        return before

    def _training(self, files: StudyFiles) -> str:
        """A digest of what decides the runs of a study, besides its framings."""
        configurations = files.study.configurations
        families = {
            c.family_path: family_digests(c.run.model["family"], Path(c.family_path))
            for c in configurations
            if c.family_path
        }
        settings = [self._documents[files.configuration_settings(c.name)] for c in configurations]
        return document_digest([settings, list(families.values()), stage_code("train")])


@cache
def code_of(stage: str) -> dict[str, Any]:
    """The digest of the code of a stage, and the versions of the packages that it imports."""
    return {
        "code": document_digest(stage_code(stage)),
        "packages": package_versions(ENTRIES[stage]),
    }
