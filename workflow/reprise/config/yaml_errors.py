"""Explain errors of YAML in the words of a person who writes a study."""

import re

import yaml

# Characters that begin something else than a text, if there are no quotation marks.
SPECIAL_CHARACTERS = "%@`,|>*&!?]}{[-"
KEY_BEFORE = re.compile(r"(?:^|[\s{,\[])([\w.-]+):\s*,?$")
KEY_AND_VALUE = re.compile(r"\s*(?:- )?([\w.-]+):\s+(.*\S)\s*")


def explain_yaml_error(error: yaml.YAMLError, text: str) -> str:
    """Say what is wrong at the place of an error, and what to do.

    Parameters
    ----------
    error : YAMLError
    text : str
        The file.
    """
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    mark = getattr(error, "problem_mark", None)
    lines = re.split(r"\r\n|\r|\n", text)
    if mark is None or mark.line >= len(lines):
        return f"the file is not valid YAML: {reason}."
    line, column = lines[mark.line], mark.column
    return (
        _explain_character(line, column)
        or _explain_colon(line, reason)
        or f"the file is not valid YAML: {reason}."
    )


def explain_empty_block(style: str) -> str:
    """Say what to do about `separator: |`, which begins a text of several lines."""
    return (
        f"{style} without quotation marks begins a text of several lines, and here none follows. If"
        f' you mean the character, put it into quotation marks: "{style}".'
    )


def _explain_character(line: str, column: int) -> str:
    """Explain a value that begins with a special character; empty if that is not the error."""
    character = line[column : column + 1]
    if character == "\t" and not line[:column].strip():
        return "the line is indented by a tab; indent it by blanks."
    key = KEY_BEFORE.search(line[:column])
    if not character or character not in SPECIAL_CHARACTERS or not key:
        return ""
    is_within_braces = re.search(r"[{\[]", line[:column]) is not None
    value = re.split(r"\s#|[,}\]](?=.)" if is_within_braces else r"\s#", line[column:])[0]
    value = value.rstrip(" }]" if is_within_braces else " ") or character
    return (
        f"the value of {key[1]} begins with '{character}', which has another meaning in YAML. Put"
        f" it into quotation marks: {key[1]}: {_quote(value)}."
    )


def _explain_colon(line: str, reason: str) -> str:
    """Explain a colon within a text without quotation marks; empty if that is not the error."""
    if "mapping values are not allowed" not in reason:
        return ""
    found = KEY_AND_VALUE.fullmatch(line)
    if found and ": " in found[2]:
        return (
            f"the value of {found[1]} contains a colon and a blank. Put it into quotation marks:"
            f" {found[1]}: {_quote(found[2])}."
        )
    return (
        "a colon is not expected here. Write a blank after the colon of the key before, and begin"
        " the keys of a section in the same column."
    )


def _quote(value: str) -> str:
    return f"'{value}'" if '"' in value or "\\" in value else f'"{value}"'
