"""Read YAML files and apply the JSON schemas of workflow/schemas/ to them."""

import copy
import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError

from reprise.config.schema_errors import choose_most_telling, to_config_error
from reprise.errors import ConfigError, did_you_mean
from reprise.paths import SCHEMAS

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML without its C library
    from yaml import SafeLoader  # type: ignore[assignment]

Document = dict[str, Any]


def read_yaml(path: str | os.PathLike[str]) -> Document:
    """Read one YAML mapping.

    Raises
    ------
    ConfigError
        If the file is missing, is not YAML, repeats a key or is not a mapping.
    """
    path = Path(path)
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)
    except FileNotFoundError:
        known = sorted(p.stem for p in path.parent.glob("*.yaml"))
        raise ConfigError(
            "there is no such file."
            f"{did_you_mean(path.stem, known)} Known: {', '.join(known) or 'none'}.",
            str(path),
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"the file is not UTF-8 text ({error.reason}); save it as UTF-8.", str(path)
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or error
        raise ConfigError(f"the file is not valid YAML: {problem}.", f"{path}{line}") from None
    if not isinstance(document, dict):
        raise ConfigError("the file must be a mapping of keys to values.", str(path))
    return document


def apply_schema(
    document: Document, schema_name: str, where: str, part: str | None = None
) -> Document:
    """Check a document against its schema, and return a copy with the schema's defaults.

    Parameters
    ----------
    document : dict
    schema_name : {"config", "study", "claims"}
    where : str
        The place that an error names, as a rule the file.
    part : str, optional
        The one key of the schema whose value `document` is.

    Raises
    ------
    ConfigError
        With the key's path, the bad value, what is allowed and, for an unknown key, the
        nearest known one.
    """
    document = copy.deepcopy(document)
    error = choose_most_telling(_validator(schema_name, part).iter_errors(document))
    if error is not None:
        if part:
            error.path.appendleft(part)
        raise to_config_error(error, where)
    return document


@cache
def load_schema(schema_name: str) -> Document:
    """Read the schema `workflow/schemas/{schema_name}.schema.yaml`."""
    text = (SCHEMAS / f"{schema_name}.schema.yaml").read_text(encoding="utf-8")
    schema: Document = yaml.load(text, Loader=SafeLoader)
    return schema


class _UniqueKeyLoader(SafeLoader):
    """A loader that refuses two equal keys; PyYAML keeps the last one without a warning."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        known_keys = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            problem = None
            if not isinstance(key, str):
                problem = f"the key {key} is not text; put it in quotes"
            elif key in known_keys:
                problem = f"the key '{key}' appears twice; remove one of them"
            if problem:
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            known_keys.add(key)
        return super().construct_mapping(node, deep)


@cache
def _validator(schema_name: str, part: str | None) -> Any:
    """A validator that also fills in the defaults of a schema, or of one key of the schema."""
    extended = validators.extend(Draft202012Validator, {"properties": _fill_in_and_validate})
    schema = load_schema(schema_name)
    return extended(schema["properties"][part] if part else schema)


def _fill_in_and_validate(
    validator: Any, properties: Document, instance: Any, schema: Document
) -> Iterator[ValidationError]:
    """Extend the keyword `properties` of JSON schema: defaults are filled in before the checks."""
    if isinstance(instance, dict):
        for name, rule in properties.items():
            if isinstance(rule, dict) and "default" in rule:
                instance.setdefault(name, copy.deepcopy(rule["default"]))
        for name, value in instance.items():  # JSON schema takes 10.0 for an integer
            is_whole_float = isinstance(value, float) and value.is_integer()
            if is_whole_float and _allows_integers(properties.get(name)):
                instance[name] = int(value)
    yield from Draft202012Validator.VALIDATORS["properties"](
        validator, properties, instance, schema
    )


def _allows_integers(rule: Any) -> bool:
    return isinstance(rule, dict) and '"integer"' in json.dumps(rule)
