"""Columns of a CSV file, with errors that name the file, the line and the cell."""

import csv
from pathlib import Path

import numpy as np

from reprise.errors import ConfigError, did_you_mean


def read_columns(file, columns):
    """The rows of a CSV as (line number, dict of column to text).

    Raises
    ------
    ConfigError
        If the file or a column is missing or there twice, or the file has no rows.
    """
    try:
        with Path(file).open(newline="", encoding="utf-8-sig") as handle:
            reader = csv.DictReader(handle)
            known = reader.fieldnames or []
            for column in columns:
                if column not in known:
                    raise ConfigError(
                        f"{file}: has no column '{column}'.{did_you_mean(column, known)}"
                        f" Its columns: {', '.join(known) or 'none'}.{_separator_hint(known)}"
                    )
                if known.count(column) > 1:
                    raise ConfigError(f"{file}: has two columns '{column}'; rename one.")
            rows = [(reader.line_num, row) for row in reader]
    except FileNotFoundError:
        raise ConfigError(f"{file}: there is no such CSV file (dataset.file).") from None
    except IsADirectoryError:
        raise ConfigError(f"{file}: is a folder, not a CSV file (dataset.file).") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: is not UTF-8 text; save it as CSV UTF-8.") from None
    if not rows:
        raise ConfigError(f"{file}: has a header and no rows.")
    return rows


def parse_number(text, where):
    """A cell as a float; `where` names the file, the line and the column."""
    try:
        number = float(text)
    except (ValueError, TypeError):
        number = float("nan")
    if not np.isfinite(number):
        raise ConfigError(f"{where}: '{text}' is not a number; fill or drop the row.")
    return number


def _separator_hint(columns):
    if len(columns) == 1 and any(mark in columns[0] for mark in ";\t"):
        return " Separate columns by commas, and write decimals with a point."
    return ""
