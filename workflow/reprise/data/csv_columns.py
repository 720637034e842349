"""Columns of a CSV or Parquet file, with errors that name the file, the line and the column."""

import csv
import io
import itertools
import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from reprise.data.csv_numbers import parse_numbers
from reprise.data.csv_text import PARQUET, SAVE_AGAIN, decode, read_bytes
from reprise.data.parquet_columns import read_parquet
from reprise.errors import ConfigError, did_you_mean

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars", " ": "blanks"}
ROWS_AT_ONCE = 1000  # so few that Python does not search them for garbage
LINE_BREAK = re.compile(r"\r\n|\r|\n")
NUMBER_OR_TIME = re.compile(r"[+-]?[\d.,]*\d[\d.,:/TZ +-]*([eE][+-]?\d+)?")


@dataclass(frozen=True)
class Table:
    """Some columns of a file, as text.

    Attributes
    ----------
    file : str
    texts : dict of str to list of str
        The name of each column, and its cells without blanks around them.
    lines : sequence of int
        The line of each row in the file, counted from 1.
    decimal : {".", ","}
        The mark before the decimals of a number.
    unit : {"line", "row"}
        What `lines` counts; a Parquet file has no lines.
    """

    file: str
    texts: dict[str, list[str]]
    lines: Sequence[int]
    decimal: str = "."
    unit: str = "line"

    def __len__(self) -> int:
        """The number of rows."""
        return len(self.lines)

    def place(self, row: int, column: str) -> str:
        """The file, the line and the column of a cell, for the message of an error."""
        return f"{self.file}, {self.unit} {self.lines[row]}, column '{column}'"

    def head(self, rows: int) -> "Table":
        """Keep only the first rows."""
        if rows == len(self):
            return self
        texts = {name: cells[:rows] for name, cells in self.texts.items()}
        return replace(self, texts=texts, lines=self.lines[:rows])

    def numbers(
        self,
        column: str,
        may_be_missing: bool = False,
        advice: str = "",
        advice_on_words: str = "",
    ) -> np.ndarray:
        """The cells of a column as float64; see `csv_numbers.parse_numbers`."""
        return parse_numbers(
            self.texts[column],
            lambda row: self.place(row, column),
            self.decimal,
            may_be_missing,
            advice,
            advice_on_words,
        )


def read_columns(
    file: str | os.PathLike[str],
    columns: Sequence[str],
    separator: str = ",",
    decimal: str = ".",
) -> Table:
    """Read some columns of a file as text.

    Parameters
    ----------
    file : path-like
        A CSV in UTF-8 with a header, also compressed with gzip, or a Parquet file. Empty lines
        are skipped.
    columns : sequence of str
        The names of the columns to read.
    separator : str
        The character between two cells.
    decimal : {".", ","}
        The mark before the decimals of a number.

    Returns
    -------
    Table

    Raises
    ------
    ConfigError
        If the file cannot be read, if a column is missing, if two columns have the same name, if
        there is no row, or if a row has more or fewer cells than the header.
    """
    content = read_bytes(file)
    if content.startswith(PARQUET):
        names, cells = read_parquet(content, str(file))
        _check_header(names, columns, str(file), separator)
        texts = {name: cells(_find_column(name, names) or 0) for name in columns}
        return Table(str(file), texts, range(1, len(texts[columns[0]]) + 1), unit="row")
    text = decode(content, file)
    del content
    try:
        return _read_csv(text, columns, str(file), separator, decimal)
    except csv.Error as error:
        raise _explain_csv_error(error, text, str(file), separator) from None


def read_header(file: str | os.PathLike[str], separator: str = ",") -> list[str]:
    """Read the names of the columns of a CSV."""
    text = decode(read_bytes(file), file)
    try:
        return _next_names(_open_reader(text, separator))
    except csv.Error as error:
        raise _explain_csv_error(error, text, str(file), separator) from None


def _read_csv(text: str, columns: Sequence[str], file: str, separator: str, decimal: str) -> Table:
    """Read some columns of the text of a CSV in blocks of rows, which need little memory."""
    reader = _open_reader(text, separator)
    header = _next_names(reader)
    _check_header(header, columns, file, separator)
    positions = {name: _find_column(name, header) or 0 for name in columns}
    texts: dict[str, list[str]] = {name: [] for name in columns}
    lines: list[int] = []
    line = reader.line_num
    while block := list(itertools.islice(reader, ROWS_AT_ONCE)):
        block_lines: Sequence[int] = range(line + 1, reader.line_num + 1)
        line = reader.line_num
        if len(block_lines) != len(block) or not all(block):
            block, block_lines = _leave_out_empty(block, block_lines[0])
        _check_lengths(block, block_lines, header, file, separator)
        for name, position in positions.items():
            texts[name] += [row[position].strip() for row in block]
        lines.extend(block_lines)
    if not lines:
        raise ConfigError("has no rows below its header; add the observations.", file)
    return Table(file, texts, lines, decimal)


def _open_reader(text: str, separator: str) -> Any:
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=separator != " ")


def _next_names(reader: Any) -> list[str]:
    """The names in the first row that is not empty, without blanks around them."""
    return [name.strip() for name in next((row for row in reader if row), [])]


def _find_column(name: str, header: list[str]) -> int | None:
    """The position of a column; its accents may be written in the other way that Unicode has."""
    for names in (header, [unicodedata.normalize("NFC", other) for other in header]):
        if name and name in names:
            return names.index(name)
        name = unicodedata.normalize("NFC", name)
    return None


def _leave_out_empty(block: list[list[str]], line: int) -> tuple[list[list[str]], list[int]]:
    """Leave out empty rows, and find the line on which each of the other rows ends.

    Parameters
    ----------
    block : list of list of str
    line : int
        The line on which the first row begins.
    """
    rows, lines = [], []
    for row in block:
        line += sum(len(LINE_BREAK.findall(cell)) for cell in row)
        if row:
            rows.append(row)
            lines.append(line)
        line += 1
    return rows, lines


def _check_lengths(
    rows: list[list[str]], lines: Sequence[int], header: list[str], file: str, separator: str
) -> None:
    """Check that every row has as many cells as the header."""
    if set(map(len, rows)) <= {len(header)}:
        return
    wrong = next(k for k, row in enumerate(rows) if len(row) != len(header))
    _refuse_row(rows[wrong], header, f"{file}, line {lines[wrong]}", separator)


def _refuse_row(row: list[str], header: list[str], where: str, separator: str) -> None:
    """Refuse a row that has more or fewer cells than the header."""
    cells = f"{len(row)} cell{'s' * (len(row) > 1)}"
    counts = f"the row has {cells}, but the header has {len(header)}"
    if not any(cell.strip() for cell in row):
        raise ConfigError(f"{counts}, and all cells are empty; remove the row.", where)
    if len(row) < len(header):
        missing = "', '".join(header[len(row) :])
        raise ConfigError(
            f"{counts}: the row ends before the column '{missing}'. Add the missing cells.", where
        )
    advice = (
        "If a number has a decimal comma, put it into quotation marks and set"
        ' dataset.decimal: ","; put a text that contains a comma into quotation marks.'
        if separator == ","
        else "Put a text that contains the separator into quotation marks."
    )
    raise ConfigError(f"{counts}. {advice}", where)


def _explain_csv_error(error: csv.Error, text: str, file: str, separator: str) -> ConfigError:
    """Find the line on which the row of an error begins, and say what to do."""
    reader, line = _open_reader(text, separator), 0
    try:
        for _ in reader:
            line = reader.line_num
    except csv.Error:
        line += 1
    problem = f"is not a CSV file ({error}); {SAVE_AGAIN}."
    if "unexpected end of data" in str(error):
        problem = (
            "a quotation mark opens a cell and no other one closes it; close it, or remove it."
        )
    elif "expected after" in str(error):
        problem = (
            "a cell goes on after its closing quotation mark; write two quotation marks for one"
            " within a cell, or check dataset.separator."
        )
    return ConfigError(problem, f"{file}, line {line}")


def _check_header(header: list[str], columns: Sequence[str], where: str, separator: str) -> None:
    """Check that a header has each of some columns, and no name twice."""
    known = [name for name in header if name]
    missing = next((column for column in columns if _find_column(column, known) is None), None)
    if missing is not None:
        advice = _advise_on_header(header, columns, separator) or (
            f"{did_you_mean(missing, known)} Its columns are: {', '.join(known) or 'none'}."
        )
        raise ConfigError(f"has no column '{missing}'.{advice}", where)
    twice = next((name for name in known if known.count(name) > 1), None)
    if twice is not None:
        raise ConfigError(f"has two columns named '{twice}'; rename one of them.", where)


def _advise_on_header(header: list[str], columns: Sequence[str], separator: str) -> str:
    """Advice for a file with another separator or without a header; otherwise an empty text."""
    line = separator.join(header)
    if line.lower().startswith("sep="):
        return f" The first line ({line}) is for spreadsheets; remove it."
    if line.startswith("#"):
        return " The first line is a comment; remove all lines above the names of the columns."
    for other, name in SEPARATORS.items():
        names = [cell.strip(' "') for cell in line.split(other)]
        is_likely = len(header) == 1 and len(names) > 1 and other != " "
        if other != separator and (set(columns) <= set(names) or is_likely):
            shown = "\\t" if other == "\t" else other
            return (
                f" The columns of the file seem to be separated by {name}: {', '.join(names)}. Set"
                f' dataset.separator: "{shown}", and dataset.decimal: "," if the numbers have a'
                " decimal comma."
            )
    cells = re.split(r"[,;\t|]", line)
    if len(cells) > 1 and all(NUMBER_OR_TIME.fullmatch(cell.strip()) for cell in cells):
        return (
            f" The first row ({line}) looks like data; add a first row with the names of the"
            " columns, separated as the data are."
        )
    return ""
