"""One rule for all names that become files, columns or rules.

A name must mean the same file on every system: Windows and macOS do not distinguish `A` and `a`,
macOS composes accented letters, and Windows reserves the names of devices.
"""

import unicodedata
from collections.abc import Collection, Iterable

from reprise.errors import ConfigError

MARKS = "_.=,+-"  # allowed besides letters and digits
# Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)
# What the folder of results has besides studies, and the targets and rules of the Snakefile.
RESERVED_STUDIES = frozenset(
    [
        *("findings", "logs", "benchmarks", "settings", "code", "report", "results", "downloads"),
        *("claims", "replication", "environment", "all", "reported", "trained"),
        *("write_settings", "replicate_figures", "check_claims"),
        *("write_report", "record_environment"),
        *(f"share_{number}" for number in range(1, 1025)),  # the jobs of each stage
    ]
)
# In bytes. The name of a log has a study, a configuration, and about 25 other characters, and a
# file system allows 255.
LONGEST = {"study": 80, "group": 80, "configuration": 140, "key": 80, "column": 80}


def check_name(
    name: str, kind: str, where: str, key: str, reserved: Collection[str] = (), marks: str = MARKS
) -> None:
    """Check that a name can be a part of a path on every system.

    Parameters
    ----------
    name : str
    kind : {"study", "group", "configuration", "key", "column"}
        What has the name.
    where : str
        The file.
    key : str
        The key that names it.
    reserved : collection of str
        Names, in small letters, that have another meaning.
    marks : str
        The characters that are allowed besides letters and digits.

    Raises
    ------
    ConfigError
        With the first reason why it cannot.
    """
    problem = _problem_of_name(name, marks) or _problem_of_length(name, LONGEST[kind])
    if not problem and fold_name(name) in reserved:
        problem = "which is reserved for Reprise itself"
    if problem:
        advice = "choose another name"
        if kind == "configuration" and key == "vary":
            advice = "list the configurations under 'configurations' with a name each"
        raise ConfigError(
            f"{key} has the {kind} {_quoted(name)}, {problem}. Names begin with a letter or a digit"
            f" and have only letters, digits and the characters {' '.join(marks)}; {advice}.",
            where,
            key,
            name,
        )


def refuse_equal_names(names: Iterable[str], kind: str, where: str, key: str) -> None:
    """Refuse two names that Windows or macOS would take for the same file.

    Raises
    ------
    ConfigError
    """
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(fold_name(name), name)
        if other != name:
            raise ConfigError(
                f"{key} has the names {_quoted(other)} and {_quoted(name)}, which are one file on"
                f" Windows and macOS; rename one {kind}.",
                where,
                key,
                name,
            )


def fold_name(name: str) -> str:
    """What names have in common if a file system takes them for the same name."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _problem_of_name(name: str, marks: str) -> str | None:
    composed = unicodedata.normalize("NFKC", name)
    if name != composed:
        return f"which some systems write as {_quoted(composed)}"
    for character in name:
        if not (_is_letter_or_digit(character) or character in marks):
            return f"which has the character {_quoted(character)}"
    if not name or not name[0].isalnum():
        return "which begins with another character" if name else "which is empty"
    if name.endswith("."):
        return "which ends with a point"
    if fold_name(name.partition(".")[0]) in DEVICES:
        return "which is a device on Windows"
    return None


def _problem_of_length(name: str, longest: int) -> str | None:
    size = len(name.encode())
    return f"which has {size} bytes, but {longest} are allowed" if size > longest else None


def _is_letter_or_digit(character: str) -> bool:
    """Also a mark that belongs to a letter, as many scripts write vowels."""
    return unicodedata.category(character)[0] in "LM" or character.isalnum()


def _quoted(name: str) -> str:
    """A name in quotes, with codes for characters that cannot be told apart."""
    shown = name if len(name) <= 60 else f"{name[:60]}…"
    is_clear = shown.isprintable() and unicodedata.is_normalized("NFC", shown)
    return f"'{shown}'" if is_clear else ascii(shown)
