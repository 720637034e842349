"""Explain in plain words why a document does not match its JSON schema."""

import json
from collections.abc import Iterable

from jsonschema.exceptions import ValidationError

from reprise.errors import ConfigError, did_you_mean, key_path

TYPES_IN_WORDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "a mapping of keys to values",
    "string": "text",
}


def choose_most_telling(errors: Iterable[ValidationError]) -> ValidationError | None:
    """Choose the error that helps the user most, or None if there is no error.

    An unknown key comes first, because a mistyped key is also reported as a missing key.
    Otherwise the deepest error is the most specific one.
    """
    return max(
        errors,
        key=lambda error: (error.validator == "additionalProperties", len(error.path)),
        default=None,
    )


def to_config_error(error: ValidationError, where: str) -> ConfigError:
    """Turn an error of jsonschema into an error for the user.

    Parameters
    ----------
    error : ValidationError
    where : str
        The place that the error names, as a rule the file.
    """
    error, other_alternatives = _choose_alternative(error)
    wrong_keys = _unknown_keys(error) or _missing_keys(error)
    value = error.instance
    if wrong_keys:
        value = error.instance.get(wrong_keys[0])
    key = key_path(*error.absolute_path, *wrong_keys[:1])
    return ConfigError(_explain(error, other_alternatives), where, key, value)


def _choose_alternative(error: ValidationError) -> tuple[ValidationError, list[str]]:
    """Choose the alternative of `anyOf` or `oneOf` that the user most likely meant.

    Returns
    -------
    ValidationError
        The error of that alternative; the given error if it has no alternatives, or if the value
        has the type of none of them.
    list of str
        The descriptions of the other alternatives.
    """
    descriptions: list[str] = []
    while error.context:
        fitting = [e for e in error.context if e.validator != "type" or e.relative_path]
        if not fitting:
            break
        if isinstance(error.instance, dict):  # a mapping is not a mistyped word
            fitting = [e for e in fitting if e.validator != "enum"] or fitting
        chosen = max(fitting, key=lambda e: (e.validator == "required", len(e.absolute_path)))
        others = [
            alternative
            for position, alternative in enumerate(error.validator_value)
            if position != chosen.relative_schema_path[0]
        ]
        descriptions = [other["description"] for other in others if "description" in other]
        error = chosen
    return error, descriptions


def _explain(error: ValidationError, other_alternatives: list[str]) -> str:
    path = key_path(*error.absolute_path) or "the top level"
    if unknown := _unknown_keys(error):
        known = sorted(error.schema.get("properties", {}))
        return (
            f"{path} has an unknown key '{unknown[0]}'.{did_you_mean(unknown[0], known)}"
            f" Known keys: {', '.join(known)}."
        )
    if error.validator == "dependentRequired":
        missing_key = _missing_keys(error)[0]
        key = next(k for k, keys in error.validator_value.items() if missing_key in keys)
        return f"{path} has the key '{key}', which needs the key '{missing_key}' too."
    if missing := _missing_keys(error):
        return f"{path} lacks the key '{missing[0]}'."
    value = json.dumps(error.instance, default=str)
    alternatives = [text[0].lower() + text[1:].rstrip(".") for text in other_alternatives]
    allowed = ", or ".join([_allowed_values(error), *alternatives])
    return f"{path} is {value}, but must be {allowed}.{_hint(error)}"


def _unknown_keys(error: ValidationError) -> list[str]:
    if error.validator != "additionalProperties":
        return []
    return [key for key in error.instance if key not in error.schema.get("properties", {})]


def _missing_keys(error: ValidationError) -> list[str]:
    required: list[str] = []
    if error.validator == "required":
        required = error.validator_value
    elif error.validator == "dependentRequired":
        required = [
            needed
            for key, keys in error.validator_value.items()
            if key in error.instance
            for needed in keys
        ]
    return [key for key in required if key not in error.instance]


def _allowed_values(error: ValidationError) -> str:
    """What the schema allows in the place of a wrong value."""
    limit = error.validator_value
    match error.validator:
        case "type":
            names = limit if isinstance(limit, list) else [limit]
            return " or ".join(TYPES_IN_WORDS[name] for name in names)
        case "anyOf" | "oneOf" if error.context:
            return " or ".join(_allowed_values(alternative) for alternative in error.context)
        case "enum":
            return "one of " + ", ".join(map(json.dumps, limit))
        case "const":
            return json.dumps(limit)
        case "minimum":
            return f"at least {limit}"
        case "maximum":
            return f"at most {limit}"
        case "exclusiveMinimum":
            return f"more than {limit}"
        case "exclusiveMaximum":
            return f"less than {limit}"
        case "minItems":
            return f"a list of at least {limit} item{'s' * (limit > 1)}"
        case "maxItems":
            return f"a list of at most {limit} item{'s' * (limit > 1)}"
        case "minLength" | "minProperties":
            return "not empty"
        case "uniqueItems":
            return "a list without repetition"
        case "pattern":
            return f"text that matches {limit}"
    return f"valid: {error.message}"


def _hint(error: ValidationError) -> str:
    """What the user may have meant by a word, or by a number in quotes."""
    if not isinstance(error.instance, str):
        is_word = isinstance(error.instance, bool | int | float)
        allows_text = error.validator == "type" and "string" in error.validator_value
        return " Put it in quotes if it is text." if is_word and allows_text else ""
    if error.validator == "enum":
        return did_you_mean(
            error.instance, [v for v in error.validator_value if isinstance(v, str)]
        )
    if error.validator == "type" and _is_number(error.instance):
        return " This is text; write the number without quotes."
    return ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
