"""The files of what is found across studies: replication, claims, the report."""

from dataclasses import dataclass
from typing import Any

from reprise.figures.registry import ENDINGS
from reprise.plan.files import StudyFiles
from reprise.plan.settings_files import distribution_key
from reprise.plan.stages import FINDINGS_STAGES


@dataclass(frozen=True)
class Findings:
    """What is found across the studies of one report.

    Attributes
    ----------
    studies : list of StudyFiles
    claims : list of dict
        Each as `claim_settings.Claim.to_json` returns it.
    results : str
        The folder of all results.
    """

    studies: list[StudyFiles]
    claims: list[dict[str, Any]]
    results: str

    def path(self, name: str) -> str:
        """The path of a file of the findings."""
        return f"{self.results}/findings/{name}"

    def record(self, stage: str) -> str:
        """The file that tells what a stage made its files from; see `stage_record`."""
        return self.path(f"made_from/{stage}.json")

    @property
    def study_list(self) -> str:
        """The settings file that names the studies of the report."""
        return f"{self.results}/settings.json"

    @property
    def left_out(self) -> str:
        """The settings file with the wrong studies that were left out, for the report."""
        return self.path("left_out.json")

    @property
    def settings(self) -> str:
        """The settings file with the resolved claims."""
        return self.path("settings.json")

    @property
    def replicated_studies(self) -> list[StudyFiles]:
        """The studies whose sources print numbers."""
        return [files for files in self.studies if files.study.published]

    @property
    def has_eras(self) -> bool:
        """Whether the era varies in a study with published numbers."""
        studies = [files.study for files in self.replicated_studies]
        return any(study.era_of(study.configurations[0]) for study in studies)

    @property
    def pooled_studies(self) -> list[StudyFiles]:
        """The other studies that train a configuration of the replicated studies."""
        return self._with_equal_configurations(self.replicated_studies)

    @property
    def claimed_studies(self) -> list[StudyFiles]:
        """The studies that the claims are about."""
        names = {name for claim in self.claims for name in claim["studies"]}
        return [files for files in self.studies if files.study.name in names]

    @property
    def studies_pooled_for_claims(self) -> list[StudyFiles]:
        """The other studies that train a configuration of the studies of the claims."""
        return self._with_equal_configurations(self.claimed_studies)

    def _with_equal_configurations(self, chosen: list[StudyFiles]) -> list[StudyFiles]:
        """The studies beside the chosen ones that train one of their configurations."""
        wanted = {key for files in chosen for key in _distribution_keys(files)}
        others = [files for files in self.studies if files not in chosen]
        return [files for files in others if wanted & _distribution_keys(files)]

    @property
    def figures(self) -> list[str]:
        """The paths of the replication's figures, without their ending."""
        numbers = [n for files in self.replicated_studies for n in files.study.published]
        shown = {n.kind for n in numbers if n.kind != "describe" or n.statistic == "mean"}
        names = {"replication_eras": "describe", "replication_runs": "run"}
        return [self.path(name) for name, kind in names.items() if kind in shown]

    @property
    def tables(self) -> dict[str, str]:
        """The tables that the first screen of the report needs, by their name in scripts."""
        tables = {}
        if self.claims:
            tables["claims_table"] = f"{self.results}/claims.csv"
        if self.replicated_studies:
            tables["joint_table"] = self.path("joint_distance.csv")
        return tables

    def digests(self, stage: str) -> str:
        """The file with the digests of what a stage of the findings makes."""
        return self.path(f"{stage}.sha256")

    @property
    def digested(self) -> dict[str, list[str]]:
        """The files of all findings that the report shows, by the file with their digests."""
        stages = ["replicate"] * bool(self.replicated_studies) + ["claim"] * bool(self.claims)
        stages += ["environment"]
        return {self.digests(stage): self.outputs(stage)[:-1] for stage in stages}

    @property
    def shown(self) -> list[str]:
        """All files of the findings that the report needs, with their digests."""
        return [path for digests, paths in self.digested.items() for path in (*paths, digests)]

    def outputs(self, stage: str) -> list[str]:
        """The files that a stage of the findings makes, besides its record.

        The last of them has the digests of the others; the report itself has none.
        """
        names = {
            "replicate": ["replication.csv", "findings/joint_distance.csv"]
            + ["findings/published_checks.csv", "findings/replication.html"]
            + ["findings/eras.html"] * self.has_eras,
            "claim": ["claims.csv", "findings/claims.html"],
            "environment": ["environment.json"],
            "report": ["report.html"],
        }
        files = [f"{self.results}/{name}" for name in names[stage]]
        if stage == "replicate":
            files += [f"{stem}.{ending}" for stem in self.figures for ending in ENDINGS]
        return files if stage == "report" else [*files, self.digests(stage)]

    @property
    def all_outputs(self) -> list[str]:
        """All files that are made from the tables of several studies, with their records."""
        return [
            path for stage in FINDINGS_STAGES for path in (*self.outputs(stage), self.record(stage))
        ]


def _distribution_keys(files: StudyFiles) -> set[str]:
    return {distribution_key(files.study, c) for c in files.study.configurations}
