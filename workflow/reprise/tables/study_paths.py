"""What the tables need to know about the files of a study."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from reprise.config.study import Study
    from reprise.round_decision import RoundDecision
    from reprise.training.planned_run import PlannedRun


class StoredPaths(Protocol):
    """The files from which the tables of a study are read.

    `plan.files.StudyFiles` names them for the workflow, and `results.study_folder.StudyFolder` for
    a reader who has only the folder of the study.

    Attributes
    ----------
    observations : str
        The CSV of the dataset.
    """

    @property
    def observations(self) -> str: ...

    def path(self, name: str) -> str:
        """Return the path of a file in the study's folder."""
        ...

    def digests(self, stage: str) -> str:
        """Return the path of the file with the digests of what a stage makes."""
        ...

    def settings(self, stage: str) -> str:
        """Return the path of the settings file of a stage."""
        ...


class StudyPaths(StoredPaths, Protocol):
    """The files of one study that the workflow runs; `plan.files.StudyFiles` names them.

    Attributes
    ----------
    study : Study
    folder : str
    tabulated_runs : list of PlannedRun
        Every run of the tables, in the order of the configurations.
    """

    @property
    def study(self) -> "Study": ...

    @property
    def folder(self) -> str: ...

    @property
    def tabulated_runs(self) -> list["PlannedRun"]: ...

    def list_runs(self, repeats: dict[str, int]) -> list["PlannedRun"]:
        """Return the runs of some numbers of repeats, by configuration."""
        ...

    def read_last_decision(self) -> "RoundDecision | None":
        """Return the decision of the last round; None in a study without rounds."""
        ...
