"""Apply the JSON schemas of workflow/schemas/ to documents."""

import copy
import json
import math
from collections.abc import Iterator
from functools import cache
from typing import Any

import yaml
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError

from reprise.config.schema_errors import choose_most_telling, to_config_error
from reprise.config.yaml_files import Document, SafeLoader
from reprise.paths import SCHEMAS


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


@cache
def _validator(schema_name: str, part: str | None) -> Any:
    """A validator that also fills in the defaults of a schema, or of one key of the schema."""
    extended = validators.extend(
        Draft202012Validator,
        {"properties": _fill_in_and_validate},
        type_checker=Draft202012Validator.TYPE_CHECKER.redefine("number", _is_finite_number),
    )
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


def _is_finite_number(checker: Any, value: Any) -> bool:
    """Whether a value is a number, other than the `nan` and `inf` of a command line."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value)


def _allows_integers(rule: Any) -> bool:
    return isinstance(rule, dict) and '"integer"' in json.dumps(rule)
