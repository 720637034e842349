"""Read config/config.yaml: which studies run, and how large the jobs are."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reprise.config.folders import check_folders
from reprise.config.schema import apply_schema
from reprise.config.study_groups import expand_groups
from reprise.config.wrong_studies import WrongStudies
from reprise.config.yaml_files import read_yaml


def check_config_files(paths: Iterable[str | os.PathLike[str]]) -> None:
    """Check the words of the files of `--configfile`, which Snakemake has read as YAML 1.1.

    Raises
    ------
    ConfigError
    """
    for path in paths:
        if str(path).endswith((".yaml", ".yml")):
            read_yaml(path)


def load_config(
    path: str | os.PathLike[str],
    overrides: dict[str, Any] | None = None,
    wrong: WrongStudies | None = None,
) -> dict[str, Any]:
    """Read and check the config.

    The names of groups are replaced by the names of their studies.

    Parameters
    ----------
    path : path-like
        config/config.yaml.
    overrides : dict, optional
        Keys from Snakemake's command line.
    wrong : WrongStudies, optional
        Gets unknown studies.

    Raises
    ------
    ConfigError
        If the file cannot be read or does not match its schema, if it names an unknown study and
        `wrong` is None, or if the folder of results or downloads belongs to something else.
    """
    overrides = overrides or {}
    config = read_yaml(path) | overrides
    if isinstance(config.get("studies"), str | int | float):  # a name can be a number: 2024
        config["studies"] = f"{config['studies']}".replace(",", " ").split()
    where = f"{path} with --config" if overrides else f"{path}"
    config = apply_schema(config, "config", where)
    check_folders(config, Path(path).absolute().parents[1], where)
    folder = Path(path).parent / "studies"
    config["studies"] = expand_groups(config["studies"], folder, where, wrong)
    return config
