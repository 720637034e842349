"""The lines of a first study: YAML with comments."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import yaml

from reprise.config.starter_sizes import Sizes
from reprise.data.csv_contents import Contents

MOST_NAMES = 12  # in a comment
UNITS = "[8, 64]"


def write_head(csv: str, what: str) -> list[str]:
    """The comment at the beginning: the CSV, and what it contains."""
    return [
        f"# A first study of {in_one_line(csv)}: {what}.",
        "# Change what you like: config/README.md explains every key.",
    ]


def write_title(name: str) -> str:
    """The title, which stays right if another column is chosen."""
    return quote(f"Which number of units is best for {name}?")


def write_format(contents: Contents) -> list[str | None]:
    """The keys that tell how the CSV is written, where a dataset needs them."""
    return [
        write_line("  separator", contents.separator) if contents.separator != "," else None,
        write_line("  decimal", contents.table.decimal) if contents.table.decimal != "." else None,
    ]


def write_rows(sizes: Sizes, unit: str) -> list[str]:
    """The rows that are kept for the test and for validation."""
    return [
        write_line("  test_rows", sizes.test_rows, f"{unit} that no network sees in training"),
        write_line("  validation_rows", sizes.validation_rows, "they decide which epoch is kept"),
    ]


def write_training(sizes: Sizes) -> list[str]:
    """The network, its training, the repeats and what varies."""
    return [
        "model:",
        "  family: mlp",
        "training:",
        f"  epochs: {sizes.epochs}",
        f"  batch_size: {sizes.batch_size}",
        "  shuffle: true",
        write_line("  keep", "best", "the weights of the epoch with the lowest validation loss"),
        write_line("repeats", sizes.repeats, "runs of each configuration, from random starts"),
        "vary:",
        f"  model.units: {UNITS}  # one configuration for each number",
    ]


def write_line(key: str, value: Any, comment: str = "") -> str:
    """One key with its value and a comment."""
    shown = quote(value) if isinstance(value, str) else str(value)
    return f"{key}: {shown}" + (f"  # {comment}" if comment else "")


def quote(text: str) -> str:
    """A text in YAML, within a list or not, in quotes where it could be read as something else."""
    style = None if re.fullmatch(r"[^\W\d].*", text) else '"'
    dumped = yaml.safe_dump(
        [text], default_style=style, default_flow_style=True, width=10**9, allow_unicode=True
    )
    return str(dumped).strip()[1:-1]


def list_names(names: Sequence[str], all_of_them: bool = False) -> str:
    """A list of names in YAML; a long one is cut, unless all names are wanted."""
    shown = names if all_of_them else names[:MOST_NAMES]
    more = f" and {len(names) - len(shown)} more" if len(shown) < len(names) else ""
    return f"[{', '.join(map(quote, shown))}]{more}"


def in_one_line(text: str) -> str:
    """A text without characters that cannot be seen."""
    return "".join(c if c.isprintable() else " " for c in text)


def join_lines(lines: Iterable[object]) -> str:
    """Join the lines that are texts, and leave out the others."""
    return "\n".join(line for line in lines if isinstance(line, str) and line) + "\n"
