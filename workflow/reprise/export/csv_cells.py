"""Cells of CSV files as text, so that a printed number is the rounded text of its cell."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

import pandas as pd

from reprise.stats.p_values import SMALLEST_SHOWN, format_p_value

SIGNIFICANT_DIGITS = 4  # of the largest mean
DIGITS_OF_SPREAD = 2  # significant digits of the smallest standard deviation
MOST_DECIMALS = 6  # the tables of a study have no more
MISSING = "--"


@dataclass(frozen=True)
class Cell:
    """One cell of a CSV.

    Attributes
    ----------
    file : str
        The path of the CSV relative to the folder of the kit.
    row : dict of str to str
        The columns and their texts that only this row has.
    column : str
    text : str
        Empty if the cell is empty.
    """

    file: str
    row: dict[str, str]
    column: str
    text: str


Row = dict[str, Cell]  # by column


@dataclass(frozen=True)
class TextTable:
    """A CSV whose cells are text.

    Attributes
    ----------
    file : str
        As in `Cell`.
    table : DataFrame of str
    keys : tuple of str
        The columns that together are different in every row.
    """

    file: str
    table: pd.DataFrame
    keys: tuple[str, ...]

    def rows(self) -> list[Row]:
        """The cells of every row."""
        columns = list(map(str, self.table.columns))
        rows = []
        for texts in self.table.itertuples(index=False, name=None):
            row = dict(zip(columns, map(str, texts), strict=True))
            key = {name: row[name] for name in self.keys}
            rows.append({name: Cell(self.file, key, name, text) for name, text in row.items()})
        return rows


def round_cell(text: str, decimals: int) -> str:
    """Round the text of a number half to even: `99.397439` is `99.40` with two decimals.

    An empty cell is ``--``, and a text that is no finite number stays.
    """
    if not text:
        return MISSING
    try:
        rounded = Decimal(text).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    except InvalidOperation:
        return text
    return f"{abs(rounded) if rounded == 0 else rounded:f}"


def p_value_text(text: str) -> str:
    """Write a p-value with two significant digits, or as ``< 0.001``."""
    return format_p_value(float(text)) if text else MISSING


def number_latex(text: str) -> str:
    """Write a number or a p-value for LaTeX: a minus and a relation need the math mode."""
    if text.startswith("-") and text != MISSING:
        return rf"\ensuremath{{{text}}}"
    if text.startswith("<"):
        return rf"\ensuremath{{<{SMALLEST_SHOWN}}}"
    return text


def choose_decimals(means: pd.Series, spreads: pd.Series) -> int:
    """Choose with how many decimals the values of a metric are printed.

    The largest mean has four significant digits, and the smallest spread has two or more.

    Parameters
    ----------
    means, spreads : Series of float
        NaN where there is none.
    """
    largest, smallest = means.abs().max(), spreads[spreads > 0].min()
    wanted = [0]
    if largest > 0:
        wanted.append(SIGNIFICANT_DIGITS - 1 - Decimal(float(largest)).adjusted())
    if smallest > 0:
        wanted.append(DIGITS_OF_SPREAD - 1 - Decimal(float(smallest)).adjusted())
    return min(max(wanted), MOST_DECIMALS)
