"""List the studies: their groups, their runs, how many runs are stored, and their titles.

`python -m reprise.plan.study_list` lists all studies in config/studies/. With names of studies or
groups, it lists only these.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from reprise.config.config_file import load_config
from reprise.config.study import Study
from reprise.config.study_file import load_study
from reprise.config.study_groups import expand_groups, read_groups
from reprise.config.wrong_studies import WrongStudies
from reprise.errors import RepriseError, explain_os_error
from reprise.escape import show_control_characters
from reprise.paths import ROOT
from reprise.plan.files import StudyFiles

CONFIG = "config.yaml"


class StudyRow(NamedTuple):
    """One line of the list.

    Attributes
    ----------
    study : str
    group : str
        The group of the study, "config.yaml" if the config lists the study, or nothing.
    runs : str
        Configurations x repeats; with a rule, the fewest and the most repeats (`3 x 10-180`).
    stored : int
        How many of these runs are stored in the folder of results. Whether they can still be used
        is decided by a dry run.
    title : str
    """

    study: str
    group: str
    runs: str
    stored: str
    title: str


def list_studies(
    names: Sequence[str] = (),
    results: str | os.PathLike[str] | None = None,
    root: Path = ROOT,
    wrong: WrongStudies | None = None,
) -> Iterator[StudyRow]:
    """List studies.

    Parameters
    ----------
    names : sequence of str
        Studies and groups; without names, all studies.
    results : path-like, optional
        The folder of results; the default is that of the config.
    root : Path
        The folder of the Snakefile.
    wrong : WrongStudies, optional
        Gets the studies that cannot be read, which are left out.

    Raises
    ------
    ConfigError
        If the config cannot be read, or a name is neither a study nor a group.
    """
    folder = root / "config" / "studies"
    wrong = wrong if wrong is not None else WrongStudies(root)
    config = load_config(root / "config" / CONFIG, wrong=WrongStudies(root))
    results = config["results"] if results is None else os.fspath(results)
    chosen = expand_groups(names, folder) if names else _all_names(folder)
    group_of = dict.fromkeys(config["studies"], CONFIG)
    for group, studies in read_groups(folder, wrong).items():
        group_of |= dict.fromkeys(studies, group)
    for name in chosen:
        with wrong.collect(name):
            study = load_study(name, folder, root, config.get("repeats"))
            files = StudyFiles(study, results, None)
            planned = [*files.runs, *(run for each in files.rounds for run in each.runs)]
            stored = sum(os.path.exists(run.run_path) for run in planned)
            yield StudyRow(
                name,
                group_of.get(name, ""),
                f"{len(study.configurations)} x {_repeats(study, files)}",
                f"{stored} of {'at most ' * bool(study.until)}{len(planned)}",
                study.title,
            )


def format_rows(rows: Sequence[StudyRow]) -> str:
    """Write a table as text, with a header and one line per study."""
    header = StudyRow("study", "group", "runs", "stored", "title")
    lines = [header, *(StudyRow(*map(" ".join, map(str.split, row))) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        for line in lines
    )
    return show_control_characters("\n".join(line.rstrip() for line in padded))


def _repeats(study: Study, files: StudyFiles) -> str:
    return f"{study.repeats}-{files.rounds[-1].repeats}" if files.rounds else f"{study.repeats}"


def _all_names(folder: Path) -> list[str]:
    return sorted(file.stem for file in folder.glob("*.yaml"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the list, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m reprise.plan.study_list", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a study or a group")
    parser.add_argument("--results", metavar="FOLDER", help="the folder of results")
    options = parser.parse_args(arguments)
    wrong = WrongStudies(ROOT)
    try:
        rows = list(list_studies(options.names, options.results, wrong=wrong))
    except RepriseError as error:
        print(show_control_characters(str(error)), file=sys.stderr)
        return 1
    except OSError as error:
        print(show_control_characters(explain_os_error(error)), file=sys.stderr)
        return 1
    print(format_rows(rows))
    for problem in wrong.problems.values():
        print(problem, file=sys.stderr)
    return 1 if wrong.problems else 0


if __name__ == "__main__":
    sys.exit(main())
