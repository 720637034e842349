"""The files of what is found across studies: replication, claims, the report's first page."""

import csv
from dataclasses import dataclass

from reprise.paths import PUBLISHED

CATEGORY = "Across all studies"  # the first of the report's sections, by the alphabet


@dataclass(frozen=True)
class Findings:
    """What is found across the studies of one report.

    Attributes
    ----------
    studies : list of files.StudyFiles
    claims : list of dict
        As claim_checks.resolve_claims makes them.
    results : str
        The folder of all results.
    """

    studies: list
    claims: list
    results: str

    def path(self, name):
        return f"{self.results}/findings/{name}"

    @property
    def replicated(self):
        """The studies of which a tutorial prints numbers."""
        kinds = published_kinds()
        return [files for files in self.studies if files.study.name in kinds]

    @property
    def pooled(self):
        """The other studies that train a configuration of these."""
        wanted = {key for files in self.replicated for key in files.alike.values()}
        others = [files for files in self.studies if files not in self.replicated]
        return [files for files in others if wanted & set(files.alike.values())]

    @property
    def figures(self):
        """Stems of the replication's figures."""
        kinds = published_kinds()
        shown = {kind for files in self.replicated for kind in kinds[files.study.name]}
        names = {"replication_eras": "describe", "replication_runs": "run"}
        return [self.path(name) for name, kind in names.items() if kind in shown]

    @property
    def tables(self):
        """By what they are called in rules and scripts, the tables that there are."""
        tables = {}
        if self.claims:
            tables["checked"] = f"{self.results}/claims.csv"
        if self.replicated:
            tables["joint"] = self.path("joint_distance.csv")
        return tables

    @property
    def pages(self):
        """What the report shows of the findings."""
        pages = [self.path("claims.html")] if self.claims else []
        if self.replicated:
            pages += [self.path("replication.html"), self.path("eras.html")]
        return [*(f"{stem}.svg" for stem in self.figures), *pages]

    @property
    def claimed(self):
        """The studies that claims speak of."""
        names = {name for claim in self.claims for name in claim["studies"]}
        return [files for files in self.studies if files.study.name in names]


def published_kinds():
    """Study to the kinds of figures that a tutorial prints for it, without pandas."""
    kinds = {}
    for name, kind in (("lstm_describe", "describe"), ("lstm_final_scores", "list")):
        for row in _rows(name):
            kinds.setdefault(row["study"], set()).add(kind)
    for row in _rows("single_figures"):
        kinds.setdefault(row["study"], set()).add(row["kind"])
    return kinds


def _rows(name):
    with open(PUBLISHED / f"{name}.csv", newline="") as handle:
        yield from csv.DictReader(handle)
