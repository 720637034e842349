"""YAML files read and held against their JSON schema, with errors a person can act on."""

import copy
import json
from functools import cache
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError

from reprise.errors import ConfigError, did_you_mean
from reprise.paths import SCHEMAS

TYPE_NAMES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "a mapping of keys to values",
    "string": "text",
}
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # PyYAML's own, in C where it has it


def read_yaml(path):
    """Read one YAML mapping.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    dict

    Raises
    ------
    ConfigError
        If the file is missing, is not YAML, repeats a key or is not a mapping.
    """
    path = Path(path)
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeyLoader)
    except FileNotFoundError:
        near = sorted(p.stem for p in path.parent.glob("*.yaml"))
        raise ConfigError(
            f"{path}: there is no such file."
            f"{did_you_mean(path.stem, near)} Known: {', '.join(near) or 'none'}."
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text ({error.reason}).") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or error
        raise ConfigError(f"{path}{line}: is not valid YAML: {problem}.") from None
    if not isinstance(document, dict):
        raise ConfigError(f"{path}: must be a mapping of keys to values.")
    return document


def validate(document, schema_name, where, part=None):
    """Return a copy of `document` with the schema's defaults filled in.

    Parameters
    ----------
    document : dict
    schema_name : {"config", "study"}
    where : str
        Named first in an error, as a rule the file.
    part : str, optional
        The one key of the schema whose value `document` is.

    Raises
    ------
    ConfigError
        With the key's path, the bad value, what is allowed and, for an unknown key, the
        nearest known one.
    """
    document = copy.deepcopy(document)
    error = max(_validator(schema_name, part).iter_errors(document), key=_relevance, default=None)
    if error is not None:
        if part:
            error.path.appendleft(part)
        raise ConfigError(f"{where}: {_explain(error)}")
    return document


@cache
def load_schema(schema_name):
    """The schema `workflow/schemas/{schema_name}.schema.yaml` as a dict."""
    text = (SCHEMAS / f"{schema_name}.schema.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=FAST_LOADER)


class _UniqueKeyLoader(FAST_LOADER):
    """PyYAML keeps the last of two equal keys and says nothing; this one refuses."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            problem = None
            if not isinstance(key, str):
                problem = f"the key {key} is not text; put it in quotes"
            elif key in seen:
                problem = f"the key '{key}' stands there twice"
            if problem:
                raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


@cache
def _validator(schema_name, part):
    def with_defaults(validator, properties, instance, schema):
        if isinstance(instance, dict):
            for name, subschema in properties.items():
                if isinstance(subschema, dict) and "default" in subschema:
                    instance.setdefault(name, copy.deepcopy(subschema["default"]))
            for name, value in instance.items():  # to JSON schema 10.0 is an integer
                if isinstance(value, float) and value.is_integer() and _is_whole(properties, name):
                    instance[name] = int(value)
        yield from Draft202012Validator.VALIDATORS["properties"](
            validator, properties, instance, schema
        )

    cls = validators.extend(Draft202012Validator, {"properties": with_defaults})
    schema = load_schema(schema_name)
    return cls(schema["properties"][part] if part else schema)


def _is_whole(properties, name):
    rule = properties.get(name)
    return isinstance(rule, dict) and '"integer"' in json.dumps(rule)


def _relevance(error):
    # Of several errors an unknown key tells more than what its absence causes, and otherwise
    # the deepest is the most telling. The highest is chosen.
    return (error.validator == "additionalProperties", len(error.path))


def _explain(error: ValidationError):
    others = []  # what else is allowed, in words
    while error.context:
        # Of alternatives, those that the value has the type of, and of these the nearest.
        kinds = [e.schema.get("type") for e in error.context]
        fitting = [e for e in error.context if e.validator != "type" or e.relative_path]
        if not fitting:
            value = json.dumps(error.instance, default=str)
            path = ".".join(str(part) for part in error.absolute_path) or "the top level"
            return f"{path} is {value}, but must be {' or '.join(TYPE_NAMES[k] for k in kinds)}."
        names_a_mapping = isinstance(error.instance, dict)
        fitting = [e for e in fitting if not (names_a_mapping and e.validator == "enum")] or fitting
        others = [e.schema["description"] for e in fitting if "description" in e.schema]
        error = max(fitting, key=lambda e: (e.validator == "required", len(e.absolute_path)))
    path = ".".join(str(part) for part in error.absolute_path) or "the top level"
    if "propertyNames" in error.absolute_schema_path:
        return (
            f"{path} has the name '{error.instance}'; a name begins with a letter or digit and"
            " goes on with letters, digits and _ . = , + -"
        )
    if error.validator == "additionalProperties":
        known = sorted(error.schema.get("properties", {}))
        unknown = [k for k in error.instance if k not in known]
        return (
            f"{path} has an unknown key '{unknown[0]}'.{did_you_mean(unknown[0], known)}"
            f" Known keys: {', '.join(known)}."
        )
    if error.validator == "required":
        missing = [k for k in error.validator_value if k not in error.instance]
        return f"{path} lacks the key '{missing[0]}'."
    value = json.dumps(error.instance, default=str)
    allowed = {
        "enum": lambda v: "one of " + ", ".join(map(json.dumps, v)),
        "const": lambda v: json.dumps(v),
        "type": lambda v: TYPE_NAMES.get(v, v),
        "minimum": lambda v: f"at least {v}",
        "maximum": lambda v: f"at most {v}",
        "exclusiveMinimum": lambda v: f"more than {v}",
        "exclusiveMaximum": lambda v: f"less than {v}",
        "minItems": lambda v: f"a list of at least {v} item{'s' * (v > 1)}",
        "maxItems": lambda v: f"a list of at most {v} items",
        "minLength": lambda v: "not empty",
        "minProperties": lambda v: "not empty",
        "uniqueItems": lambda v: "a list without repetition",
        "pattern": lambda v: f"text that matches {v}",
    }.get(error.validator, lambda v: error.message)(error.validator_value)
    near = ""
    if error.validator == "enum" and isinstance(error.instance, str):
        near = did_you_mean(
            error.instance, [v for v in error.validator_value if isinstance(v, str)]
        )
    if error.validator == "type" and isinstance(error.instance, str):
        try:
            float(error.instance)
        except ValueError:
            pass
        else:
            near = " YAML reads this as text: write it without quotes, 1e-3 as 1.0e-3."
    or_else = "".join(f", or {text[0].lower()}{text[1:].rstrip('.')}" for text in others)
    return f"{path} is {value}, but must be {allowed}{or_else}.{near}"
