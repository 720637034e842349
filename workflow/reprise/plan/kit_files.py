"""The files of the paper kit of a study, and the tables across studies that it reads."""

from dataclasses import dataclass

from reprise.config.study import Study
from reprise.export.kit_contents import list_kit_files

KIT_FOLDER = "paper"


@dataclass(frozen=True)
class KitFiles:
    """The paper kit of one study.

    Attributes
    ----------
    study : Study
    results : str
        The folder of all results.
    folder : str
        The folder of the kit.
    has_claims : bool
        Whether claims are checked on the study.
    """

    study: Study
    results: str
    folder: str
    has_claims: bool

    @property
    def names(self) -> list[str]:
        """The files of the kit, relative to its folder."""
        return list_kit_files(self.study, self.has_claims)

    @property
    def paths(self) -> list[str]:
        """The files of the kit."""
        return [self.path(name) for name in self.names]

    @property
    def notebook(self) -> str:
        """The notebook of the study."""
        return f"{self.results}/{self.study.name}/{self.study.name}.ipynb"

    @property
    def exported(self) -> list[str]:
        """The files that the stage `export` makes."""
        return [*self.paths, self.notebook]

    def path(self, name: str) -> str:
        """The path of a file of the kit."""
        return f"{self.folder}/{name}"

    @property
    def tables_of_findings(self) -> dict[str, str]:
        """The tables across studies with rows of this study, and the files with their digests."""
        tables = {}
        if self.study.published:
            tables["replication.csv"] = "replicate"
        if self.has_claims:
            tables["claims.csv"] = "claim"
        return {
            f"{self.results}/{name}": f"{self.results}/findings/{stage}.sha256"
            for name, stage in tables.items()
        }

    @property
    def findings(self) -> list[str]:
        """The files across studies that the kit is made from."""
        return [path for pair in self.tables_of_findings.items() for path in pair]
