"""Read YAML files in which numbers and words are what they look like.

PyYAML follows YAML 1.1, in which `010` is 8, `1:30` is 90, `1e3` is text and `no` is false. Here a
word without quotes follows the core schema of YAML 1.2: true and false, null, and decimal numbers;
any other word is text. What looks like a number and is none, or is another number in another
version of YAML, is refused.

Source: https://yaml.org/spec/1.2.2/, section 10.3.
"""

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from reprise.config.yaml_errors import explain_empty_block, explain_yaml_error
from reprise.errors import ConfigError, did_you_mean

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML without its C library
    from yaml import SafeLoader  # type: ignore[assignment]

__all__ = ["Document", "SafeLoader", "read_yaml"]

Document = dict[str, Any]

# What is not text: the pattern of the words, and the characters with which they begin.
WORDS = {
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "null": (r"null|Null|NULL|~|", ["n", "N", "~", ""]),
    "int": (r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    "float": (
        r"[-+]?(0|[1-9][0-9]*)(\.[0-9]*([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)"
        r"|[-+]?\.[0-9]+([eE][-+]?[0-9]+)?",
        "-+.0123456789",
    ),
}
NUMBER = re.compile(f"{WORDS['int'][0]}|{WORDS['float'][0]}")
NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
# Zeros at the beginning, digits in groups, other bases, and parts of 60: `1:30`.
OTHER_NUMBER = re.compile(
    r"[-+]?(0[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?|[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?"
    r"|\.[0-9_]+|0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?)"
)
LARGEST_INTEGER = 2**63 - 1  # the whole numbers of NumPy and TensorFlow have 64 bits
MOST_DIGITS = 300
DEEPEST_LEVEL = 50  # levels of lists and mappings; our own files have fewer than ten
MOST_REPEATED_VALUES = 100_000  # by the aliases of one file


def read_yaml(path: str | os.PathLike[str]) -> Document:
    """Read one YAML mapping.

    Raises
    ------
    ConfigError
        If the file cannot be read, is not YAML, repeats a key or is not a mapping; if it has a
        tag, a number that is not a finite decimal number, too many levels, or aliases that repeat
        too much.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        _check_events(yaml.parse(text, Loader=SafeLoader), str(path))
        document = yaml.load(text, Loader=_Loader)
    except FileNotFoundError:
        known = sorted(p.stem for p in path.parent.glob("*.yaml"))
        raise ConfigError(
            "there is no such file."
            f"{did_you_mean(path.stem, known)} Known: {', '.join(known) or 'none'}.",
            str(path),
        ) from None
    except OSError as error:
        problem = f"the file cannot be read: {error.strerror}."
        raise ConfigError(problem, str(path)) from None
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"the file is not UTF-8 text ({error.reason}); save it as UTF-8.", str(path)
        ) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise ConfigError(explain_yaml_error(error, text), f"{path}{line}") from None
    if not isinstance(document, dict):
        raise ConfigError("the file must be a mapping of keys to values.", str(path))
    return document


def _check_events(events: Iterable[yaml.Event], where: str) -> None:
    """Check every word, level, tag and alias before a value is built.

    A few lines with aliases can stand for more values than a machine can hold.
    """
    open_anchors: list[str | None] = []  # of the lists and mappings around the event
    counts_before: list[int] = []  # the number of values before each of them
    sizes: dict[str | None, int] = {}  # anchor to the number of values that it stands for
    count, repeated = 0, 0
    for event in events:
        size = 1
        if isinstance(event, yaml.CollectionEndEvent):
            size = count - counts_before.pop()
            if anchor := open_anchors.pop():
                sizes[anchor] = size
            continue
        if isinstance(event, yaml.AliasEvent):
            size = sizes.get(event.anchor, 1)
            repeated += size
        elif isinstance(event, yaml.ScalarEvent) and event.anchor:
            sizes[event.anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            open_anchors.append(event.anchor)
            counts_before.append(count)
        count += size
        if problem := _problem_of_event(event, open_anchors, repeated):
            line = f", line {event.start_mark.line + 1}" if event.start_mark else ""
            value = getattr(event, "value", None)
            raise ConfigError(problem, f"{where}{line}", value=value)


def _problem_of_event(
    event: yaml.Event, open_anchors: list[str | None], repeated: int
) -> str | None:
    if tag := getattr(event, "tag", None):
        name = tag.replace("tag:yaml.org,2002:", "!!")
        return f"the value has the tag {name}, but only values without tags are read; remove it."
    if len(open_anchors) > DEEPEST_LEVEL:
        return f"lists and mappings have more than {DEEPEST_LEVEL} levels; write fewer levels."
    if isinstance(event, yaml.AliasEvent):
        if event.anchor in open_anchors:
            return f"the alias *{event.anchor} stands within its own value; remove the alias."
        if repeated > MOST_REPEATED_VALUES:
            return (
                f"the aliases repeat more than {MOST_REPEATED_VALUES} values; write fewer aliases."
            )
    if isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">") and not event.value:
        return explain_empty_block(event.style)
    if isinstance(event, yaml.ScalarEvent) and event.implicit[0]:
        return _problem_of_word(event.value)
    return None


def _problem_of_word(word: str) -> str | None:
    """Why a word without quotes, which looks like a number, cannot be read as one."""
    if NOT_FINITE.fullmatch(word):
        return f"{word} is not allowed; write a finite number, or put it in quotes if it is text."
    if NUMBER.fullmatch(word):
        largest = LARGEST_INTEGER if word.lstrip("+-").isdigit() else sys.float_info.max
        if len(word) > MOST_DIGITS or abs(float(word)) > largest:
            return f"the number {word[:MOST_DIGITS]} is too large; write a smaller number."
    elif OTHER_NUMBER.fullmatch(word):
        return (
            f"{word} can be read as different numbers; write a decimal number without zeros before"
            " it (10, 0.5, 1.0e-3), or put it in quotes if it is text."
        )
    return None


class _Loader(SafeLoader):
    """A loader with the words of YAML 1.2; PyYAML would keep the last one of two equal keys."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 (as PyYAML declares it)

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


for _name, (_pattern, _first) in WORDS.items():
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", re.compile(f"(?:{_pattern})$"), list(_first)
    )
