"""Write a first study of a CSV, which is valid as it stands and can be run at once.

`python -m reprise.config.new_study NAME CSV` writes config/studies/NAME.yaml.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from reprise.config.names import refuse_equal_names
from reprise.config.starter_study import write_starter_study
from reprise.config.study import Study
from reprise.config.study_document import study_path
from reprise.config.study_file import load_study
from reprise.config.study_groups import read_groups
from reprise.config.wrong_studies import WrongStudies
from reprise.data.csv_contents import read_contents
from reprise.errors import ConfigError, RepriseError, explain_os_error
from reprise.escape import show_control_characters
from reprise.paths import ROOT

HOW_TO_CALL = "Write both, as in: make new-study NAME=my_study CSV=data/my_series.csv"


def make_study(name: str, csv: str, root: Path = ROOT) -> Study:
    """Write the study file of a CSV, and check it.

    Parameters
    ----------
    name : str
        The name of the new study.
    csv : str
        The path of the CSV.
    root : Path
        The folder of the Snakefile.

    Returns
    -------
    Study

    Raises
    ------
    ConfigError
        If the name cannot be used or is used already, or if no study suits the CSV. Then nothing
        is written.
    """
    for word, value in (("NAME", name), ("CSV", csv)):
        if not value.strip():
            raise ConfigError(f"{word} is empty. {HOW_TO_CALL}")
    folder = root / "config" / "studies"
    file = study_path(name, folder, key="NAME")
    _refuse_used_name(name, file)
    if "://" in csv:
        raise ConfigError(
            f"CSV is the address {csv}, but a file on this machine is needed. Download it first;"
            " config/README.md tells how a study downloads its data (dataset.url).",
        )
    text = write_starter_study(name, _path_in_study(csv, root), read_contents(csv))
    with open(file, "x", encoding="utf-8") as stream:
        stream.write(text)
    try:
        return load_study(name, folder, root)
    except ConfigError as error:
        file.unlink()
        problem = str(error).replace(f"{file}: ", "")
        raise ConfigError(f"no study could be written: {problem}") from None
    except BaseException:  # also Ctrl-C
        file.unlink()
        raise


def _refuse_used_name(name: str, file: Path) -> None:
    """Refuse the name of a study or a group that exists."""
    if file.exists():
        raise ConfigError(
            "there is already a study of this name, which is not overwritten. Choose another NAME,"
            " or remove the file.",
            str(file),
        )
    others = [path.stem for path in file.parent.glob("*.yaml")]
    refuse_equal_names([*others, name], "study", str(file.parent), "NAME")
    if name in read_groups(file.parent, WrongStudies()):
        raise ConfigError(f"NAME is '{name}', which is the name of a group; choose another name.")


def _path_in_study(csv: str, root: Path) -> str:
    """The path of the CSV for `dataset.file`: relative to the project if the file is inside it."""
    path = Path(csv).absolute()
    normal = Path(os.path.normpath(path))
    return str(normal.relative_to(root) if normal.is_relative_to(root) else normal)


def describe(study: Study, csv: str) -> str:
    """Say what was written, and what to run next."""
    configurations = len(study.configurations)
    runs = configurations * study.repeats
    command = f".venv/bin/snakemake --config studies={study.name} results=results-mine"
    return (
        f"Wrote config/studies/{study.name}.yaml, a valid study of {csv}:"
        f" {configurations} configurations x {study.repeats} repeats = {runs} runs.\n"
        f"{_describe_task(study)} Read the file, and change what you like. Then:\n"
        f"  list the jobs, and run none:  {command} --dry-run\n"
        f"  a first look:                 {command} repeats=2\n"
        f"  all repeats:                  {command}\n"
        "The report is results-mine/report.html."
    )


def _describe_task(study: Study) -> str:
    dataset = study.dataset
    if study.task == "forecast":
        return f"It forecasts the column {', '.join(dataset.targets)}."
    verb = "classifies" if dataset.label else "predicts"
    return f"It {verb} the column {dataset.label or dataset.target}."


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a study as the command line says, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m reprise.config.new_study", description=__doc__)
    parser.add_argument("name", metavar="NAME", help="the name of the new study")
    parser.add_argument("csv", metavar="CSV", help="the CSV with a series or with samples")
    options = parser.parse_args(arguments)
    try:
        study = make_study(options.name, options.csv)
    except RepriseError as error:
        print(show_control_characters(str(error)), file=sys.stderr)
        return 1
    except OSError as error:
        print(show_control_characters(explain_os_error(error)), file=sys.stderr)
        return 1
    print(show_control_characters(describe(study, options.csv)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
