"""Generate config/README.md from the schemas and a template, so that the page is always up to date.

`python -m reprise.config.config_page` prints the page.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jinja2

from reprise.config.schema import load_schema
from reprise.paths import SCHEMAS

TEMPLATE = SCHEMAS / "config_page.md.jinja"
LIMITS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
PLURALS = {"string": "strings", "number": "numbers", "integer": "integers", "mapping": "mappings"}

Schema = dict[str, Any]


@dataclass(frozen=True)
class KeyRow:
    """One row of a table of keys; every cell is Markdown.

    Attributes
    ----------
    key : str
        The path of the key within its table (`training.epochs`).
    values : str
        The type or the allowed values.
    default : str
        The default, "required", or empty.
    meaning : str
        The description in the schema.
    """

    key: str
    values: str
    default: str
    meaning: str


def config_page() -> str:
    """The page as Markdown."""
    config, study, claims = map(load_schema, ("config", "study", "claims"))
    definitions = study["$defs"]
    families = study["properties"]["model"]["properties"]["family"]["anyOf"][0]["enum"]
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)  # Markdown, not HTML
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        config=key_rows(config, config),
        study=key_rows(study, study),
        framing_of_a_series=key_rows(definitions["framing_of_a_series"], study),
        framing_of_samples=key_rows(definitions["framing_of_samples"], study),
        families={family: key_rows(definitions[family], study) for family in families},
        optimizers=optimizer_options(definitions["optimizer"]),
        **{name: key_rows(claims["$defs"][name], claims) for name in ("claim", "check", "measure")},
    )


def key_rows(schema: Schema, root: Schema) -> list[KeyRow]:
    """List the keys that a schema allows, with the keys inside them.

    Parameters
    ----------
    schema : dict
        The JSON schema of a mapping.
    root : dict
        The whole schema, to which `$ref` points.
    """
    return list(_key_rows(schema, root, ""))


def optimizer_options(schema: Schema) -> dict[str, str]:
    """The name of each optimizer, and its options as Markdown."""
    options = {}
    for case in schema["allOf"]:
        names = case["if"]["properties"]["name"]
        keys = [key for key in case["then"]["properties"] if key != "name"]
        for optimizer in names.get("enum", [names.get("const")]):
            options[optimizer] = ", ".join(map(_code, keys))
    return options


def _key_rows(schema: Schema, root: Schema, prefix: str) -> Iterator[KeyRow]:
    for key, reference in schema.get("properties", {}).items():
        rule = _resolve(reference, root)
        if "const" not in rule:
            yield KeyRow(
                key=prefix + key,
                values=_values(rule, root),
                default=_default(rule, is_required=key in schema.get("required", [])),
                meaning=_cell(rule.get("description", "")),
            )
            for alternative in (rule, *rule.get("oneOf", [])):
                yield from _key_rows(alternative, root, f"{prefix}{key}.")


def _resolve(rule: Schema, root: Schema) -> Schema:
    """Replace a `$ref` by the definition that it names."""
    if "$ref" not in rule:
        return rule
    definition: Schema = root["$defs"][rule["$ref"].removeprefix("#/$defs/")]
    return definition


def _default(rule: Schema, is_required: bool) -> str:
    if is_required:
        return "required"
    return _code(rule["default"]) if "default" in rule else ""


def _values(rule: Schema, root: Schema) -> str:
    """The type of a value, or the allowed values."""
    if "enum" in rule:
        return ", ".join(map(_code, rule["enum"]))
    for alternatives in ("oneOf", "anyOf"):
        if alternatives in rule:
            options = [_resolve(option, root) for option in rule[alternatives]]
            return " or ".join(_values(option, root) for option in options)
    if "module:function" in rule.get("description", ""):
        return "`module:function`"
    kind = rule.get("type", "")
    if isinstance(kind, list):
        return " or ".join("mapping" if name == "object" else name for name in kind)
    if kind == "array":
        return _list_values(rule, root)
    if kind == "object":
        return "mapping"
    limits = [f"{sign} {rule[key]}" for key, sign in LIMITS.items() if key in rule]
    return f"{kind} {' and '.join(limits)}".strip()


def _list_values(rule: Schema, root: Schema) -> str:
    if "items" not in rule:
        return "list"
    name, _, limits = _values(_resolve(rule["items"], root), root).partition(" ")
    return f"list of {PLURALS.get(name, name)} {limits}".strip()


def _code(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f"`{text or '(empty)'}`"


def _cell(text: str) -> str:
    """A text as one cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    print(config_page(), end="")
