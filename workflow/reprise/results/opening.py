"""Open results: the folder of one study, or the folder of all studies."""

from pathlib import Path

from reprise.errors import RepriseError, did_you_mean
from reprise.results.all_results import AllResults
from reprise.results.study_folder import SETTINGS
from reprise.results.study_results import StudyResults
from reprise.storage import FilePath


def open(folder: FilePath, dataset: FilePath | None = None) -> StudyResults | AllResults:
    """Open the results of one study, or of all studies.

    Nothing is trained, and TensorFlow is not imported. The folder is enough: it can be a copy on
    another machine.

    Parameters
    ----------
    folder : path-like
        `results/{study}` for one study, `results` for all studies.
    dataset : path-like, optional
        The CSV of the study, which some figures show, if it is not where the study file says.

    Returns
    -------
    StudyResults or AllResults

    Raises
    ------
    RepriseError
        If there are no results, or if the study has not completed its tables.

    Examples
    --------
    >>> import reprise
    >>> results = reprise.open("results/quick")
    >>> results.configurations
    ['epochs=100', 'epochs=500']
    """
    path = Path(folder)
    if (path / SETTINGS).is_file():
        return StudyResults(path, dataset)
    if path.is_dir() and any(path.glob(f"*/{SETTINGS}")):
        return AllResults(path)
    raise RepriseError(_explain(path))


def _explain(path: Path) -> str:
    """Say why a path has no results, and which path has some."""
    for parent in path.resolve().parents:
        if (parent / SETTINGS).is_file():
            kind = "file" if path.is_file() else "folder"
            if path.exists():
                return (
                    f"{path}: this {kind} is a part of the results of a study. Open the whole"
                    f" study: reprise.open('{parent}')."
                )
    if path.is_file():
        return f"{path}: this is a file. Open the folder of a study, such as results/my_study."
    if not path.exists():
        siblings = [p.parents[1].name for p in path.parent.glob(f"*/{SETTINGS}")]
        return (
            f"{path}: there is no such folder.{did_you_mean(path.name, siblings)}"
            f"{_describe_siblings(path, siblings)}"
        )
    if (path / "results").is_dir():
        return f"{path}: this folder has no results itself. Open {path / 'results'}."
    return (
        f"{path}: this folder has no results of a study ({SETTINGS} is missing). Run a study first,"
        " as in: make study STUDIES=quick"
    )


def _describe_siblings(path: Path, siblings: list[str]) -> str:
    if siblings:
        return f" {path.parent} has the studies {', '.join(sorted(siblings))}."
    return (
        f" The working directory is {Path.cwd()}. Run a study first, as in: make study"
        " STUDIES=quick"
    )
