"""Groups of studies: one name that stands for several studies."""

import os
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from reprise.config.names import RESERVED_STUDIES, check_name, fold_name, refuse_equal_names
from reprise.config.study_document import study_path
from reprise.config.wrong_studies import WrongStudies
from reprise.config.yaml_files import read_yaml
from reprise.errors import ConfigError, did_you_mean


def expand_groups(
    names: Sequence[str],
    folder: str | os.PathLike[str],
    where: str = "",
    wrong: WrongStudies | None = None,
) -> list[str]:
    """Replace the name of each group by the names of its studies.

    Parameters
    ----------
    names : sequence of str
        Studies and groups. The name of a study file is always a study.
    folder : path-like
        The folder of the study files.
    where : str
        The place that names the studies.
    wrong : WrongStudies, optional
        Gets the names that are neither studies nor groups, and the files that cannot be read,
        which may belong to a group.

    Returns
    -------
    list of str
        Each study once, in the order of `names`; the studies of a group are sorted.

    Raises
    ------
    ConfigError
        If a name is neither a study nor a group, and `wrong` is None.
    """
    groups: dict[str, list[str]] | None = None
    # `Path.exists` would find the study `a` by the name `A` where the file system does so.
    files = set(_study_names(folder))
    studies: list[str] = []
    for name in names:
        with wrong.collect(name) if wrong else nullcontext():
            study_path(name, folder, where)
            if name in files:
                studies.append(name)
                continue
            groups = groups if groups is not None else read_groups(folder, wrong)
            if name not in groups:
                raise _unknown_name(name, groups, folder, where)
            for study in groups[name]:
                study_path(study, folder, where)
            studies += groups[name]
    folded = {fold_name(study) for study in studies}
    equal = [name for name in sorted(files) if fold_name(name) in folded]
    refuse_equal_names(equal, "study", str(folder), "studies")
    return list(dict.fromkeys(studies))


def read_groups(
    folder: str | os.PathLike[str], wrong: WrongStudies | None = None
) -> dict[str, list[str]]:
    """Read the groups of all studies: the name of each group, and its sorted studies."""
    groups: dict[str, list[str]] = {}
    for file in sorted(Path(folder).glob("*.yaml")):
        with wrong.collect(file.stem) if wrong else nullcontext():
            group = read_yaml(file).get("group")
            if isinstance(group, str):
                groups.setdefault(group, []).append(file.stem)
    return groups


def check_group_name(group: str | None, study_file: str | os.PathLike[str]) -> None:
    """Check the name of a group.

    Raises
    ------
    ConfigError
        If it is no name, or a study has this name. It would always mean the study, never the group.
    """
    if group is None:
        return
    check_name(group, "group", str(study_file), "group", RESERVED_STUDIES)
    for study in _study_names(Path(study_file).parent):
        if fold_name(study) != fold_name(group):
            continue
        raise ConfigError(
            f"the group has the name of the study {study}.yaml; rename the group.",
            str(study_file),
            "group",
            group,
        )


def _unknown_name(
    name: str, groups: dict[str, list[str]], folder: str | os.PathLike[str], where: str
) -> ConfigError:
    studies = _study_names(folder)
    known_groups = f" Groups: {', '.join(sorted(groups))}." if groups else ""
    return ConfigError(
        f"studies has '{name}', but there is no file {study_path(name, folder)} and no group of"
        f" this name.{did_you_mean(name, [*studies, *groups])}"
        f" Studies: {', '.join(studies) or 'none'}.{known_groups}",
        where,
        "studies",
        name,
    )


def _study_names(folder: str | os.PathLike[str]) -> list[str]:
    return sorted(file.stem for file in Path(folder).glob("*.yaml"))
