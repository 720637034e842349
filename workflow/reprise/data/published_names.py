"""The studies and configurations of which tutorials print numbers, read without pandas."""

import csv
from collections.abc import Iterator
from functools import cache

from reprise.paths import PUBLISHED

# The file, and the kind of its numbers; a row of the last file names its own kind.
_KINDS = {"lstm_describe": "describe", "lstm_final_scores": "list", "single_figures": ""}


def published_kinds() -> dict[str, set[str]]:
    """Study to the kinds of numbers that a tutorial prints for it."""
    kinds: dict[str, set[str]] = {}
    for study, _, kind in _published_numbers():
        kinds.setdefault(study, set()).add(kind)
    return kinds


def published_configurations() -> dict[str, list[str]]:
    """Study to the configurations (without their era) for which a tutorial prints numbers.

    A baseline with a printed number counts as a configuration.
    """
    names: dict[str, list[str]] = {}
    for study, configuration, _ in _published_numbers():
        known = names.setdefault(study, [])
        if configuration not in known:
            known.append(configuration)
    return names


@cache
def _published_numbers() -> tuple[tuple[str, str, str], ...]:
    """Study, configuration and kind of every printed number."""
    return tuple(_read_published_numbers())


def _read_published_numbers() -> Iterator[tuple[str, str, str]]:
    for name, kind in _KINDS.items():
        with open(PUBLISHED / f"{name}.csv", newline="") as handle:
            for row in csv.DictReader(handle):
                yield row["study"], row["configuration"], kind or row["kind"]
