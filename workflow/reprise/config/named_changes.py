"""List the configurations of a study's document: their names, and what each of them changes."""

import itertools
import math
from collections.abc import Iterator
from typing import Any

from reprise.config.names import MARKS, check_name
from reprise.config.naming import NAME_WITHOUT_KEYS, column_of, grid_name
from reprise.config.schema import apply_schema
from reprise.config.study_document import value_at
from reprise.config.yaml_files import Document
from reprise.errors import ConfigError

MOST_CONFIGURATIONS = 10_000
MODULE_MARKS = f"{MARKS}:"  # as in module:function


def list_named_changes(document: Document, where: str) -> list[tuple[str, Document]]:
    """List the name of each configuration, and what it changes in the study.

    Returns
    -------
    list of (str, dict)
        The changes map dotted keys (`training.epochs`) to values.

    Raises
    ------
    ConfigError
        If `vary` or `configurations` is malformed, both set one key, or a configuration has a name
        that a file cannot have.
    """
    for key in ("vary", "configurations"):
        if key in document:
            apply_schema(document[key], "study", where, part=key)
    vary = document.get("vary", {})
    named = document.get("configurations", {})
    number = math.prod(map(len, vary.values())) * max(1, len(named))
    if number > MOST_CONFIGURATIONS:
        raise ConfigError(
            f"vary has {number} combinations of values, but a study has at most"
            f" {MOST_CONFIGURATIONS} configurations; let fewer values vary.",
            where,
            "vary",
        )
    for name, changes in named.items():
        check_name(name, "configuration", where, "configurations", {NAME_WITHOUT_KEYS})
        for key in vary.keys() & changes.keys():
            raise ConfigError(
                f"'{key}' stands in 'vary' and in the configuration '{name}'; keep one of them.",
                where,
                f"configurations.{name}",
            )
    grid = list(_grid_changes(vary))
    if not named:
        named_changes = [(name or NAME_WITHOUT_KEYS, changes) for name, changes in grid]
    else:
        named_changes = [
            (f"{in_grid},{name}" if in_grid else name, grid_values | changes)
            for in_grid, grid_values in grid
            for name, changes in named.items()
        ]
    if vary:
        for name, _ in named_changes:
            check_name(name, "configuration", where, "vary", marks=MODULE_MARKS)
    return named_changes


def labels_of_grid(
    document: Document, named_changes: list[tuple[str, Document]]
) -> dict[str, tuple[str, dict[str, Any]]]:
    """The names and the values of a study that has both `vary` and `configurations`.

    Parameters
    ----------
    document : dict
        The document of the study.
    named_changes : list of (str, dict)
        As `list_named_changes` lists them.

    Returns
    -------
    dict of str to (str, dict)
        Configuration name to the name under `configurations` and the columns and values of `vary`.
        Both are empty if the study has only one of the two keys.
    """
    vary, labels = document.get("vary", {}), list(document.get("configurations", {}))
    if not vary or not labels:
        return {name: ("", {}) for name, _ in named_changes}
    return {
        name: (labels[number % len(labels)], {column_of(key): changes[key] for key in vary})
        for number, (name, changes) in enumerate(named_changes)
    }


def varied_values(
    named_changes: list[tuple[str, Document]], documents: dict[str, Document]
) -> dict[str, dict[str, Any]]:
    """Configuration name to the column and value of every key that any configuration sets.

    Parameters
    ----------
    named_changes : list of (str, dict)
        As `list_named_changes` lists them.
    documents : dict of str to dict
        As `configuration_document` gives them, by name.
    """
    keys = list(dict.fromkeys(key for _, changes in named_changes for key in changes))
    return {
        name: {column_of(key): value_at(document, key) for key in keys}
        for name, document in documents.items()
    }


def training_names(document: Document, named_changes: list[tuple[str, Document]]) -> dict[str, str]:
    """Configuration name to the name of its training.

    Configurations share a training, and so their random seeds, if they differ only in when or how
    a trained network is evaluated: in `training.epochs` and in the keys of `evaluation`. The name
    of the training has the other varied keys. A configuration with a name of its own never shares
    its training.

    Parameters
    ----------
    document : dict
        The document of the study.
    named_changes : list of (str, dict)
        As `list_named_changes` lists them.
    """
    if "configurations" in document:
        return {name: name for name, _ in named_changes}
    return {
        name: grid_name(
            {column_of(key): value for key, value in changes.items() if not _is_only_read(key)}
        )
        or NAME_WITHOUT_KEYS
        for name, changes in named_changes
    }


def _is_only_read(key: str) -> bool:
    """Whether networks that differ in this key are one network, evaluated at two times or ways."""
    return key == "training.epochs" or key.startswith("evaluation.")


def _grid_changes(vary: dict[str, list[Any]]) -> Iterator[tuple[str, Document]]:
    columns = [column_of(key) for key in vary]
    for values in itertools.product(*vary.values()):
        yield (
            grid_name(dict(zip(columns, values, strict=True))),
            dict(zip(vary, values, strict=True)),
        )
