"""Read the rows that a classifier or a regressor predicts, and check their columns and numbers."""

import os
from collections.abc import Sequence

import numpy as np
import pandas as pd

from reprise.data.csv_columns import read_columns
from reprise.data.samples import ADVICE_ON_EMPTY, ADVICE_ON_WORDS
from reprise.errors import RepriseError, did_you_mean
from reprise.settings import DatasetSettings
from reprise.storage import FilePath

Rows = pd.DataFrame | FilePath
COLUMNS_SHOWN = 10


def read_sample_rows(
    rows: Rows, columns: Sequence[str], dataset: DatasetSettings
) -> tuple[np.ndarray, pd.Index]:
    """Read the features of some rows, by the names of their columns.

    Parameters
    ----------
    rows : DataFrame or path-like
        With all columns of the features; other columns do not count. A file is a CSV in the format
        of the study's file, or a Parquet file.
    columns : sequence of str
    dataset : DatasetSettings

    Returns
    -------
    (ndarray of float64 of shape (rows, columns), Index)
        The features, and the labels of the rows.

    Raises
    ------
    RepriseError
        If a column is missing, or a cell is no finite number. The message names the place.
    """
    if isinstance(rows, pd.DataFrame):
        return _read_frame(rows, columns), rows.index
    if not isinstance(rows, str | os.PathLike):
        raise RepriseError(
            f"rows is of the type {type(rows).__name__}. Give a DataFrame, or the path of a CSV."
        )
    table = read_columns(rows, columns, **dataset.format_options)
    values = [
        table.numbers(name, advice=ADVICE_ON_EMPTY, advice_on_words=ADVICE_ON_WORDS)
        for name in columns
    ]
    return np.column_stack(values), pd.RangeIndex(len(table))


def _read_frame(rows: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    known = list(map(str, rows.columns))
    missing = [name for name in columns if name not in known]
    if missing:
        shown = ", ".join(missing[:COLUMNS_SHOWN])
        more = f" and {len(missing) - COLUMNS_SHOWN} more" * (len(missing) > COLUMNS_SHOWN)
        raise RepriseError(
            f"the rows lack the column {shown}{more}.{did_you_mean(missing[0], known)} The networks"
            f" were trained on {len(columns)} columns, which are found by their names."
        )
    twice = next((name for name in columns if known.count(name) > 1), None)
    if twice is not None:
        raise RepriseError(f"the rows have two columns named '{twice}'. Rename one of them.")
    if not len(rows):
        raise RepriseError("there is no row to predict. Give at least one row.")
    return np.column_stack([_numbers(rows.iloc[:, known.index(name)], name) for name in columns])


def _numbers(cells: "pd.Series[float]", column: str) -> np.ndarray:
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    wrong = np.flatnonzero(~np.isfinite(numbers))
    if len(wrong):
        place = int(wrong[0])
        cell = cells.iloc[place]
        shown = f"'{cell}'" if isinstance(cell, str) else str(cell)
        raise RepriseError(
            f"row {cells.index[place]}, column '{column}': {shown} is not a finite"
            " number. Fill in the value, or leave the row out."
        )
    return np.asarray(numbers)
