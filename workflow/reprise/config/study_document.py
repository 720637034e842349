"""Read the YAML document of a study, and derive the document of each of its configurations."""

import copy
import os
from pathlib import Path
from typing import Any

from reprise.config.dataset_checks import SOURCES
from reprise.config.names import RESERVED_STUDIES, check_name
from reprise.config.naming import configuration_place
from reprise.config.schema import apply_schema, load_schema
from reprise.config.yaml_files import Document, read_yaml
from reprise.errors import ConfigError, did_you_mean

# What a study does not inherit from the study that it extends.
OWN_KEYS = (
    *("title", "description", "source", "vary", "configurations", "extends"),
    *("group", "published", "claims", "references"),
)
# The sections that can vary; together they decide the bits of a run, besides its seed.
RUN_SECTIONS = ("framing", "model", "training", "evaluation")


def study_path(
    name: str, folder: str | os.PathLike[str], where: str = "", key: str = "studies"
) -> Path:
    """The file of a study.

    Parameters
    ----------
    name : str
        The name of the file without `.yaml`.
    folder : path-like
        The folder of the study files.
    where : str
        The place that names the study.
    key : str
        The key that names the study.

    Raises
    ------
    ConfigError
        If the name has a folder or an ending, or cannot be the name of a study.
    """
    if "/" in name or name.endswith((".yaml", ".yml")):
        raise ConfigError(
            f"{key} has '{name}'; write only the name of the study: {Path(name).stem}.",
            where,
            key,
            name,
        )
    check_name(name, "study", where, key, RESERVED_STUDIES)
    return Path(folder) / f"{name}.yaml"


def read_with_inherited(file: Path, extended_by: tuple[Path, ...] = ()) -> Document:
    """Read a study file, with what it inherits from the study that it extends.

    Parameters
    ----------
    file : Path
    extended_by : tuple of Path
        The files that lead to this file by their key `extends`.

    Raises
    ------
    ConfigError
        If a file cannot be read, or a study extends itself.
    """
    document = read_yaml(file)
    base_name = document.get("extends")
    if not isinstance(base_name, str):  # the schema refuses what is neither text nor missing
        return document
    if file in extended_by:
        chain = ", ".join(map(str, extended_by))
        raise ConfigError(
            f"the study extends itself, through {chain}; remove one 'extends'.",
            str(file),
            "extends",
            base_name,
        )
    try:
        base_file = study_path(base_name, file.parent, key="extends")
        base = read_with_inherited(base_file, (*extended_by, file))
    except ConfigError as error:
        raise error.inside(f"{file}: extends '{base_name}'", "extends") from None
    inherited = {key: value for key, value in base.items() if key not in OWN_KEYS}
    family = value_at(document, "model.family")
    if family and family != value_at(base, "model.family"):
        inherited.pop("model", None)  # the keys of one family mean nothing to another
    if isinstance(inherited.get("dataset"), dict) and isinstance(document.get("dataset"), dict):
        inherited["dataset"] = _inherited_dataset(inherited["dataset"], document["dataset"])
    return _merge(inherited, document)


def configuration_document(
    document: Document, name: str, changes: Document, where: str
) -> Document:
    """The document of one configuration, with defaults.

    Parameters
    ----------
    document : dict
        The document of the study.
    name : str
        The configuration.
    changes : dict
        Dotted key to value, as `list_named_changes` lists them.
    where : str
        The file.

    Raises
    ------
    ConfigError
        If a value is not allowed. The error names the configuration only if it is a changed one.
    """
    changed = copy.deepcopy(document)
    place = configuration_place(where, name)
    for key, value in changes.items():
        _set_value(changed, key, value, place)
    try:
        return apply_schema(changed, "study", where)
    except ConfigError as error:
        # The wrong key is a changed key, or it lies within the value of one.
        is_changed = any(f"{error.key}.".startswith((f"{key}.", f"{key},")) for key in changes)
        error_place = place if is_changed else where
        raise ConfigError(error.problem, error_place, error.key, error.value) from None


def _inherited_dataset(base: Document, changes: Document) -> Document:
    """What a dataset inherits: nothing from another source, except from a file to a download."""
    old, new = ({key for key in SOURCES if key in part} for part in (base, changes))
    if not new or new <= old:
        return base
    if old | new <= {"file", "url"}:
        return {k: v for k, v in base.items() if k not in ("file", "url", "sha256", "classes")}
    return {}


def _merge(base: Document, changes: Document) -> Document:
    merged = copy.deepcopy(base)
    for key, value in changes.items():
        are_mappings = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merge(merged[key], value) if are_mappings else value
    return merged


def _set_value(document: Document, dotted: str, value: Any, where: str) -> None:
    *parents, last = dotted.split(".")
    if not parents or parents[0] not in RUN_SECTIONS:
        raise ConfigError(
            f"'{dotted}' cannot vary.{did_you_mean(dotted, _keys_that_can_vary())}"
            f" A varied key starts with one of {', '.join(RUN_SECTIONS)}, as in training.epochs.",
            where,
            dotted,
            value,
        )
    for parent in parents:
        document = document.setdefault(parent, {})
        if not isinstance(document, dict):
            raise ConfigError(
                f"'{dotted}' cannot be set, because '{parent}' is {document} and has no keys.",
                where,
                dotted,
                value,
            )
    document[last] = value


def value_at(document: Any, dotted: str) -> Any:
    """The value of a dotted key, or None if the document does not have the key."""
    for part in dotted.split("."):
        document = document.get(part) if isinstance(document, dict) else None
    return document


def _keys_that_can_vary() -> list[str]:
    schema = load_schema("study")
    sections = {k: dict(schema["properties"][k].get("properties", {})) for k in RUN_SECTIONS}
    for name, definition in schema["$defs"].items():
        if "family" in definition.get("properties", {}):
            sections["model"] |= definition["properties"]
        elif name.startswith("framing_of"):
            sections["framing"] |= definition["properties"]
    return [f"{section}.{key}" for section, keys in sections.items() for key in keys]
