"""Read config/config.yaml: which studies run, and how large the jobs are."""

import os
from pathlib import Path
from typing import Any

from reprise.config.schema import apply_schema, read_yaml
from reprise.config.study_document import study_path
from reprise.errors import ConfigError


def load_config(
    path: str | os.PathLike[str], overrides: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Read and check the config.

    A study with `only_when_asked` is left out, unless the command line names the studies.

    Parameters
    ----------
    path : path-like
        config/config.yaml.
    overrides : dict, optional
        Keys from Snakemake's command line.

    Raises
    ------
    ConfigError
        If the file cannot be read or does not match its schema, or if no study is left to run.
    """
    overrides = overrides or {}
    config = read_yaml(path) | overrides
    if isinstance(config.get("studies"), str):
        config["studies"] = config["studies"].replace(",", " ").split()
    where = f"{path} with --config" if overrides else f"{path}"
    config = apply_schema(config, "config", where)
    folder = Path(path).parent / "studies"
    # `study_path` also refuses a name without a file.
    files = {name: study_path(name, folder, where) for name in config["studies"]}
    if "studies" not in overrides:
        config["studies"] = _studies_to_run(files, where)
    return config


def _studies_to_run(files: dict[str, Path], where: str) -> list[str]:
    """The studies that run although the command line does not name them.

    Parameters
    ----------
    files : dict of str to Path
        The file of each study of the config.
    where : str
        The config.
    """
    chosen = [name for name, file in files.items() if not read_yaml(file).get("only_when_asked")]
    if not chosen:
        raise ConfigError(
            "every study of the config runs only when the command line names it"
            " (only_when_asked: true); name the studies to run, as in"
            f" --config studies={next(iter(files))}.",
            where,
            "studies",
        )
    return chosen
